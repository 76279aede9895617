"""Bitget's shapes of orders that wait for a price, of the lists and of the stream. Of the stream also spot's."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Struct

from picaflor.venues.bitget.messages import Arg


class PlanRow(Struct, kw_only=True, omit_defaults=True):
    """Row 95. Which of its two prices is the limit, and whether the size stands at all, goes by the kind."""

    planType: str
    symbol: str
    size: str | None = None
    orderId: str
    executeOrderId: str | None = None
    clientOid: str
    planStatus: str
    price: str | None = None
    executePrice: str | None = None
    callbackRatio: str | None = None
    triggerPrice: str
    triggerType: str
    side: str
    posSide: str
    marginCoin: str
    marginMode: str = ""
    enterPointSource: str = "API"
    tradeSide: str
    posMode: str
    orderType: str
    reduceOnly: str | None = None
    stopSurplusTriggerPrice: str | None = None
    stopSurplusExecutePrice: str | None = None
    stopSurplusTriggerType: str | None = None
    stopLossTriggerPrice: str | None = None
    stopLossExecutePrice: str | None = None
    stopLossTriggerType: str | None = None
    cTime: str
    uTime: str


class PlanPage(Struct):
    entrustedList: list[PlanRow] | None
    endId: str | None = None


class PlanPushRow(Struct, kw_only=True, omit_defaults=True):
    """Row 78. `price` is the trigger's again; of spot there are neither positions nor margins."""

    instId: str
    orderId: str
    clientOid: str
    triggerPrice: str
    triggerType: str
    triggerTime: str | None = None
    planType: str
    price: str | None = None
    executePrice: str | None = None
    size: str
    actualSize: str | None = None
    orderType: str
    side: str
    tradeSide: str | None = None
    posSide: str | None = None
    marginCoin: str | None = None
    status: str
    posMode: str | None = None
    enterPointSource: str | None = None
    stopSurplusTriggerType: str | None = None
    stopLossTriggerType: str | None = None
    stpMode: str | None = None
    cTime: str
    uTime: str


class PlanPush(Struct):
    action: str
    arg: Arg
    data: list[PlanPushRow]
