"""What Bitget's contracts allow and promise where it is not what spot does: rates, features, refusals. Data only."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget.codes import REFUSALS as SPOT_REFUSALS
from picaflor.venues.bitget.limits import CANDLES, OVERALL, SECOND
from picaflor.venues.bitget.topics import CANDLES as SPELLINGS
from picaflor.wire.asks import (
    Amend,
    Cancel,
    CancelAll,
    CancelMany,
    Place,
    PlaceMany,
    ReadBalances,
    ReadBook,
    ReadCandles,
    ReadClosedOrders,
    ReadFills,
    ReadListing,
    ReadMarkets,
    ReadOpenOrders,
    ReadOrder,
    ReadTickers,
    ReadTime,
    ReadTrades,
)
from picaflor.wire.contracts import (
    AddMargin,
    ClosePosition,
    ReadBills,
    ReadFees,
    ReadFunding,
    ReadFundingHistory,
    ReadMark,
    ReadPositions,
    ReadSetup,
    ReadTiers,
    SetLeverage,
    SetMarginMode,
    SetPositionMode,
)
from picaflor.wire.rights import ReadKeyRights
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, PlaceStops, ReadStops
from picaflor.wire.venue import CandleRule, Cost, Limit

# Row 40: each endpoint counts for itself, in fixed seconds; public ones by address, private ones by account.
PER_SECOND: Final[dict[type, tuple[str, int, str]]] = {
    ReadTime: ("public/time", 20, "ip"),
    ReadMarkets: ("mix/contracts", 20, "ip"),
    ReadListing: ("mix/contracts", 20, "ip"),
    ReadBook: ("mix/merge-depth", 20, "ip"),
    ReadTrades: ("mix/market/fills", 10, "ip"),
    ReadTickers: ("mix/tickers", 20, "ip"),
    ReadCandles: ("mix/candles", 20, "ip"),
    ReadMark: ("mix/symbol-price", 20, "ip"),
    ReadFunding: ("mix/current-fund-rate", 20, "ip"),
    ReadFundingHistory: ("mix/history-fund-rate", 20, "ip"),
    ReadTiers: ("mix/query-position-lever", 10, "ip"),
    ReadFees: ("mix/trade-rate", 10, "key"),
    ReadBills: ("mix/bill", 10, "key"),
    ReadBalances: ("mix/accounts", 10, "key"),
    ReadSetup: ("mix/account", 10, "key"),
    ReadPositions: ("mix/positions", 5, "key"),
    SetLeverage: ("mix/set-leverage", 5, "key"),
    SetMarginMode: ("mix/set-margin-mode", 5, "key"),
    SetPositionMode: ("mix/set-position-mode", 5, "key"),
    AddMargin: ("mix/set-margin", 5, "key"),
    ClosePosition: ("mix/close-positions", 1, "key"),
    Place: ("mix/place-order", 10, "key"),
    PlaceMany: ("mix/batch-place-order", 5, "key"),
    Amend: ("mix/modify-order", 10, "key"),
    Cancel: ("mix/cancel-order", 10, "key"),
    CancelMany: ("mix/batch-cancel-orders", 10, "key"),
    CancelAll: ("mix/batch-cancel-orders", 10, "key"),
    ReadOrder: ("mix/detail", 10, "key"),
    ReadOpenOrders: ("mix/orders-pending", 10, "key"),
    ReadClosedOrders: ("mix/orders-history", 10, "key"),
    ReadFills: ("mix/fills", 10, "key"),
    ReadKeyRights: ("account/info", 1, "key"),
    PlaceStop: ("mix/place-plan-order", 10, "key"),
    PlaceStops: ("mix/place-pos-tpsl", 10, "key"),
    AmendStop: ("mix/modify-plan-order", 10, "key"),
    CancelStop: ("mix/cancel-plan-order", 10, "key"),
    ReadStops: ("mix/orders-plan", 10, "key"),
}
LIMITS: Final = (
    OVERALL,
    *(Limit(name, count, SECOND, scope) for name, count, scope in dict.fromkeys(PER_SECOND.values())),
)
COSTS: Final = {ask: Cost((("overall", 1), (name, 1))) for ask, (name, _, _) in PER_SECOND.items()}

# Row 83: as far back as the first endpoint tells, by the pages and by measurement.
CANDLE_RULE: Final = CandleRule(
    page_max=100,
    past_page_max=200,
    reach_ns=CANDLES.reach_ns,
    streamed=tuple(SPELLINGS.values()),
)

FEATURES: Final = frozenset(
    {
        "amend",
        "amends_untouched",
        "batch",
        "cancel_all",
        "fee_asset",
        "key_rights",
        "query_by_client_id",
        "replace",
        "stops",
        "stops_lead_on",
        "trades_snapshot",
    }
)
STATED: Final = frozenset({"min_notional", "band", "open_orders"})

# What is not listed here is said as on spot. "reduce only", "margin", "not amendable": inferred from the codes' words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    **SPOT_REFUSALS,
    "halted": ("40308", "The contract is being temporarily maintained"),
    "duplicate": ("40786", "Duplicate clientOid"),
    "lot": ("22038", "The order quantity should be a multiple of the size step"),
    "minimum size": ("45111", "less than the minimum order quantity"),
    "maximum size": ("45112", "more than the maximum order quantity"),
    "minimum notional": ("45110", "less than the minimum amount 5 USDT"),
    "band above": ("22047", "The price is higher than the maximum price limit"),
    "band below": ("22046", "The price is lower than the minimum price limit"),
    "open orders": ("40761", "The total number of unfilled orders is too high"),
    "funds": ("40762", "The order amount exceeds the balance"),
    "not found": ("40768", "Order does not exist"),
    "closed": ("45055", "The current order status cannot be cancelled"),
    "not amendable": ("40922", "Only pending orders can be modified"),
    "stop not found": ("43025", "Plan order does not exist"),
    "batch": ("40306", "Batch processing orders can only process up to 20"),
    "path": ("40404", "Request URL NOT FOUND"),
    "hold": ("40774", "The order type for unilateral position must also be the unilateral position type."),
    "reduce only": ("40755", "Not enough open positions are available."),
    "leverage": ("43050", "The leverage ratio is out of range"),
    "margin mode busy": (
        "45117",
        "Currently holding positions or orders, the margin mode cannot be adjusted",
    ),
    "position mode busy": ("40920", "Position or order exists, the position mode cannot be switched"),
    "no position": ("22002", "No position to close"),
    "margin": ("40800", "Insufficient amount of margin"),
    "no such topic": ("30001", "instType:USDT-FUTURES,channel:{channel},instId:{symbol} doesn't exist"),
}
