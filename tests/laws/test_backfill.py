"""Whatever a venue has and however it fails: asked until nothing is missing, the series is what the venue has, once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from picaflor.machines.candles import Bar, Series, parse_interval
from picaflor.machines.candles.backfill import Backfill
from picaflor.wire.asks import ReadCandles
from picaflor.wire.venue import CandleRule
from tests.laws.examples import examples

S = 1_000_000_000
SECONDS = parse_interval("1s")
END = 400

rules = st.builds(CandleRule, st.integers(1, 30), st.sampled_from([0, 7, 40]))
there = st.tuples(st.integers(0, END), st.sets(st.integers(0, END), max_size=60)).map(
    lambda t: sorted(set(range(t[0], END + 200)) - t[1])
)


def bar(number: int) -> Bar:
    return Bar(number * S, 5, 7, 4, 6, 1 + number % 7, number)


def answer(ask: ReadCandles, numbers: list[int], now_ns: int) -> list[Bar]:
    newest = now_ns // S - ask.history
    return [bar(n) for n in numbers if n <= newest and n * S < ask.until_ns][-ask.limit :]


@examples(150)
@given(rules, there, st.integers(1, 300), st.data())
def test_what_the_venue_has_is_had_once(rule: CandleRule, numbers: list[int], count: int, data: st.DataObject) -> None:
    backfill = Backfill(Series(SECONDS, keep=600), rule, "AB", count)
    now_ns = END * S + S // 2
    failures = waits = 0
    for _ in range(2_000):
        ask = backfill.ask(now_ns)
        if ask is None:
            due = backfill.due()
            if due is None:
                break
            now_ns, waits = max(now_ns, due), waits + 1
            continue
        assert 1 <= ask.limit <= (rule.past_page_max if ask.history else rule.page_max)
        if data.draw(st.integers(0, 9)) == 0 and not backfill.stuck:
            failures += 1
            backfill.failed(now_ns)
        else:
            backfill.answered(answer(ask, numbers, now_ns), now_ns, now_ns)
        now_ns += data.draw(st.sampled_from([0, 0, 0, S // 3]))
    assert not backfill.missing(now_ns)
    assert waits <= failures, "nothing was asked for in vain"
    newest = now_ns // S
    shown = backfill.series.bars(count, now_ns)
    assert [bar.open_ns // S for bar in shown] == [n for n in numbers if newest - count < n <= newest]
    assert all(kept.finished == (kept.open_ns // S < newest) for kept in shown)
    assert [(b.high, b.volume, b.money) for b in shown] == [(7, 1 + b.open_ns // S % 7, b.open_ns // S) for b in shown]
    assert backfill.series.gaps(count, now_ns) == []
    assert backfill.misfits == 0
