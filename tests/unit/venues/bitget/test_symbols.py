from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.domain.market import MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget.symbols import read_listing, write_listing
from picaflor.wire.reports import Listing

ROW = {
    "symbol": "BTCUSDT",
    "baseCoin": "BTC",
    "quoteCoin": "USDT",
    "takerFeeRate": "0.001",
    "makerFeeRate": "0.001",
    "pricePrecision": "2",
    "quantityPrecision": "6",
    "quotePrecision": "8",
    "status": "online",
    "minTradeUSDT": "1",
    "orderQuantity": "500",
}


def listing(*changes: dict[str, Any]) -> Listing:
    return read_listing(json.dumps([{**ROW, **change} for change in changes]).encode())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "offline"}, "offline"),
        ({"status": "dormant"}, "a status that we do not know"),
        ({"pricePrecision": "19"}, "more than we can hold"),
        ({"pricePrecision": ""}, "not a count"),
        ({"pricePrecision": "-1"}, "not a count"),
        ({"pricePrecision": 2}, "ValidationError"),
        ({"makerFeeRate": "NaN"}, "not a number"),
        ({"minTradeUSDT": ""}, "not a number"),
        ({"baseCoin": "A-B"}, "do not make a pair"),
        ({"quoteCoin": ""}, "do not make a pair"),
    ],
)
def test_a_row_that_cannot_be_mapped_is_left_out_with_its_reason(change: dict[str, Any], reason: str) -> None:
    read = listing(change, {"symbol": "ETHUSDT", "baseCoin": "ETH"})
    assert [market.pair for market in read.markets] == ["ETH-USDT"]
    ((symbol, why),) = read.skipped
    assert symbol == "BTCUSDT" or "ValidationError" in why
    assert reason in why


def test_a_symbol_that_stands_twice_counts_once() -> None:
    read = listing({}, {"pricePrecision": "3"})
    assert [market.tick.places for market in read.markets] == [2]
    assert read.skipped == (("BTCUSDT", "listed twice"),)


@pytest.mark.parametrize("status", ["gray", "halt"])
def test_what_is_not_online_is_not_open(status: str) -> None:
    (market,) = listing({"status": status}).markets
    assert market.state is MarketState.HALTED


def test_the_minimum_is_stated_in_usdt_and_says_nothing_of_other_quotes() -> None:
    usdt, euro = listing({}, {"symbol": "BTCEUR", "quoteCoin": "EUR"}).markets
    assert (usdt.min_notional, euro.min_notional) == (read_atoms("1"), 0)


def test_a_listing_that_is_no_list_raises_nothing_but_what_is_listed() -> None:
    assert read_listing(b"[1,null]").markets == ()
    assert len(read_listing(b"[1,null]").skipped) == 2


def test_what_we_write_a_stranger_can_load() -> None:
    (row,) = write_listing(listing({}).markets)
    assert (row.minTradeAmount, row.areaSymbol, row.status, row.orderQuantity) == ("0", "no", "online", "500")
