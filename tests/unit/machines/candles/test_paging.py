"""The next page to ask for, from the newest backwards."""

import pytest

from picaflor.machines.candles.bar import Bar
from picaflor.machines.candles.intervals import Interval, parse_interval
from picaflor.machines.candles.join import Series
from picaflor.machines.candles.paging import Page, next_page

MINUTES = parse_interval("1m")
M = 60_000_000_000
NOW = 1_000 * M + 7


class Known:
    """Numbers that are known, and perhaps a beginning."""

    interval: Interval = MINUTES
    keep = 6_000

    def __init__(self, *numbers: int, beginning: int | None = None) -> None:
        self._numbers, self._beginning = set(numbers), beginning

    def known(self, number: int, now_ns: int) -> bool:
        return number in self._numbers

    def beginning(self) -> int | None:
        return self._beginning


@pytest.mark.parametrize(
    ("have", "count", "page_max", "asked"),
    [
        (Known(), 5_000, 200, (801, 1_001, True)),
        (Known(*range(801, 1_001)), 5_000, 200, (601, 801, False)),
        (Known(), 50, 200, (951, 1_001, True)),
        (Known(1_000, 998), 50, 200, (999, 1_000, False)),
        (Known(1_000, 999), 4, 200, (997, 999, False)),
        (Known(beginning=990), 5_000, 200, (990, 1_001, True)),
        (Known(*range(990, 1_001), beginning=990), 5_000, 200, None),
        (Known(*range(951, 1_001)), 50, 200, None),
    ],
)
def test_what_is_asked_next(have: Known, count: int, page_max: int, asked: tuple[int, int, bool] | None):
    page = next_page(have, count, page_max, NOW)
    if asked is None:
        assert page is None
    else:
        first, end, forming = asked
        assert page == Page(first * M, end * M, end - first, forming)


def minute(number: int) -> Bar:
    return Bar(number * M, 1, 1, 1, 1, 1, 0)


@pytest.mark.parametrize("bars", [0, 1, 7])
def test_a_new_listing_with_few_bars_is_ready(bars: int):
    """A venue that has so many bars and no more."""
    series, asked = Series(MINUTES), 0
    while (page := next_page(series, 5_000, 200, NOW)) is not None:
        asked += 1
        there = range(1_001 - bars, 1_001)
        series.page(page, [minute(n) for n in there if page.since_ns <= n * M < page.until_ns], NOW)
    assert asked <= 2
    assert len(series.bars(5_000, NOW)) == bars
    assert series.gaps(5_000, NOW) == []


def test_months_are_paged_too():
    series = Series(parse_interval("1M"))
    now = 1_700_000_000 * 1_000_000_000
    page = next_page(series, 24, 12, now)
    assert page is not None
    assert page.limit == 12
    assert (page.until_ns - page.since_ns) // (86_400 * 10**9) in (365, 366)
