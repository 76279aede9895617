"""Bitget's own shapes, classic spot, field names theirs. Numbers stay texts here: only the gate makes numbers of them.

A field without a default must be there. A default stands for what one of the recorded eras leaves out.
"""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Raw, Struct

NOTHING = Raw(b"")


class Envelope(Struct):
    code: str
    data: Raw = Raw(b"null")
    msg: str | None = ""
    message: str | None = ""  # what a few pages call msg
    requestTime: int | None = None


class Success(Struct):
    """What we write: the words are always these, since a stranger raises at any other."""

    data: object
    requestTime: int
    code: str = "00000"
    msg: str = "success"


class TimeData(Struct):
    serverTime: str


class SymbolRow(Struct):
    symbol: str
    baseCoin: str
    quoteCoin: str
    takerFeeRate: str
    makerFeeRate: str
    pricePrecision: str
    quantityPrecision: str
    quotePrecision: str
    status: str
    minTradeUSDT: str
    buyLimitPriceRatio: str = ""
    sellLimitPriceRatio: str = ""
    orderQuantity: str = ""
    minTradeAmount: str = "0"
    maxTradeAmount: str = "900000000000000000000"
    areaSymbol: str = "no"
    openTime: str = ""
    offTime: str = ""


class BookData(Struct):
    asks: Raw
    bids: Raw
    ts: str


class TradeRow(Struct):
    """Of the REST lists; the stream's rows name no symbol."""

    tradeId: str
    side: str
    price: str
    size: str
    ts: str
    symbol: str = ""


class TickerRow(Struct):
    symbol: str
    lastPr: str
    bidPr: str
    bidSz: str
    askPr: str
    askSz: str
    open: str
    high24h: str
    low24h: str
    baseVolume: str
    quoteVolume: str
    ts: str
    usdtVolume: str = ""
    openUtc: str = ""
    change24h: str = ""
    changeUtc24h: str = ""


class ChainRow(Struct, kw_only=True):
    chain: str
    needTag: str = "false"
    withdrawable: str = "true"
    rechargeable: str = "true"
    withdrawFee: str = "0"
    extraWithdrawFee: str = "0"
    depositConfirm: str = "1"
    withdrawConfirm: str = "1"
    minDepositAmount: str = "0"
    minWithdrawAmount: str = "0"
    browserUrl: str = ""
    contractAddress: str | None = None
    withdrawStep: str = "0"
    withdrawMinScale: str = "8"
    congestion: str = "normal"


class CoinName(Struct):
    """All that is read of a coin: its chains are nothing to who trades it."""

    coin: str


class CoinRow(Struct):
    """Row 8, as it is written."""

    coin: str
    chains: list[ChainRow]
    coinId: str = "0"
    transfer: str = "true"
    areaCoin: str = "no"


class AssetRow(Struct):
    coin: str
    available: str
    frozen: str
    locked: str
    limitAvailable: str = "0"
    uTime: str = ""


class Ids(Struct):
    orderId: str
    clientOid: str


class SymbolOnly(Struct):
    symbol: str


class OrderRow(Struct, kw_only=True):
    """Row 14 and 16: one order asked for by its id, and the closed ones."""

    userId: str = "0"
    symbol: str
    orderId: str
    clientOid: str
    price: str
    size: str
    orderType: str
    side: str
    status: str
    priceAvg: str
    baseVolume: str
    quoteVolume: str
    enterPointSource: str = "API"
    feeDetail: str = ""
    orderSource: str = "normal"
    cancelReason: str = ""
    tpslType: str = "normal"
    triggerPrice: str | None = None
    cTime: str
    uTime: str


class OpenRow(Struct, kw_only=True):
    """Row 15: the odd one. The limit price is called priceAvg here, and the average of the fills basePrice."""

    userId: str = "0"
    symbol: str
    orderId: str
    clientOid: str
    priceAvg: str
    size: str
    orderType: str
    side: str
    status: str
    basePrice: str
    baseVolume: str
    quoteVolume: str
    enterPointSource: str = "API"
    orderSource: str = "normal"
    presetTakeProfitPrice: str = ""
    executeTakeProfitPrice: str = ""
    presetStopLossPrice: str = ""
    executeStopLossPrice: str = ""
    triggerPrice: str | None = None
    tpslType: str = "normal"
    cTime: str
    uTime: str


