"""What an answer says of the limit that its request counted against, where the venue says such things."""

from __future__ import annotations

from picaflor.machines.throttle import Meter
from picaflor.wire.net import Headers
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000


def told_limits(spoken: Venue, meter: Meter, ask: type, now_ns: int) -> Headers:
    """Nothing, where a request counts against several."""
    said, cost = spoken.limit_headers, spoken.costs.get(ask)
    if said is None or cost is None or len(cost.takes) != 1:
        return ()
    bucket = cost.takes[0][0]
    limits = [limit for limit in spoken.limits if limit.bucket == bucket]
    if len(limits) != 1:
        return ()
    used = limits[0].count - meter.remaining(bucket, now_ns)
    return (
        (said.used, str(used)),
        (said.most, str(limits[0].count)),
        (said.seconds, str(limits[0].per_ns // SECOND)),
    )
