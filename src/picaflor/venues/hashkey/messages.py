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
