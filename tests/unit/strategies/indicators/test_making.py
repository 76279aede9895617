"""What a market maker estimates: from samples that were drawn with known parameters these come back."""

from __future__ import annotations

from math import log
from random import Random

import pytest

from picaflor.strategies.indicators.making import (
    Intensity,
    Place,
    Volatility,
    avellaneda_stoikov,
    in_parts,
    shown,
)

SECOND = 1_000_000_000


def test_the_variance_of_a_walk_comes_back() -> None:
    dice, volatility = Random(1), Volatility(5_000)
    twice_mid = 20_000_000.0
    for n in range(5_000):
        twice_mid *= 1 + dice.gauss(0, 2) / 10_000
        volatility.feed(round(twice_mid), n * SECOND // 2)
    assert volatility.variance(20) == pytest.approx(8, rel=0.05), "steps of 2 bps each half second: 8 bps² a second"


def test_it_waits_for_enough_moves_and_forgets_old_ones() -> None:
    volatility = Volatility(2)
    for n, mid in enumerate((10_000, 10_001, 10_001)):
        volatility.feed(mid, n * SECOND)
    assert volatility.variance(3) is None
    assert volatility.variance(2) == pytest.approx(0.5), "one bps, squared, in two seconds"
    volatility.feed(10_001, 3 * SECOND)
    volatility.feed(10_001, 3 * SECOND)
    assert volatility.variance(2) == 0, "the same instant is no move, and of moves the last two count"


def test_the_decay_and_the_rate_of_trades_come_back() -> None:
    dice, intensity = Random(2), Intensity(1_000 * SECOND)
    intensity.look(0)
    for n in range(4_000):
        away = dice.expovariate(0.1)
        ticks = 10_000_000 + dice.choice((-1, 1)) * round(away * 1_000)
        intensity.feed(ticks, 20_000_000, n * SECOND // 4)
    intensity.look(999 * SECOND)
    assert intensity.decay(20) == pytest.approx(0.1, rel=0.05), "a mean distance of 10 bps"
    assert intensity.rate(1_000 * SECOND) == pytest.approx(4)


def test_old_trades_are_forgotten_and_too_few_say_nothing() -> None:
    intensity = Intensity(10 * SECOND)
    intensity.look(0)
    for at in range(3):
        intensity.feed(10_010, 20_000, at * SECOND)
    assert intensity.decay(4) is None
    assert intensity.decay(3) == pytest.approx(0.1)
    intensity.look(11 * SECOND)
    assert intensity.decay(2) is None
    assert intensity.rate(0) == 0
    intensity.feed(10_000, 20_000, 12 * SECOND)
    intensity.look(100 * SECOND)
    intensity.feed(10_000, 20_000, 100 * SECOND)
    assert intensity.decay(1) is None, "all were at the middle"


def test_the_formula() -> None:
    """γ 0.1 a bps, σ² 2 bps² a second over 10 s, k 0.05 a bps."""
    place = avellaneda_stoikov(2.0, 0.05, 100, 10 * SECOND)
    half = 0.1 * 2 * 10 / 2 + log(1 + 0.1 / 0.05) / 0.1
    assert place == Place(shift=200, half=round(half * 100))


def test_without_aversion_only_the_reach_of_trades_counts() -> None:
    assert avellaneda_stoikov(2.0, 0.05, 0, 10 * SECOND) == Place(0, 2_000), "1/k each side: 20 bps"
    near = avellaneda_stoikov(2.0, 0.05, 1, 0)
    assert near.half == pytest.approx(2_000, rel=0.02)


def test_small_words() -> None:
    assert in_parts(3) == 300
    assert [shown(None), shown(1.234), shown(1.23456, 4)] == ["unknown", "1.23", "1.2346"]
