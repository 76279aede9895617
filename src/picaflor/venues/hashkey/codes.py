"""The outcome table: what each of HashKey's codes means for what we do next. Data, and the lines that read it.

`None` marks an outcome that nobody knows: on an order or a cancel such an answer proves nothing, and neither does a
code that is not listed.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import CHANGING, Ask, Refusal, Refused, Unclear

R = Refusal


def _all(codes: str, kind: Refusal | None, words: str) -> dict[str, tuple[Refusal | None, str]]:
    return dict.fromkeys(codes.split(), (kind, words))


OUTCOMES: Final[dict[str, tuple[Refusal | None, str]]] = {
    # rates
    **_all("429 0003 -3145", R.RATE, "Too many requests: the limit is used up for now."),
    "-1015": (R.RATE, "Too many orders: the limit is used up for now."),
    # key, signature, time, permission
    "0002": (R.AUTH, "The signature is wrong: most often the secret belongs to another key."),
    **_all("0102 0103 0104 0202 -1002 -1005 -1186 -3117", R.AUTH, "The key, its address or its permission is wrong."),
    "-1021": (R.AUTH, "The time of the request is outside of its window: the clock is wrong."),
    # fields
    **_all("0001 -1004 -1102 -1130", R.RULE, "A parameter is missing or did not pass the venue's checks."),
    # symbol
    **_all("0201 -100010 -100012", R.SYMBOL, "There is no such symbol."),
    **_all("-1151 -1155 -2020 -2021", R.SYMBOL, "Trading of this symbol is closed, or not allowed for this account."),
    # the order
    "0401": (R.FUNDS, "Not enough free balance."),
    **_all("-2030 -2034 -2038", R.FUNDS, "Not enough margin."),
    **_all("-1143 0211 -2013", R.NOT_FOUND, "There is no such order on the book."),
    **_all("-1138 -1139 -1142 0212", R.CLOSED, "The order is final."),
    **_all("-1024 -1141", R.DUPLICATE, "An order has this client id already."),
    **_all("0206 -1014 -1115 -1117 -1123 -1153 -1154", R.RULE, "The venue does not take this kind of order."),
    **_all("0207 0209 0210 -1124 -1132 -1133 -2045 -2046", R.RULE, "The price breaks a rule of the market."),
    **_all(
        "-1126 -1129 -1135 -1136 -1137 -1140 -1148 -1200 -1201 -1202 -1203 -1206",
        R.RULE,
        "The size or value breaks a rule of the market.",
    ),
    **_all("-1156 -2010", R.RULE, "A post-only order would have taken."),
    **_all("-2002 -2017 -1193", R.RULE, "Too many open orders."),
    "-2022": (R.RULE, "Too many orders in one request."),
    # contracts
    **_all("-2003 -2004 -2005 -2031 -2039 -2043", R.RULE, "That leverage is not taken."),
    "-2044": (R.RULE, "The price is beyond the liquidation price."),
    **_all("-2048 -2049 -2050 -2054 -2055 -2056 -2057", R.RULE, "The venue does not take this stop order."),
    "-2053": (R.RULE, "The position is smaller than that."),
    # time ranges
    **_all("-2027 -2028 -2029 -2036", R.RULE, "The venue does not tell of a time so long or so long ago."),
    # the stream
    **_all("-100011 -100013 -10004", R.RULE, "There is no such topic."),
    "-10001": (R.RULE, "The frame is no JSON."),
    "-1125": (R.RULE, "There is no such listen key."),
    "404": (R.OTHER, "There is no such endpoint or method."),
    # trouble at the venue: nobody knows what became of an order
    **_all("-1000 -1001 -1006 -1007 -1146 -1147 -2040", None, "The venue does not know itself, or was too slow."),
}

# Rules of an emulated house (see sim/venue/house_rules) in codes and words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "symbol": ("-1130", "Illegal parameter 'symbol'"),
    "halted": ("-1151", "Symbol prohibit trading"),
    "client id": ("-1123", "Invalid client order id"),
    "duplicate": ("-1141", "Duplicate order"),
    "tick": ("0209", "Create limit order price precision error"),
    "lot": ("-1137", "Order quantity precision error"),
    "minimum size": ("-1136", "Order quantity lower than the minimum"),
    "maximum size": ("-1135", "Order quantity greater than the maximum"),
    "minimum notional": ("-1140", "Transaction amount lower than the minimum"),
    "band above": ("-1132", "Order price too high"),
    "band below": ("-1133", "Order price too low"),
    "batch": ("-2022", "Too many orders in one batch"),
    "open orders": ("-2002", "Too many open orders"),
    "parameter": ("-1130", "Illegal parameter"),
    "funds": ("0401", "Insufficient asset"),
    "not found": ("-1143", "Order not found on order book"),
    "closed": ("-1142", "Order has been canceled"),
    "rate": ("0003", "Rate limit exceed"),
    "unavailable": ("-1001", "Internal error"),
    "login first": ("0102", "Invalid access key"),
    "listen key": ("-1125", "Illegal listenKey"),
    "no such topic": ("-100010", "Invalid Symbols!"),
    "path": ("404", "Not Found"),
}


def refuse(code: str, words: str) -> Refused:
    """A refusal as the emulated venue makes it; its kind is what a reader will make of the code."""
    return Refused(code, words, OUTCOMES[code][0] or R.OTHER)


def same_code(code: int | str) -> str:
    """Row 22: 0, "0" and "0000" are one and the same; "" where there is none."""
    text = str(code)
    return "0" if text.strip("0") == "" and text else text


def judge(ask: Ask, status: int, code: str, words: str) -> Refused | Unclear:
    """Row 23: endpoint × status × code."""
    if status in (418, 429):
        return Refused(code or str(status), words, R.RATE)
    kind, sentence = OUTCOMES.get(code, (None, "a code that is in no table"))
    if status >= 500 or (kind is None and type(ask) in CHANGING):
        return Unclear(f"HTTP {status}: {words or sentence}"[:300], code)
    return Refused(code, words, kind or R.OTHER)
