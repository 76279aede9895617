"""What TA-Lib does not have, against what anybody would write with all values before him; snapshots that are none."""

from __future__ import annotations

import inspect
from pathlib import Path
from random import Random

import pytest

from picaflor.domain.bars import Bar
from picaflor.domain.market import Grid, Market
from picaflor.strategies.indicators import averages, direction, momentum, ranges, statistics, volume, windows
from picaflor.strategies.indicators.shapes import Ohlcv, candle
from picaflor.strategies.indicators.snapshots import BadSnapshot, dump, load

MODULES = (averages, direction, momentum, ranges, statistics, volume, windows)


def walk(seed: int, length: int = 200) -> list[Ohlcv]:
    dice, price, rows = Random(seed), 100.0, []
    for _ in range(length):
        close = price * (1 + dice.gauss(0, 0.02))
        high, low = max(price, close) * 1.003, min(price, close) * 0.996
        rows.append(Ohlcv(price, high, low, close, float(dice.randint(0, 90))))
        price = close
    return rows


def weighted(values: list[float]) -> float:
    return sum(n * value for n, value in enumerate(values, 1)) / sum(range(1, len(values) + 1))


def test_hulls_mean() -> None:
    closes, hma = [row.close for row in walk(1)], averages.Hma(16)
    told = [hma.feed(close) for close in closes]
    for n in range(len(closes)):
        if n < 16 + 4 - 2:
            assert told[n] is None
            continue
        raw = [2 * weighted(closes[m - 7 : m + 1]) - weighted(closes[m - 15 : m + 1]) for m in range(n - 3, n + 1)]
        assert told[n] == pytest.approx(weighted(raw), rel=1e-12)


def test_the_mean_price_by_volume() -> None:
    rows, vwap = walk(2), volume.Vwap()
    assert vwap.feed(Ohlcv(1.0, 1.0, 1.0, 1.0, 0.0)) is None
    for n, row in enumerate(rows, 1):
        told = vwap.feed(row)
        money = sum((each.high + each.low + each.close) / 3 * each.volume for each in rows[:n])
        size = sum(each.volume for each in rows[:n])
        assert told == (None if size == 0 else pytest.approx(money / size, rel=1e-12))


def test_supertrend_turns_where_the_close_leaves_its_band_and_never_widens_before() -> None:
    rows, trend, atr = walk(3, 400), direction.Supertrend(7, 2.0), ranges.Atr(7)
    upper = lower = None
    up, turns, close = True, 0, 0.0
    for row in rows:
        told, wide = trend.feed(row), atr.feed(row)
        if told is None or wide is None:
            assert told is wide is None
            continue
        middle = (row.high + row.low) / 2
        if upper is None or lower is None:
            upper, lower = middle + 2 * wide, middle - 2 * wide
        else:
            upper = middle + 2 * wide if close > upper else min(upper, middle + 2 * wide)
            lower = middle - 2 * wide if close < lower else max(lower, middle - 2 * wide)
            was, up = up, row.close >= lower if up else row.close > upper
            turns += was is not up
        assert (told.up, told.line) == (up, pytest.approx(lower if up else upper, rel=1e-12))
        close = row.close
    assert turns > 4


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x80", b"\x01", dump(averages.Ema(5)), dump(windows.Sma(3)) + b"x"])
def test_what_is_no_snapshot_of_it_is_told(data: bytes) -> None:
    with pytest.raises(BadSnapshot, match="not a snapshot of this Rsi"):
        load(momentum.Rsi(14), data)


def test_a_bar_in_the_markets_units() -> None:
    market = Market("x", "A-B", "AB", "A", "B", Grid(2), Grid(3))
    bar = Bar(open_ns=0, open=100, high=250, low=75, close=125, volume=1_500, money=0)
    assert candle(market, bar) == Ohlcv(1.0, 2.5, 0.75, 1.25, 1.5)


def test_every_one_of_them_stands_on_the_page() -> None:
    found = [
        kind
        for module in MODULES
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__ and hasattr(kind, "feed") and not name.startswith("_")
    ]
    page = (Path(__file__).parents[4] / "docs/indicators.md").read_text()
    assert [kind.__name__ for kind in found if f"`{kind.__name__}" not in page] == []
    assert len(found) >= 30
