"""The crowd keeps a book that somebody would trade on, and the same seed keeps the same one."""

from __future__ import annotations

from picaflor.domain.orders import Side
from picaflor.sim.venue.crowd import Beat, Crowd, CrowdConfig


def live(crowd: Crowd, beats: int) -> tuple[dict[int, tuple[Side, int]], list[Beat]]:
    resting: dict[int, tuple[Side, int]] = {}
    said, number = [], 0
    for now_ns in range(beats):
        beat = crowd.beat(resting, now_ns)
        said.append(beat)
        for no in beat.cancel:
            del resting[no]
        for order in beat.place:
            if order.ticks:
                number += 1
                resting[number] = (order.side, order.ticks)
    return resting, said


def test_the_ladder_is_never_crossed_and_never_empty() -> None:
    for seed in range(20):
        resting, _ = live(Crowd(6_000_000, 20_000, seed, CrowdConfig()), 300)
        bids = [ticks for side, ticks in resting.values() if side is Side.BUY]
        asks = [ticks for side, ticks in resting.values() if side is Side.SELL]
        assert len(bids) >= 20
        assert len(asks) >= 20
        assert max(bids) < min(asks)


def test_takers_come_from_both_sides() -> None:
    _, said = live(Crowd(6_000_000, 20_000, 1, CrowdConfig()), 300)
    takers = [order.side for beat in said for order in beat.place if not order.ticks]
    assert takers.count(Side.BUY) > 50
    assert takers.count(Side.SELL) > 50


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    runs = [live(Crowd(6_000_000, 20_000, seed, CrowdConfig()), 50)[1] for seed in (7, 7, 8)]
    assert runs[0] == runs[1] != runs[2]


def test_a_market_of_few_ticks_keeps_its_sides_apart() -> None:
    resting, _ = live(Crowd(150, 3, 4, CrowdConfig()), 500)
    bids = [ticks for side, ticks in resting.values() if side is Side.BUY]
    asks = [ticks for side, ticks in resting.values() if side is Side.SELL]
    assert 0 < max(bids) < min(asks)


def test_a_crowd_may_be_later_than_others_who_began_with_it() -> None:
    config = CrowdConfig(beat_ns=100)
    prompt, late = (Crowd(6_000_000, 20_000, 1, config, late_ns) for late_ns in (0, 30))
    for crowd, dues in ((prompt, [1_100, 1_200]), (late, [1_130, 1_230])):
        crowd.beat({}, 1_000)
        assert crowd.due() == dues[0]
        crowd.beat({}, crowd.due())
        assert crowd.due() == dues[1]


def test_takers_may_come_more_often_than_the_middle_moves() -> None:
    crowd = Crowd(6_000_000, 20_000, 1, CrowdConfig(walk_every=3))
    middles = []
    for now_ns in range(300):
        crowd.beat({}, now_ns)
        middles.append(crowd.middle)
    moved = {n for n in range(1, 300) if middles[n] != middles[n - 1]}
    assert len(moved) > 50
    assert all(n % 3 == 2 for n in moved)
