"""Bars equal brute force, a joined series does not depend on the order of its parts, and paging covers it all once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.market import Grid, Market
from picaflor.machines.candles.bar import Bar
from picaflor.machines.candles.builder import Builder
from picaflor.machines.candles.intervals import Interval, parse_interval
from picaflor.machines.candles.join import Heard, Series
from picaflor.machines.candles.paging import Page, next_page
from tests.laws.examples import examples

S = 1_000_000_000
MARKET = Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(2))
SECONDS = parse_interval("1s")
NAMES = ["1s", "5s", "1m", "15m", "1h", "4h", "1d", "3d", "1w", "1M", "3M"]
INTERVALS = st.sampled_from(NAMES).map(parse_interval)
TIMES = st.integers(0, 4_000_000_000 * S)


@given(INTERVALS, TIMES)
def test_every_instant_is_in_exactly_one_bar(interval: Interval, at: int):
    number = interval.number(at)
    assert interval.begins(number) <= at < interval.begins(number + 1)
    assert interval.number(interval.begins(number)) == number
    assert interval.number(interval.begins(number + 1) - 1) == number
    assert interval.opens(at) == interval.begins(number)


# building


def brute(trades, interval: Interval, fill_quiet: bool) -> dict[int, tuple[int, ...]]:
    """Group, sort, look."""
    groups: dict[int, list] = {}
    for ticks, lots, at in sorted(trades, key=lambda trade: trade[2]):
        groups.setdefault(interval.opens(at), []).append((ticks, lots))
    bars: dict[int, tuple[int, ...]] = {}
    numbers = sorted(interval.number(opens) for opens in groups)
    close = None
    for number in range(numbers[0], numbers[-1] + 1) if numbers else []:
        opens = interval.begins(number)
        rows = groups.get(opens)
        if rows:
            prices = [ticks for ticks, _ in rows]
            close = prices[-1]
            money = sum(MARKET.notional(ticks, lots) for ticks, lots in rows)
            volume = sum(lots for _, lots in rows)
            bars[opens] = (prices[0], max(prices), min(prices), close, volume, money, len(rows))
        elif fill_quiet:
            bars[opens] = (close, close, close, close, 0, 0, 0)
    return bars


def told_of(bar: Bar) -> tuple[int, ...]:
    return (bar.open, bar.high, bar.low, bar.close, bar.volume, bar.money, bar.trades)


trades = st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9), st.integers(0, 12_000)), max_size=40)


@examples(120)
@given(trades, st.sampled_from(["1s", "5s"]), st.booleans(), st.data())
def test_bars_from_trades_in_any_order_equal_brute_force(rows, name, fill_quiet, data):
    """Times are milliseconds here; the clock beats between trades as it likes."""
    interval = parse_interval(name)
    builder = Builder(MARKET, interval, fill_quiet=fill_quiet, kept=100)
    rows = [(ticks, lots, at * 1_000_000) for ticks, lots, at in rows]
    told: dict[int, Bar] = {}
    for no, (ticks, lots, at) in enumerate(rows):
        for _ in range(2 if no % 3 == 0 else 1):  # some come twice
            told.update((bar.open_ns, bar) for bar in builder.feed(ticks, lots, at, f"t{no}"))
        if data.draw(st.booleans()):
            now = data.draw(st.integers(0, 13_000)) * 1_000_000
            told.update((bar.open_ns, bar) for bar in builder.tick(now))
    expected = brute(rows, interval, fill_quiet)
    last_trade = max(expected, default=-1)
    assert {opens: told_of(bar) for opens, bar in told.items() if opens <= last_trade} == expected
    assert all(bar.empty for opens, bar in told.items() if opens > last_trade)
    assert all(bar.finished for opens, bar in told.items() if opens < max(told))
    assert builder.too_late == 0


@examples(80)
@given(trades, st.integers(1, 3))
def test_what_is_too_late_is_counted_and_changes_nothing_else(rows, kept):
    builder, told, taken, newest = Builder(MARKET, SECONDS, kept=kept), {}, [], -1
    for ticks, lots, at in rows:
        number = at // 1_000
        if number > newest - kept or newest < 0:
            taken.append((ticks, lots, at * 1_000_000))
            newest = max(newest, number)
        told.update((bar.open_ns, bar) for bar in builder.feed(ticks, lots, at * 1_000_000))
    assert {opens: told_of(bar) for opens, bar in told.items()} == brute(taken, SECONDS, False)
    assert builder.too_late == len(rows) - len(taken)


# joining

END = 40
NOW = END * S + S // 2
quiet_bars = st.sets(st.integers(1, END - 1), max_size=12)


def truth(number: int, growth: int = 100) -> Bar:
    """A bar as it is when so many percent of it have passed."""
    swing = number * 37 % 11
    return Bar(number * S, 100, 100 + swing, 90, 95 + swing, growth * (1 + number % 5), growth, growth, growth == 100)


EARLIER = st.tuples(st.integers(0, END - 1), st.integers(1, 12), st.integers(0, END)).map(
    lambda t: (t[0], min(END + 1, t[0] + t[1]), t[2])
)


@examples(80)
@given(quiet_bars, st.data())
def test_pages_and_a_stream_in_any_order_and_overlap_give_the_same_series(quiet, data):
    there = [n for n in range(END + 1) if n not in quiet]
    joins_at = data.draw(st.sampled_from(there))
    # the forming bar is further on in the stream than in any page; pages asked for earlier show others half done
    stream = [truth(n, growth) for n in there if n >= joins_at for growth in (10, 60, 100) if n < END or growth < 100]
    cuts = sorted(data.draw(st.sets(st.integers(1, END), max_size=6)) | {0, END + 1})
    spans = [(a, min(END + 1, b + data.draw(st.integers(0, 5))), END) for a, b in pairwise(cuts)]
    spans += data.draw(st.lists(EARLIER, max_size=4))
    spans = data.draw(st.permutations(spans))
    order = data.draw(st.permutations([True] * len(stream) + [False] * len(spans)))
    series, updates, pages = Series(SECONDS), iter(stream), iter(spans)
    for is_update in order:
        if is_update:
            series.update(next(updates))
        else:
            first, end, asked = next(pages)
            rows = [truth(n, 30 if n == asked else 100) for n in there if first <= n < min(end, asked + 1)]
            series.page(Page(first * S, end * S, end - first, False), reversed(rows), asked * S + S // 3)
    expected = [truth(n) if n < END else truth(END, 60) for n in there]
    assert series.bars(END + 1, NOW) == expected
    assert series.corrections == 0


@examples(80)
@given(quiet_bars, st.integers(3, 20), st.integers(0, 10**9))
def test_a_stream_that_breaks_again_and_again_and_pages_on_demand_lose_nothing(quiet, page_max, seed):
    """Every update may be lost with the connection; whenever something is missing the plan asks for it."""
    dice = Random(seed)
    there = {n for n in range(END + 1) if n not in quiet}
    series = Series(SECONDS)
    for number in sorted(there):
        for growth in (30, 100):
            now = number * S + growth * S // 101
            if dice.random() < 0.2:
                series.lost()  # and this update with it
                continue
            heard = series.update(truth(number, growth))
            assert heard is not Heard.OLD
        if dice.random() < 0.3:
            fill(series, there, number + 1, page_max, now)
            assert series.gaps(number + 1, now) == []
    fill(series, there, END + 2, page_max, (END + 1) * S)
    told = series.bars(END + 2, (END + 1) * S)
    assert [replace(bar, finished=True) for bar in told] == [truth(n) for n in sorted(there)]
    assert all(bar.finished for bar in told[:-1])  # of the last one the stream may not have said yet that it is over


def fill(series: Series, there: set[int], count: int, page_max: int, now: int) -> None:
    forming = now // S
    for _ in range(500):
        page = next_page(series, count, page_max, now)
        if page is None:
            return
        assert 1 <= page.limit <= page_max
        asked = range(page.since_ns // S, min(page.until_ns // S, forming + 1))
        series.page(page, [truth(n, 50 if n == forming else 100) for n in asked if n in there], now)
    raise AssertionError("the plan does not end")


# paging


@examples(25)
@given(
    st.sampled_from(["1m", "1h", "1d", "1w", "1M"]).map(parse_interval),
    st.integers(100, 1_000),
    st.integers(100, 1_000),
    st.integers(1_500_000_000, 1_900_000_000),
    st.integers(0, 6_000),
)
def test_paging_covers_five_thousand_bars_without_gap_or_repeat(interval, page_max, cap, now_s, listed):
    """The venue may serve fewer rows than it says, and may be younger than what is asked for."""
    series, now = Series(interval), now_s * S + 1
    newest = interval.number(now)
    seen: list[int] = []
    pages = 0
    while (page := next_page(series, 5_000, page_max, now)) is not None:
        pages += 1
        numbers = range(interval.number(page.since_ns), interval.number(page.until_ns - 1) + 1)
        rows = [n for n in numbers if n > newest - listed][-cap:]
        seen += rows
        assert page.limit == len(numbers) <= page_max
        series.page(page, [Bar(interval.begins(n), 1, 1, 1, 1, 1, 0) for n in rows], now)
    expected = list(range(newest - min(5_000, listed) + 1, newest + 1))
    assert sorted(seen) == expected  # each once
    assert [interval.number(bar.open_ns) for bar in series.bars(5_000, now)] == expected
    assert pages <= 5_000 // min(page_max, cap) + 3 + (5_000 // page_max if cap < page_max else 0)
