"""The tables of this folder, scenario by scenario, on both matching books."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from picaflor.machines.matching import Why
from picaflor.machines.matching.fast import FastBook
from picaflor.machines.matching.naive import NaiveBook
from tests.market.reading import Book, Player, Scenario, read_scenarios

BOOKS = [NaiveBook, FastBook]
SCENARIOS = [(path.stem, each) for path in sorted(Path(__file__).parent.glob("*.txt")) for each in read_scenarios(path)]


@pytest.mark.parametrize("make", BOOKS)
@pytest.mark.parametrize("scenario", [pytest.param(s, id=f"{stem}: {s.title}") for stem, s in SCENARIOS])
def test_the_book_does_what_the_table_says(scenario: Scenario, make: Callable[..., Book]) -> None:
    assert Player(make).play(scenario) == scenario.expected


def test_the_tables_show_every_way_in_which_an_order_ends() -> None:
    seen = set[Why]()
    for _, scenario in SCENARIOS:
        player = Player(NaiveBook)
        player.play(scenario)
        seen |= player.whys
    assert seen == set(Why)
    assert len({scenario.title for _, scenario in SCENARIOS}) == len(SCENARIOS) >= 25


@pytest.mark.parametrize(
    ("was", "wrong"),
    [
        ("-> trade 4 @ 100 (A maker, B taker)", "-> trade 5 @ 100 (A maker, B taker)"),
        ("-> B filled", ""),
        ("6 @ 100 |", "| 6 @ 100"),
        ("6 @ 100 |", ""),
    ],
)
def test_a_wrong_table_is_seen(was: str, wrong: str) -> None:
    table = (
        "place A buy limit 10 @ 100",
        "place B sell limit 4 @ 100 -> trade 4 @ 100 (A maker, B taker)",
        "                           -> B filled",
        "book",
        "     bids | asks",
        "  6 @ 100 |",
    )
    right = Scenario("right", table)
    planted = Scenario("wrong", tuple(line.replace(was, wrong) for line in table))
    assert Player(FastBook).play(right) == right.expected
    assert Player(FastBook).play(planted) != planted.expected


def test_a_line_that_nobody_understands_is_refused() -> None:
    with pytest.raises(AssertionError, match="what nobody understands"):
        Player(FastBook).play(Scenario("typo", ("plaice A buy limit 10 @ 100",)))
    with pytest.raises(AssertionError, match="not an order"):
        Player(FastBook).play(Scenario("typo", ("place A buy limit ten @ 100",)))