class CoinFee(Struct):
    """One entry of the JSON text in `OrderRow.feeDetail`. JSON numbers, exact."""

    totalFee: Decimal
    feeCoinCode: str
    deduction: bool = False
    totalDeductionFee: Decimal = Decimal(0)


class FillFee(Struct):
    feeCoin: str
    totalFee: str
    deduction: str = "no"
    totalDeductionFee: str = ""


class FillRow(Struct, kw_only=True):
    userId: str = "0"
    symbol: str
    orderId: str
    tradeId: str
    orderType: str = "limit"
    side: str
    priceAvg: str
    size: str
    amount: str = ""
    feeDetail: FillFee
    tradeScope: str
    cTime: str
    uTime: str = ""


class Arg(Struct, omit_defaults=True):
    """Which subscription a frame speaks of."""

    instType: str
    channel: str = ""
    instId: str = ""
    coin: str = ""
    topic: str = ""  # what unified accounts say for channel


class BookRow(Struct, omit_defaults=True):
    ts: str
    asks: Raw = NOTHING
    bids: Raw = NOTHING
    checksum: int | None = None
    seq: int | None = None
    pseq: int | None = None


class BookPush(Struct):
    action: Literal["snapshot", "update"]
    arg: Arg
    data: list[BookRow]


class TradePush(Struct):
    action: Literal["snapshot", "update"]
    arg: Arg
    data: list[TradeRow]


class PushFee(Struct):
    feeCoin: str
    fee: str


class OrderPushRow(Struct, kw_only=True, omit_defaults=True):
    """Row 33. What tells of a fill is there only when one happened; a market order has no price."""

    instId: str
    orderId: str
    clientOid: str
    price: str | None = None
    size: str | None = None  # money for a buy: a relic, not to be read
    newSize: str
    notional: str | None = None
    orderType: str
    force: str
    side: str
    fillPrice: str = ""
    tradeId: str = ""
    baseVolume: str = ""
    fillTime: str = ""
    fillFee: str = ""
    fillFeeCoin: str = ""
    tradeScope: str = ""
    accBaseVolume: str
    priceAvg: str | None = None
    status: str
    cTime: str
    uTime: str
    stpMode: str | None = None
    feeDetail: list[PushFee]
    enterPointSource: str | None = None
    cancelReason: str | None = None


class OrderPush(Struct):
    action: str
    arg: Arg
    data: list[OrderPushRow]


class FillPushRow(Struct, kw_only=True):
    """Row 35. As `FillRow`, with a list for the fee."""

    orderId: str
    tradeId: str
    symbol: str
    orderType: str = "limit"
    side: str
    priceAvg: str
    size: str
    amount: str
    tradeScope: str
    feeDetail: list[FillFee]
    cTime: str
    uTime: str


class FillPush(Struct):
    action: str
    arg: Arg
    data: list[FillPushRow]


class TickerPushRow(Struct, kw_only=True, omit_defaults=True):
    """Row 76. What only contracts have is absent from spot's."""

    instId: str
    lastPr: str
    bidPr: str
    askPr: str
    bidSz: str
    askSz: str
    open24h: str
    high24h: str
    low24h: str
    change24h: str
    fundingRate: str | None = None
    nextFundingTime: str | None = None
    markPrice: str | None = None
    indexPrice: str | None = None
    holdingAmount: str | None = None
    baseVolume: str
    quoteVolume: str
    openUtc: str
    changeUtc24h: str | None = None
    symbolType: int | None = None
    symbol: str | None = None
    deliveryPrice: str | None = None
    ts: str


class TickerPush(Struct):
    action: str
    arg: Arg
    data: list[TickerPushRow]


class CandlePush(Struct):
    action: Literal["snapshot", "update"]
    arg: Arg
    data: list[list[str]]


class AssetPush(Struct):
    action: str
    arg: Arg
    data: list[AssetRow]
    ts: int


class Said(Struct):
    """Any frame of the venue, as far as it takes to know what it is. `arg` may be an object or, for trades, a list."""

    event: str = ""
    op: str = ""
    id: Raw = NOTHING
    arg: Raw = NOTHING
    args: Raw = NOTHING
    code: int | str = 0
    msg: str = ""
    data: Raw = NOTHING


class Asked(Struct):
    """Any frame of a client. Strangers add keys of their own."""

    op: str
    args: list[Raw] = []


class LoginArg(Struct):
    apiKey: str
    passphrase: str
    timestamp: str | int
    sign: str
