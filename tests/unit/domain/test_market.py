"""A grid turns exact numbers into whole steps and back, or says that they are off it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.market import Grid, Market, OffGrid
from picaflor.domain.numbers import ONE, BadNumber, read_atoms


def test_a_half_tick_grid() -> None:
    half = Grid(places=1, step=5)
    assert half.read("61234.5") == 122469
    assert half.write(122469) == "61234.5"
    assert half.view(3) == Decimal("1.5")
    with pytest.raises(OffGrid, match=r"0\.3 is not a multiple of 0\.5"):
        half.read("0.3")


@given(st.integers(0, 18), st.integers(1, 50), st.integers(0, 10**9))
def test_steps_survive_their_spelling(places: int, step: int, steps: int) -> None:
    grid = Grid(places, step)
    text = grid.write(steps)
    if len(text) <= 38:
        assert grid.read(text) == steps
    assert grid.count(steps * grid.atoms) == steps


def test_rounding_goes_the_named_way() -> None:
    cent = Grid(2)
    assert (cent.floor(read_atoms("1.239")), cent.ceil(read_atoms("1.231"))) == (123, 124)


def test_tiny_prices_times_tiny_amounts_are_exact() -> None:
    market = Market("v", "PEPE-BTC", "PEPEBTC", "PEPE", "BTC", tick=Grid(12), lot=Grid(18))
    ticks, lots = market.tick.read("0.000000001234"), market.lot.read("0.000000000000000007")
    assert market.notional(ticks, lots) == 1234 * 7 * 10**6
    assert market.notional(10**12, 10**18) == ONE


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("0.01", Grid(2)),
        ("0.0100", Grid(2)),
        ("0.05", Grid(2, 5)),
        ("2.5", Grid(1, 25)),
        ("10", Grid(0, 10)),
        ("1E-8", Grid(8)),
    ],
)
def test_a_grid_of_one_step_as_it_is_written(text: str, grid: Grid) -> None:
    assert Grid.of(text) == grid
    assert Grid.of(grid.write(1)) == grid
    assert grid.atoms == read_atoms(text)


@pytest.mark.parametrize("text", ["0", "-1", "", "x"])
def test_a_step_that_is_none(text: str) -> None:
    with pytest.raises(BadNumber):
        Grid.of(text)


def test_sizes_are_told_in_lots_or_in_contracts() -> None:
    coins = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(1), Grid(3))
    assert coins.sized == Grid(3)
    assert replace(coins, contract=Grid(0)).sized.read("7") == 7
