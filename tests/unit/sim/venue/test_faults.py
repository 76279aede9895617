"""Faults: ordered ones come first and only where they may; drawn ones keep to their rates and their seed."""

from __future__ import annotations

from collections import Counter

from picaflor.sim.venue.faults import FaultRates, Faults, FrameFault, RequestFault

BOTH = FaultRates(
    requests={RequestFault.DROP_REPLY: 1_000, RequestFault.BROKEN: 3_000},
    frames={FrameFault.DROP: 2_000},
)


def test_without_rates_nothing_goes_wrong() -> None:
    faults = Faults(FaultRates(), 1)
    assert {faults.request(trading=True) for _ in range(100)} == {RequestFault.NONE}
    assert {faults.frame() for _ in range(100)} == {FrameFault.NONE}
    assert faults.counts == Counter()


def test_an_ordered_fault_waits_for_an_order_or_a_cancel() -> None:
    faults = Faults(FaultRates(), 1)
    faults.order(RequestFault.DELAY, 2)
    assert faults.request(trading=False) is RequestFault.NONE
    assert [faults.request(trading=True) for _ in range(3)] == [
        RequestFault.DELAY,
        RequestFault.DELAY,
        RequestFault.NONE,
    ]
    assert not faults.frames_ordered
    faults.order(FrameFault.HANG_UP)
    assert faults.frames_ordered
    assert [faults.frame(), faults.frame()] == [FrameFault.HANG_UP, FrameFault.NONE]
    assert faults.counts == {"delay": 2, "disconnect": 1}


def test_rates_are_kept_and_seeded() -> None:
    def drawn(seed: int) -> list[RequestFault]:
        faults = Faults(BOTH, seed)
        return [faults.request(trading=False) for _ in range(10_000)]

    counts = Counter(drawn(3))
    assert 850 < counts[RequestFault.DROP_REPLY] < 1_150
    assert 2_800 < counts[RequestFault.BROKEN] < 3_200
    assert drawn(3) == drawn(3) != drawn(4)
    frames = Faults(BOTH, 5)
    dropped = sum(frames.frame() is FrameFault.DROP for _ in range(10_000))
    assert dropped == frames.counts["gap"]
    assert 1_850 < dropped < 2_150


def test_switched_off_only_what_is_ordered_happens() -> None:
    faults = Faults(BOTH, 1)
    faults.on = False
    faults.order(RequestFault.BROKEN)
    assert faults.request(trading=True) is RequestFault.BROKEN
    assert {faults.request(trading=True) for _ in range(200)} == {RequestFault.NONE}
    assert {faults.frame() for _ in range(200)} == {FrameFault.NONE}


def test_delays_and_cuts_stay_within_bounds() -> None:
    faults = Faults(FaultRates(delay_max_ns=10), 1)
    assert {faults.delay_ns() for _ in range(500)} == set(range(1, 10))
    assert {faults.below(3) for _ in range(100)} == {0, 1, 2}
    assert faults.below(0) == 0


def test_ordered_codes_come_once_each_and_only_to_whom_they_are_meant_for() -> None:
    faults = Faults(FaultRates(), 1)
    faults.order_code("43012", 2)
    faults.order_code("40010", trading=False)
    assert [faults.code(trading=True) for _ in range(3)] == ["43012", "43012", ""]
    assert [faults.code(trading=False) for _ in range(2)] == ["40010", ""]
    assert faults.counts == {"code": 3}
