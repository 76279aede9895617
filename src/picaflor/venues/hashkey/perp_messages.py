"""HashKey's shapes of contracts, field names theirs. Sizes are whole contracts; numbers stay texts."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from picaflor.venues.hashkey.messages import FilterRow


class RiskLimitRow(Struct):
    riskLimitId: str
    quantity: str
    initialMargin: str
    maintMargin: str
    isWhite: bool = False


class ContractRow(Struct, kw_only=True):
    filters: list[FilterRow]
    exchangeId: str = "301"
    symbol: str
    symbolName: str = ""
    status: str
    baseAsset: str = ""
    baseAssetPrecision: str = ""
    quoteAsset: str
    quoteAssetPrecision: str = ""
    icebergAllowed: bool = False
    inverse: bool = False
    index: str = ""
    marginToken: str
    marginPrecision: str = ""
    contractMultiplier: str
    underlying: str
    riskLimits: list[RiskLimitRow]


class FundingRow(Struct):
    symbol: str
    rate: str
    nextSettleTime: int | str


class SettledRow(Struct):
    id: str
    symbol: str
    settleTime: int | str
    settleRate: str


class MarkRow(Struct):
    symbolId: str
    price: str
    time: int | str
    exchangeId: int = 301


class IndexRow(Struct):
    index: dict[str, str]
    edp: dict[str, str]


class MoneyRow(Struct):
    balance: str
    availableBalance: str
    positionMargin: str
    orderMargin: str
    asset: str
    crossUnRealizedPnl: str = "0"


class PositionRow(Struct, kw_only=True):
    symbol: str
    side: str
    avgPrice: str
    position: str
    available: str
    leverage: str
    lastPrice: str = ""
    positionValue: str = ""
    liquidationPrice: str = ""
    margin: str = ""
    marginRate: str = ""
    unrealizedPnL: str = ""
    profitRate: str = ""
    realizedPnL: str = ""
    minMargin: str = ""


class LeverageRow(Struct):
    symbolId: str
    leverage: str
    marginType: str


class SetRow(Struct, omit_defaults=True):
    """What was set, and to what."""

    code: str = ""
    symbolId: str = ""
    leverage: str = ""
    marginType: str = ""


class MarginRow(Struct):
    symbol: str
    margin: str
    timestamp: str
    code: str | int = ""


class DoneRow(Struct):
    message: str
    timestamp: int | str


class RatesRow(Struct):
    openMakerFee: str
    openTakerFee: str
    closeMakerFee: str
    closeTakerFee: str


class PerpOrderRow(Struct, kw_only=True):
    """Rows 55 to 57. Answers that place have `contractMultiplier`, and lists what follows it."""

    time: str
    updateTime: str
    orderId: str
    clientOrderId: str
    symbol: str
    price: str
    leverage: str = "0"
    origQty: str
    executedQty: str
    avgPrice: str = "0"
    marginLocked: str = "0"
    type: str
    side: str
    timeInForce: str
    status: str
    priceType: str = "INPUT"
    contractMultiplier: str | UnsetType = UNSET
    isLiquidationOrder: bool = False
    indexPrice: str = "0"
    liquidationType: str = ""
    ordCxlReason: str | UnsetType = UNSET


class PerpNameRow(Struct):
    """As much of an answer to an order or a cancel as is believed: its state may be an old one."""

    orderId: str
    clientOrderId: str


class StopRow(Struct, kw_only=True):
    """Row 64: the smaller shape of what waits."""

    time: str
    updateTime: str
    orderId: str
    accountId: str = ""
    clientOrderId: str
    symbol: str
    price: str = "0"
    leverage: str = "0"
    origQty: str
    type: str = "STOP"
    side: str
    status: str
    stopPrice: str


class PerpFillRow(Struct, kw_only=True):
    """Row 58: `isMarker` is how they spell it, but not on every page."""

    time: str
    tradeId: str
    orderId: str
    symbol: str
    price: str
    quantity: str
    commissionAsset: str
    commission: str
    makerRebate: str = "0"
    type: str = "LIMIT"
    side: str
    realizedPnl: str = ""
    isMarker: bool | UnsetType = UNSET
    isMaker: bool | UnsetType = UNSET


# the stream


class PositionEvent(Struct, kw_only=True):
    """Row 67. `P` contracts, `a` of them free to be closed, `p` what they cost each."""

    e: str = "outboundContractPositionInfo"
    E: int | str
    A: str = ""
    s: str
    S: str
    p: str
    P: str
    a: str
    f: str = ""
    m: str = ""
    r: str = ""
    up: str = ""
    pr: str = ""
    pv: str = ""
    v: str
    mt: str = ""
    mm: str = ""


class ContractEvent(Struct, kw_only=True):
    """Row 65: spot's keys, and the leverage (`v`), what the house did (`lo`, `lt`) and what it waited for (`P`)."""

    e: str = "contractExecutionReport"
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
    Z: int | str = "0"
    C: bool = False
    v: str = "0"
    reqAmt: int | str = "0"
    d: int | str = "0"
    r: int | str = "0"
    V: int | str = "0"
    P: int | str = "0"
    lo: bool = False
    lt: str = ""
    x: str = ""
    rt: str = ""


class PushedMark(Struct):
    s: str
    p: str
    t: int
