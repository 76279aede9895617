"""Bitget's shapes of orders and fills of contracts, of the lists and of the stream. Leverage stays as it came."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Raw, Struct

from picaflor.venues.bitget.messages import Arg, FillFee, PushFee


class MixOrderRow(Struct, kw_only=True, omit_defaults=True):
    """Rows 63 and 64: one order that is asked for says `state`, the lists say `status`."""

    symbol: str
    size: str
    orderId: str
    clientOid: str
    baseVolume: str
    priceAvg: str
    fee: str
    price: str
    state: str = ""
    status: str = ""
    side: str
    force: str
    totalProfits: str
    posSide: str
    marginCoin: str
    presetStopSurplusPrice: str | None = None
    presetStopSurplusType: str | None = None
    presetStopSurplusExecutePrice: str | None = None
    presetStopLossPrice: str | None = None
    presetStopLossType: str | None = None
    presetStopLossExecutePrice: str | None = None
    quoteVolume: str
    orderType: str
    leverage: Raw
    marginMode: str
    reduceOnly: str
    enterPointSource: str
    tradeSide: str
    posMode: str
    orderSource: str
    cancelReason: str
    cTime: str
    uTime: str


class MixOrderPage(Struct):
    entrustedList: list[MixOrderRow] | None
    endId: str | None = None


class MixFillRow(Struct, kw_only=True, omit_defaults=True):
    """Of the lists, and of the fill channel, which says more of it."""

    tradeId: str
    symbol: str
    orderId: str
    clientOid: str = ""
    orderType: str = ""
    price: str
    baseVolume: str
    feeDetail: list[FillFee]
    side: str
    quoteVolume: str
    profit: str
    enterPointSource: str = ""
    tradeSide: str
    posMode: str
    tradeScope: str
    cTime: str
    uTime: str = ""


class MixFillPage(Struct):
    fillList: list[MixFillRow] | None
    endId: str | None = None


# the stream


class MixOrderPushRow(Struct, kw_only=True, omit_defaults=True):
    """Row 72. What tells of a fill is empty or absent when none happened."""

    instId: str
    orderId: str
    clientOid: str
    price: str
    size: str
    notionalUsd: str | None = None
    orderType: str
    force: str
    side: str
    posSide: str
    posMode: str
    tradeSide: str
    marginCoin: str
    marginMode: str
    leverage: Raw
    reduceOnly: str
    fillPrice: str = ""
    tradeId: str = ""
    baseVolume: str = ""
    fillTime: str = ""
    fillFee: str = ""
    fillFeeCoin: str = ""
    fillNotionalUsd: str = ""
    tradeScope: str = ""
    pnl: str = ""
    accBaseVolume: str
    priceAvg: str | None = None
    status: str
    cTime: str
    uTime: str
    stpMode: str | None = None
    feeDetail: list[PushFee]
    enterPointSource: str
    cancelReason: str | None = None
    totalProfits: str | None = None
    presetStopSurplusPrice: str | None = None
    presetStopSurplusType: str | None = None
    presetStopSurplusExecutePrice: str | None = None
    presetStopLossPrice: str | None = None
    presetStopLossType: str | None = None
    presetStopLossExecutePrice: str | None = None


class MixOrderPush(Struct):
    action: str
    arg: Arg
    data: list[MixOrderPushRow]


class MixFillPush(Struct):
    action: str
    arg: Arg
    data: list[MixFillRow]
