"""Which stops can only close, and which states are ends."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import Side, StopKind
from picaflor.domain.stops import StopState, StopWish

WISH = StopWish("BTC-USDT", Side.SELL, 1, 100)


def test_what_belongs_to_a_position_can_only_close_it() -> None:
    assert not WISH.closes
    assert replace(WISH, reduce_only=True).closes
    assert replace(WISH, kind=StopKind.TAKE_PROFIT).closes
    assert replace(WISH, kind=StopKind.STOP_LOSS).closes
    assert not replace(WISH, kind=StopKind.TRAILING).closes


def test_what_may_still_become_an_order_is_no_end() -> None:
    open_ones = {StopState.INTENDED, StopState.SENT, StopState.WAITING, StopState.UNKNOWN}
    assert {state for state in StopState if not state.final} == open_ones
