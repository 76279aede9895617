"""The outcome table: what each of BitMart's codes means for what we do next. Data only.

`None` marks an outcome that nobody knows: on an order or a cancel such an answer proves nothing, and neither does a
code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import Refusal

R = Refusal

_ROWS: Final[tuple[tuple[R | None, str, str], ...]] = (
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

OUTCOMES: Final[dict[str, tuple[R | None, str]]] = {
    code: (kind, sentence) for kind, codes, sentence in _ROWS for code in codes.split()
}
assert len(OUTCOMES) == sum(len(codes.split()) for _, codes, _ in _ROWS), "a code has two meanings"
LOGIN_CODES: Final = frozenset({"91001", "91002", "91003", "91004", "91010", "91011", "91021", "91022", "91023"})

_BY_STATUS: Final = {
    200: "30016 30019 30030 30031 70000 70001 70002 71001 71002 71003 71004 71005",
    401: "30001 30002 30003 30004 30005 30006 30007 30008",
    403: "30010 30011 30012 " + " ".join(code for code in OUTCOMES if code.startswith("53")),
    404: "30000",
    418: "30017",
    429: "30013",
    500: " ".join(code for code in OUTCOMES if code.startswith("59")),
    503: "30014 30018",
}
STATUSES: Final = {code: status for status, codes in _BY_STATUS.items() for code in codes.split()}
