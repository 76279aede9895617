from __future__ import annotations

import pytest

from picaflor.app.restarting import CALM_NS, CRASHES_MAX, LONGEST_NS, SECOND, Restarts, how_it_ended


def test_a_crash_is_mended_ever_more_slowly_and_not_for_ever() -> None:
    restarts = Restarts()
    waits = [restarts.ended(-9, SECOND, crashed=True) for _ in range(CRASHES_MAX)]
    assert waits == [SECOND * n for n in (1, 2, 4, 8, 16, 32, 60, 60, 60, 60)]
    assert restarts.ended(-9, SECOND, crashed=True) is None
    assert restarts.total == CRASHES_MAX


def test_a_calm_run_is_a_new_beginning() -> None:
    restarts = Restarts()
    for _ in range(CRASHES_MAX):
        restarts.ended(1, SECOND, crashed=True)
    assert restarts.ended(1, CALM_NS, crashed=True) == SECOND


def test_a_venue_that_is_away_is_waited_for_as_long_as_it_takes() -> None:
    restarts = Restarts()
    waits = [restarts.ended(6, SECOND, crashed=False) for _ in range(100)]
    assert waits[-1] == LONGEST_NS


@pytest.mark.parametrize("code", [0, 2, 3, 4, 8, 9])
def test_what_ended_for_good_or_would_end_so_again_is_left(code: int) -> None:
    assert Restarts().ended(code, SECOND, crashed=False) is None


def test_an_end_in_words() -> None:
    assert how_it_ended(-9, "") == "was killed by signal 9"
    assert how_it_ended(1, "the venue is away") == "ended with code 1: the venue is away"
