"""The main job in virtual time: its maker in its market trades on both sides, as much as a visitor is promised and more."""

from __future__ import annotations

import pytest

from picaflor.app.demo import MAKER
from picaflor.app.emulate import LIVELY
from picaflor.domain.orders import Side
from picaflor.sim.port import Wire
from tests.worlds import make_world

PROMISED = 20  # a side, in twenty seconds


@pytest.mark.parametrize("late_ms", [1, 60], ids=["quiet machine", "busy machine"])
def test_twenty_seconds_are_enough_for_twice_the_promised_fills(late_ms: int) -> None:
    """A busy machine is one whose answers are late."""
    world = make_world(
        crowd=LIVELY, maker=MAKER, wire=Wire(delay_ns=late_ms * 1_000_000, jitter_ns=late_ms * 1_000_000)
    )
    world.run(20)
    sides = [fill.side for fill in world.fills()]
    least = 2 * PROMISED if late_ms == 1 else PROMISED
    assert min(sides.count(Side.BUY), sides.count(Side.SELL)) >= least
    assert world.run_until_quiet()
