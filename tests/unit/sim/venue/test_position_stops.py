"""A position gets both at once: all or none, and one of all of it takes the place of the one that there is."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side, StopKind
from picaflor.sim.venue.position_stops import place_stops
from picaflor.wire.asks import PlacedMany, Refused
from picaflor.wire.stops import PlaceStop, PlaceStops
from tests.unit.sim.venue.contracts import BTC, House

A = read_atoms
GAIN, LOSS = StopKind.TAKE_PROFIT, StopKind.STOP_LOSS


@pytest.fixture
def house() -> House:
    return House()


def both(gain: str = "65000", loss: str = "55000", size: str = "", tag: str = "") -> PlaceStops:
    much = A(size) if size else None
    legs = ((GAIN, gain, f"g{tag}"), (LOSS, loss, f"l{tag}"))
    return PlaceStops(BTC, tuple(PlaceStop(BTC, name, Side.SELL, A(at), kind, size=much) for kind, at, name in legs))


def waiting(house: House) -> list[tuple[StopKind, int]]:
    return [(stop.ask.kind, stop.ask.trigger) for stop in house.floor.waiting.waiting(house.one)]


def test_of_all_of_the_position_there_is_one_of_each_which_keeps_its_number(house: House) -> None:
    first = place_stops(house.floor, house.one, both(), 1)
    again = place_stops(house.floor, house.one, both("66000", tag="2"), 2)
    assert isinstance(first, PlacedMany)
    assert isinstance(again, PlacedMany)
    assert waiting(house) == [(GAIN, A("66000")), (LOSS, A("55000"))]
    assert [placed.venue_id for _, placed in first.rows] == [placed.venue_id for _, placed in again.rows]  # type: ignore[union-attr]
    assert [name for name, _ in again.rows] == ["g2", "l2"]


def test_of_a_part_of_it_several_stand_beside_each_other(house: House) -> None:
    for tag in ("1", "2"):
        assert isinstance(place_stops(house.floor, house.one, both(size="0.01", tag=tag), 1), PlacedMany)
    assert len(waiting(house)) == 4


def test_where_one_is_refused_neither_waits(house: House) -> None:
    refused = place_stops(house.floor, house.one, both(loss="55000.001"), 1)
    assert isinstance(refused, Refused)
    assert waiting(house) == []
