from __future__ import annotations

from picaflor.machines.session.dice import Backoff, Dice


def test_the_numbers_are_those_of_splitmix64() -> None:
    dice = Dice(1234567)
    assert [dice.below(1 << 64) for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_a_bound_is_kept_and_filled() -> None:
    dice = Dice(1)
    assert {dice.below(5) for _ in range(200)} == {0, 1, 2, 3, 4}
    assert dice.below(1) == 0


def test_waits_double_up_to_the_most_and_lose_at_most_half() -> None:
    backoff = Backoff(Dice(3), 100, 1_000)
    for whole in (100, 200, 400, 800, 1_000, 1_000):
        assert whole // 2 <= backoff.next() <= whole
    assert backoff.tries == 6
    backoff.reset()
    assert backoff.next() <= 100


def test_a_thousand_failures_do_not_overflow() -> None:
    backoff = Backoff(Dice(3), 100, 1_000)
    assert max(backoff.next() for _ in range(1_000)) <= 1_000
