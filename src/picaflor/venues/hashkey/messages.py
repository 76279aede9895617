"""HashKey's own shapes, field names theirs. Numbers stay texts here: only the gate makes numbers of them.

A field without a default must be there. UNSET stands for a key that is written only where there is something to say.
"""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import UNSET, Raw, Struct, UnsetType

NOTHING = Raw(b"")


class Refusal(Struct):
    """Any answer, as far as it takes to know whether it is a no."""

    code: int | str = ""
    msg: str = ""


class TimeRow(Struct):
    serverTime: int | str


class ListingRow(Struct):
    symbols: list[Raw]


class Named(Struct):
    symbol: str = ""


class FilterRow(Struct, omit_defaults=True):
    """All that one of the kinds shows."""

    filterType: str
    tickSize: str = ""
    minPrice: str = ""
    maxPrice: str = ""
    stepSize: str = ""
    minQty: str = ""
    maxQty: str = ""
    marketOrderMinQty: str = ""
    marketOrderMaxQty: str = ""
    minNotional: str = ""
    minAmount: str = ""
    maxAmount: str = ""
    buyPriceUpRate: str = ""
    sellPriceDownRate: str = ""
    maxEntrustNum: int | None = None


class SymbolRow(Struct, kw_only=True):
    symbol: str
    symbolName: str = ""
    status: str
    baseAsset: str
    baseAssetName: str = ""
    baseAssetPrecision: str = ""
    quoteAsset: str
    quoteAssetName: str = ""
    quotePrecision: str
    retailAllowed: bool = True
    piAllowed: bool = True
    corporateAllowed: bool = True
    omnibusAllowed: bool = True
    icebergAllowed: bool = False
    isAggregate: bool = False
    allowMargin: bool = False
    filters: list[FilterRow]


class BookRow(Struct):
    t: int
    b: Raw
    a: Raw


class TradeRow(Struct):
    t: int
    p: str
    q: str
    ibm: bool


class TickerRow(Struct):
    t: int
    s: str
    c: str
    h: str
    l: str
    o: str
    b: str
    a: str
    v: str
    qv: str


class LastRow(Struct):
    s: str
    p: str


class TopRow(Struct):
    s: str
    b: str
    bq: str
    a: str
    aq: str
    t: int


class BalanceRow(Struct):
    asset: str
    free: str
    locked: str
    total: str = ""
    assetId: str = ""
    assetName: str = ""


class BalancesRow(Struct):
    balances: list[BalanceRow]
    userId: str = ""


class PlacedRow(Struct, kw_only=True):
    """Rows 11 and 12: the answer to an order or a cancel. Its state may be an old one, so nobody reads it."""

    accountId: str = ""
    symbol: str = ""
    symbolName: str = ""
    clientOrderId: str
    orderId: str
    transactTime: str = ""
    price: str = "0"
    origQty: str = "0"
    executedQty: str = "0"
    status: str = "NEW"
    timeInForce: str = "GTC"
    type: str = "LIMIT"
    side: str = "BUY"
    reqAmount: str = "0"
    concentration: str = ""


class OrderRow(Struct, kw_only=True):
    accountId: str = ""
    exchangeId: str = ""
    symbol: str
    symbolName: str = ""
    clientOrderId: str
    orderId: str
    price: str
    origQty: str
    executedQty: str
    cummulativeQuoteQty: str = ""
    cumulativeQuoteQty: str = ""
    avgPrice: str = "0"
    status: str
    timeInForce: str
    type: str
    side: str
    stopPrice: str = "0.0"
    icebergQty: str = "0.0"
    time: str
    updateTime: str
    isWorking: bool = True
    reqAmount: str = "0"
    ordCxlReason: str = ""


class FeeRow(Struct):
    feeCoinId: str
    feeCoinName: str
    fee: str


