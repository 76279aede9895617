"""What Bitget's classic spot allows and promises: rates, heartbeat, book, client ids, features. Data only."""

from __future__ import annotations

import string
from typing import Final

from picaflor.venues.bitget.topics import CANDLES as SPELLINGS
from picaflor.wire.asks import (
    Amend,
    AmendMany,
    Cancel,
    CancelAll,
    CancelMany,
    Place,
    PlaceMany,
    ReadBalances,
    ReadBook,
    ReadCandles,
    ReadClosedOrders,
    ReadCoins,
    ReadFills,
    ReadListing,
    ReadMarkets,
    ReadOpenOrders,
    ReadOrder,
    ReadTickers,
    ReadTime,
    ReadTrades,
)
from picaflor.wire.contracts import ReadBills, ReadFees
from picaflor.wire.envelope import Envelope
from picaflor.wire.rights import ReadKeyRights
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops
from picaflor.wire.venue import BookRule, CandleRule, Checksum, ClientIdRule, Continuity, Cost, Heartbeat, Limit

SECOND: Final = 1_000_000_000

# Row 40: each endpoint counts for itself, in fixed seconds; public ones by address, private ones by account.
PER_SECOND: Final[dict[type, tuple[str, int, str]]] = {
    ReadTime: ("public/time", 20, "ip"),
    ReadMarkets: ("public/symbols", 20, "ip"),
    ReadBook: ("market/orderbook", 20, "ip"),
    ReadTrades: ("market/fills", 10, "ip"),
    ReadTickers: ("market/tickers", 20, "ip"),
    ReadCandles: ("market/candles", 20, "ip"),
    ReadCoins: ("public/coins", 3, "ip"),
    ReadListing: ("mix/contracts", 20, "ip"),
    ReadBalances: ("account/assets", 10, "key"),
    Place: ("trade/place-order", 10, "key"),
    Cancel: ("trade/cancel-order", 10, "key"),
    CancelAll: ("trade/cancel-symbol-order", 5, "key"),
    PlaceMany: ("trade/batch-orders", 5, "key"),
    CancelMany: ("trade/batch-cancel-order", 10, "key"),
    Amend: ("trade/cancel-replace-order", 5, "key"),
    AmendMany: ("trade/batch-cancel-replace-order", 5, "key"),
    PlaceStop: ("trade/place-plan-order", 20, "key"),
    AmendStop: ("trade/modify-plan-order", 20, "key"),
    CancelStop: ("trade/cancel-plan-order", 20, "key"),
    ReadStops: ("trade/plan-orders", 20, "key"),
    ReadBills: ("account/bills", 10, "key"),
    ReadFees: ("common/trade-rate", 10, "key"),
    ReadOrder: ("trade/orderInfo", 20, "key"),
    ReadOpenOrders: ("trade/unfilled-orders", 20, "key"),
    ReadClosedOrders: ("trade/history-orders", 20, "key"),
    ReadFills: ("trade/fills", 10, "key"),
    ReadKeyRights: ("account/info", 1, "key"),
}
OVERALL: Final = Limit("overall", 6_000, 60 * SECOND, "ip")
LIMITS: Final = (OVERALL, *(Limit(name, count, SECOND, scope) for name, count, scope in PER_SECOND.values()))
COSTS: Final = {ask: Cost((("overall", 1), (name, 1))) for ask, (name, _, _) in PER_SECOND.items()}

# Row 41: a text `ping` at least every 30 s; the venue hangs up after two minutes without one, and after a day anyway.
HEARTBEAT: Final = Heartbeat(
    ping_every_ns=20 * SECOND,
    silent_after_ns=50 * SECOND,
    closes_after_ns=120 * SECOND,
    text=True,
    connection_lasts_ns=24 * 3_600 * SECOND,
)

# Row 43: changes name the number that they follow. Until 2026 a checksum came too, and is checked where it does.
BOOK: Final = BookRule(
    Continuity.PREVIOUS,
    checksum=Checksum.CRC32_25,
    envelope=Envelope(topic="arg", prev="pseq", time="ts", idle=("ts",), bare=True, timed=True),
)
BOOK_CHANNELS: Final = {"books1": 1, "books5": 5, "books15": 15}

# Row 42: their pages say 32, 50 and 64; strangers' ids of 36 characters work.
CLIENT_IDS: Final = ClientIdRule(
    length_max=50,
    charset=string.ascii_letters + string.digits + "-_#+:",
    lasts="Unique among open orders only: a repeat after the first is final makes a second order.",
)

# Row 7: pages of a thousand are documented, but larger ones than these came back empty for some intervals. How far back
# the first endpoint reaches is what its pages say; strangers found less, and so do not ask it for anything old.
DAY: Final = 86_400 * SECOND
CANDLES: Final = CandleRule(
    page_max=100,
    past_page_max=200,
    reach_ns={
        **dict.fromkeys(("1m", "3m", "5m"), 30 * DAY),
        "15m": 52 * DAY,
        "30m": 62 * DAY,
        "1h": 83 * DAY,
        "4h": 240 * DAY,
        "6h": 360 * DAY,
    },
    streamed=tuple(SPELLINGS.values()),
)

FEATURES: Final = frozenset(
    {
        "amend",
        "amend_batch",
        "batch",
        "cancel_all",
        "fee_asset",
        "key_rights",
        "query_by_client_id",
        "quote_market_buy",
        "replace",
        "stops",
        "trades_snapshot",
    }
)
FRAMES_PER_SECOND, FRAME_MAX = 10, 4096  # row 30
BATCH_MAX: Final = 20  # row 19
BROKER_HEADER: Final = "X-CHANNEL-API-CODE"  # row 37
STATED: Final = frozenset({"min_notional", "band", "open_orders"})
