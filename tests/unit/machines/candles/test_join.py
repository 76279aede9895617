"""History and stream in one series: gaps, repeats, the forming bar, breaks, new listings."""

import pytest

from picaflor.machines.candles.bar import Bar
from picaflor.machines.candles.intervals import parse_interval
from picaflor.machines.candles.join import Heard, Series
from picaflor.machines.candles.paging import Page, next_page

S = 1_000_000_000
SECONDS = parse_interval("1s")
NOW = 10 * S + 5  # bar 10 is forming


def bar(at: int, close: int = 100, volume: int = 5, finished: bool = True) -> Bar:
    return Bar(at * S, 100, max(100, close), min(100, close), close, volume, 0, finished=finished)


def page(first: int, last: int) -> Page:
    return Page(first * S, (last + 1) * S, last - first + 1, forming=False)


def series(first: int = 5, last: int = 10, **options) -> Series:
    made = Series(SECONDS, **options)
    made.page(page(first, last), [bar(n) for n in range(first, last + 1)], NOW)
    return made


def shown(made: Series, count: int = 10, now: int = NOW, **options) -> list[tuple[int, bool]]:
    return [(b.open_ns // S, b.finished) for b in made.bars(count, now, **options)]


def test_the_last_row_of_a_page_is_the_forming_bar_and_is_marked():
    assert shown(series(8)) == [(8, True), (9, True), (10, False)]


def test_a_bar_that_has_just_ended_may_still_settle():
    assert shown(series(8, settle_ns=6)) == [(8, True), (9, False), (10, False)]


def test_rows_in_any_order_and_with_unaligned_times():
    made = Series(SECONDS)
    rows = [Bar(9 * S + 123, 1, 1, 1, 1, 1, 0), Bar(8 * S + 999, 1, 1, 1, 1, 1, 0)]
    made.page(page(8, 9), rows, NOW)
    assert shown(made) == [(8, True), (9, True)]


def test_updates_join_history():
    made = series()
    assert made.update(bar(10, 101, 6)) is Heard.CHANGED
    assert made.update(bar(10, 101, 6)) is Heard.REPEAT
    assert made.update(bar(11, 101, 1)) is Heard.NEW
    assert made.update(bar(12, 101, 1)) is Heard.NEW
    assert shown(made, 4, 12 * S) == [(9, True), (10, True), (11, True), (12, False)]
    assert made.bars(3, 12 * S)[0].close == 101


def test_an_update_of_a_bar_that_history_has_is_old():
    made = series()
    assert made.update(bar(7, 90, 1)) is Heard.OLD
    assert made.bars(4, NOW)[0].close == 100


def test_history_corrects_what_a_stream_said():
    made = Series(SECONDS)
    made.update(bar(8, 90, 9))
    made.update(bar(9))
    made.page(page(8, 8), [bar(8, 95, 8)], NOW)
    assert (made.bars(3, NOW)[0].close, made.corrections) == (95, 1)
    made.page(page(8, 8), [bar(8, 95, 8)], NOW)
    assert made.repeats == 1 + 1  # and the stream's own last word on 8 before it went on


def test_a_jump_of_the_stream_is_a_gap_and_a_page_mends_it():
    made = series()
    made.update(bar(10, 101, 6))
    assert made.update(bar(13)) is Heard.GAP
    now = 13 * S + 1
    assert made.gaps(9, now) == [(11 * S, 13 * S)]
    assert next_page(made, 9, 100, now) == page(11, 12)
    made.page(page(11, 12), [bar(11), bar(12)], now)
    assert made.gaps(9, now) == []
    assert next_page(made, 9, 100, now) is None


def test_a_jump_over_quiet_bars_is_no_gap_where_the_stream_skips_them():
    made = series(stream_skips_quiet=True)
    made.update(bar(10, 101, 6))
    assert made.update(bar(13)) is Heard.NEW
    assert made.gaps(9, 13 * S) == []
    assert shown(made, 4, 13 * S, fill_quiet=True) == [(10, True), (11, True), (12, True), (13, False)]
    assert shown(made, 4, 13 * S) == [(10, True), (13, False)]


def test_after_a_break_the_bar_that_was_forming_is_asked_for_again():
    made = series()
    made.update(bar(10, 101, 6))
    made.lost()
    assert made.update(bar(11)) is Heard.NEW
    assert made.gaps(5, 11 * S) == [(10 * S, 11 * S)]
    assert shown(made, 2, 11 * S) == [(10, False), (11, False)]
    made.page(page(10, 10), [bar(10, 102, 9)], 11 * S)
    assert made.gaps(5, 11 * S) == []


def test_while_the_stream_lives_its_last_word_needs_no_page():
    made = series()
    made.update(bar(10, 101, 6))
    assert made.gaps(1, 10 * S) == []
    assert made.gaps(2, 11 * S) == [(11 * S, 12 * S)]


def test_a_stream_that_does_not_go_on_when_the_clock_does_is_not_waited_for():
    made = series()
    made.update(bar(10, 101, 6))
    made.began(10)
    assert made.gaps(1, 10 * S) == []
    made.began(11)
    assert made.gaps(2, 11 * S) == [(10 * S, 12 * S)]


def test_what_a_page_leaves_out_is_quiet_and_not_asked_for_again():
    made = Series(SECONDS)
    made.page(page(5, 9), [bar(5), bar(8), bar(9)], NOW)
    assert made.gaps(6, NOW) == [(10 * S, 11 * S)]
    assert shown(made, 6) == [(5, True), (8, True), (9, True)]
    filled = [(5, True), (6, True), (7, True), (8, True), (9, True), (10, False)]
    assert shown(made, 6, fill_quiet=True) == filled
    assert [b.volume for b in made.bars(6, NOW, fill_quiet=True)] == [5, 0, 0, 5, 5, 0]


def test_a_page_without_the_forming_bar_is_not_asked_for_again_until_that_is_over():
    made = Series(SECONDS)
    made.page(page(5, 10), [bar(n) for n in range(5, 10)], NOW)
    assert next_page(made, 6, 100, NOW) is None
    assert next_page(made, 6, 100, 11 * S) == Page(10 * S, 12 * S, 2, forming=True)


def test_a_quiet_bar_that_trades_after_all_is_no_longer_quiet():
    made = Series(SECONDS)
    made.page(page(8, 9), [], NOW)
    made.page(page(9, 9), [bar(9)], NOW)
    assert shown(made) == [(9, True)]


def test_a_bar_that_was_thought_quiet_and_then_breaks_off_is_asked_for():
    made = Series(SECONDS)
    made.page(page(8, 9), [bar(8)], NOW)
    made.page(page(9, 9), [], NOW)
    assert made.known(9, NOW)
    made.update(bar(9))
    made.lost()
    assert not made.known(9, NOW)


def test_a_page_that_stops_short_is_asked_on_at_either_end():
    made = Series(SECONDS)
    made.page(page(2, 9), [bar(4), bar(5)], NOW)
    assert made.gaps(9, NOW) == [(2 * S, 4 * S), (6 * S, 11 * S)]


def test_an_empty_page_with_the_forming_bar_is_no_beginning():
    made = Series(SECONDS)
    made.page(page(8, 10), [], NOW)
    assert made.beginning() is None
    assert made.gaps(5, NOW) == [(6 * S, 8 * S)]


def test_an_empty_page_is_the_beginning():
    made = series(6)
    assert made.beginning() is None
    made.page(page(1, 5), [], NOW)
    assert made.beginning() == 6
    assert made.gaps(1_000, NOW) == []


def test_an_empty_page_above_known_bars_is_silence_and_no_beginning():
    made = Series(SECONDS)
    made.page(page(3, 4), [bar(3), bar(4)], NOW)
    made.page(page(5, 9), [], NOW)
    assert made.beginning() is None
    assert made.known(7, NOW)


def test_memory_is_bounded():
    made = Series(SECONDS, keep=10, stream_skips_quiet=True)
    for at in range(0, 3_000, 3):
        made.update(bar(at))
    assert len(made._bars) + len(made._absent) <= 20
    assert made.gaps(10, 2_997 * S) == []


def test_bars_that_were_built_say_so_and_yield_to_the_venues():
    made = Series(SECONDS)
    for at in (8, 9, 10):
        made.update(Bar(at * S, 1, 1, 1, 1, 1, 0, 1, finished=False, built=True))
    made.page(page(9, 9), [bar(9)], NOW)
    assert [b.built for b in made.bars(3, NOW)] == [True, False, True]


@pytest.mark.parametrize("asked", [11, 6_001])
def test_more_than_is_kept_cannot_be_had(asked: int):
    with pytest.raises(ValueError, match="are kept"):
        next_page(Series(SECONDS, keep=asked - 1), asked, 100, NOW)
