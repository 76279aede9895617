"""The emulated markets: three real ones with real rules, then as many numbered coins as are wanted."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE, read_atoms
from picaflor.sim.venue.listing import spot_listing
from picaflor.wire.venue import Venue


@pytest.mark.parametrize(("symbols", "pairs"), [(1, 1), (3, 3), (5, 5)])
def test_as_many_as_are_wanted_and_no_name_twice(venue: Venue, symbols: int, pairs: int) -> None:
    rows = spot_listing(venue, symbols)
    assert len({row.market.pair for row in rows}) == len({row.market.symbol for row in rows}) == pairs
    assert rows[0].market.pair == "BTC-USDT"
    assert {row.market.venue for row in rows} == {venue.id}


def test_what_opens_lies_on_its_grid_and_is_worth_an_order(venue: Venue) -> None:
    for row in spot_listing(venue, 6):
        market = row.market
        assert market.notional(row.open_ticks, row.typical_lots) > market.min_notional == ONE
        assert market.maker_fee == market.taker_fee == read_atoms("0.001")
        assert market.base != market.quote == "USDT"


def test_a_house_has_no_rule_that_its_listing_does_not_state(second: Venue) -> None:
    for row in spot_listing(second, 4):
        market = row.market
        assert (market.min_notional, market.band_up, market.band_down, market.max_open_orders) == (0, 0, 0, 0)
        assert (market.maker_fee, market.taker_fee) == (read_atoms(second.maker_fee), read_atoms(second.taker_fee))
        assert (market.fee_asset, market.quote_places, market.buys_by_quote) == ("USDT", second.quote_places, False)
