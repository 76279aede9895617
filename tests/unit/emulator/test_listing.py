"""The control port changes what a house lists, and says what it does not understand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.market import MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.emulator.listing import change_listing
from picaflor.sim.venue.exchange import Exchange
from picaflor.venues import load

NOW = 1_785_500_000_000_000_000


@pytest.fixture
def exchange() -> Exchange:
    return make_exchange(load("bitget"), 1, 2, others=[load("bitget_perpetual")])[0]


def ask(exchange: Exchange, path: str, **body: Any) -> dict[str, str]:
    return change_listing(exchange, path, json.dumps(body).encode(), NOW)


def test_rules_of_either_row(exchange: Exchange) -> None:
    said = ask(
        exchange, "/rules", symbol="BTCUSDT", min_size="0.5", max_size="9", taker_fee="-0.0001", state="cancel_only"
    )
    assert said == {
        "symbol": "BTCUSDT",
        "state": "cancel_only",
        "min_size": "0.5",
        "max_size": "9",
        "min_notional": "1",
        "maker_fee": "0.001",
        "taker_fee": "-0.0001",
    }
    market = exchange.floor.markets["BTCUSDT"]
    assert (market.state, market.min_lots) == (MarketState.CANCEL_ONLY, 500_000)
    ask(exchange, "/rules", symbol="BTCUSDT", row="bitget_perpetual", band="0.2", max_open_orders=3, min_notional="7")
    market = exchange.floors["bitget_perpetual"].markets["BTCUSDT"]
    assert (market.band_up, market.band_down, market.max_open_orders) == (read_atoms("0.2"), read_atoms("0.2"), 3)
    assert market.min_notional == read_atoms("7")


def test_a_market_is_taken_off(exchange: Exchange) -> None:
    assert ask(exchange, "/delist", symbol="BTCUSDT") == {"symbol": "BTCUSDT", "state": "delisted"}
    assert list(exchange.floor.markets) == ["ETHUSDT"]
    with pytest.raises(ValueError, match="bitget lists no 'BTCUSDT'"):
        ask(exchange, "/rules", symbol="BTCUSDT", min_size="1")


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/rules", {"symbol": "BTCUSDT"}, "nothing is to change"),
        ("/rules", {"symbol": "BTCUSDT", "tick": "1"}, "tick"),
        ("/rules", {"symbol": "BTCUSDT", "state": "gone"}, "gone"),
        ("/rules", {"symbol": "BTCUSDT", "min_size": "0.0000001"}, "multiple"),
        ("/rules", {"symbol": "BTCUSDT", "min_size": "much"}, "much"),
        ("/rules", {"symbol": "BTCUSDT", "row": "bitmex", "state": "open"}, "there is no row 'bitmex'"),
        ("/delist", {"symbol": "NO"}, "lists no 'NO'"),
        ("/delist", {}, "symbol"),
    ],
)
def test_what_is_not_understood_changes_nothing(
    exchange: Exchange, path: str, body: dict[str, Any], words: str
) -> None:
    before = dict(exchange.floor.markets)
    with pytest.raises(ValueError, match=words):
        ask(exchange, path, **body)
    assert exchange.floor.markets == before
