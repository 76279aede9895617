"""The venue table as people read it, straight from the records."""

from __future__ import annotations

from picaflor.app.problems import NotFound
from picaflor.venues import ROWS, load
from picaflor.wire.venue import Venue


def rows() -> list[dict[str, str]]:
    return [_row(load(name)) for name in sorted(ROWS)]


def _row(venue: Venue) -> dict[str, str]:
    return {
        "id": venue.id,
        "name": venue.name,
        "kind": venue.kind,
        "order types": ", ".join(venue.order_types),
        "position modes": ", ".join(venue.position_modes) or "-",
        "testnet": "yes" if "testnet" in venue.domains else "no",
        "version": venue.version or "-",
        "life": venue.life,
    }


def page(name: str) -> dict[str, str]:
    if name not in ROWS:
        raise NotFound(f"there is no connector {name!r}; there are: {', '.join(sorted(ROWS))}")
    venue = load(name)
    return {
        **_row(venue),
        "times in force": ", ".join(venue.tifs),
        "features": ", ".join(sorted(venue.features)) or "-",
        "credentials": ", ".join(credential.name for credential in venue.credentials),
        "hosts": "; ".join(f"{kind}: {d.rest}, {d.public}, {d.private}" for kind, d in venue.domains.items()),
        "maker fee": venue.maker_fee,
        "taker fee": venue.taker_fee,
        "rate limits": "; ".join(
            f"{limit.bucket}: {limit.count} in {limit.per_ns // 1_000_000_000} s per {limit.scope} [{limit.sure}]"
            for limit in venue.limits
        ),
        "client ids": f"at most {venue.client_ids.length_max} characters",
        "heartbeat": f"ping every {venue.heartbeat.ping_every_ns // 1_000_000_000} s",
        "error codes": f"{len(venue.known_codes)} known",
        "notes": " ".join(venue.notes) or "-",
    }
