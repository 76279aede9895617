"""The venue table as people and programs read it, straight from the records."""

from __future__ import annotations

from picaflor.app.pages import as_lines
from picaflor.app.problems import NotFound
from picaflor.app.targets import find_target
from picaflor.app.venue_page import life, make_page
from picaflor.app.venue_protocol import outcome_word
from picaflor.venues import HOUSES, ROWS, load, names
from picaflor.wire.venue import Venue

Cell = str | bool | list[str]
Record = dict[str, object]


def rows() -> list[dict[str, Cell]]:
    return [_row(load(name)) for name in names()]


def _row(venue: Venue) -> dict[str, Cell]:
    candles = bool(venue.candle_intervals)
    return {
        "id": venue.id,
        "spot": "margin" if venue.kind == "margin" else venue.kind == "spot",  # on the spot pairs
        "perp": venue.kind == "perpetual",
        "spot_candles": venue.kind != "perpetual" and candles,
        "perp_candles": venue.kind == "perpetual" and candles,
        "order_types": [str(kind) for kind in venue.order_types],
        "position_modes": [str(mode) for mode in venue.position_modes],
        "testnet": "testnet" in venue.domains,
        "paper": True,  # every row has its twin
        "version": venue.version,
        "v2": True,  # one engine runs all of them, so controllers run on each
        "tier": venue.tier,
        "life": life(venue),
    }


def _find(name: str) -> Venue:
    """Testnets and paper twins have the page of their row."""
    return find_target(name).venue


def page(name: str, width: int) -> list[str]:
    """The whole page of a connector's house, for a terminal."""
    return as_lines(make_page(_household(_find(name))), width)


def _household(venue: Venue) -> list[Venue]:
    """The rows that share a page: of a venue of the user's own that one alone."""
    if venue.id in HOUSES:
        return [venue]
    return [other for other in map(load, ROWS) if other.tongue == venue.tongue]


def record(name: str) -> Record:
    """Everything of one row, for programs: numbers are texts."""
    venue = _find(name)
    about = venue.about
    return {
        **_row(venue),
        "name": venue.name,
        "tongue": venue.tongue,
        "life_note": venue.life_note,
        "website": about.website,
        "coinmarketcap": about.coinmarketcap,
        "coingecko": about.coingecko,
        "api_docs": venue.api_docs or about.api_docs,
        "fees": about.fees,
        "countries": about.countries,
        "make_keys": list(about.make_keys),
        "credentials": {credential.name: credential.prompt for credential in venue.credentials},
        "times_in_force": [str(tif) for tif in venue.tifs],
        "margin_modes": [str(mode) for mode in venue.margin_modes],
        "stop_kinds": [str(kind) for kind in venue.stop_kinds],
        "candle_intervals": list(venue.candle_intervals),
        "features": sorted(venue.features),
        "hosts": {
            kind: {"rest": d.rest, "public": d.public, "private": d.private, "headers": dict(d.headers)}
            for kind, d in venue.domains.items()
        },
        "maker_fee": venue.maker_fee,
        "taker_fee": venue.taker_fee,
        "rate_limits": [
            {"bucket": x.bucket, "count": str(x.count), "per_ns": str(x.per_ns), "scope": x.scope, "sure": str(x.sure)}
            for x in venue.limits
        ],
        "client_id_length": [str(venue.client_ids.length_min), str(venue.client_ids.length_max)],
        "ping_every_ns": str(venue.heartbeat.ping_every_ns),
        "codes": {code: [outcome_word(kind), sentence] for code, (kind, sentence) in venue.outcomes.items()},
        "evidence": [
            {"row": str(e.row), "where": e.where, "meaning": e.meaning, "source": e.source}
            | {"sure": list(e.sure), "golden": list(e.golden)}
            for e in about.evidence
        ],
        "notes": list(venue.notes),
    }


def explain(name: str, code: str) -> dict[str, str]:
    """What a venue's code means: for an order, and for a person."""
    outcomes = _find(name).outcomes
    if code not in outcomes:
        raise NotFound(f"{name} has no code {code!r} that we know; on an order or a cancel its outcome is unknown")
    kind, sentence = outcomes[code]
    return {"id": name, "code": code, "outcome": outcome_word(kind), "sentence": sentence}
