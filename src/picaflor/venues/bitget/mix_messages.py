"""Bitget's shapes of contracts' markets, field names theirs. As in messages: what must be there has no default."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Raw, Struct


class ContractRow(Struct, kw_only=True):
    symbol: str
    baseCoin: str
    quoteCoin: str
    buyLimitPriceRatio: str = ""
    sellLimitPriceRatio: str = ""
    feeRateUpRatio: str = "0.005"
    makerFeeRate: str
    takerFeeRate: str
    openCostUpRatio: str = "0.01"
    supportMarginCoins: list[str]
    minTradeNum: str
    priceEndStep: str
    volumePlace: str
    pricePlace: str
    sizeMultiplier: str
    symbolType: str
    minTradeUSDT: str = ""
    maxSymbolOrderNum: str = ""
    maxProductOrderNum: str = "1000"
    maxPositionNum: str = "150"
    symbolStatus: str
    offTime: str = "-1"
    limitOpenTime: str = "-1"
    deliveryTime: str = ""
    deliveryStartTime: str = ""
    deliveryPeriod: str = ""
    launchTime: str = ""
    fundInterval: str = "8"
    minLever: str = "1"
    maxLever: str
    posLimit: str = "0.1"
    maintainTime: str = ""
    openTime: str = ""
    maxMarketOrderQty: str = ""
    maxOrderQty: str = ""
    isRwa: str = "NO"


class DepthData(Struct):
    """Levels of numbers, not of texts."""

    asks: Raw
    bids: Raw
    ts: str
    scale: str = ""
    precision: str = "scale0"
    isMaxPrecision: str = "NO"


class MixTickerRow(Struct, kw_only=True):
    symbol: str
    lastPr: str
    askPr: str
    bidPr: str
    bidSz: str
    askSz: str
    high24h: str
    low24h: str
    ts: str
    change24h: str = ""
    baseVolume: str
    quoteVolume: str
    usdtVolume: str = ""
    openUtc: str = ""
    changeUtc24h: str = ""
    indexPrice: str = ""
    fundingRate: str = ""
    holdingAmount: str = ""
    deliveryStartTime: str | None = None
    deliveryTime: str | None = None
    deliveryStatus: str = "delivery_normal"
    open24h: str
    markPrice: str = ""


class PriceRow(Struct):
    symbol: str
    price: str
    indexPrice: str
    markPrice: str
    ts: str


class FundingRow(Struct):
    symbol: str
    fundingRate: str
    fundingRateInterval: str
    nextUpdate: str
    minFundingRate: str = "-0.003"
    maxFundingRate: str = "0.003"


class FundingTimeRow(Struct):
    symbol: str
    nextFundingTime: str
    ratePeriod: str


class PastFundingRow(Struct):
    symbol: str
    fundingRate: str
    fundingTime: str


class TierRow(Struct):
    symbol: str
    level: str
    startUnit: str
    endUnit: str
    leverage: str
    keepMarginRate: str


class InterestRow(Struct):
    symbol: str
    size: str


class InterestData(Struct):
    openInterestList: list[InterestRow]
    ts: str
