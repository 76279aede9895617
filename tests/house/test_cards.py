"""docs/cards.md says which card is played with which connector. The cards are collected here, not played."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from picaflor.venues import ROWS, load
from tests.spec import test_margin as margin
from tests.spec.cards import CARDS, GROUPS, Card
from tests.worlds import named

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/cards.md"
MEND = "PICAFLOR_WRITE_DOCS=1 ./run test tests/house"
TOP = f"""<!-- Made from tests/spec/: {MEND} -->

# Cards

What every connector must be seen to do, played against its emulated exchange, through bytes and in virtual time, by
`./run test tests/spec`. A test that plays a card begins with its number. `./run prove cards` plays them all once more over
sockets, A4 for two minutes instead of one, S5 for an hour instead of twenty minutes.

**yes**: played in every run; in brackets what the record lacks for a part of it. **not yet**: the connector has what the
card is about, and no test plays it. **by proof**: played by `./run prove cards`, which plays all, and not in every run,
since the market is another connector's. Anything else is the record's reason why the card is not about this connector.
"""
NAMED = re.compile(r"test_((?:[a-z]\d+_)+)")
ONLY = re.compile(r"\bonly\(venue, \"(\w+)\"\)")


def played() -> Iterator[tuple[str, str, list[str]]]:
    """Card, connector, and the features without which this test is skipped."""
    for path in sorted((ROOT / "tests/spec").glob("test_*.py")):
        module = import_module(f"tests.spec.{path.stem}")
        for name, test in vars(module).items():
            found = NAMED.match(name)
            if found and inspect.isfunction(test):
                needs = ONLY.findall(inspect.getsource(test))
                for card in found[1].strip("_").upper().split("_"):
                    for venue in venues_of(test):
                        yield card, venue, needs
    for test, _ in margin.PLAYED:
        found = NAMED.match(test.__name__)
        assert found is not None
        for card in found[1].strip("_").upper().split("_"):
            for venue in margin.MARGINS:
                yield card, venue, []


def venues_of(test: Any) -> list[str]:
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            names, values = mark.args[:2]
            names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
            if "venue" in names:
                at = names.index("venue")
                return sorted({value if len(names) == 1 else plain(value[at]) for value in map(plain, values)})
    return ["bitget"]  # a test that is about no row in particular is played with the default one


def plain(value: Any) -> Any:
    """Without the marks that `pytest.param` puts around it, and a row without the kind of account that stands behind it."""
    if isinstance(value, type(pytest.param())):
        return plain(value.values[0]) if len(value.values) == 1 else value.values
    return named(value)[0] if isinstance(value, str) else value


TESTS = list(played())
PLAYED = [name for name in ROWS if not load(name).twin_of]  # the twin of a row is that row


def cell(card: Card, venue: str) -> str:
    row = load(venue)
    if lacking := card.lacks(row):
        return lacking
    tests = [
        set(needs) - row.features
        for name, where, needs in TESTS
        if name == card.id and (where == venue or card.everywhere)
    ]
    if any(not missed for missed in tests):
        parts = sorted({f"no {name.replace('_', ' ')}" for missed in tests for name in missed})
        return f"yes ({', '.join(parts)})" if parts else "yes"
    return "by proof" if venue in margin.MARGINS else "not yet"


def page() -> str:
    venues = sorted(PLAYED)
    lines = [TOP]
    for group, cards in GROUPS.items():
        lines += [
            f"## {group}\n",
            f"| Card | What must be seen | {' | '.join(venues)} |",
            f"|---|---|{'---|' * len(venues)}",
        ]
        lines += [
            f"| {card.id} | {card.words} | {' | '.join(cell(card, venue) for venue in venues)} |" for card in cards
        ]
        lines.append("")
    return "\n".join(lines)


def test_the_page_of_cards_is_what_the_tests_play() -> None:
    if os.environ.get("PICAFLOR_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), f"the cards have changed; write the page anew: {MEND}"


def test_a_test_that_names_a_card_names_one_that_there_is() -> None:
    assert {card for card, _, _ in TESTS} <= set(CARDS)
    assert {venue for _, venue, _ in TESTS} <= set(PLAYED)


@pytest.mark.parametrize("venue", sorted(PLAYED))
def test_a_card_is_skipped_only_for_what_it_says_that_it_needs(venue: str) -> None:
    for card in CARDS.values():
        there_are_tests = any((name, where) == (card.id, venue) for name, where, _ in TESTS)
        assert not (there_are_tests and cell(card, venue) == "not yet"), f"{card.id}: what its tests need, it must say"


def test_every_card_has_a_line_of_its_own() -> None:
    words = [card.words for card in CARDS.values()]
    assert len(set(words)) == len(words) == 74
    assert all("|" not in line and line[0].isupper() for line in words)
