"""The part that follows bars: its questions go over the desk, its news out, and a new grid begins anew."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.events import BarChanged, Event, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.engine.connector.desk import QUEUE_MAX, Desk
from picaflor.engine.connector.feeds import BarsWanted, Feeds
from picaflor.machines.throttle import Throttle
from picaflor.venues import load
from picaflor.wire.asks import Candles, ReadCandles, ReadTrades
from picaflor.wire.net import NotSent
from picaflor.wire.reports import CandleReport
from picaflor.wire.stream import CandlesFrame, Channel, Pong, Topic, TradesFrame

S = 1_000_000_000
M = 60 * S
NOW = 29_000_000 * M + 30 * S
AHEAD = 7 * S
ROW = load("bitget")
MARKET = Market("bitget", "A-B", "AB", "A", "B", Grid(0), Grid(0))
TOPIC = Topic(Channel.CANDLES, "AB", "1m")


class Room:
    def __init__(self, *wanted: BarsWanted, ahead_ns: int = 0) -> None:
        self.events: list[Event] = []
        self.desk = Desk(ROW, ROW.domains["live"], Throttle(ROW.limits, ROW.costs))
        wanted = wanted or (BarsWanted("A-B", "1m", 5),)
        self.feeds = Feeds(ROW, wanted, self.desk, self.events.append, lambda: ahead_ns)

    def opened(self, market: Market = MARKET) -> list[Topic]:
        topics = self.feeds.public_topics(market)
        for topic in topics:
            self.feeds.begins(topic, NOW)
        return topics

    def answer(self, now_ns: int = NOW) -> list[ReadCandles]:
        """Everything that was asked gets a bar for each minute."""
        self.desk.pump(now_ns)
        asks = []
        for errand in self.desk.take_left():
            ask = errand.ask
            assert isinstance(ask, ReadCandles)
            asks.append(ask)
            last = (now_ns + AHEAD) // M
            rows = tuple(row(n) for n in range(last - 9, last + 1) if n * M < ask.until_ns)
            assert self.feeds.answered(errand, Candles(rows), now_ns)
        return asks

    def bars(self) -> list[BarChanged]:
        return [event for event in self.events if isinstance(event, BarChanged)]


def row(minute: int, close: int = 100) -> CandleReport:
    return CandleReport(minute * M, 100 * ONE, close * ONE, 100 * ONE, close * ONE, ONE, 100 * ONE)


def test_each_wish_is_missing_until_its_bars_are_there() -> None:
    room = Room(BarsWanted("A-B", "1m", 5), BarsWanted("C-D", "1h"))
    assert room.feeds.missing() == ["bars A-B 1m", "bars C-D 1h"]
    assert room.feeds.due() is None
    assert room.opened() == [TOPIC]
    assert len(room.answer()) == 1
    assert room.feeds.missing() == ["bars C-D 1h"]
    assert len(room.feeds.bars("A-B", "1m", 99, NOW)) == 5
    assert room.feeds.bars("C-D", "1h", 99, NOW) == []


def test_frames_become_events_and_those_of_others_nothing() -> None:
    room = Room()
    room.opened()
    room.answer()
    last = NOW // M
    assert room.feeds.heard(CandlesFrame(TOPIC, (row(last, 105),)), NOW)
    ((event),) = room.bars()
    assert (event.venue, event.pair, event.interval, event.bar.close) == ("bitget", "A-B", "1m", 105)
    room.feeds.heard(CandlesFrame(Topic(Channel.CANDLES, "XY", "1m"), (row(last, 106),)), NOW)
    room.feeds.heard(TradesFrame(Topic(Channel.TRADES, "AB"), ()), NOW)
    assert not room.feeds.heard(Pong(), NOW)
    assert len(room.bars()) == 1


def test_whether_a_bar_is_over_the_venues_clock_says() -> None:
    """Ours is seven seconds slow: at 55 s of the minute theirs has begun the next one."""
    room = Room(ahead_ns=AHEAD)
    now = NOW + 25 * S
    for topic in room.feeds.public_topics(MARKET):
        room.feeds.begins(topic, now)
    room.answer(now)
    last = room.feeds.bars("A-B", "1m", 2, now)
    assert [(bar.open_ns // M - NOW // M, bar.finished) for bar in last] == [(0, True), (1, False)]


def test_a_full_lane_is_no_answer_and_is_tried_again() -> None:
    room = Room()
    for n in range(QUEUE_MAX):
        room.desk.ask(ReadTrades("AB"), f"other {n}", NOW)
    room.opened()
    due = room.feeds.due()
    assert due is not None
    assert NOW < due <= NOW + 2 * S
    assert room.feeds.missing()


def test_an_answer_that_failed_is_asked_for_again_when_it_is_due() -> None:
    room = Room()
    room.opened()
    room.desk.pump(NOW)
    (errand,) = room.desk.take_left()
    assert room.feeds.answered(errand, NotSent("no route"), NOW)
    due = room.feeds.due()
    assert due is not None
    assert due > NOW
    room.feeds.tick(due)
    assert len(room.answer(due)) == 1
    assert room.feeds.missing() == []


def test_a_new_grid_begins_anew_and_what_was_asked_for_the_old_one_is_nobodys() -> None:
    room = Room()
    room.opened()
    room.desk.pump(NOW)
    (errand,) = room.desk.take_left()
    finer = replace(MARKET, tick=Grid(1))
    room.feeds.listed({"A-B": MARKET}, ("A-B",), NOW)
    before = room.feeds.feed("A-B", "1m")
    room.feeds.listed({"A-B": finer}, ("A-B",), NOW)
    feed = room.feeds.feed("A-B", "1m")
    assert feed is not None
    assert feed is not before
    assert feed.live
    room.feeds.tick(NOW)
    assert room.feeds.answered(errand, Candles((row(NOW // M),)), NOW)
    room.answer()
    assert room.feeds.missing() == []
    assert feed.bars(1, NOW)[0].close == 1_000


def test_a_lost_socket_and_odd_rows_are_told() -> None:
    room = Room()
    room.opened()
    room.answer()
    room.feeds.lost()
    assert room.feeds.missing() == ["bars A-B 1m"]
    room.feeds.heard(CandlesFrame(TOPIC, (CandleReport(NOW, ONE, ONE, ONE, ONE, 0, 0),)), NOW)
    assert [event for event in room.events if isinstance(event, Surprise)] == [
        Surprise("bars that open elsewhere", "A-B 1m: 1")
    ]


def test_a_topic_that_was_missed_in_part_begins_anew_and_no_other_one() -> None:
    room = Room()
    room.opened()
    room.answer()
    room.feeds.missed(Topic(Channel.TRADES, "AB"))
    assert room.feeds.missing() == []
    room.feeds.missed(TOPIC)
    assert room.feeds.missing() == ["bars A-B 1m"]
    room.feeds.begins(TOPIC, NOW)
    room.answer()
    assert room.feeds.missing() == []
