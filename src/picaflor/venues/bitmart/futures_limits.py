"""What BitMart's contracts allow and promise: rates, heartbeat, book, client ids, features, refusals. Data only."""

from __future__ import annotations

import string
from typing import Final

from picaflor.venues.bitmart import futures_prices, futures_topics
from picaflor.venues.bitmart.codes import REFUSALS as SPOT_REFUSALS
from picaflor.venues.bitmart.limits import SECOND
from picaflor.venues.bitmart.pushes import LENGTHS
from picaflor.wire.asks import (
    Amend,
    Cancel,
    CancelAll,
    Place,
    ReadBalances,
    ReadBook,
    ReadCandles,
    ReadClosedOrders,
    ReadFills,
    ReadMarkets,
    ReadOpenOrders,
    ReadOrder,
    ReadTickers,
    ReadTime,
    ReadTrades,
)
from picaflor.wire.contracts import (
    ReadBills,
    ReadFees,
    ReadFunding,
    ReadFundingHistory,
    ReadPositions,
    ReadSetup,
    ReadTiers,
    SetLeverage,
    SetPositionMode,
)
from picaflor.wire.dead_man import ArmSwitch, SwitchRule
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops
from picaflor.wire.venue import BookRule, CandleRule, ClientIdRule, Continuity, Cost, Dialect, Heartbeat, Limit

# Row 40: each endpoint counts for itself, by address or by key; count in two seconds.
PER_TWO_SECONDS: Final[dict[type, tuple[str, int, str]]] = {
    ReadTime: ("system/time", 20, "ip"),
    ReadMarkets: ("contract/details", 12, "ip"),
    ReadTickers: ("contract/details", 12, "ip"),
    ReadBook: ("contract/depth", 12, "ip"),
    ReadTrades: ("contract/market-trade", 12, "ip"),
    ReadCandles: ("contract/kline", 12, "ip"),
    ReadFunding: ("contract/funding-rate", 12, "ip"),
    ReadFundingHistory: ("contract/funding-rate-history", 12, "ip"),
    ReadTiers: ("contract/leverage-bracket", 12, "ip"),
    ReadBalances: ("contract/assets-detail", 12, "key"),
    ReadPositions: ("contract/position-v2", 6, "key"),
    ReadSetup: ("contract/position-v2", 6, "key"),
    ReadFees: ("contract/trade-fee-rate", 2, "key"),
    ReadBills: ("contract/transaction-history", 6, "key"),
    SetLeverage: ("contract/submit-leverage", 24, "key"),
    SetPositionMode: ("contract/set-position-mode", 2, "key"),
    Place: ("contract/submit-order", 24, "key"),
    Amend: ("contract/modify-limit-order", 24, "key"),
    Cancel: ("contract/cancel-order", 40, "key"),
    CancelAll: ("contract/cancel-orders", 2, "key"),
    ArmSwitch: ("contract/cancel-all-after", 4, "key"),
    ReadOrder: ("contract/order", 50, "key"),
    ReadOpenOrders: ("contract/get-open-orders", 50, "key"),
    ReadClosedOrders: ("contract/order-history", 6, "key"),
    ReadFills: ("contract/trades", 6, "key"),
    PlaceStop: ("contract/submit-plan-order", 24, "key"),
    AmendStop: ("contract/modify-plan-order", 24, "key"),
    CancelStop: ("contract/cancel-plan-order", 24, "key"),
    ReadStops: ("contract/order-history", 6, "key"),
}
LIMITS: Final = tuple(
    Limit(name, count, 2 * SECOND, scope) for name, count, scope in dict.fromkeys(PER_TWO_SECONDS.values())
)
COSTS: Final = {ask: Cost(((name, 1),)) for ask, (name, _, _) in PER_TWO_SECONDS.items()}

# Row 45: a ping that is JSON. The venue's own pings of the protocol come every 54 seconds.
HEARTBEAT: Final = Heartbeat(
    ping_every_ns=10 * SECOND,
    silent_after_ns=25 * SECOND,
    closes_after_ns=20 * SECOND,
    venue_every_ns=54 * SECOND,
)

# Row 94: as on spot, but a quiet change counts, too.
BOOK: Final = BookRule(Continuity.PLUS_ONE, Dialect.OBJECTS, price_key="price", size_key="vol")
BOOK_CHANNELS: Final = futures_topics.BOOK_CHANNELS

# Row 42.
CLIENT_IDS: Final = ClientIdRule(
    length_max=32,
    charset=string.ascii_letters + string.digits,
    lasts="Unique, and case counts.",
)

# Row 83: nobody says where weeks begin; a bar does not tell its money.
CANDLES: Final = CandleRule(
    page_max=futures_prices.BARS_MAX,
    streamed=tuple(name for name in futures_topics.CANDLES if name in LENGTHS),
    money=False,
)

FEATURES: Final = frozenset(
    {
        "amend",
        "cancel_all",
        "contracts",
        "dead_man",
        "fees_later",
        "hold_by_side",
        "leverage_by_order",
        "leverage_sets_mode",
        "listing_tells_tickers",
        "mark_streamed",
        "positions_apart",
        "fixed_trails",
        "stop_ways",
        "stops_lead_on",
        "stops_keep_size",
        "stops_with_orders",
        "time_pages",
        "trades_in_coin",
    }
)
# Row 102.
DEAD_MAN: Final = SwitchRule(least_ns=5 * SECOND, by_symbol=True)
STATED: Final[frozenset[str]] = frozenset()
TOPICS_PER_FRAME: Final = 20

# What is not listed here is said as on spot. "margin", "hold" and the two that are busy: inferred from the codes' words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    **{rule: SPOT_REFUSALS[rule] for rule in ("rate", "unavailable")},
    "symbol": ("40034", "Symbol Not Exist"),
    "halted": ("40014", "This contract is offline"),
    "client id": ("40048", "The client order id must be a combination of numbers and letters"),
    "duplicate": ("40050", "Client Order Id is duplicated"),
    "tick": ("40043", "Invalid price precision"),
    "lot": ("40043", "Invalid size precision"),
    "minimum size": ("40044", "Size is out of range"),
    "maximum size": ("40044", "Size is out of range"),
    "minimum notional": ("40044", "Size is out of range"),
    "band above": ("40044", "Price is out of range"),
    "band below": ("40044", "Price is out of range"),
    "open orders": ("40011", "Invalid request: too many open orders"),
    "parameter": ("40011", "Invalid request"),
    "funds": ("40027", "Balance not enough"),
    "not found": ("40037", "The order id is not exist"),
    "stop not found": ("40035", "The order is not exist"),
    "not amendable": ("40036", "The order status is invalid"),
    "unchanged": ("40011", "Invalid request: nothing would change"),
    "closed": ("40036", "The order status is invalid"),
    "hold": ("40041", "Order side is invalid"),
    "reduce only": ("40020", "The position size is not enough"),
    "leverage": ("40029", "Leverage is out of range"),
    "margin mode busy": ("40040", "Leverage and margin mode cannot differ from those of the position"),
    "position mode busy": ("40059", "Cannot switch position mode while there are positions or orders"),
    "no position": ("40021", "There is no position"),
    "margin": ("40027", "Balance not enough"),
    "login first": ("30001", "futures/{channel} need authentication"),
    "no such topic": ("40034", "group [{channel}:{symbol}] not exist"),
}
