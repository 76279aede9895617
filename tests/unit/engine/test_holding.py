"""A net wish at a venue that only hedges closes what it can close whole, and opens otherwise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from picaflor.domain.orders import Hold, Side, StopKind, Wish
from picaflor.domain.stops import StopWish
from picaflor.engine.holding import hedged

PAIR = "BTC-USDT"
L, S, N = Hold.LONG, Hold.SHORT, Hold.NET


def contracts(long: int = 0, short: int = 0, only_hedges: bool = True) -> Any:
    there = {(Hold.LONG, True): long, (Hold.SHORT, False): short}
    return SimpleNamespace(only_hedges=only_hedges, closable=lambda _pair, hold, sells: there.get((hold, sells), 0))


def order(side: Side, hold: Hold, left: int, pair: str = PAIR) -> Any:
    return SimpleNamespace(side=side, hold=hold, left=left, pair=pair)


@pytest.mark.parametrize(
    ("side", "lots", "long", "short", "hold"),
    [
        (Side.BUY, 5, 0, 0, L),
        (Side.SELL, 5, 0, 0, S),
        (Side.SELL, 5, 5, 0, L),
        (Side.SELL, 6, 5, 0, S),
        (Side.BUY, 5, 0, 5, S),
        (Side.BUY, 6, 9, 5, L),
    ],
)
def test_which_side_of_a_hedge(side: Side, lots: int, long: int, short: int, hold: Hold) -> None:
    assert hedged(Wish(PAIR, side, lots, 100), contracts(long, short), []).hold is hold


def test_what_is_being_closed_already_cannot_be_closed_again() -> None:
    wish, held = Wish(PAIR, Side.SELL, 3, 100), contracts(long=5)
    assert hedged(wish, held, [order(Side.SELL, L, 2)]).hold is L
    assert hedged(wish, held, [order(Side.SELL, L, 3)]).hold is S
    others = [order(Side.SELL, L, 9, "ETH-USDT"), order(Side.BUY, L, 9), order(Side.SELL, S, 9)]
    assert hedged(wish, held, others).hold is L


def test_what_only_reduces_never_opens() -> None:
    wish = hedged(Wish(PAIR, Side.SELL, 9, 100, reduce_only=True), contracts(long=5), [])
    assert (wish.hold, wish.reduce_only) == (L, False)


def test_a_wish_that_says_it_and_a_venue_with_net_positions_are_left_alone() -> None:
    said, net = Wish(PAIR, Side.SELL, 5, 100, hold=S), Wish(PAIR, Side.SELL, 5, 100)
    assert hedged(said, contracts(long=9), []) is said
    assert hedged(net, contracts(long=9, only_hedges=False), []) is net


def test_a_stop_as_well() -> None:
    stop = StopWish(PAIR, Side.SELL, 5, 90, kind=StopKind.STOP)
    assert hedged(stop, contracts(long=5), []).hold is L
