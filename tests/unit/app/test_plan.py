"""A plan survives its journal; one that this program cannot follow is refused with the version that can."""

from __future__ import annotations

from dataclasses import replace as replace_venue
from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.app.demo import make_plan
from picaflor.app.plan import domain_of, mode_of, read_plan, write_plan
from picaflor.app.problems import OtherVersion
from picaflor.domain.orders import PositionMode
from picaflor.venues import ROWS, load


def test_it_reads_back() -> None:
    plan = make_plan(7, range(1, 100))
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"connectors": "none"}, "plan cannot be read"),
        ({"limits": {"order_notional_max": "a lot"}}, "plan cannot be read"),
        ({"seats": [{"name": "x", "venue": "bitget", "controller": "oracle", "config": {}}]}, "needs oracle"),
    ],
)
def test_what_another_version_made_is_told(change: dict[str, Any], why: str) -> None:
    header = {**write_plan(make_plan(7, range(1, 100))), "version": "9.9.9", **change}
    with pytest.raises(OtherVersion, match=rf"{why}.*made by picaflor 9\.9\.9"):
        read_plan(header)


def test_a_venue_that_is_not_here_is_named() -> None:
    header = write_plan(make_plan(7, range(1, 100)))
    header["connectors"][0]["venue"] = "atlantis"
    with pytest.raises(OtherVersion, match="needs atlantis"):
        read_plan(header)


def test_a_broker_tag_goes_with_every_request_only_where_it_was_configured() -> None:
    row = make_plan(7, range(1, 100)).connectors[0]
    venue = load(row.venue)
    assert domain_of(row, venue) is venue.domains["live"]
    tagged = domain_of(replace(row, broker_tag="mine", domain="testnet"), venue)
    assert tagged.headers == (("paptrading", "1"), ("X-CHANNEL-API-CODE", "mine"))
    assert tagged.rest == venue.domains["testnet"].rest
    hitbtc = load("hitbtc")  # knows no such thing
    assert domain_of(replace(row, broker_tag="mine"), hitbtc) is hitbtc.domains["live"]


def test_no_row_names_a_broker_by_itself() -> None:
    for name in ROWS:
        venue = load(name)
        headers = [header for domain in venue.domains.values() for header, _ in domain.headers]
        assert not venue.broker_header or venue.broker_header not in headers


def test_where_there_is_one_position_mode_it_is_not_a_matter_of_choice() -> None:
    row = make_plan(7, range(1, 100)).connectors[0]
    both, hedge, none = (
        replace_venue(load("bitget_perpetual"), position_modes=modes)
        for modes in (tuple(PositionMode), (PositionMode.HEDGE,), ())
    )
    assert mode_of(row, both) is PositionMode.ONEWAY
    assert mode_of(replace(row, position_mode=PositionMode.HEDGE), both) is PositionMode.HEDGE
    assert mode_of(row, hedge) is PositionMode.HEDGE
    assert mode_of(row, none) is PositionMode.ONEWAY
