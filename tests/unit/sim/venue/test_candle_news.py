"""Bars over sockets: many at first, then each as it changes, at most once a second, and each new one once."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Side
from picaflor.machines.candles import parse_interval
from picaflor.sim.venue.candle_news import BEAT_NS, SNAPSHOT, CandleNews
from picaflor.sim.venue.conns import Say
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.sockets import Sockets
from picaflor.venues import load
from picaflor.wire.reports import TradeReport
from picaflor.wire.stream import CandlesFrame, Channel, StreamRefused, Subscribe, Subscribed, Topic, VenueFrame
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
NOW = 1_700_000_040 * SECOND  # a full minute
MINUTE = 60 * SECOND
MINUTES = Topic(Channel.CANDLES, "BTCUSDT", "1m")
HOURS = Topic(Channel.CANDLES, "BTCUSDT", "1h")


@pytest.fixture
def news(venue: Venue, floor: Floor) -> CandleNews:
    return CandleNews(venue, floor)


def trade(floor: Floor, at_ns: int, no: int = 1) -> None:
    market = floor.markets["BTCUSDT"]
    price, size = 6_123_450 * market.tick.atoms, 1_000 * market.lot.atoms
    floor.tapes["BTCUSDT"].add(TradeReport("BTCUSDT", str(no), Side.BUY, price, size, at_ns))


def told(news: CandleNews, now_ns: int, *topics: Topic) -> list[tuple[str, int]]:
    """The interval and the opening of each row, one a frame."""
    frames = news.changes(list(topics), now_ns)
    assert all(len(frame.rows) == 1 and not frame.snapshot for _, frame in frames)
    return [(topic.name, frame.rows[0].open_ns) for topic, frame in frames]


def test_a_snapshot_ends_with_the_bar_that_is_forming(news: CandleNews, floor: Floor) -> None:
    frame = news.snapshot(HOURS, NOW)
    assert frame.snapshot
    assert frame.topic == HOURS
    assert len(frame.rows) == SNAPSHOT
    assert frame.rows == floor.tapes["BTCUSDT"].candles(parse_interval("1h"), NOW, limit=SNAPSHOT)


def test_nothing_is_told_while_nothing_trades_and_one_bar_when_it_begins(news: CandleNews) -> None:
    news.snapshot(MINUTES, NOW)
    assert told(news, NOW, MINUTES) == []
    assert told(news, NOW + 59 * SECOND, MINUTES) == []
    assert told(news, NOW + MINUTE, MINUTES) == [("1m", NOW + MINUTE)]
    assert told(news, NOW + MINUTE + BEAT_NS, MINUTES) == []


def test_a_change_is_told_at_most_once_a_second(news: CandleNews, floor: Floor) -> None:
    news.snapshot(MINUTES, NOW)
    assert told(news, NOW, MINUTES) == []
    for tenth in range(1, 10):
        trade(floor, NOW + tenth * SECOND // 10, tenth)
        assert told(news, NOW + tenth * SECOND // 10, MINUTES) == []
    ((_, frame),) = news.changes([MINUTES], NOW + SECOND)
    assert frame.rows[0].base_volume == 9_000 * floor.markets["BTCUSDT"].lot.atoms
    assert told(news, NOW + 2 * SECOND, MINUTES) == []


def test_a_bar_that_ended_is_told_whole_before_the_next(news: CandleNews, floor: Floor) -> None:
    news.snapshot(MINUTES, NOW)
    trade(floor, NOW + MINUTE - 1)
    assert told(news, NOW + MINUTE, MINUTES) == [("1m", NOW), ("1m", NOW + MINUTE)]
    trade(floor, NOW + MINUTE + 1, 2)
    assert told(news, NOW + 3 * MINUTE, MINUTES) == [("1m", NOW + n * MINUTE) for n in (1, 2, 3)]


def test_topics_go_their_own_ways_and_are_forgotten_when_nobody_hears_them(news: CandleNews, floor: Floor) -> None:
    news.snapshot(MINUTES, NOW)
    news.snapshot(HOURS, NOW)
    trade(floor, NOW + 1)
    assert told(news, NOW + SECOND, HOURS, MINUTES) == [("1h", NOW // (60 * MINUTE) * 60 * MINUTE), ("1m", NOW)]
    trade(floor, NOW + SECOND + 1, 2)
    assert told(news, NOW + 2 * SECOND, HOURS) == [("1h", NOW // (60 * MINUTE) * 60 * MINUTE)]
    assert told(news, NOW + 3 * SECOND, HOURS, MINUTES) == [("1m", NOW)], "as if it were new"


def test_where_quiet_bars_are_skipped_silence_is_silence(floor: Floor) -> None:
    venue = load("bitget")
    rule = type(venue.candles)(1, 1, {}, ("1m",), skips_quiet=True)
    news = CandleNews(type(venue)(**{**_fields(venue), "candles": rule}), floor)
    assert all(row.base_volume for row in news.snapshot(MINUTES, NOW).rows)
    assert told(news, NOW + 2 * MINUTE, MINUTES) == []
    trade(floor, NOW + 2 * MINUTE + 1)
    assert told(news, NOW + 2 * MINUTE + SECOND, MINUTES) == [("1m", NOW + 2 * MINUTE)]


def _fields(venue: Venue) -> dict[str, object]:
    return {name: getattr(venue, name) for name in venue.__dataclass_fields__}


def heard(venue: Venue, sockets: Sockets) -> list[VenueFrame]:
    out, sockets.out = sockets.out, []
    return [frame for item in out if isinstance(item, Say) for frame in venue.stream.read_venue(item.data)]


def test_over_a_socket_in_the_venues_bytes(venue: Venue, floor: Floor) -> None:
    sockets = Sockets([floor], lambda _: None)
    sockets.opened(1, NOW)
    (data,) = venue.stream.write_client(Subscribe((MINUTES, Topic(Channel.CANDLES, "NOPE", "1m"))))
    sockets.frame(1, data, NOW)
    acked, snapshot, refused = heard(venue, sockets)
    assert acked == Subscribed(MINUTES)
    assert isinstance(snapshot, CandlesFrame)
    assert (snapshot.topic, snapshot.snapshot, len(snapshot.rows)) == (MINUTES, True, SNAPSHOT)
    assert isinstance(refused, StreamRefused)
    trade(floor, NOW + SECOND)
    sockets.tick(NOW + 2 * SECOND)
    (update,) = heard(venue, sockets)
    assert isinstance(update, CandlesFrame)
    assert update.rows == floor.tapes["BTCUSDT"].candles(parse_interval("1m"), NOW + 2 * SECOND)
