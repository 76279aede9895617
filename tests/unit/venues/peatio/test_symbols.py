from __future__ import annotations

import json

import pytest

from picaflor.domain.market import MarketState
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.symbols import read_listing, write_listing
from picaflor.wire.decoding import BadMessage

HOUSE = House("h", "H", "h/p", "h/r")
ROW = {
    "id": "btcusdt",
    "base_unit": "btc",
    "quote_unit": "usdt",
    "min_price": "0.01",
    "max_price": "0.0",
    "min_amount": "0.00001",
    "amount_precision": 5,
    "price_precision": 2,
    "state": "enabled",
}


def listing(*rows: dict[str, object]) -> bytes:
    return json.dumps([ROW, *(ROW | row for row in rows)]).encode()


def test_one_bad_row_is_left_out_with_its_reason() -> None:
    told = read_listing(
        HOUSE,
        listing(
            {"id": "a", "state": "asleep"},
            {"id": "b", "base_unit": ""},
            {"id": "c", "price_precision": 40},
            {"id": "d", "type": "qe"},
            {"id": "btcusdt"},
            {"id": "e", "min_amount": "x"},
        ),
    )
    assert [market.symbol for market in told.markets] == ["btcusdt"]
    assert [name for name, _ in told.skipped] == ["a", "b", "c", "d", "btcusdt", "e"]
    assert told.skipped[4][1] == "listed twice"


def test_a_closed_market_is_halted() -> None:
    told = read_listing(HOUSE, listing({"id": "x", "state": "disabled"}))
    assert [market.state for market in told.markets] == [MarketState.OPEN, MarketState.HALTED]


def test_the_least_amount_is_in_lots_and_never_none() -> None:
    told = read_listing(HOUSE, listing({"id": "x", "min_amount": "0.00015"}, {"id": "y", "min_amount": "0.0"}))
    assert [market.min_lots for market in told.markets] == [1, 15, 1]


def test_older_listings_have_fees_and_the_dearer_counts() -> None:
    told = read_listing(HOUSE, listing({"id": "x", "ask_fee": "0.001", "bid_fee": "0.0015"}))
    assert told.markets[1].maker_fee == told.markets[1].taker_fee == 15 * 10**32


def test_a_newer_house_says_what_kind_of_market_it_is() -> None:
    newer = House("h", "H", "h/p", "h/r", version=3)
    (row,) = write_listing(newer, read_listing(HOUSE, listing()).markets)
    assert (row["type"], row["symbol"]) == ("spot", "btcusdt")


def test_nothing_that_can_be_read_is_no_listing() -> None:
    with pytest.raises(BadMessage, match="without any market"):
        read_listing(HOUSE, b"[]")
