from __future__ import annotations

from picaflor.machines.session.dialer import CALM_NS, FIRST_NS, WINDOW_NS, Dialer
from picaflor.machines.session.dice import Dice

NOW = 10**18


def dialer(most: int = 60) -> Dialer:
    return Dialer(Dice(1), most)


def test_each_loss_waits_longer_until_a_socket_has_held() -> None:
    one = dialer()
    for _ in range(5):
        one.lost(NOW)
    assert one.due_ns - NOW > 4 * FIRST_NS
    one.live(NOW)
    one.lost(NOW + CALM_NS - 1)
    assert one.tries == 6
    one.live(NOW)
    one.lost(NOW + CALM_NS)
    assert one.tries == 1
    assert one.due_ns - NOW - CALM_NS <= FIRST_NS


def test_a_planned_end_waits_only_after_a_short_life() -> None:
    one = dialer()
    one.live(NOW)
    one.renew(NOW + CALM_NS)
    assert one.due_ns == NOW + CALM_NS
    one.live(NOW)
    one.renew(NOW + 1)
    assert one.due_ns > NOW + 1


def test_one_good_life_excuses_one_loss() -> None:
    one = dialer()
    one.live(NOW)
    one.lost(NOW + CALM_NS)
    one.lost(NOW + 2 * CALM_NS)
    assert one.tries == 2


def test_the_venues_count_of_attempts_is_kept_whatever_the_reason() -> None:
    one = dialer(most=2)
    one.dialled(NOW)
    one.again(NOW + 5)
    assert one.due_ns == NOW + 5
    one.dialled(NOW + 5)
    one.again(NOW + 9)
    assert one.due_ns == NOW + WINDOW_NS
    one.dialled(NOW + WINDOW_NS)
    one.again(NOW + WINDOW_NS)
    assert one.due_ns == NOW + 5 + WINDOW_NS
