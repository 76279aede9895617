from __future__ import annotations

import json

import pytest

from picaflor.domain.market import Grid, MarketKind, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget.mix_symbols import read_contracts, write_contracts

ROW = {
    "symbol": "ETHUSDT",
    "baseCoin": "ETH",
    "quoteCoin": "USDT",
    "makerFeeRate": "0.0002",
    "takerFeeRate": "0.0006",
    "supportMarginCoins": ["USDT"],
    "minTradeNum": "0.03",
    "priceEndStep": "5",
    "volumePlace": "2",
    "pricePlace": "1",
    "sizeMultiplier": "0.02",
    "symbolType": "perpetual",
    "minTradeUSDT": "5",
    "symbolStatus": "normal",
    "maxLever": "75",
    "maxOrderQty": "1200.03",
}


def listing(*changes: dict[str, object]) -> bytes:
    return json.dumps([{**ROW, **change} for change in changes]).encode()


def test_a_tick_is_a_step_of_the_last_decimal_and_a_lot_the_multiple() -> None:
    (market,) = read_contracts(listing({})).markets
    assert (market.tick, market.lot) == (Grid(1, 5), Grid(2, 2))
    assert (market.kind, market.settle, market.max_leverage) == (MarketKind.LINEAR, "USDT", 75)
    assert (market.min_lots, market.max_lots, market.max_market_lots) == (2, 60_001, 0)  # up, down, not stated
    assert market.tick.read("2000.5") == 4001
    assert market.min_notional == read_atoms("5")
    assert write_contracts([market])[0].priceEndStep == "5"


@pytest.mark.parametrize(
    ("change", "pair", "kind", "settle"),
    [
        (
            {"symbol": "ETHPERP", "quoteCoin": "USDC", "supportMarginCoins": ["USDC"]},
            "ETH-USDC",
            MarketKind.LINEAR,
            "USDC",
        ),
        (
            {"symbol": "ETHUSD", "quoteCoin": "USD", "supportMarginCoins": ["BTC", "ETH", "USDC"]},
            "ETH-USD",
            MarketKind.INVERSE,
            "ETH",
        ),
    ],
)
def test_the_pair_tells_the_families_apart(change: dict[str, object], pair: str, kind: MarketKind, settle: str) -> None:
    (market,) = read_contracts(listing(change)).markets
    assert (market.pair, market.kind, market.settle) == (pair, kind, settle)
    assert market.min_notional == 0  # of which it is stated in USDT


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("normal", MarketState.OPEN),
        ("limit_open", MarketState.CANCEL_ONLY),
        ("maintain", MarketState.HALTED),
        ("listed", MarketState.HALTED),
        ("restrictedAPI", MarketState.HALTED),
    ],
)
def test_states(status: str, state: MarketState) -> None:
    (market,) = read_contracts(listing({"symbolStatus": status})).markets
    assert market.state is state


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"symbolType": "delivery"}, "no perpetual"),
        ({"symbolStatus": "off"}, "off"),
        ({"symbolStatus": "dreaming"}, "status"),
        ({"quoteCoin": "USD"}, "margined"),
        ({"symbol": "ETHPERP"}, "quoted in USDC"),
        ({"symbol": "ETHUSD", "quoteCoin": "USD"}, "margined in ETH"),
        ({"supportMarginCoins": ["ETH"]}, "margined"),
        ({"priceEndStep": "0"}, "step"),
        ({"pricePlace": ""}, "count"),
        ({"pricePlace": "19"}, "step"),
        ({"sizeMultiplier": "0"}, "step"),
        ({"maxLever": "-1"}, "count"),
        ({"baseCoin": "A-B"}, "pair"),
        ({"takerFeeRate": None}, "str"),
    ],
)
def test_what_cannot_be_mapped_is_left_out_with_its_reason(change: dict[str, object], why: str) -> None:
    found = read_contracts(listing(change, {"symbol": "BTCUSDT", "baseCoin": "BTC"}, {"symbol": "BTCUSDT"}))
    assert [market.symbol for market in found.markets] == ["BTCUSDT"]
    (_, first), (again, second) = found.skipped
    assert why in first
    assert (again, second) == ("BTCUSDT", "listed twice")
