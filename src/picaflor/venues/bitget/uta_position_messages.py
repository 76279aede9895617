"""Bitget's shapes of a unified account's contracts, field names theirs: positions, settings, what was booked."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Struct


class UnifiedPosition(Struct, kw_only=True):
    """Row 142."""

    category: str
    symbol: str
    marginCoin: str
    holdMode: str
    posSide: str
    marginMode: str
    positionBalance: str
    available: str
    frozen: str
    total: str
    leverage: str
    curRealisedPnl: str
    avgPrice: str
    positionStatus: str = "normal"
    unrealisedPnl: str
    liquidationPrice: str
    mmr: str
    profitRate: str = ""
    markPrice: str
    breakEvenPrice: str = ""
    totalFunding: str
    openFeeTotal: str
    closeFeeTotal: str
    createdTime: str
    updatedTime: str


class UnifiedPositions(Struct, rename={"rows": "list"}):
    rows: list[UnifiedPosition] | None


class UnifiedPositionRow(Struct, kw_only=True):
    """Row 143: as the stream tells it, with some other names."""

    symbol: str
    marginCoin: str
    holdMode: str
    posSide: str
    marginMode: str
    marginSize: str
    available: str
    frozen: str
    size: str
    leverage: str
    curRealisedPnl: str
    avgPrice: str
    positionStatus: str
    unrealisedPnl: str
    liqPrice: str
    mmr: str
    profitRate: str = ""
    markPrice: str
    breakEvenPrice: str = ""
    totalFundingFee: str
    openFeeTotal: str
    closeFeeTotal: str
    createdTime: str
    updatedTime: str


class UnifiedPositionPush(Struct):
    action: str
    data: list[UnifiedPositionRow]
    ts: int


class SymbolSetup(Struct):
    category: str
    symbol: str
    marginMode: str
    leverage: str


class UnifiedSettings(Struct, kw_only=True):
    """Row 141. A symbol that was never set up is not listed."""

    uid: str = "0"
    accountMode: str = "unified"
    assetMode: str = "multi_assets"
    holdMode: str
    stpMode: str = "none"
    symbolConfigList: list[SymbolSetup] | None
    coinConfigList: list[dict[str, str]] = []


class UnifiedRecord(Struct, kw_only=True):
    """Row 146."""

    category: str
    id: str
    symbol: str = ""
    coin: str
    type: str
    amount: str
    fee: str = ""
    balance: str = ""
    ts: str


class UnifiedRecords(Struct, rename={"rows": "list"}):
    rows: list[UnifiedRecord] | None
    cursor: str | None = None


class UnifiedClosed(Struct):
    """Row 147."""

    orderId: str | None = ""
    clientOid: str | None = ""
    code: str | None = ""
    msg: str | None = ""


class UnifiedClosing(Struct, rename={"rows": "list"}):
    rows: list[UnifiedClosed] | None
