"""Questions for history, one at a time, against a venue with two endpoints: what is asked, and what an answer teaches."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from picaflor.machines.candles.backfill import STUCK_AFTER, WAIT_NS, Backfill
from picaflor.machines.candles.bar import Bar
from picaflor.machines.candles.intervals import parse_interval
from picaflor.machines.candles.join import Series
from picaflor.wire.asks import ReadCandles
from picaflor.wire.venue import CandleRule

M = 60_000_000_000
MINUTES = parse_interval("1m")
NOW = 10_000 * M + 7
TWO = CandleRule(page_max=10, past_page_max=20)
ONE = CandleRule(page_max=10)


def minute(number: int, volume: int = 1) -> Bar:
    return Bar(number * M, 5, 6, 4, 5, volume, volume * 5)


@dataclass
class House:
    """Tells the bars that it has as the record says; the archive is `late` bars behind."""

    numbers: list[int]
    late: int = 0
    asks: list[ReadCandles] = field(default_factory=list)

    def answer(self, ask: ReadCandles, now_ns: int) -> list[Bar]:
        self.asks.append(ask)
        newest = now_ns // M - ((1 + self.late) if ask.history else 0)
        since_ns = 0 if ask.history else ask.since_ns
        fits = [n for n in self.numbers if n <= newest and since_ns <= n * M < ask.until_ns]
        return [minute(n) for n in fits[-ask.limit :]]


def fill(house: House, rule: CandleRule, count: int, now_ns: int = NOW) -> Backfill:
    backfill = Backfill(Series(MINUTES, keep=count + 10), rule, "AB", count)
    for _ in range(2_000):
        ask = backfill.ask(now_ns)
        if ask is None:
            break
        backfill.answered(house.answer(ask, now_ns), now_ns, now_ns)
        now_ns += M // 50  # time goes on: bars end while older ones are asked for
    assert not backfill.missing(now_ns)
    backfill.ended_ns = now_ns  # type: ignore[attr-defined]
    return backfill


def shown(backfill: Backfill, count: int) -> list[int]:
    now_ns: int = backfill.ended_ns  # type: ignore[attr-defined]
    return [bar.open_ns // M for bar in backfill.series.bars(count, now_ns)]


@pytest.mark.parametrize("rule", [ONE, TWO])
def test_pages_until_all_is_known_while_time_goes_on(rule: CandleRule) -> None:
    house = House(list(range(9_000, 10_500)))
    backfill = fill(house, rule, 500)
    newest = 10_000 + len(house.asks) // 50
    assert shown(backfill, 500) == list(range(newest - 499, newest + 1))
    assert all(ask.limit <= (rule.past_page_max if ask.history else rule.page_max) for ask in house.asks)


def test_the_newest_come_from_the_endpoint_that_knows_them_and_the_rest_from_the_archive_by_its_end() -> None:
    house = House(list(range(9_000, 10_001)))
    fill(house, TWO, 45)
    first, second, third, *_ = house.asks
    assert first == ReadCandles("AB", "1m", 10, 0, 10_001 * M)
    assert second == ReadCandles("AB", "1m", 20, 0, 9_991 * M, history=True)
    assert third == ReadCandles("AB", "1m", 15, 0, 9_971 * M, history=True)
    assert len(house.asks) == 3


@pytest.mark.parametrize("rule", [ONE, TWO])
@pytest.mark.parametrize("there", [[], [10_000], [9_998, 9_999], list(range(9_988, 10_001)), [9_985, 9_990, 9_999]])
def test_a_new_listing_is_done_when_all_that_there_is_is_known(rule: CandleRule, there: list[int]) -> None:
    house = House(there)
    backfill = fill(house, rule, 500)
    assert shown(backfill, 500) == there
    assert len(house.asks) <= 4


@pytest.mark.parametrize("rule", [ONE, TWO])
def test_quiet_bars_that_the_venue_leaves_out_are_no_gaps(rule: CandleRule) -> None:
    there = [n for n in range(9_500, 10_001) if n % 37 not in (0, 1, 2, 3) and not 9_700 < n < 9_760]
    house = House(there)
    backfill = fill(house, rule, 400)
    assert shown(backfill, 401) == [n for n in there if n > 9_600]
    now_ns: int = backfill.ended_ns  # type: ignore[attr-defined]
    full = backfill.series.bars(390, now_ns, fill_quiet=True)
    assert [bar.open_ns // M for bar in full] == list(range(9_611, 10_001))


def test_an_archive_that_lags_behind_is_not_asked_for_what_has_just_ended() -> None:
    house = House(list(range(9_000, 10_001)), late=5)
    assert shown(fill(house, TWO, 100), 100) == list(range(9_901, 10_001))


def test_the_same_question_without_help_waits_longer_each_time_and_ends_stuck() -> None:
    backfill = Backfill(Series(MINUTES), ONE, "AB", 5)
    now = NOW
    for n in range(STUCK_AFTER):
        assert not backfill.stuck
        assert backfill.ask(now) is not None
        assert backfill.ask(now) is None, "one at a time"
        backfill.failed(now)
        assert backfill.ask(now) is None, "not at once"
        due = backfill.due()
        assert due == now + (WAIT_NS << n)
        now = due
    assert backfill.stuck
    ask = backfill.ask(now)
    assert ask is not None
    backfill.answered([minute(n) for n in range(9_996, 10_001)], now, now)
    assert not backfill.stuck
    assert backfill.ask(now) is None
    assert backfill.due() is None


def test_a_bar_that_opens_elsewhere_spoils_the_answer() -> None:
    """Days that begin at another midnight, say."""
    backfill = Backfill(Series(MINUTES), ONE, "AB", 5)
    backfill.ask(NOW)
    backfill.answered([minute(9_999), Bar(10_000 * M + 5, 1, 1, 1, 1, 1, 1)], NOW, NOW)
    assert backfill.misfits == 1
    assert backfill.series.bars(5, NOW) == []
    assert backfill.due() == NOW + WAIT_NS


def test_a_long_history_is_not_searched_again_for_each_page() -> None:
    house = House(list(range(10_500)))
    backfill = Backfill(Series(MINUTES, keep=6_000), TWO, "AB", 5_000)
    known, looked = backfill.series.known, [0]

    def counted(number: int, now_ns: int) -> bool:
        looked[0] += 1
        return known(number, now_ns)

    backfill.series.known = counted  # type: ignore[method-assign]
    while (ask := backfill.ask(NOW)) is not None:
        backfill.answered(house.answer(ask, NOW), NOW, NOW)
    assert len(backfill.series.bars(5_000, NOW)) == 5_000
    assert looked[0] < 5_000 * 10
