"""Fewer decimals: what becomes of levels, and of changes."""

from __future__ import annotations

from picaflor.domain.market import Grid
from picaflor.domain.orders import Side
from picaflor.sim.venue.merging import merge, merged_changes, ticks_together


def test_how_many_ticks_are_one_price() -> None:
    cents = Grid(2)
    assert [ticks_together(cents, places) for places in (None, 3, 2, 1, 0)] == [1, 1, 1, 10, 100]
    assert ticks_together(Grid(2, 5), 1) == 2
    assert ticks_together(Grid(2, 25), 1) == 1, "a tenth is no whole number of quarters"


def test_a_bid_is_told_no_higher_and_an_ask_no_lower() -> None:
    assert merge(Side.BUY, [(129, 1), (121, 2), (119, 4)], 10) == [(120, 3), (110, 4)]
    assert merge(Side.SELL, [(120, 1), (121, 2), (130, 4)], 10) == [(120, 1), (130, 6)]
    assert merge(Side.SELL, [(121, 2)], 1) == [(121, 2)]


def test_a_change_tells_what_is_left_at_a_price() -> None:
    book = {Side.BUY: [(129, 1), (101, 9)], Side.SELL: [(135, 5)]}
    touched = {(Side.BUY, 125): 0, (Side.BUY, 115): 0, (Side.SELL, 132): 7}
    bids, asks = merged_changes(lambda side, _depth: book[side], touched, 10)
    assert bids == [(120, 1), (110, 0)]
    assert asks == [(140, 5)]
