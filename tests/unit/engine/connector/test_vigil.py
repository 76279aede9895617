"""When a book that may not be acted on is asked for anew."""

from __future__ import annotations

from itertools import pairwise

from picaflor.engine.connector.vigil import (
    ANEW_FIRST_NS,
    ANEW_MOST_NS,
    PATIENCE_NS,
    QUIET_MOST_NS,
    TRIES_MAX,
    Vigil,
)

SECOND = 1_000_000_000
STALE = 30 * SECOND
A, B = "BTC-USDT", "ETH-USDT"


def test_a_book_without_a_snapshot_has_some_patience_and_a_silent_one_none() -> None:
    vigil = Vigil(STALE)
    assert not vigil.is_due(A, None, 0)
    assert vigil.due(A) == PATIENCE_NS
    assert not vigil.is_due(A, None, PATIENCE_NS - 1)
    assert vigil.is_due(A, None, PATIENCE_NS)
    assert vigil.is_due(B, 5, 5 + STALE)
    assert vigil.due(B) == 5 + STALE + PATIENCE_NS


def test_patience_begins_anew_when_its_trust_turns() -> None:
    vigil = Vigil(STALE)
    vigil.is_due(A, None, 0)
    vigil.turned(A)
    assert vigil.due(A) == 0, "somebody has to look"
    assert not vigil.is_due(A, None, 7)
    assert vigil.due(A) == 7 + PATIENCE_NS


def test_what_is_quiet_is_asked_ever_later_and_what_has_talked_at_once() -> None:
    vigil, now, waits = Vigil(STALE), 0, []
    for _ in range(9):
        heard, now = now, now + STALE
        stale = now
        while not vigil.is_due(A, heard, now):
            now = vigil.due(A)
        waits.append(now - stale)
        vigil.trusted(A, all_are=True)  # by the snapshot, which is all that comes
    assert waits == [0, *(STALE << n for n in range(5)), *[QUIET_MOST_NS] * 3]
    assert vigil.is_due(A, now + PATIENCE_NS + 1, now + PATIENCE_NS + 1 + STALE)


def test_a_socket_is_ended_after_some_tries_and_the_next_one_ever_later() -> None:
    vigil = Vigil(STALE)
    ends = [now for now in range(0, 3 * ANEW_MOST_NS, SECOND) if vigil.hopeless(A, now)]
    assert ends[0] == TRIES_MAX * SECOND
    waits = [later - earlier for earlier, later in pairwise(ends)]
    assert waits[:6] == [ANEW_FIRST_NS << n for n in range(6)]
    assert waits[-1] == ANEW_MOST_NS
    vigil.trusted(A, all_are=True)
    later = ends[-1] + ANEW_MOST_NS
    found = [now for now in range(later, later + 100 * SECOND, SECOND) if vigil.hopeless(A, now)]
    assert found == [later + TRIES_MAX * SECOND, later + TRIES_MAX * SECOND + ANEW_FIRST_NS]


def test_tries_count_for_each_book_and_are_over_when_it_is_trusted() -> None:
    vigil = Vigil(STALE)
    assert not any(vigil.hopeless(pair, 0) for pair in (A, B) for _ in range(TRIES_MAX))
    vigil.trusted(A, all_are=False)
    assert not vigil.hopeless(A, 0)
    assert vigil.hopeless(B, 0)


def test_a_book_that_is_closed_leaves_nothing_behind() -> None:
    vigil = Vigil(STALE)
    vigil.is_due(A, 0, STALE)
    vigil.hopeless(A, STALE)
    vigil.forget(A)
    assert not any((vigil._ask_ns, vigil._tries, vigil._asked_ns, vigil._quiet))
