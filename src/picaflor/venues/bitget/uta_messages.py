"""Bitget's shapes of unified accounts, field names theirs. Public data is the same for all kinds of account."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Struct


class UnifiedAsset(Struct, kw_only=True):
    coin: str
    balance: str
    available: str
    locked: str = "0"
    equity: str = ""
    usdValue: str = "0"
    debt: str = "0"


class UnifiedAssets(Struct):
    """Row 122. Sums over the whole account stand before them; nothing is read of those."""

    assets: list[UnifiedAsset]


class UnifiedAssetPush(Struct, kw_only=True):
    coin: str
    balance: str
    available: str
    locked: str = "0"
    equity: str = ""
    usdValue: str = "0"
    borrow: str = "0"
    debts: str = "0"


class UnifiedAccountRow(Struct):
    coin: list[UnifiedAssetPush]
    totalEquity: str = "0"
    effEquity: str = "0"
    unrealisedPnL: str = "0"
    mmr: str = "0"
    imr: str = "0"
    mgnRatio: str = "0"
    positionMgnRatio: str = "0"


class UnifiedAccountPush(Struct):
    action: str
    data: list[UnifiedAccountRow]
    ts: int


class UnifiedFee(Struct):
    """Row 126: positive when paid. An order without fills has one without a coin."""

    feeCoin: str | None
    fee: str | None


class UnifiedOrder(Struct, kw_only=True, omit_defaults=True):
    """Row 124 and 128: the same for requests and the stream, but for how a category is spelled. What has a default is of
    contracts: row 140.
    """

    orderId: str
    clientOid: str
    category: str
    symbol: str
    orderType: str
    side: str
    price: str
    qty: str
    amount: str
    cumExecQty: str
    cumExecValue: str
    avgPrice: str
    timeInForce: str
    orderStatus: str
    feeDetail: list[UnifiedFee]
    cancelReason: str | None = None
    stpMode: str | None = None
    createdTime: str
    updatedTime: str
    holdMode: str = ""
    posSide: str = ""
    holdSide: str = ""
    tradeSide: str = ""
    reduceOnly: str = ""
    execType: str = ""
    delegateType: str = ""
    marginMode: str = ""
    marginCoin: str = ""
    leverage: str = ""
    totalProfit: str | None = None


class UnifiedOrders(Struct, rename={"rows": "list"}):
    rows: list[UnifiedOrder] | None
    cursor: str | None = None


class UnifiedOrderPush(Struct):
    action: str
    data: list[UnifiedOrder]


class UnifiedFill(Struct, kw_only=True, omit_defaults=True):
    """Row 125 and 129."""

    execId: str
    execLinkId: str | None = None
    orderId: str
    clientOid: str = ""
    category: str
    symbol: str
    orderType: str
    side: str
    execPrice: str
    execQty: str
    execValue: str
    tradeScope: str
    feeDetail: list[UnifiedFee]
    execTime: str | None = None
    createdTime: str | None = None
    updatedTime: str
    tradeSide: str = ""
    holdSide: str = ""
    execPnl: str = ""


class UnifiedFills(Struct, rename={"rows": "list"}):
    rows: list[UnifiedFill] | None
    cursor: str | None = None


class UnifiedFillPush(Struct):
    action: str
    data: list[UnifiedFill]


class UnifiedRate(Struct):
    makerFeeRate: str
    takerFeeRate: str
