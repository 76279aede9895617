"""The invented past: the same for the same seed, it ends at the price of the start, and only what is looked at is made."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from picaflor.machines.candles import Bar
from picaflor.machines.candles.fold import fold
from picaflor.sim.venue import past as module
from picaflor.sim.venue.past import DAY, MINUTE, MOST_KEPT, Past

END = 29_758_373  # a Saturday in July 2026, 12:53
UNIT = 10**28


def make(**changes: Any) -> Past:
    given = {"open_ticks": 6_123_450, "typical_lots": 20_000, "unit": UNIT, "seed": 7, "end_minute": END, **changes}
    return Past(**given)


def minutes(past: Past, begin: int, end: int) -> list[Bar]:
    return [bar for minute in range(begin, end) for bar in past.bars(minute, minute + 1)]


def test_it_ends_where_the_market_begins_and_each_bar_opens_where_the_last_one_closed() -> None:
    bars = minutes(make(), END - 3_000, END)
    assert len(bars) == 3_000
    assert bars[-1].close == 6_123_450
    assert [bar.open_ns for bar in bars] == [minute * MINUTE for minute in range(END - 3_000, END)]
    assert all(one.close == other.open for one, other in pairwise(bars))


def test_the_same_seed_gives_the_same_bars_in_whatever_order_they_are_looked_at() -> None:
    one, other = make(), make()
    late = minutes(one, END - 500, END)
    early = minutes(one, END - 90_000, END - 89_500)
    assert minutes(other, END - 90_000, END - 89_500) == early
    assert minutes(other, END - 500, END) == late
    assert minutes(make(seed=8), END - 500, END) != late


def test_a_span_is_told_in_the_fewest_bars() -> None:
    past = make()
    day = END // DAY - 3
    assert len(past.bars(day * DAY, day * DAY + DAY)) == 1
    assert len(past.bars(day * DAY, day * DAY + DAY + 60)) == 2
    assert len(past.bars(day * DAY + 1, day * DAY + 2 * DAY)) == 14 + 3 + 5 + 3 + 1
    today = past.bars(END - END % DAY, END)
    assert (len(today), today[0].close) == (1, 6_123_450), "the day is cut off where the real trades begin"


def test_what_it_has_is_clipped_to_its_life() -> None:
    past = make(days=2)
    assert past.begin == END // DAY * DAY - DAY
    assert past.bars(0, past.begin) == []
    assert past.bars(END, END + 60) == []
    whole = fold(past.bars(0, END + 60), past.begin * MINUTE)
    assert whole == fold(minutes(past, past.begin, END), past.begin * MINUTE)
    assert make(days=0).bars(0, END) == []


def test_bars_look_like_a_market() -> None:
    bars = minutes(make(), END - 20_000, END)
    idle = [bar for bar in bars if bar.empty]
    assert len(idle) < len(bars) // 50
    assert all(bar.open == bar.high == bar.low == bar.close for bar in idle)
    for bar in bars:
        assert 0 < bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
        assert bar.low * bar.volume * UNIT <= bar.money <= bar.high * bar.volume * UNIT
    moved = [bar.high - bar.low for bar in bars]
    assert 100 < sum(moved) // len(moved) < 10_000, "a minute of a price of 61,234.50 moves by a few dollars"
    far = make().bars(0, END)
    assert len(far) == 1_500
    assert 6_123_450 // 3 < min(bar.low for bar in far) < max(bar.high for bar in far) < 6_123_450 * 3


@pytest.mark.parametrize(
    ("open_ticks", "typical_lots"), [(1, 1), (3, 1), (100, 1), (12_340_000, 5_000_000), (10**24, 10**20)]
)
def test_cheap_thin_and_huge_markets(open_ticks: int, typical_lots: int) -> None:
    past = make(open_ticks=open_ticks, typical_lots=typical_lots)
    begin = END - END % DAY - DAY
    bars = minutes(past, begin, begin + DAY)
    assert fold(bars, begin * MINUTE) == past.bars(begin, begin + DAY)[0]
    assert all(bar.low >= 1 for bar in bars)


def test_a_page_of_hours_makes_no_minutes_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    split = Past._split

    def counted(past: Past, node: Any, length: int, dice: Any) -> Any:
        made.append(length)
        return split(past, node, length, dice)

    monkeypatch.setattr(module.Past, "_split", counted)
    past = make()
    assert made == []
    hour = END // 60 * 60
    for begin in range(hour - 5_000 * 60, hour, 60):
        assert len(past.bars(begin, begin + 60)) == 1
    assert set(made) == {360, 60}
    assert len(made) <= 5_000 // 24 * 5 + 10
    assert len(past._parts) <= MOST_KEPT
