"""Long lines in few points, and how far something fell."""

from itertools import pairwise

from picaflor.analytics.curve import Curve, Drawdown


def test_a_point_each_interval_and_half_as_many_when_there_are_too_many() -> None:
    curve = Curve(every_ns=10, points_max=8)
    for now in range(0, 200, 5):
        curve.add(now, now)
    times = [at for at, _ in curve.points]
    assert times[0] == 0
    assert len(times) < 8
    assert times == sorted(times)
    assert times[-1] >= 160
    assert {b - a for a, b in pairwise(times)} == {40}


def test_a_drawdown_is_from_the_peak_which_begins_at_nothing() -> None:
    fallen = Drawdown()
    for value in (-3, 5, 1, 4):
        fallen.look(value)
    assert (fallen.peak, fallen.now, fallen.most) == (5, 1, 4)
