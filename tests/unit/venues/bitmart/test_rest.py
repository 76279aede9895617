"""The table of the spot market: nothing is there twice."""

from __future__ import annotations

from picaflor.venues.bitmart import rest
from picaflor.wire.asks import ReadFills, ReadOrder


def test_paths_are_there_once_and_an_ask_finds_its_own() -> None:
    paths = [(row.method, row.path) for row in rest.TABLE.endpoints]
    assert len(set(paths)) == len(paths)
    assert rest.write_ask(ReadOrder("", "a1")).path.endswith("client-order")
    assert rest.write_ask(ReadOrder("", venue_id="7")).path.endswith("query/order")
    assert rest.write_ask(ReadFills(venue_id="7")).path.endswith("order-trades")
    assert rest.write_ask(ReadFills()).path.endswith("query/trades")
