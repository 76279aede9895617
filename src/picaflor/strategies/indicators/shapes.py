"""What indicators are fed and what some of them answer. Analysis, not money: these are floats, and no order is made of one
without going through ticks and lots."""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypeVar

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market

EPSILON = 1e-14  # what counts as nothing in a divisor


class Ohlcv(NamedTuple):
    open: float
    high: float
    low: float
    close: float
    volume: float


Fed = TypeVar("Fed", contravariant=True)
Told = TypeVar("Told", covariant=True)


class Indicator(Protocol[Fed, Told]):
    def feed(self, value: Fed, /) -> Told | None: ...


def candle(market: Market, bar: Bar) -> Ohlcv:
    """A bar of whole ticks and lots, in the market's own units."""
    price, size = market.tick.view, market.lot.view
    return Ohlcv(
        float(price(bar.open)), float(price(bar.high)), float(price(bar.low)), float(price(bar.close)),
        float(size(bar.volume)),
    )  # fmt: skip


def is_nothing(value: float) -> bool:
    return -EPSILON < value < EPSILON
