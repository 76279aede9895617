"""The parts of a connector, each alone: a market, a row, a desk, and the words that the row's codec speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.engine.connector.desk import Desk
from picaflor.machines.throttle import Throttle
from picaflor.venues import load
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
NOW = 1_700_000_000 * SECOND


@pytest.fixture
def venue() -> Venue:
    return load("bitget")


@pytest.fixture
def market() -> Market:
    return Market(
        "bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(0), Grid(0), min_notional=ONE, buys_by_quote=True
    )


@pytest.fixture
def other(market: Market) -> Market:
    return replace(market, pair="ETH-USDT", symbol="ETHUSDT", base="ETH")


@pytest.fixture
def desk(venue: Venue) -> Desk:
    return Desk(venue, venue.domains["live"], Throttle(venue.limits, venue.costs, jitter_ns=0))


def snapshot(seq: int, symbol: str = "BTCUSDT", bid: int = 100, name: str = "") -> BookFrame:
    return BookFrame(symbol, True, f'[["{bid}","5"]]'.encode(), b'[["110","6"]]', seq, 0, name=name)


def change(prev: int, seq: int, symbol: str = "BTCUSDT", bid: int = 101) -> BookFrame:
    return BookFrame(symbol, False, f'[["{bid}","5"]]'.encode(), b"[]", seq, prev)
