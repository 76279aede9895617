"""The listing: what cannot be mapped is left out with its reason."""

from __future__ import annotations

import pytest
from msgspec.json import encode

from picaflor.domain.market import Grid, MarketState
from picaflor.venues.bitmart.symbols import read_listing
from picaflor.wire.decoding import BadMessage

GOOD = {
    "symbol": "BTC_USDT",
    "base_currency": "BTC",
    "quote_currency": "USDT",
    "quote_increment": "0.001",
    "base_min_size": "0.0025",
    "base_max_size": "10",
    "price_max_precision": 2,
    "min_buy_amount": "5",
    "min_sell_amount": "7",
    "trade_status": "trading",
}


def listing(*rows: dict[str, object]) -> bytes:
    return encode({"symbols": rows})


def test_rules_are_read_from_what_is_stated() -> None:
    (market,) = read_listing(listing(GOOD)).markets
    assert (market.pair, market.tick, market.lot) == ("BTC-USDT", Grid(2), Grid(3))
    assert (market.min_lots, market.max_lots, market.min_notional) == (3, 10_000, 7 * 10**36)


def test_without_an_increment_the_least_size_is_the_lot() -> None:
    (market,) = read_listing(listing({**GOOD, "quote_increment": "0"})).markets
    assert (market.lot, market.min_lots) == (Grid(4, 25), 1)


def test_what_is_not_traded_yet_is_halted() -> None:
    (market,) = read_listing(listing({**GOOD, "trade_status": "pre-trade"})).markets
    assert market.state is MarketState.HALTED


@pytest.mark.parametrize(
    "odd",
    [
        {"trade_status": "sleeping"},
        {"base_currency": ""},
        {"price_max_precision": -1},
        {"price_max_precision": 19},
        {"base_min_size": "much"},
        {"base_min_size": None},
    ],
)
def test_an_odd_row_is_left_out_and_spoils_no_other(odd: dict[str, object]) -> None:
    found = read_listing(listing(GOOD, {**GOOD, "symbol": "ETH_USDT", **odd}))
    assert [market.symbol for market in found.markets] == ["BTC_USDT"]
    assert [symbol for symbol, _ in found.skipped] == ["ETH_USDT"]


def test_a_listing_without_a_market_is_none() -> None:
    with pytest.raises(BadMessage):
        read_listing(listing({"symbol": 7}))
