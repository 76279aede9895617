"""The outcome table: what each of HitBTC's codes means for what we do next. Data, and the lines that read it.

`None` marks an outcome that nobody knows: on an order or a cancel such an answer proves nothing, and neither does a
code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import CHANGING, Ask, Refusal, Refused, Unclear

R = Refusal

OUTCOMES: Final[dict[str, tuple[Refusal | None, str]]] = {
    "429": (R.RATE, "Too many requests: the limit is used up for this second."),
    # key, signature, permission
    "403": (R.AUTH, "This account may not do that."),
    "600": (R.AUTH, "This account may not do that."),
    "1001": (R.AUTH, "The request needs a key, and carried none."),
    "1002": (R.AUTH, "The key, the signature or the time is wrong: most often the secret belongs to another key."),
    "1003": (R.AUTH, "The key lacks a permission: allow it to read the balance and to place and cancel orders."),
    "1004": (R.AUTH, "The venue does not know this way to sign."),
    "1005": (R.AUTH, "The venue does not know this way to sign."),
    "10021": (R.AUTH, "The account is disabled."),
    "10022": (R.AUTH, "The sub-account may not do that."),
    "21001": (R.AUTH, "The account may not do that."),
    "21003": (R.AUTH, "The account is suspended."),
    "21004": (R.AUTH, "The account is suspended."),
    "20044": (R.AUTH, "The account may not trade on margin."),
    # symbol
    "2001": (R.SYMBOL, "There is no such symbol."),
    "2002": (R.SYMBOL, "There is no such coin."),
    "2003": (R.SYMBOL, "There is no such channel."),
    "20010": (R.SYMBOL, "Trading of this symbol is closed for the moment."),
    # the order
    "20001": (R.FUNDS, "Not enough free balance, the fee included."),
    "20002": (R.NOT_FOUND, "There is no such order, or it is final."),
    "20008": (R.DUPLICATE, "An order of today has this client id already."),
    "20009": (R.RULE, "The amendment changes nothing."),
    "20003": (R.RULE, "A limit of the account is exceeded."),
    "20045": (R.RULE, "The order breaks a limit of the market."),
    "20047": (R.RULE, "The other side's limit is exceeded."),
    "20048": (R.RULE, "The time in force does not go with this kind of order."),
    "20049": (R.RULE, "The venue does not know this kind of order."),
    "20080": (R.UNAVAILABLE, "The venue ran out of time and did not place the order."),
    "2010": (R.RULE, "The size is no number."),
    "2011": (R.RULE, "The size is too small."),
    "2012": (R.RULE, "The size is not a multiple of the lot."),
    "2020": (R.RULE, "The price is no number."),
    "2021": (R.RULE, "The price is too low."),
    "2022": (R.RULE, "The price is not a multiple of the tick."),
    "2024": (R.RULE, "There is no such margin mode."),
    "20031": (R.RULE, "The margin account is in trouble."),
    "20032": (R.RULE, "There is no such margin account."),
    "20033": (R.RULE, "The margin is what it was."),
    "20034": (R.RULE, "Positions on this symbol may only be closed."),
    "20040": (R.RULE, "The account may not trade on margin."),
    "20041": (R.RULE, "The account may not trade on margin."),
    "20042": (R.RULE, "The account may not trade on margin."),
    "20043": (R.RULE, "The account may not trade on margin."),
    # parameters
    "10001": (R.RULE, "A parameter did not pass the venue's checks."),
    "1": (R.RULE, "The frame is no JSON."),
    "404": (R.OTHER, "There is no such endpoint or method."),
    "22004": (R.OTHER, "There is no such user."),
    # payouts, which nothing here makes, and transfers
    **dict.fromkeys(
        ("20004", "20005", "20006", "20007", *map(str, range(20011, 20019))),
        (R.OTHER, "A payout or transfer was refused."),
    ),
    # trouble at the venue: nobody knows what became of an order
    "500": (None, "The venue answered with an error of its own."),
    "503": (None, "The venue is under maintenance."),
    "504": (None, "The venue's gateway timed out."),
    "800": (None, "A part of the venue answered with an error of its own."),
    "22008": (None, "The venue's gateway timed out."),
}

# Rules of an emulated house (see sim/venue/house_rules) in codes and words; ". " parts message and description.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "symbol": ("2001", "No such symbol"),
    "halted": ("20010", "Exchange temporary closed. Exchange market is temporary closed on symbol"),
    "client id": ("10001", "Validation error. Parameter [client_order_id] must be 8 to 32 letters, digits, - or _"),
    "duplicate": ("20008", "Duplicate clientOrderId. ClientOrderId must be unique during trading session"),
    "tick": ("2022", "Bad price. Price is not a multiple of tick_size"),
    "lot": ("2012", "Bad quantity. Quantity is not a multiple of quantity_increment"),
    "minimum size": ("2011", "Quantity too low"),
    "maximum size": ("20045", "Invalid order. Quantity exceeds the limit of the market"),
    "minimum notional": ("20045", "Invalid order. Value is below the limit of the market"),
    "band above": ("20045", "Invalid order. Price exceeds the limit of the market"),
    "band below": ("20045", "Invalid order. Price is below the limit of the market"),
    "open orders": ("20003", "Limit exceeded"),
    "parameter": ("10001", "Validation error"),
    "funds": ("20001", "Insufficient funds. Check that the funds are sufficient, given commissions"),
    "not found": ("20002", "Order not found"),
    "stop not found": ("20002", "Order not found"),
    "not amendable": ("20045", "Invalid order. An order that was filled in part is not replaced here"),
    "margin unchanged": ("20033", "Margin account not changed"),
    "order list": ("10001", "Validation error. Parameter [orders] does not go with [contingency_type]"),
    "transfer": ("20005", "Transfer failed"),
    "unchanged": ("20009", "Quantity and price not changed"),
    "closed": ("20002", "Order not found"),
    "rate": ("429", "Too many requests. Action is being rate limited for account"),
    "unavailable": ("503", "Service unavailable. Try it again later"),
    "login first": ("1001", "Authorization required"),
    "no such topic": ("2003", "Unknown channel. Channel is not supported: {channel}"),
}
STATUSES: Final = {
    "429": 429, "403": 401, "1001": 401, "1002": 401, "1003": 403, "1004": 401, "1005": 401,
    "404": 404, "500": 500, "503": 503, "504": 504, "22008": 504,
}  # fmt: skip
LOGIN_CODES: Final = frozenset({"403", "1001", "1002", "1003", "1004", "1005"})


def refuse(code: str, words: str) -> Refused:
    """A refusal as the emulated venue makes it; its kind is what a reader will make of the code."""
    return Refused(code, words, OUTCOMES[code][0] or R.OTHER)


def part(words: str) -> tuple[str, str]:
    """Message and description, as an error has them."""
    message, _, description = words.partition(". ")
    return (message, description) if description else (words, "")


def join(message: str, description: str) -> str:
    return f"{message}. {description}" if description else message


def judge(ask: Ask, status: int, code: str, words: str) -> Refused | Unclear:
    """Row 23: endpoint × status × code. A code 429 is a no even where the status says yes."""
    if status == 429 or code == "429":
        return Refused("429", words, R.RATE)
    kind, sentence = OUTCOMES.get(code, (None, "a code that is in no table"))
    if status >= 500 or (kind is None and type(ask) in CHANGING):
        return Unclear(f"HTTP {status}: {words or sentence}"[:300], code)
    return Refused(code, words, kind or R.OTHER)
