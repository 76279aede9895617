"""What HitBTC's spot market allows and promises: rates, heartbeat, book, client ids, features. Data only."""

from __future__ import annotations

import string
from typing import Final, get_args

from picaflor.venues.hitbtc.charts import INTERVALS
from picaflor.venues.hitbtc.market import PAGE_MAX
from picaflor.venues.hitbtc.topics import BOOK_CHANNELS as BOOK_CHANNELS
from picaflor.wire.asks import PUBLIC, Amend, Ask, Cancel, CancelAll, Place, ReadOpenOrders
from picaflor.wire.contracts import ReadBills
from picaflor.wire.lists import PlaceList
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop
from picaflor.wire.venue import BookRule, CandleRule, ClientIdRule, Continuity, Cost, Heartbeat, Limit
from picaflor.wire.wallet import ReadWallet, Transfer

SECOND: Final = 1_000_000_000

# Row 7: a bar in which nothing traded is not told; the newest one is still forming.
CANDLE_RULE: Final = CandleRule(page_max=PAGE_MAX, streamed=tuple(INTERVALS), skips_quiet=True)

# Row 40: sliding seconds. The bursts on top of these are not counted on.
LIMITS: Final = (
    Limit("public", 30, SECOND, "ip"),
    Limit("private", 20, SECOND),
    Limit("orders", 300, SECOND),
    Limit("wallet", 10, SECOND),
)
ORDER_PATHS: Final = frozenset(
    {Place, Amend, Cancel, CancelAll, ReadOpenOrders, PlaceStop, AmendStop, CancelStop, PlaceList}
)


def _bucket(ask: type) -> str:
    if ask in PUBLIC:
        return "public"
    if ask in (ReadBills, ReadWallet, Transfer):
        return "wallet"
    return "orders" if ask in ORDER_PATHS else "private"


COSTS: Final = {ask: Cost(((_bucket(ask), 1),)) for ask in get_args(Ask)}

# Row 41: the venue sends a ping frame of the protocol every 30 s, hangs up on who does not answer, and answers ours.
HEARTBEAT: Final = Heartbeat(
    ping_every_ns=15 * SECOND,
    silent_after_ns=40 * SECOND,
    closes_after_ns=60 * SECOND,
    text=False,
    venue_every_ns=30 * SECOND,
    close_code=4002,
    close_words="Ping pong timeout.",
)

# Row 43: each change is the next number, and the first one follows its snapshot.
BOOK: Final = BookRule(Continuity.PLUS_ONE)

# Row 42.
CLIENT_IDS: Final = ClientIdRule(
    length_max=32,
    charset=string.ascii_letters + string.digits + "-_",
    lasts="Unique among active orders and within the trading day (UTC).",
    length_min=8,
    once=True,
)

TOPICS_PER_FRAME: Final = 50
SETTLE_NS: Final = 30 * SECOND  # row 15: the history may be that late
FEATURES: Final = frozenset(
    {
        "ack_lists",
        "amend",
        "amends_untouched",  # the venue amends more; whose the fills before are, nobody could tell
        "amends_whole",
        "cancel_all",
        "fee_in_quote",
        "keeps_number",
        "one_listing",
        "orders_snapshot",
        "query_by_client_id",
        "replace",
        "stops_among_orders",
        "ws_orders",
    }
)