class FillRow(Struct, kw_only=True):
    id: str
    clientOrderId: str
    ticketId: str = ""
    symbol: str
    symbolName: str = ""
    orderId: str
    matchOrderId: str = "0"
    price: str
    qty: str
    commission: str
    commissionAsset: str
    time: str
    isBuyer: bool
    isMaker: bool
    fee: FeeRow | UnsetType = UNSET
    feeCoinId: str = ""
    feeAmount: str = ""
    makerRebate: str = "0"


class KeyRow(Struct):
    listenKey: str


# the stream


class Params(Struct, frozen=True):
    """What further describes a topic."""

    klineType: str = ""
    dumpScale: str = ""


class AskedParams(Struct):
    dumpScale: int | str = ""


class Asked(Struct):
    """Any frame of a client."""

    event: str = ""
    topic: str = ""
    symbol: str = ""
    params: Raw = NOTHING
    ping: Raw = NOTHING
    pong: Raw = NOTHING


class Said(Struct):
    """Any frame of the venue that is an object, as far as it takes to know what it is."""

    topic: str = ""
    symbol: str = ""
    params: Params = Params()
    data: Raw = NOTHING
    f: bool = False
    ping: Raw = NOTHING
    pong: Raw = NOTHING
    code: int | str = ""
    desc: str = ""


class PushedBook(Struct):
    t: int
    v: str
    b: Raw
    a: Raw
    s: str = ""
    e: int = 301
    o: int = 0


class PushedLevels(Struct):
    """What changed in a book, which names no symbol."""

    t: int
    v: str
    b: Raw
    a: Raw
    o: int
    e: int = 301


class PushedTrade(Struct):
    v: str
    t: int
    p: str
    q: str
    m: bool


class TicketEvent(Struct, kw_only=True):
    """Row 33: the trade of an executionReport once more."""

    e: str = "ticketInfo"
    E: int | str
    s: str
    q: str
    t: str
    p: str
    T: str
    o: str
    c: str
    O: str = "0"
    a: str = "0"
    A: str = "0"
    m: bool
    S: str


class PushedTop(Struct):
    s: str
    b: str
    bz: str
    a: str
    az: str
    t: int


class ParamsV2(Struct, frozen=True):
    symbol: str = ""
    klineType: str = ""


class AskedV2(Struct):
    """Any frame of a client of the second public socket."""

    event: str = ""
    topic: str = ""
    params: ParamsV2 = ParamsV2()
    ping: Raw = NOTHING
    pong: Raw = NOTHING


class SaidV2(Struct):
    """Any frame of the second public socket."""

    topic: str = ""
    event: str = ""
    params: ParamsV2 = ParamsV2()
    data: Raw = NOTHING
    code: int | str = ""
    msg: str = ""


class PushedCandle(Struct):
    t: int
    s: str
    sn: str
    c: str
    h: str
    l: str
    o: str
    v: str


class PushedTicker(Struct):
    t: int
    s: str
    sn: str
    c: str
    h: str
    l: str
    o: str
    v: str
    qv: str
    m: str = "0"
    e: int = 301


class Event(Struct):
    e: str


class PushedBalance(Struct):
    a: str
    f: str
    l: str
    r: str = ""


class AccountEvent(Struct, kw_only=True):
    e: str = "outboundAccountInfo"
    E: int | str
    T: bool = True
    W: bool = True
    D: bool = True
    B: list[PushedBalance]


class OrderEvent(Struct, kw_only=True):
    """Row 33. What tells of a trade counts only where `l` is above zero."""

    e: str = "executionReport"
    E: int | str
    s: str
    c: str
    S: str
    o: str
    f: str
    q: int | str
    p: int | str
    X: str
    i: str
    l: int | str
    z: int | str
    L: int | str
    n: int | str
    N: str | None
    u: bool = True
    w: bool = True
    m: bool = False
    O: int | str
    U: int | str = ""
    Z: int | str
    C: bool = False
    reqAmt: int | str = "0"
    d: int | str = "0"
    r: int | str = "0"
    V: int | str = "0"
    x: str = ""
    rt: str = ""
    T: int | str = "0"
