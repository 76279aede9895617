from __future__ import annotations

from picaflor.machines.session.handshake import REFUSALS_MAX, Handshakes
from picaflor.wire.port import Closed
from picaflor.wire.stream import LoginRefused

NO, DOWN = Closed("private", 401, "no"), Closed("private", 1006, "no network")


def test_only_refusals_in_a_row_mean_that_the_key_is_not_wanted() -> None:
    one = Handshakes(signed=True)
    assert [one.ended(event) for event in (NO, NO, DOWN, NO, NO)] == [None] * 5
    assert one.ended(NO) == LoginRefused("401", "no")
    assert REFUSALS_MAX == 3


def test_a_socket_that_opened_begins_anew() -> None:
    one = Handshakes(signed=True)
    one.ended(NO)
    one.ended(NO)
    one.begin()
    assert one.ended(NO) is None


def test_without_a_key_in_it_a_handshake_says_nothing_about_the_key() -> None:
    one = Handshakes(signed=False)
    assert [one.ended(NO) for _ in range(5)] == [None] * 5
