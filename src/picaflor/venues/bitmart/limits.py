"""What BitMart's spot market allows and promises: rates, heartbeat, book, client ids, features. Data only."""

from __future__ import annotations

import string
from typing import Final

from picaflor.venues.bitmart import charts, pushes, topics
from picaflor.wire.asks import (
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
from picaflor.wire.contracts import ReadFees
from picaflor.wire.venue import BookRule, CandleRule, ClientIdRule, Continuity, Cost, Heartbeat, Limit, LimitHeaders

SECOND: Final = 1_000_000_000

# Row 40: each endpoint counts for itself; bucket, count, seconds, by whom.
RATES: Final[dict[type, tuple[str, int, int, str]]] = {
    ReadTime: ("system/time", 10, 1, "ip"),
    ReadMarkets: ("symbols/details", 12, 2, "ip"),
    ReadCoins: ("account/currencies", 2, 2, "ip"),
    ReadListing: ("contract/details", 12, 2, "ip"),
    ReadBook: ("quotation/books", 15, 2, "ip"),
    ReadTrades: ("quotation/trades", 15, 2, "ip"),
    ReadTickers: ("quotation/tickers", 10, 2, "ip"),
    ReadCandles: ("quotation/klines", 10, 2, "ip"),
    ReadBalances: ("wallet", 12, 2, "key"),
    ReadFees: ("trade_fee", 2, 2, "key"),
    Place: ("submit_order", 40, 2, "key"),
    PlaceMany: ("batch_orders", 40, 2, "key"),
    CancelMany: ("cancel_orders", 40, 2, "key"),
    Cancel: ("cancel_order", 40, 2, "key"),
    CancelAll: ("cancel_all", 1, 3, "key"),
    ReadOrder: ("query/order", 50, 2, "key"),
    ReadOpenOrders: ("query/open-orders", 12, 2, "key"),
    ReadClosedOrders: ("query/history-orders", 12, 2, "key"),
    ReadFills: ("query/trades", 12, 2, "key"),
}
LIMITS: Final = tuple(Limit(name, count, seconds * SECOND, scope) for name, count, seconds, scope in RATES.values())
COSTS: Final = {ask: Cost(((name, 1),)) for ask, (name, _, _, _) in RATES.items()}

LIMIT_HEADERS: Final = LimitHeaders("x-bm-ratelimit-remaining", "x-bm-ratelimit-limit", "x-bm-ratelimit-reset")

# Row 41: a text `ping`; the venue hangs up after twenty seconds of silence.
HEARTBEAT: Final = Heartbeat(
    ping_every_ns=10 * SECOND,
    silent_after_ns=25 * SECOND,
    closes_after_ns=20 * SECOND,
)

# Row 43: the next number each time; the same again on a quiet market. Snapshots have a hundred levels a side.
BOOK: Final = BookRule(Continuity.PLUS_ONE)
BOOK_CHANNELS: Final = topics.BOOK_CHANNELS

# Row 42.
CLIENT_IDS: Final = ClientIdRule(
    length_max=32,
    charset=string.ascii_letters + string.digits,
    lasts="Unique, and case counts.",
)

# Row 7: nobody says where weeks and months begin; a bar of the stream does not tell its money.
CANDLES: Final = CandleRule(page_max=charts.CANDLES_MAX, streamed=tuple(pushes.LENGTHS), money=False)

FEATURES: Final = frozenset(
    {
        "batch",
        "batch_whole",
        "cancel_all",
        "fee_asset",
        "fee_in_quote",
        "query_by_client_id",
        "quote_market_buy",
        "time_pages",
    }
)
STATED: Final = frozenset({"min_notional"})
TOPICS_PER_FRAME: Final = 20
