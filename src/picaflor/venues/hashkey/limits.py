"""What HashKey's spot market allows and promises: rates, heartbeat, book, client ids, features. Data only."""

from __future__ import annotations

import string
from typing import Final, get_args

from picaflor.venues.hashkey.charts import CANDLES_MAX
from picaflor.venues.hashkey.charts import INTERVALS as INTERVALS
from picaflor.venues.hashkey.topics import BOOK_CHANNELS as BOOK_CHANNELS
from picaflor.venues.hashkey.topics import DIFFS
from picaflor.wire.asks import (
    PUBLIC,
    Ask,
    Cancel,
    CancelAll,
    CancelMany,
    Place,
    PlaceMany,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
)
from picaflor.wire.contracts import ReadBills, ReadFees
from picaflor.wire.rights import ReadAccounts
from picaflor.wire.venue import BookRule, CandleRule, ClientIdRule, Continuity, Cost, Heartbeat, Limit, Sure

SECOND: Final = 1_000_000_000

# Row 40: about two requests a second, some of which weigh five. Five weights a second keep to that on the average.
LIMITS: Final = (
    Limit("public", 10, SECOND, "ip", Sure.STRANGER),
    Limit("queries", 50, 10 * SECOND, sure=Sure.INFERRED),
    Limit("orders", 20, SECOND, sure=Sure.INFERRED),
)
# The sister houses tell theirs: five queries and twenty orders a second by key.
SIBLING_LIMITS: Final = (
    Limit("public", 10, SECOND, "ip", Sure.STRANGER),
    Limit("queries", 5, SECOND),
    Limit("orders", 20, SECOND),
)
HEAVY: Final = frozenset({ReadAccounts, ReadBalances, ReadBills, ReadClosedOrders, ReadFees, ReadFills})


def _cost(ask: type) -> Cost:
    if ask in PUBLIC:
        return Cost((("public", 1),))
    if ask in (Place, PlaceMany, Cancel, CancelMany, CancelAll):
        return Cost((("orders", 1),))
    return Cost((("queries", 5 if ask in HEAVY else 1),))


COSTS: Final = {ask: _cost(ask) for ask in get_args(Ask)}

# Row 41.
HEARTBEAT: Final = Heartbeat(
    ping_every_ns=10 * SECOND,
    silent_after_ns=30 * SECOND,
    closes_after_ns=60 * SECOND,
    venue_every_ns=30 * SECOND,
    venue_text=True,
)

# Row 43: every frame is a whole book.
BOOK: Final = BookRule(Continuity.REPLACE, depth=200)
# Row 38: as the sister houses are heard, whose pages tell of it.
DIFF_BOOK: Final = BookRule(Continuity.PREVIOUS, name=DIFFS, scaled=True)

# Rows 7 and 35: of the money that was traded the stream says nothing.
CANDLES: Final = CandleRule(page_max=CANDLES_MAX, streamed=INTERVALS, money=False)

# Row 42.
CLIENT_IDS: Final = ClientIdRule(
    length_max=100,
    charset=string.ascii_letters + string.digits + ".:/_-",
    lasts="Unique; whether one may come again after its order is final is not said.",
    once=True,
)

SETTLE_NS: Final = 10 * SECOND  # no one says how late lists are: inferred
FEATURES: Final = frozenset(
    {
        "batch",
        "batch_by_number",
        "bills_from_to",
        "cancel_all",
        "custody",
        "fee_asset",
        "one_listing",
        "query_by_client_id",
        "trades_snapshot",
        "unsigned_body",
        "unsigned_path",
    }
)
