"""Bars and the day are sums of trades, of what was invented before them, and of nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.machines.candles import parse_interval
from picaflor.sim.venue.past import DAY, MINUTE
from picaflor.sim.venue.tape import KEPT_MINUTES, KEPT_TRADES, Before, Tape
from picaflor.wire.reports import CandleReport, TradeReport

MARKET = Market("v", "A-B", "S", "A", "B", Grid(2), Grid(3))
START = 29_758_373 * MINUTE + MINUTE // 2
BEFORE = Before(open_ticks=10_000, typical_lots=2_000, seed=3, days=40)


def trade(no: int, price: int, size: int, at_ns: int) -> TradeReport:
    return TradeReport("S", str(no), Side.BUY, price * ONE, size * ONE, at_ns)


def tape_of(*rows: tuple[int, int, int]) -> Tape:
    tape = Tape(MARKET)
    for no, (price, size, minute_tenths) in enumerate(rows):
        tape.add(trade(no, price, size, minute_tenths * MINUTE // 10))
    return tape


def bars(tape: Tape, interval: str, now_ns: int, *, limit: int = 1_000, **how: int) -> tuple[CandleReport, ...]:
    return tape.candles(parse_interval(interval), now_ns, limit=limit, **how)


def prices(bar: CandleReport) -> list[int]:
    return [value // ONE for value in (bar.open, bar.high, bar.low, bar.close)]


def test_a_minute_bar_is_what_traded_in_it() -> None:
    (first, second) = bars(tape_of((100, 1, 0), (110, 2, 3), (90, 1, 9), (95, 5, 10)), "1m", MINUTE)
    assert prices(first) == [100, 110, 90, 90]
    assert (first.base_volume, first.quote_volume) == (4 * ONE, (100 + 220 + 90) * ONE)
    assert (second.open_ns, second.close) == (MINUTE, 95 * ONE)


def test_longer_bars_join_minutes_and_a_quiet_minute_stands_where_the_last_one_closed() -> None:
    tape = tape_of((100, 1, 0), (110, 1, 21), (90, 1, 49), (95, 5, 50))
    (first, second) = bars(tape, "5m", 5 * MINUTE)
    assert prices(first) == [100, 110, 90, 90]
    assert (first.open_ns, second.open_ns) == (0, 5 * MINUTE)
    minutes = bars(tape, "1m", 7 * MINUTE)
    assert [bar.close // ONE for bar in minutes] == [100, 100, 110, 110, 90, 95, 95, 95]
    assert [bar.base_volume // ONE for bar in minutes] == [1, 0, 1, 0, 1, 5, 0, 0]


def test_limit_and_span_cut_from_the_right_end() -> None:
    tape = tape_of((1, 1, 0), (2, 1, 10), (3, 1, 20), (4, 1, 30))
    now = 3 * MINUTE + 5
    assert [bar.close // ONE for bar in bars(tape, "1m", now, limit=2)] == [3, 4]
    assert [bar.close // ONE for bar in bars(tape, "1m", now, since_ns=MINUTE, until_ns=3 * MINUTE)] == [2, 3]
    assert [bar.close // ONE for bar in bars(tape, "1m", now, since_ns=1, until_ns=3 * MINUTE + 1)] == [2, 3, 4]
    assert [bar.close // ONE for bar in bars(tape, "1m", now, whole=True)] == [1, 2, 3]
    assert bars(tape, "1m", now, since_ns=9 * MINUTE) == ()


def test_a_market_that_was_just_listed_has_no_bar_before_its_first_trade() -> None:
    tape = Tape(MARKET, Before(10_000, 2_000, 3, days=0))
    assert bars(tape, "1m", START) == ()
    assert tape.day(START) is None
    tape.add(trade(1, 100, 1, START + 5 * MINUTE))
    (only,) = bars(tape, "1h", START + 6 * MINUTE)
    assert prices(only) == [100, 100, 100, 100]
    assert len(bars(tape, "1m", START + 6 * MINUTE)) == 2


def test_the_past_joins_the_first_trade_without_a_gap_or_a_repeat() -> None:
    tape = Tape(MARKET, BEFORE)
    tape.add(trade(1, 101, 1, START))
    found = bars(tape, "1m", START + 3 * MINUTE, limit=1_000)
    assert [bar.open_ns for bar in found] == [(START // MINUTE + 3 - n) * MINUTE for n in reversed(range(1_000))]
    last = next(bar for bar in found if bar.open_ns == (START // MINUTE - 1) * MINUTE)
    assert last.close == 100 * ONE
    assert prices(found[-4]) == [101, 101, 101, 101]
    assert all(one.close == other.open for one, other in pairwise(found[:-4]))


def test_the_first_look_switches_a_market_on_and_what_was_seen_stays() -> None:
    tape = Tape(MARKET, BEFORE)
    seen = bars(tape, "1m", START, limit=300)
    assert seen[-1].open_ns == START // MINUTE * MINUTE
    tape.add(trade(1, 101, 1, START + 10 * MINUTE))
    again = bars(tape, "1m", START + 10 * MINUTE, limit=310)
    assert again[:300] == seen
    assert [bar.base_volume for bar in again[-11:]] == [0] * 10 + [ONE]


def test_history_ends_at_the_day_of_listing() -> None:
    tape = Tape(MARKET, BEFORE)
    days = bars(tape, "1d", START)
    assert len(days) == 40
    assert bars(tape, "1d", START, until_ns=days[0].open_ns) == ()
    assert bars(tape, "1M", START)[0].open_ns <= days[0].open_ns


def test_the_day_forgets_what_is_older() -> None:
    tape = tape_of((500, 1, 0), (2, 1, 10), (3, 1, 14_420))
    day = tape.day(14_420 * MINUTE // 10)
    assert day is not None
    assert prices(day) == [2, 3, 2, 3]


def test_the_day_is_the_last_1440_minutes_past_included() -> None:
    tape = Tape(MARKET, BEFORE)
    for n in range(50):
        tape.add(trade(n, 95 + n % 11, 1 + n, START + n * MINUTE // 3))
        now = START + n * MINUTE // 3
        day, minutes = tape.day(now), bars(tape, "1m", now, limit=DAY)
        assert day is not None
        assert (day.open, day.close) == (minutes[0].open, minutes[-1].close)
        assert (day.high, day.low) == (max(bar.high for bar in minutes), min(bar.low for bar in minutes))
        assert day.quote_volume == sum(bar.quote_volume for bar in minutes)


def test_minutes_are_forgotten_hours_are_not_and_no_bar_is_told_in_part() -> None:
    tape = Tape(MARKET, BEFORE)
    for n in range(KEPT_MINUTES + 200):
        tape.add(trade(n, 100 + n % 7, 1, START + n * MINUTE))
        if n == 99:
            begun = bars(tape, "1h", START + n * MINUTE, limit=2)[0]
    now = START + (KEPT_MINUTES + 199) * MINUTE
    first = START // MINUTE
    kept = [bar.open_ns // MINUTE for bar in bars(tape, "1m", now, limit=KEPT_MINUTES + 300)]
    assert kept == [*range(first - 100, first), *range(first + 199, first + KEPT_MINUTES + 200)]
    hours = bars(tape, "1h", now, limit=100)
    assert len(hours) == 100
    assert begun in hours, "the hour in which it was switched on, invented in part and forgotten in part"
    assert sum(bar.base_volume for bar in hours[29:-1]) == ONE * sum(
        1 for n in range(KEPT_MINUTES + 200) if hours[29].open_ns <= START + n * MINUTE < hours[-1].open_ns
    )
    lost = bars(tape, "15m", now, limit=1_000, since_ns=(first - 15) * MINUTE)
    assert len(lost) < (KEPT_MINUTES + 215) // 15
    assert all(bar.base_volume in (15 * ONE, lost[-1].base_volume) for bar in lost[1:])


def test_numbers_that_do_not_fit_a_machine_word_are_kept_too() -> None:
    fine = Market("v", "A-B", "S", "A", "B", Grid(18), Grid(18))
    tape = Tape(fine, Before(100 * 10**18, 10**18, 1, 2))
    for n in range(3):
        tape.add(trade(n, 10**6 + n, 10**6, START + n * MINUTE))
    found = bars(tape, "1m", START + 2 * MINUTE, limit=3)
    assert [bar.close // ONE for bar in found] == [10**6, 10**6 + 1, 10**6 + 2]
    assert found[0].quote_volume == 10**12 * ONE


@pytest.mark.parametrize("count", [KEPT_TRADES + 10])
def test_the_tape_is_bounded(count: int) -> None:
    tape = Tape(MARKET)
    for n in range(count):
        tape.add(trade(n, 1, 1, n))
    assert len(tape.trades) == KEPT_TRADES
    assert tape.changes == count
