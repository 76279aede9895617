"""Every indicator that TA-Lib has, equal to it, value by value: on walks, plateaus, spikes, the very small, the large.

Where nothing moved within its window, what some of TA-Lib's say is the rounding of a difference: there ours say nothing
moved, and theirs are not looked at (STILL).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
import talib

from picaflor.strategies.indicators import averages, direction, momentum, ranges, statistics, volume, windows
from picaflor.strategies.indicators.shapes import Ohlcv
from picaflor.strategies.indicators.snapshots import dump, load
from picaflor.strategies.indicators.statistics import Pair

LENGTH = 240


def series(kind: str, seed: int) -> list[Ohlcv]:
    dice = Random(seed)
    price, found = 100.0, []
    for n in range(LENGTH):
        if kind == "plateaus" and n % 40 < 25:
            found.append(Ohlcv(price, price, price, price, 0.0))
            continue
        step = dice.gauss(0, 0.01) * price
        close = max(0.01, price + step)
        if kind == "spikes" and dice.random() < 0.05:
            close *= dice.choice((0.3, 4.0))
        high, low = max(price, close) * (1 + dice.random() / 100), min(price, close) * (1 - dice.random() / 100)
        found.append(Ohlcv(price, high, low, close, float(dice.randint(0, 5_000))))
        price = close if kind != "spikes" else max(0.01, 100 + dice.gauss(0, 5))
    scale = {"tiny": 1e-5, "large": 1e7}.get(kind, 1.0)
    return [Ohlcv(*(x * scale for x in row[:4]), row.volume) for row in found]


KINDS = ("walk", "plateaus", "spikes", "tiny", "large", "constant")


def candles(kind: str, seed: int) -> list[Ohlcv]:
    return [Ohlcv(5.0, 5.0, 5.0, 5.0, 7.0)] * LENGTH if kind == "constant" else series(kind, seed)


Closes = Callable[[Any], Any]


def close(row: Ohlcv) -> float:
    return row.close


def pair(row: Ohlcv) -> Pair:
    return Pair(row.high, row.low)


def whole(row: Ohlcv) -> Ohlcv:
    return row


def c(name: str, *more: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda columns: getattr(talib, name)(columns["close"], *more)


def hlc(name: str, *more: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda x: getattr(talib, name)(x["high"], x["low"], x["close"], *more)


def hlcv(name: str, *more: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda x: getattr(talib, name)(x["high"], x["low"], x["close"], x["volume"], *more)


def hl(name: str, *more: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda x: getattr(talib, name)(x["high"], x["low"], *more)


# name: (ours, what it is fed, theirs, of what order its values are: the price, its square, or their own, as percent)
CASES: dict[str, tuple[Callable[[], Any], Closes, Callable[[dict[str, Any]], Any], str]] = {
    "sma": (lambda: windows.Sma(9), close, c("SMA", 9), "price"),
    "highest": (lambda: windows.Highest(9), close, c("MAX", 9), "price"),
    "lowest": (lambda: windows.Lowest(9), close, c("MIN", 9), "price"),
    "ema": (lambda: averages.Ema(9), close, c("EMA", 9), "price"),
    "wma": (lambda: averages.Wma(9), close, c("WMA", 9), "price"),
    "dema": (lambda: averages.Dema(7), close, c("DEMA", 7), "price"),
    "tema": (lambda: averages.Tema(7), close, c("TEMA", 7), "price"),
    "trima odd": (lambda: averages.Trima(9), close, c("TRIMA", 9), "price"),
    "trima even": (lambda: averages.Trima(10), close, c("TRIMA", 10), "price"),
    "t3": (lambda: averages.T3(5), close, c("T3", 5, 0.7), "price"),
    "kama": (lambda: averages.Kama(10), close, c("KAMA", 10), "price"),
    "rsi": (lambda: momentum.Rsi(14), close, c("RSI", 14), "own"),
    "cmo": (lambda: momentum.Cmo(14), close, c("CMO", 14), "own"),
    "macd": (lambda: momentum.Macd(12, 26, 9), close, c("MACD", 12, 26, 9), "price"),
    "apo": (lambda: momentum.Apo(12, 26), close, c("APO", 12, 26, 0), "price"),
    "ppo": (lambda: momentum.Ppo(12, 26), close, c("PPO", 12, 26, 0), "own"),
    "mom": (lambda: momentum.Mom(10), close, c("MOM", 10), "price"),
    "roc": (lambda: momentum.Roc(10), close, c("ROC", 10), "own"),
    "trix": (lambda: momentum.Trix(8), close, c("TRIX", 8), "own"),
    "stoch rsi": (lambda: momentum.StochRsi(14, 5, 3), close, c("STOCHRSI", 14, 5, 3, 0), "own"),
    "true range": (ranges.TrueRange, whole, hlc("TRANGE"), "price"),
    "atr": (lambda: ranges.Atr(14), whole, hlc("ATR", 14), "price"),
    "natr": (lambda: ranges.Natr(14), whole, hlc("NATR", 14), "own"),
    "williams r": (lambda: ranges.WilliamsR(14), whole, hlc("WILLR", 14), "own"),
    "stoch": (lambda: ranges.Stoch(5, 3, 3), whole, hlc("STOCH", 5, 3, 0, 3, 0), "own"),
    "cci": (lambda: ranges.Cci(14), whole, hlc("CCI", 14), "own"),
    "aroon": (lambda: ranges.Aroon(14), whole, hl("AROON", 14), "own"),
    "ultosc": (lambda: ranges.Ultosc(7, 14, 28), whole, hlc("ULTOSC", 7, 14, 28), "own"),
    "direction": (
        lambda: direction.Direction(14), whole,
        lambda x: (hlc("PLUS_DI", 14)(x), hlc("MINUS_DI", 14)(x)), "own",
    ),
    "dx": (lambda: direction.Dx(14), whole, hlc("DX", 14), "own"),
    "adx": (lambda: direction.Adx(14), whole, hlc("ADX", 14), "own"),
    "sar": (lambda: direction.Sar(0.02, 0.2), whole, hl("SAR", 0.02, 0.2), "price"),
    "var": (lambda: statistics.Var(9), close, c("VAR", 9, 1), "square"),
    "stddev": (lambda: statistics.StdDev(9), close, c("STDDEV", 9, 1), "root"),
    "bollinger": (lambda: statistics.Bollinger(20, 2, 2), close, c("BBANDS", 20, 2, 2, 0), "root"),
    "line": (
        lambda: statistics.Line(14), close,
        lambda x: (c("LINEARREG", 14)(x), c("LINEARREG_SLOPE", 14)(x)), "price",
    ),
    "correl": (lambda: statistics.Correl(30), pair, hl("CORREL", 30), "own"),
    "beta": (lambda: statistics.Beta(5), pair, hl("BETA", 5), "own"),
    "obv": (volume.Obv, whole, lambda x: talib.OBV(x["close"], x["volume"]), "volume"),
    "ad": (volume.Ad, whole, hlcv("AD"), "volume"),
    "ad osc": (lambda: volume.AdOsc(3, 10), whole, hlcv("ADOSC", 3, 10), "volume"),
    "mfi": (lambda: volume.Mfi(14), whole, hlcv("MFI", 14), "own"),
}  # fmt: skip


STILL = {"stoch rsi": 8, "cci": 14, "stddev": 9, "bollinger": 20, "correl": 30, "beta": 5}  # windows


def moved(rows: list[Ohlcv], period: int) -> np.ndarray[Any, Any]:
    """Whether each tick of a window differs from the one before."""
    same = [n > 0 and rows[n][:4] == rows[n - 1][:4] for n in range(len(rows))]
    return np.array([not any(same[max(0, n - period + 1) : n + 1]) for n in range(len(rows))])


def flat(value: Any) -> list[float]:
    return (
        [np.nan] if value is None else [float(each) for each in value] if isinstance(value, tuple) else [float(value)]
    )


def ours_of(name: str, rows: list[Ohlcv]) -> list[list[float]]:
    made, fed, _, _ = CASES[name]
    indicator = made()
    found = [flat(indicator.feed(fed(row))) for row in rows]
    width = max(map(len, found))
    return [row if len(row) == width else [np.nan] * width for row in found]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CASES)
def test_it_is_what_ta_lib_says(name: str, kind: str) -> None:
    _, _, theirs_of, order = CASES[name]
    for seed in range(3):
        rows = candles(kind, seed)
        columns = {field: np.array([getattr(row, field) for row in rows]) for field in Ohlcv._fields}
        theirs = theirs_of(columns)
        theirs = np.array(theirs if isinstance(theirs, tuple) else (theirs,)).T
        ours = np.array(ours_of(name, rows))
        assert (np.isnan(ours) == np.isnan(theirs)).all(), f"begins at {np.isnan(ours)[:, 0].sum()}"
        price = max(1.0, float(columns["high"].max()))
        size = {"price": price, "square": price**2, "volume": 1e6, "own": 100.0, "root": price}[order]
        apart = np.abs(ours - theirs)
        if name in STILL:
            apart = apart[moved(rows, STILL[name])]
        off = np.nanmax(apart, initial=0.0)
        assert off <= 1e-9 * size, f"{off} of {size}, seed {seed}"


@pytest.mark.parametrize("name", CASES)
def test_one_that_was_put_away_in_the_middle_goes_on_to_the_last_bit(name: str) -> None:
    made, fed, _, _ = CASES[name]
    rows = candles("spikes", 5)
    first = made()
    for n, row in enumerate(rows):
        if n in (0, 3, 17, 60, 133):
            second = made()
            load(second, dump(first))
            assert dump(second) == dump(first)
            ahead = [second.feed(fed(each)) for each in rows[n : n + 40]]
            third = made()
            load(third, dump(first))
            assert ahead == [third.feed(fed(each)) for each in rows[n : n + 40]]
        first.feed(fed(row))
    uninterrupted = made()
    told = [uninterrupted.feed(fed(row)) for row in rows]
    moved = made()
    for n, row in enumerate(rows):
        fresh = made()
        load(fresh, dump(moved))
        assert fresh.feed(fed(row)) == told[n]
        moved.feed(fed(row))


def size(thing: object) -> int:
    return len(dump(thing))


@pytest.mark.parametrize("name", CASES)
def test_what_it_remembers_does_not_grow(name: str) -> None:
    made, fed, _, _ = CASES[name]
    indicator = made()
    rows = candles("walk", 9)
    for row in rows:
        indicator.feed(fed(row))
    before = size(indicator)
    for _ in range(10):
        for row in rows:
            indicator.feed(fed(row))
    assert size(indicator) <= before + 16 * 32  # numbers may take more bytes, and falling queues differ in length
