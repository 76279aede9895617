"""Which rows of the listing are markets of ours, and what is left out, with its reason."""

from __future__ import annotations

import pytest
from msgspec.json import encode

from picaflor.domain.market import Grid, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.venues.hitbtc.symbols import read_listing
from picaflor.wire.decoding import BadMessage

ROW = {
    "type": "spot",
    "base_currency": "BTC",
    "quote_currency": "USDT",
    "status": "working",
    "quantity_increment": "0.00001",
    "tick_size": "0.01",
    "take_rate": "0.0025",
    "make_rate": "-0.0001",
    "fee_currency": "USDT",
    "margin_trading": True,
    "max_initial_leverage": "10.00",
}
GOOD = {"BTCUSDT": ROW}


def listing(**rows: dict[str, object]) -> bytes:
    return encode({**GOOD, **rows})


def test_steps_rates_and_the_coin_that_fees_are_paid_in() -> None:
    (market,) = read_listing(listing()).markets
    assert (market.tick, market.lot, market.min_lots) == (Grid(2), Grid(5), 1)
    assert (market.maker_fee, market.fee_asset) == (read_atoms("-0.0001", signed=True), "USDT")
    assert (market.min_notional, market.max_lots, market.buys_by_quote) == (0, 0, False)


@pytest.mark.parametrize(
    ("step", "grid"), [("10", Grid(0, 10)), ("0.05", Grid(2, 5)), ("1E-2", Grid(2)), ("1", Grid(0))]
)
def test_a_step_is_no_count_of_decimals(step: str, grid: Grid) -> None:
    (market, _) = read_listing(listing(X={**ROW, "tick_size": step})).markets[::-1]
    assert market.tick == grid


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "expired"}, "expired"),
        ({"status": "odd"}, "a status that we do not know"),
        ({"type": "option"}, "a kind of market that we do not know"),
        ({"base_currency": None}, "do not make a pair"),
        ({"base_currency": "A-B"}, "do not make a pair"),
        ({"fee_currency": None}, "in what fees are paid"),
        ({"tick_size": "0"}, "a step of nothing"),
        ({"quantity_increment": "-1"}, "negative"),
        ({"take_rate": 1}, "Expected `str`"),
    ],
)
def test_a_row_that_cannot_be_mapped_is_left_out_with_its_reason(changes: dict[str, object], why: str) -> None:
    read = read_listing(listing(ETHUSDT={**ROW, **changes}))
    assert [market.symbol for market in read.markets] == ["BTCUSDT"]
    ((symbol, reason),) = read.skipped
    assert symbol == "ETHUSDT"
    assert why in reason


def test_relics_are_left_out_and_contracts_are_not_even_told_of() -> None:
    futures = {**ROW, "type": "futures", "base_currency": None, "underlying": "BTC"}
    read = read_listing(listing(BTCUSDT_PERP=futures, XRPUSDT_BQX=ROW))
    assert [name for name, _ in read.skipped] == ["XRPUSDT_BQX"]
    assert len(read.markets) == 1


def test_what_does_not_work_now_is_halted() -> None:
    for status in ("suspended", "clearing"):
        (_, market) = read_listing(listing(ETHUSDT={**ROW, "status": status})).markets
        assert market.state is MarketState.HALTED


def test_a_listing_of_nothing_is_no_listing() -> None:
    for body in (b"{}", encode({"X": {}})):
        with pytest.raises(BadMessage, match="without any market"):
            read_listing(body)
