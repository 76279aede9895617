"""Whatever traded and whenever it began: every bar of an emulated market is the sum of its minutes, past included."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.machines.candles import parse_interval
from picaflor.sim.venue.past import DAY, MINUTE
from picaflor.sim.venue.tape import Before, Tape
from picaflor.wire.reports import CandleReport, TradeReport
from tests.laws.examples import examples

MARKET = Market("v", "A-B", "S", "A", "B", Grid(2), Grid(3))
NAMES = ["3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d"]
LONG = ["1d", "3d", "1w", "1M"]
MIDNIGHT = 20_665 * DAY

markets = st.builds(Before, st.sampled_from([3, 997, 6_123_450]), st.integers(1, 3_000), st.integers(0, 99), st.just(2))
starts = st.integers(MIDNIGHT - 100, MIDNIGHT + DAY)
trades = st.lists(st.tuples(st.integers(0, 90), st.integers(90, 110), st.integers(1, 9)), max_size=30)


def tape_of(before: Before, start: int, rows: list[tuple[int, int, int]]) -> tuple[Tape, int]:
    """The tape, and the minute in which it is looked at."""
    tape = Tape(MARKET, before)
    tape.day(start * MINUTE)
    at = start
    for no, (wait, price, size) in enumerate(rows):
        at += wait
        tape.add(TradeReport("S", str(no), Side.BUY, price * ONE, size * ONE, at * MINUTE + no))
    return tape, at


def total(bars: list[CandleReport], open_ns: int) -> CandleReport:
    """By brute force."""
    return CandleReport(
        open_ns,
        bars[0].open,
        max(bar.high for bar in bars),
        min(bar.low for bar in bars),
        bars[-1].close,
        sum(bar.base_volume for bar in bars),
        sum(bar.quote_volume for bar in bars),
    )


def sums(tape: Tape, name: str, parts: str, now_ns: int) -> tuple[list[CandleReport], list[CandleReport]]:
    """Bars of one interval as told, and as the sums of shorter ones."""
    interval, shorter = parse_interval(name), parse_interval(parts)
    told = list(tape.candles(interval, now_ns, limit=10_000))
    minutes: dict[int, list[CandleReport]] = {}
    for bar in tape.candles(shorter, now_ns, limit=10_000):
        minutes.setdefault(interval.opens(bar.open_ns), []).append(bar)
    return told, [total(bars, open_ns) for open_ns, bars in minutes.items()]


@examples(25)
@given(markets, starts, trades, st.sampled_from(NAMES))
@example(Before(6_123_450, 2_000, 1, 3), MIDNIGHT, [], "1h")
@example(Before(6_123_450, 2_000, 1, 3), MIDNIGHT + 1, [(0, 100, 1)], "1d")
def test_a_bar_is_the_sum_of_its_minutes_across_the_beginning(before: Before, start: int, rows: Any, name: str) -> None:
    tape, at = tape_of(before, start, rows)
    told, expected = sums(tape, name, "1m", at * MINUTE + 1_000)
    assert told == expected
    assert told[-1].open_ns <= at * MINUTE < told[-1].open_ns + 2 * DAY * MINUTE


@examples(25)
@given(markets, starts, trades, st.sampled_from(LONG))
def test_weeks_and_months_are_sums_of_hours(before: Before, start: int, rows: Any, name: str) -> None:
    tape, at = tape_of(Before(before.open_ticks, before.typical_lots, before.seed, 100), start, rows)
    told, expected = sums(tape, name, "1h", at * MINUTE + 1_000)
    assert told == expected


@examples(25)
@given(markets, starts, trades)
def test_minutes_follow_each_other_and_money_is_worth_what_was_traded(before: Before, start: int, rows: Any) -> None:
    tape, at = tape_of(before, start, rows)
    minutes = tape.candles(parse_interval("1m"), at * MINUTE + 1_000, limit=10_000)
    first = minutes[0].open_ns // MINUTE
    assert first % DAY == 0
    assert [bar.open_ns for bar in minutes] == [minute * MINUTE for minute in range(first, at + 1)]
    for bar in minutes:
        assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
        assert bar.low * bar.base_volume <= bar.quote_volume * ONE <= bar.high * bar.base_volume
