"""The table: ends stay ends, trades always land, and the diagram is the table."""

from __future__ import annotations

import pytest

from picaflor.domain.events import FINAL, OrderState
from picaflor.machines.orders.states import ROWS, TABLE, Word, draw

CERTAIN = FINAL - {OrderState.ABSENT}
ON_THE_WAY = (OrderState.INTENDED, OrderState.SENT, OrderState.UNKNOWN)


def test_every_state_has_a_row_and_every_word_is_used() -> None:
    assert set(ROWS) == set(OrderState)
    assert {word for row in ROWS.values() for word in row} == set(Word)


def test_no_end_but_absent_leads_back() -> None:
    for state in CERTAIN:
        assert {to for to in ROWS[state].values() if to is not None} <= CERTAIN


def test_absent_is_reopened_by_proof_only() -> None:
    proofs = {word for word, to in ROWS[OrderState.ABSENT].items() if to is not None}
    assert proofs.isdisjoint({Word.SENT, Word.UNSENT, Word.LOST, Word.DENIED, Word.GONE})
    assert {Word.TAKEN, Word.OPEN, Word.TRADE, Word.FULL} <= proofs


@pytest.mark.parametrize("state", OrderState)
def test_a_trade_lands_in_every_state(state: OrderState) -> None:
    assert TABLE[state, Word.TRADE] is not None
    assert TABLE[state, Word.FULL] is OrderState.FILLED


@pytest.mark.parametrize("state", ON_THE_WAY)
def test_nobody_knows_is_unknown_until_the_venue_has_spoken(state: OrderState) -> None:
    assert TABLE[state, Word.LOST] is OrderState.UNKNOWN


@pytest.mark.parametrize("state", [OrderState.OPEN, OrderState.PARTIAL])
def test_nobody_knows_does_not_move_what_the_venue_has_spoken_of(state: OrderState) -> None:
    assert TABLE[state, Word.LOST] is state


def test_only_what_may_be_at_the_venue_can_be_proven_gone() -> None:
    able = {state for state in OrderState if TABLE.get((state, Word.GONE)) is OrderState.ABSENT}
    assert able == {OrderState.UNKNOWN, OrderState.OPEN, OrderState.PARTIAL}


def test_provably_unsent_contradicts_an_order_that_is_there() -> None:
    assert (OrderState.OPEN, Word.UNSENT) not in TABLE
    assert (OrderState.FILLED, Word.UNSENT) not in TABLE


def test_the_diagram_shows_every_arrow_and_no_other() -> None:
    drawn = {tuple(line.split(":")[0].split(" --> ")) for line in draw().splitlines()[2:] if "[*]" not in line}
    arrows = {(f"    {s}", str(to)) for (s, _), to in TABLE.items() if to is not None and to is not s}
    assert drawn == arrows
    assert draw().startswith("stateDiagram-v2\n    [*] --> intended\n")
