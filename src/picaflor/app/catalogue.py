"""The venue table as people read it, straight from the records."""

from __future__ import annotations

from picaflor.app.meant import unknown
from picaflor.app.problems import NotFound
from picaflor.venues import ROWS, load
from picaflor.wire.venue import Venue

Cell = str | bool | list[str]


def rows() -> list[dict[str, Cell]]:
    return [_row(load(name)) for name in sorted(ROWS)]


def _row(venue: Venue) -> dict[str, Cell]:
    return {
        "id": venue.id,
        "name": venue.name,
        "kind": venue.kind,
        "order_types": [str(kind) for kind in venue.order_types],
        "position_modes": [str(mode) for mode in venue.position_modes],
        "testnet": "testnet" in venue.domains,
        "version": venue.version,
        "life": venue.life,
    }


def page(name: str) -> dict[str, Cell]:
    if name not in ROWS:
        raise NotFound(unknown("connector", name, ROWS))
    venue = load(name)
    return {
        **_row(venue),
        "times_in_force": [str(tif) for tif in venue.tifs],
        "features": sorted(venue.features),
        "credentials": [credential.name for credential in venue.credentials],
        "hosts": [f"{kind}: {d.rest}, {d.public}, {d.private}" for kind, d in venue.domains.items()],
        "maker_fee": venue.maker_fee,
        "taker_fee": venue.taker_fee,
        "rate_limits": [
            f"{limit.bucket}: {limit.count} in {limit.per_ns // 1_000_000_000} s per {limit.scope} [{limit.sure}]"
            for limit in venue.limits
        ],
        "client_ids": f"at most {venue.client_ids.length_max} characters",
        "heartbeat": f"ping every {venue.heartbeat.ping_every_ns // 1_000_000_000} s",
        "error_codes": f"{len(venue.known_codes)} known",
        "notes": list(venue.notes),
    }
