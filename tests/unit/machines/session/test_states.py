from __future__ import annotations

import pytest

from picaflor.machines.session.states import TABLE, Do, State, Word
from tests.playbooks.session.script import session


def test_every_action_of_the_table_exists_and_none_is_idle() -> None:
    done = {do for do, _ in TABLE.values()}
    assert done == set(Do)
    assert set(session()._do) == set(Do)


def test_every_state_can_be_reached_and_left() -> None:
    for state in State:
        assert any(state in to and start is not state for (start, _), (_, to) in TABLE.items()), state
        assert any(start is state and to != (state,) for (start, _), (_, to) in TABLE.items()), state


def test_what_comes_from_outside_is_known_wherever_it_can_come() -> None:
    for word in (Word.START, Word.STOP, Word.RETRY, Word.RECONNECT, Word.GONE):
        assert all((state, word) in TABLE for state in State), word


@pytest.mark.parametrize("state", [State.CLOSED, State.OPENING])
def test_a_venue_cannot_speak_without_a_socket(state: State) -> None:
    for word in (Word.LOGGED_IN, Word.SUBSCRIBED, Word.DATA, Word.PONG):
        assert (state, word) not in TABLE


def test_nothing_leads_out_of_a_halt_but_a_person() -> None:
    ways = [word for (state, word), (_, to) in TABLE.items() if state is State.HALTED and to != (State.HALTED,)]
    assert ways == [Word.RETRY]
