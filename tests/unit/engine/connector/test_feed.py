"""One feed of bars: history and stream joined, breaks healed; or built from trades, and only where all were heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.bars import Bar
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.engine.connector.feed import AGAIN_NS, RECENT, SETTLE_NS, CandleFeed
from picaflor.venues import load
from picaflor.wire.asks import Candles, ReadCandles, ReadTrades, Trades
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import CandleReport, TradeReport
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import CandleRule

S = 1_000_000_000
M = 60 * S
NOW = 29_000_000 * M + 30 * S
LAST = NOW // M  # the minute that is forming
MARKET = Market("bitget", "A-B", "AB", "A", "B", Grid(0), Grid(0))
BARS, TRADES = Topic(Channel.CANDLES, "AB", "1m"), Topic(Channel.TRADES, "AB")
ROW = load("bitget")
STREAMED = replace(ROW, candle_intervals=("1m",), candles=CandleRule(10, 20, streamed=("1m",)))
ASKED = replace(ROW, candle_intervals=("1m",), candles=CandleRule(10, 20))
BUILT = replace(ROW, candle_intervals=(), candles=CandleRule())


def row(minute: int, close: int = 100, volume: int = 1) -> CandleReport:
    return CandleReport(minute * M, 100 * ONE, close * ONE, 100 * ONE, close * ONE, volume * ONE, volume * 100 * ONE)


def trade(no: int, at_ns: int, price: int = 100) -> TradeReport:
    return TradeReport("AB", str(no), Side.BUY, price * ONE, ONE, at_ns)


def history(feed: CandleFeed, now_ns: int, first: int = 0) -> list[ReadCandles]:
    """A venue with a bar for each minute from `first` on answers whatever is asked."""
    asks: list[ReadCandles] = []
    while isinstance(ask := feed.ask(now_ns), ReadCandles):
        asks.append(ask)
        last = min(ask.until_ns // M - 1, now_ns // M - ask.history)
        feed.answered(
            ask, Candles(tuple(row(n) for n in range(max(first, last - ask.limit + 1), last + 1))), now_ns, now_ns
        )
    return asks


def minutes(bars: list[Bar]) -> list[int]:
    return [bar.open_ns // M for bar in bars]


def started(count: int = 15) -> CandleFeed:
    feed = CandleFeed(STREAMED, MARKET, "1m", count)
    feed.begins(BARS, NOW)
    history(feed, NOW)
    return feed


def test_ready_when_history_is_there_and_the_stream_lives() -> None:
    feed = CandleFeed(STREAMED, MARKET, "1m", 15)
    assert feed.topics() == [BARS]
    assert not feed.ready
    history(feed, NOW)
    assert not feed.ready
    feed.begins(Topic(Channel.CANDLES, "AB", "1h"), NOW)
    feed.begins(TRADES, NOW)
    assert not feed.ready
    feed.begins(BARS, NOW)
    assert feed.ready
    assert minutes(feed.bars(15, NOW)) == list(range(LAST - 14, LAST + 1))
    assert not any(bar.built for bar in feed.bars(15, NOW))


def test_updates_join_history_and_a_bar_ends_when_the_next_begins() -> None:
    feed = started()
    (changed,) = feed.told(BARS, [row(LAST, 110, 5)], False, NOW)
    assert (changed.close, changed.finished) == (110, False)
    assert feed.told(BARS, [row(LAST, 110, 5)], False, NOW) == []
    later = NOW + M
    ended, fresh = feed.told(BARS, [row(LAST + 1, 111)], False, later)
    assert (ended.close, ended.finished, fresh.finished) == (110, True, False)
    assert minutes(feed.bars(99, later)) == list(range(LAST - 13, LAST + 2))
    assert feed.ready
    assert feed.ask(later) is None


def test_of_a_snapshot_the_newest_is_news_and_others_topics_are_not() -> None:
    feed = started()
    rows = [row(n, 120, 9) for n in range(LAST - 3, LAST + 1)]
    assert [bar.open_ns // M for bar in feed.told(BARS, rows, True, NOW)] == [LAST]
    longer = [row(n, 120, 9) for n in range(LAST - 60, LAST - 3)] + rows
    assert feed.told(BARS, longer, True, NOW) == [], "what is older than what we follow is no news"
    assert feed.told(Topic(Channel.CANDLES, "AB", "3m"), rows, False, NOW) == []
    assert feed.traded([trade(1, NOW)], False, NOW) == []


def test_after_a_break_what_passed_meanwhile_is_asked_for() -> None:
    feed = started()
    feed.told(BARS, [row(LAST, 110, 5)], False, NOW)
    feed.lost()
    assert not feed.ready
    later = NOW + 3 * M
    feed.begins(BARS, later)
    feed.told(BARS, [row(LAST + 3, 113)], False, later)
    assert feed.gaps(later) == [(LAST * M, (LAST + 3) * M)]
    assert not feed.ready
    due = feed.due()
    assert due is not None
    assert due <= later
    (ask,) = history(feed, later)
    assert not ask.history, "the archive may not have them yet"
    assert feed.gaps(later) == []
    assert feed.ready
    assert minutes(feed.bars(5, later)) == [LAST - 1, LAST, LAST + 1, LAST + 2, LAST + 3]


def test_a_stream_that_says_nothing_is_asked_after_when_a_bar_ought_to_have_come() -> None:
    feed = started()
    due = feed.due()
    assert due == (LAST + 1) * M + SETTLE_NS
    assert feed.tick(due) == []
    assert not feed.ready
    assert history(feed, due)
    assert feed.ready
    assert minutes(feed.bars(2, due)) == [LAST, LAST + 1]


def test_a_new_listing_is_ready_with_what_there_is() -> None:
    feed = CandleFeed(STREAMED, MARKET, "1m", 500)
    feed.begins(BARS, NOW)
    history(feed, NOW, first=LAST - 2)
    assert feed.ready
    assert minutes(feed.bars(500, NOW)) == [LAST - 2, LAST - 1, LAST]


def test_a_question_without_an_answer_is_asked_again_later() -> None:
    feed = CandleFeed(STREAMED, MARKET, "1m", 5)
    ask = feed.ask(NOW)
    assert ask is not None
    assert feed.ask(NOW) is None
    feed.answered(ask, NoAnswer("timed out"), NOW, NOW)
    assert feed.ask(NOW) is None
    due = feed.due()
    assert due is not None
    assert NOW < due < NOW + 2 * S
    assert feed.ask(due) is not None


def test_rows_that_open_elsewhere_are_counted_and_not_believed() -> None:
    feed = started()
    assert feed.told(BARS, [CandleReport(LAST * M + 1, ONE, ONE, ONE, ONE, 0, 0)], False, NOW) == []
    assert feed.misfits == 1


# without a stream of bars


def test_without_a_stream_bars_are_built_beside_the_history_and_say_so() -> None:
    feed = CandleFeed(ASKED, MARKET, "1m", 15)
    assert feed.topics() == []
    feed.begins(TRADES, NOW)
    assert feed.ask(NOW) == ReadTrades("AB", RECENT)
    feed.answered(ReadTrades("AB", RECENT), Trades((trade(2, NOW), trade(1, NOW - 20 * S))), NOW, NOW)
    history(feed, NOW)
    assert feed.ready
    assert not any(bar.built for bar in feed.bars(15, NOW)), "not all trades of this minute were heard"
    later = NOW + M
    (fresh,) = feed.traded([trade(3, later, 105)], False, later)
    assert (fresh.open_ns // M, fresh.close, fresh.built) == (LAST + 1, 105, True)
    due = feed.due()
    assert due is not None
    history(feed, later + SETTLE_NS)
    assert [(bar.open_ns // M, bar.built) for bar in feed.bars(2, later)] == [(LAST, False), (LAST + 1, True)]


def test_where_there_is_neither_built_bars_are_all_there_is() -> None:
    feed = CandleFeed(BUILT, MARKET, "1m", 15)
    assert not feed.ready
    feed.begins(TRADES, NOW)
    assert feed.traded([trade(9, NOW)], False, NOW) == [], "nobody knows yet from where on all was heard"
    ask = feed.ask(NOW)
    assert ask == ReadTrades("AB", RECENT)
    rows = (trade(9, NOW), trade(8, NOW - M, 103), trade(7, NOW - 2 * M, 102))
    changed = feed.answered(ask, Trades(rows), NOW, NOW)
    assert feed.ready
    assert [(bar.open_ns // M, bar.close, bar.built) for bar in changed] == [(LAST - 1, 103, True), (LAST, 100, True)]
    assert minutes(feed.bars(15, NOW)) == [LAST - 1, LAST]
    due = feed.due()
    assert due == (LAST + 1) * M
    quiet = feed.tick(due)
    assert [(bar.open_ns // M, bar.volume, bar.finished) for bar in quiet] == [(LAST, 1, True), (LAST + 1, 0, False)]


def test_a_market_in_which_nothing_has_ever_traded_is_ready_too() -> None:
    feed = CandleFeed(BUILT, MARKET, "1m", 15)
    feed.begins(TRADES, NOW)
    feed.ask(NOW)
    feed.answered(ReadTrades("AB", RECENT), Trades(()), NOW, NOW)
    assert feed.ready
    (first,) = feed.traded([trade(1, NOW + S)], False, NOW + S)
    assert (first.volume, first.built) == (1, True)


@pytest.mark.parametrize("overlap", [True, False])
def test_a_torn_stream_of_trades_is_whole_again_only_if_recent_trades_reach_back(overlap: bool) -> None:
    feed = CandleFeed(BUILT, MARKET, "1m", 15)
    feed.begins(TRADES, NOW)
    feed.ask(NOW)
    feed.answered(ReadTrades("AB", RECENT), Trades((trade(2, NOW), trade(1, NOW - M))), NOW, NOW)
    feed.lost()
    later = NOW + 2 * M
    feed.begins(TRADES, later)
    assert not feed.ready
    assert feed.traded([trade(5, later, 105)], False, later) == []
    missed = (trade(5, later, 105), trade(4, NOW + M, 104), trade(3, NOW + S, 103))
    recent = (*missed, trade(2, NOW)) if overlap else missed
    assert feed.ask(later) == ReadTrades("AB", RECENT)
    feed.answered(ReadTrades("AB", RECENT), Trades(recent), later, later)
    assert feed.ready
    shown = {bar.open_ns // M: (bar.volume, bar.close) for bar in feed.bars(15, later)}
    if overlap:
        assert shown == {LAST: (2, 103), LAST + 1: (1, 104), LAST + 2: (1, 105)}
    else:
        assert {n: shown[n] for n in (LAST + 1, LAST + 2)} == {LAST + 1: (1, 104), LAST + 2: (1, 105)}
        assert shown[LAST] == (1, 100), "told before the break, and not known to be whole"
        assert feed.gaps(later)


def test_recent_trades_are_asked_for_again_if_nobody_answers() -> None:
    feed = CandleFeed(BUILT, MARKET, "1m", 15)
    feed.begins(TRADES, NOW)
    ask = feed.ask(NOW)
    assert ask is not None
    feed.answered(ask, NoAnswer("timed out"), NOW, NOW)
    assert feed.due() == NOW + AGAIN_NS
    assert feed.ask(NOW) is None
    assert feed.ask(NOW + AGAIN_NS) == ask
