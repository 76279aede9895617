"""Bars and the day are sums of trades, and nothing else."""

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.sim.venue.tape import KEPT_TRADES, MINUTE, Tape
from picaflor.wire.reports import TradeReport


def trade(no: int, price: int, size: int, at_ns: int) -> TradeReport:
    return TradeReport("S", str(no), Side.BUY, price * ONE, size * ONE, at_ns)


def tape_of(*rows: tuple[int, int, int]) -> Tape:
    tape = Tape()
    for no, (price, size, minute_tenths) in enumerate(rows):
        tape.add(trade(no, price, size, minute_tenths * MINUTE // 10))
    return tape


def test_a_minute_bar_is_what_traded_in_it() -> None:
    (first, second) = tape_of((100, 1, 0), (110, 2, 3), (90, 1, 9), (95, 5, 10)).candles("1m", 0, 0, 10)
    assert [v // ONE for v in (first.open, first.high, first.low, first.close)] == [100, 110, 90, 90]
    assert (first.base_volume, first.quote_volume) == (4 * ONE, (100 + 220 + 90) * ONE)
    assert (second.open_ns, second.close) == (MINUTE, 95 * ONE)


def test_longer_bars_join_minutes_and_empty_minutes_are_no_bars() -> None:
    tape = tape_of((100, 1, 0), (110, 1, 21), (90, 1, 49), (95, 5, 50))
    (first, second) = tape.candles("5m", 0, 0, 10)
    assert [v // ONE for v in (first.open, first.high, first.low, first.close)] == [100, 110, 90, 90]
    assert (first.open_ns, second.open_ns) == (0, 5 * MINUTE)
    assert len(tape.candles("1m", 0, 0, 10)) == 4


def test_limit_and_span_cut_from_the_right_end() -> None:
    tape = tape_of((1, 1, 0), (2, 1, 10), (3, 1, 20), (4, 1, 30))
    assert [bar.close // ONE for bar in tape.candles("1m", 0, 0, 2)] == [3, 4]
    assert [bar.close // ONE for bar in tape.candles("1m", MINUTE, 3 * MINUTE, 9)] == [2, 3]


def test_the_day_forgets_what_is_older() -> None:
    tape = tape_of((500, 1, 0), (2, 1, 14_400), (3, 1, 14_410))
    day = tape.day(14_410 * MINUTE // 10)
    assert day is not None
    assert [v // ONE for v in (day.open, day.high, day.low, day.close)] == [2, 3, 2, 3]


def test_the_tape_is_bounded() -> None:
    tape = Tape()
    for n in range(KEPT_TRADES + 10):
        tape.add(trade(n, 1, 1, n))
    assert len(tape.trades) == KEPT_TRADES
