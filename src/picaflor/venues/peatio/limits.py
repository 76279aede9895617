"""What a Peatio house allows and promises: rates, heartbeat, books, client ids, features. Data only."""

from __future__ import annotations

import string
from dataclasses import replace
from typing import Final

from picaflor.venues.peatio.charts import CANDLES_MAX, PERIODS
from picaflor.venues.peatio.house import NEW_BOOK, OLD_BOOK, House
from picaflor.venues.peatio.rest import BY_ASK
from picaflor.wire.venue import (
    BookRule,
    CandleRule,
    ClientIdRule,
    Continuity,
    Cost,
    Dialect,
    Heartbeat,
    Limit,
    OtherBooks,
    Sure,
)

SECOND: Final = 1_000_000_000
BUCKET: Final = "calls"
DEPTH: Final = 300

# Row 40: nobody has written them down. All calls count alike.
COSTS: Final = {ask: Cost(((BUCKET, 1),)) for ask in BY_ASK}

# Row 41: Rango pings every 54 s, waits for 60, and answers a text.
HEARTBEAT: Final = Heartbeat(
    ping_every_ns=20 * SECOND,
    silent_after_ns=45 * SECOND,
    closes_after_ns=60 * SECOND,
    venue_every_ns=54 * SECOND,
    close_code=1006,
    close_words="pong timeout",
)

# Row 42: nothing is known of length and letters, so that ours are modest. The same id is taken again.
CLIENT_IDS: Final = ClientIdRule(
    length_max=36,
    charset=string.ascii_letters + string.digits + "-_",
    lasts="The venue takes the same id again and again: nothing but the client keeps them apart.",
    unique=False,
)

# Row 43: where the house's own stays silent, it is of another version, and has the other.
_RULES: Final = {
    NEW_BOOK: BookRule(Continuity.PLUS_ONE, Dialect.FLAT, stale_ns=60 * SECOND),
    OLD_BOOK: BookRule(Continuity.REPLACE, Dialect.FLAT, stale_ns=60 * SECOND),
}
BOOKS: Final = {
    book: replace(_RULES[book], instead=OtherBooks(other, _RULES[other]))
    for book, other in ((NEW_BOOK, OLD_BOOK), (OLD_BOOK, NEW_BOOK))
}
BOOK_CHANNELS: Final = {NEW_BOOK: {"": 0}, OLD_BOOK: {"": DEPTH}}
CANDLES: Final = CandleRule(money=False, page_max=CANDLES_MAX, streamed=tuple(PERIODS))
TOPICS_PER_FRAME: Final = 15
QUEUE_NS: Final = SECOND // 50  # row 44: tens of milliseconds where nobody is in a hurry
SETTLE_NS: Final = 10 * SECOND  # row 44: an order may be asked for before it can be seen
FEATURES: Final = frozenset(
    {
        "ack_all",
        "bare_signature",
        "cancel_all",
        "cancel_by_number",
        "cancel_final",
        "fees_later",
        "filled_markets",
        "fills_apart",
        "lists_by_change",
        "pages",
        "signed_handshake",
        "silent_start",
    }
)


def limits_of(house: House) -> tuple[Limit, ...]:
    return (Limit(BUCKET, house.calls, 12 * SECOND, sure=Sure.INFERRED),)
