from __future__ import annotations

from typing import Any

import pytest
from msgspec.json import encode

from picaflor.domain.market import Grid, MarketState
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.venues.bitmart.futures_symbols import read_contracts, read_times, write_contract
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import TickerReport

GOOD: dict[str, Any] = {
    "symbol": "BTCUSDT",
    "product_type": 1,
    "base_currency": "BTC",
    "quote_currency": "USDT",
    "contract_size": "0.001",
    "max_leverage": "100",
    "price_precision": "0.1",
    "vol_precision": "1",
    "min_volume": "1",
    "status": "Trading",
}


def listing(*rows: dict[str, Any]) -> bytes:
    return encode({"symbols": rows})


def test_a_lot_is_what_its_contracts_are_worth() -> None:
    (market,) = read_contracts(listing({**GOOD, "vol_precision": "5", "min_volume": "10"})).markets
    assert (market.lot, market.contract, market.min_lots) == (Grid.of("0.005"), Grid.of("5"), 2)
    assert market.notional(10, 1) == read_atoms("0.005")  # a tick is a tenth
    row = write_contract(market)
    assert (row.contract_size, row.vol_precision, row.min_volume) == ("0.001", "5", "10")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"product_type": 2}, "no perpetual"),
        ({"status": "Paused"}, "a status"),
        ({"quote_currency": "USD"}, "not quoted in USDT"),
        ({"base_currency": ""}, "coins"),
        ({"max_leverage": "0"}, "no leverage"),
        ({"contract_size": "much"}, "much"),
    ],
)
def test_a_row_that_cannot_be_mapped_is_left_out_with_its_reason(change: dict[str, Any], why: str) -> None:
    found = read_contracts(listing({**GOOD, **change, "symbol": "X"}, GOOD))
    assert [market.symbol for market in found.markets] == ["BTCUSDT"]
    ((symbol, reason),) = found.skipped
    assert symbol == "X"
    assert why in reason


def test_nothing_but_bad_rows_is_no_listing() -> None:
    with pytest.raises(BadMessage):
        read_contracts(listing({**GOOD, "product_type": 2}))


def test_what_is_delisted_is_halted() -> None:
    (market,) = read_contracts(listing({**GOOD, "status": "Delisted"})).markets
    assert market.state is MarketState.HALTED


def test_the_listing_tells_how_a_contract_stands() -> None:
    (market,) = read_contracts(listing(GOOD)).markets
    ticker = TickerReport("BTCUSDT", 110 * ONE, 0, 0, 0, 0, 100 * ONE, 0, 0, 7 * ONE, 0, 0, open_interest=2 * ONE)
    row = write_contract(market, ticker)
    assert (row.last_price, row.change_24h, row.volume_24h) == ("110", "0.1", "7")
    assert (row.open_interest, row.open_interest_value) == ("2", "220")


def test_a_broken_part_of_a_leverage_is_given_up() -> None:
    assert read_times("12.5") == 12
