"""Bitget's shapes of a contract account: money, settings, positions, bills. Leverage is a text here and a number there."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Raw, Struct

from picaflor.venues.bitget.messages import Arg


class MixAssetRow(Struct, kw_only=True):
    marginCoin: str
    locked: str = "0"
    available: str
    crossedMaxAvailable: str
    isolatedMaxAvailable: str = ""
    maxTransferOut: str = ""
    accountEquity: str
    usdtEquity: str = ""
    btcEquity: str = ""
    crossedRiskRate: str = ""
    unrealizedPL: str = ""
    coupon: str = "0"
    unionTotalMagin: str = ""
    unionAvailable: str = ""
    unionMm: str = ""
    assetList: list[Raw] = []
    crossedMargin: str = ""
    isolatedMargin: str = ""
    crossedUnrealizedPL: str = ""
    isolatedUnrealizedPL: str = ""
    grant: str = ""
    assetMode: str = "single"


class SetupData(MixAssetRow, kw_only=True):
    """One contract's settings, beside the money of the whole account."""

    crossedMarginLeverage: Raw
    isolatedLongLever: Raw
    isolatedShortLever: Raw
    marginMode: str
    posMode: str


class LeverageData(Struct):
    """Of a change of leverage, and, without the crossed one, of a change of the margin mode."""

    symbol: str
    marginCoin: str
    longLeverage: Raw
    shortLeverage: Raw
    marginMode: str
    crossMarginLeverage: Raw = Raw(b'""')


class PositionModeData(Struct):
    posMode: str


class PositionRow(Struct, kw_only=True):
    """Row 68."""

    marginCoin: str
    symbol: str
    holdSide: str
    openDelegateSize: str = "0"
    marginSize: str
    available: str
    locked: str
    total: str
    leverage: Raw
    achievedProfits: str
    openPriceAvg: str
    marginMode: str
    posMode: str
    unrealizedPL: str
    liquidationPrice: str
    keepMarginRate: str
    markPrice: str
    breakEvenPrice: str = ""
    totalFee: str = ""
    deductedFee: str = ""
    takeProfit: str = ""
    stopLoss: str = ""
    takeProfitId: str = ""
    stopLossId: str = ""
    marginRatio: str = ""
    assetMode: str = "single"
    autoMargin: str = "off"
    grant: str = ""
    cTime: str
    uTime: str


class BillRow(Struct, kw_only=True):
    billId: str
    symbol: str = ""
    amount: str
    fee: str
    feeByCoupon: str = ""
    businessType: str
    coin: str
    balance: str
    cTime: str


class BillPage(Struct):
    bills: list[BillRow] | None
    endId: str | None = None


# the stream


class MixAssetPushRow(Struct, kw_only=True, omit_defaults=True):
    marginCoin: str
    frozen: str
    available: str
    maxOpenPosAvailable: str
    maxTransferOut: str = ""
    equity: str
    usdtEquity: str = ""
    crossedRiskRate: str | None = None
    unrealizedPL: str | None = None
    unionTotalMargin: str | None = None
    unionAvailable: str | None = None
    unionMm: str | None = None
    assetsMode: str | None = None


class MixAssetPush(Struct):
    action: str
    arg: Arg
    data: list[MixAssetPushRow]
    ts: int


class PositionPushRow(Struct, kw_only=True, omit_defaults=True):
    """Row 73."""

    posId: str = ""
    instId: str
    marginCoin: str
    marginSize: str
    marginMode: str
    holdSide: str
    posMode: str
    total: str
    available: str
    frozen: str
    openPriceAvg: str
    leverage: Raw
    achievedProfits: str
    unrealizedPL: str
    unrealizedPLR: str | None = None
    liquidationPrice: str
    keepMarginRate: str
    marginRate: str | None = None
    breakEvenPrice: str | None = None
    totalFee: str | None = None
    deductedFee: str | None = None
    markPrice: str | None = None
    assetMode: str | None = None
    autoMargin: str | None = None
    cTime: str
    uTime: str


class PositionPush(Struct):
    action: str
    arg: Arg
    data: list[PositionPushRow]
    ts: int
