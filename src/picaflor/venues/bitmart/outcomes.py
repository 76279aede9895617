"""The outcome table: what each of BitMart's codes means for what we do next. Data only.

`None` marks an outcome that nobody knows: on an order or a cancel such an answer proves nothing, and neither does a
code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import Refusal

R = Refusal

Row = tuple[R | None, str, str]
_GATE: Final[tuple[Row, ...]] = (
    # the gate, before anything is done
    (R.AUTH, "30001", "The request needs a key, and carried none."),
    (R.AUTH, "30002", "The venue does not know this key."),
    (R.AUTH, "30003", "The key is frozen."),
    (R.AUTH, "30004", "The request needs a signature, and carried none."),
    (R.AUTH, "30005", "The signature is wrong: the secret or the memo belongs to another key."),
    (R.AUTH, "30006 30008", "The request's time is missing, or no number."),
    (R.CLOCK, "30007", "The request is outside the venue's window: set this machine's clock."),
    (R.AUTH, "30010", "The key is bound to other addresses than this machine's."),
    (R.AUTH, "30011", "The key has expired."),
    (R.AUTH, "30012 30019", "The key lacks a permission: allow it to read and to trade, on spot or on futures."),
    (R.RATE, "30013", "Too many requests: the limit is used up for this window."),
    (R.RATE, "30017", "Too many requests for too long: this address is shut out for a while."),
    (R.OTHER, "30000", "There is no such endpoint."),
    (R.OTHER, "30030 30031", "The venue has taken this endpoint away."),
    (None, "30018", "The body is no JSON, says the venue, and that it is unavailable."),
    (R.UNAVAILABLE, "30016", "The venue is under maintenance."),
    (None, "30014", "The venue says that it is unavailable."),
)
_SPOT: Final[tuple[Row, ...]] = (
    # orders of the spot market
    (R.RULE, "50000 50028 50029", "A parameter is missing, or they do not go together."),
    (R.SYMBOL, "50001 50040 70002 92001", "There is no such symbol, or it is not traded."),
    (R.SYMBOL, "50023", "This symbol is not traded over the API."),
    (R.NOT_FOUND, "50005 50032 50039", "There is no such order, or it is final."),
    (R.RULE, "50006 50007 51008 51009", "The size is below the least or above the most."),
    (R.RULE, "50008 50025", "The price is below the least or above the most."),
    (R.RULE, "50009 51010 51011 51012 51013 51014 51015", "The order's value is below the least."),
    (R.RULE, "50010 50011 50012", "Size, price or value is missing."),
    (R.RULE, "50019 50021 50041 52000 52001 52002 52003 52004", "A parameter is out of its range."),
    (R.FUNDS, "50020", "Not enough free balance, the fee included."),
    (R.CLOSED, "50030", "The order was cancelled before."),
    (R.CLOSED, "50031", "The order was filled before."),
    (R.CLOSED, "50036", "The order cannot be taken back any more."),
    (R.RULE, "50033", "A batch has one to ten orders."),
    (R.POST_ONLY, "50034 50035", "There is no depth on the other side of this price."),
    (R.RULE, "50037 50038", "The client id is too long, or has other signs than letters and digits."),
    (R.DUPLICATE, "50042", "An order has this client id already."),
    # market data
    (R.OTHER, "70000", "There is nothing to tell."),
    (R.RULE, "70001 71001 71002 71003 71004 71005", "A parameter of the question is missing or out of its range."),
    # the account
    (
        R.AUTH,
        "53000 53001 53002 53003 53004 53005 53006 53007 53008 53009 53010 53011",
        "The account may not do that: it is frozen, unverified, or barred from trading.",
    ),
    (R.FUNDS, "60008 61001", "Not enough balance for a transfer."),
    (R.DUPLICATE, "61004", "This transfer was asked for before."),
    # trouble of the venue's own: nobody knows what became of an order
    (
        None,
        "59002 59003 59004 59005 59006 59007 59008 59009 59010 59011",
        "The venue answered with an error of its own.",
    ),
)
_FUTURES: Final[tuple[Row, ...]] = (
    (None, "40007", "The venue could not read the request, or a part of its own of it."),
    (None, "40012", "The venue answered with an error of its own; it says the same of much else."),
    (R.RULE, "40011", "A parameter is missing, or they do not go together."),
    (R.SYMBOL, "40014 40034", "There is no such contract, or it is not traded."),
    (R.RULE, "40016", "The position would be liquidated at once."),
    (R.RULE, "40018 40020 40021", "There is no position, or too little of one, to be closed."),
    (R.FUNDS, "40027 42000", "Not enough free margin."),
    (R.RULE, "40028", "Too many orders wait for a price."),
    (R.RULE, "40029 40030 40040", "This leverage, or this margin mode, is not allowed here and now."),
    (R.RULE, "40031", "The trigger is too far from the price, or on its wrong side."),
    (R.NOT_FOUND, "40035 40037", "There is no such order, or it is final."),
    (R.CLOSED, "40036", "The order cannot be taken back any more."),
    (R.RULE, "40038 40039", "A parameter of the question is out of its range."),
    (R.RULE, "40041 40042 40045 49998", "A parameter of the order is none that there is."),
    (R.RULE, "40043 40044", "Price or size is off its step, or out of its range."),
    (R.AUTH, "40046 40047", "The account may not trade futures."),
    (R.RULE, "40048 40049", "The client id is too long, or has other signs than letters and digits."),
    (R.DUPLICATE, "40050", "An order has this client id already."),
    (R.RULE, "40059", "The position mode cannot be changed while there are positions or orders."),
)
_SOCKETS: Final[tuple[Row, ...]] = (
    # the sockets
    (R.RULE, "90001 90002 90003", "The frame cannot be read."),
    (R.SYMBOL, "90004 90009", "There is no such channel."),
    (R.RATE, "90005 90006 90007 94001 94002", "Too many topics, frames or connections."),
    (R.OTHER, "90008", "This topic is heard already."),
    (R.AUTH, "91001 91002 91003 91004", "The venue does not know this key, or it is frozen or expired."),
    (R.OTHER, "91005", "The socket is logged in already."),
    (R.AUTH, "91006", "The channel needs a login first."),
    (R.AUTH, "91010 91011", "The login's signature is wrong: the secret or the memo belongs to another key."),
    (R.AUTH, "91021 91022 91023", "The login's time is wrong: set this machine's clock."),
    (None, "95000", "The venue answered with an error of its own."),
)


def _table(*parts: tuple[Row, ...]) -> dict[str, tuple[R | None, str]]:
    rows = [row for part in parts for row in part]
    found = {code: (kind, sentence) for kind, codes, sentence in rows for code in codes.split()}
    assert len(found) == sum(len(codes.split()) for _, codes, _ in rows), "a code has two meanings"
    return found


OUTCOMES: Final = _table(_GATE, _SPOT, _SOCKETS, _FUTURES)
# Which of them a row may hear.
SPOT: Final = frozenset(_table(_GATE, _SPOT, _SOCKETS))
FUTURES: Final = frozenset(_table(_GATE, _FUTURES))
LOGIN_CODES: Final = frozenset({"91001", "91002", "91003", "91004", "91010", "91011", "91021", "91022", "91023"})

_BY_STATUS: Final = {
    200: "30016 30019 30030 30031 42000 70000 70001 70002 71001 71002 71003 71004 71005",
    401: "30001 30002 30003 30004 30005 30006 30007 30008",
    403: "30010 30011 30012 40046 40047 40048 40049 40050 "
    + " ".join(code for code in OUTCOMES if code.startswith("53")),
    404: "30000",
    418: "30017",
    429: "30013",
    500: "40012 " + " ".join(code for code in OUTCOMES if code.startswith("59")),
    503: "30014 30018",
}
STATUSES: Final = {code: status for status, codes in _BY_STATUS.items() for code in codes.split()}
