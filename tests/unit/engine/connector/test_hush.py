"""Which silent topics are asked about, when, and what follows from the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.events import Surprise
from picaflor.domain.orders import Side
from picaflor.engine.connector.desk import Desk, Errand
from picaflor.engine.connector.hush import BOUND_NS, GRACE_NS, MOST_NS, Hush
from picaflor.engine.connector.sessions import PUBLIC, open_sessions
from picaflor.machines.session.machine import Output
from picaflor.machines.throttle import Throttle
from picaflor.wire.asks import ReadTrades, Refusal, Refused, Trades
from picaflor.wire.port import CloseSocket, Opened, SendFrame
from picaflor.wire.reports import TradeReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    Unsubscribe,
    Unsubscribed,
)
from picaflor.wire.venue import Venue

S = 1_000_000_000
TRADES, BOOK = Topic(Channel.TRADES, "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT")
BARS, TICKERS = Topic(Channel.CANDLES, "BTCUSDT", "1m"), Topic(Channel.TICKERS, "BTCUSDT")
AHEAD_NS = 3_600 * S  # of the venue's clock


class House:
    def __init__(self, venue: Venue, *topics: Topic) -> None:
        self.session = open_sessions(venue, venue.domains["live"], 1, private=False)[PUBLIC]
        self.venue = venue
        self.desk = Desk(venue, venue.domains["live"], Throttle(venue.limits, venue.costs, jitter_ns=0))
        self.told: list[object] = []
        self.missed: list[Topic] = []
        self.left: list[tuple[int, str]] = []
        self.gone: list[Errand] = []
        self.hush = Hush(
            venue, self.desk, self.session, self.obey, self.told.append, lambda: AHEAD_NS, self.missed.append
        )
        self.session.add(topics, 0)
        self.session.start(0)
        self.session.feed(Opened(PUBLIC), 0)
        for topic in topics:
            self.session.feed(Subscribed(topic), 0)
            self.hush.begins(topic, 0)

    def obey(self, outputs: tuple[Output, ...], now_ns: int) -> None:
        """The venue takes whatever it is asked for, at once."""
        for output in outputs:
            if isinstance(output, CloseSocket):
                self.left.append((now_ns // S, f"close: {output.why}"))
            if isinstance(output, SendFrame):
                for said in self.venue.stream.read_client(output.data):
                    self._taken(said, now_ns)

    def _taken(self, said: object, now_ns: int) -> None:
        if not isinstance(said, Subscribe | Unsubscribe):
            return
        self.left.append((now_ns // S, type(said).__name__.lower()))
        taken = Subscribed if isinstance(said, Subscribe) else Unsubscribed
        for topic in said.topics:
            self.obey(self.session.feed(taken(topic), now_ns), now_ns)
        if taken is Unsubscribed:
            self.obey(self.session.tick(now_ns + S), now_ns)

    def until(self, seconds: int) -> None:
        while (due := self.hush.due()) is not None and due <= seconds * S:
            self.session.heard_ns = due
            self.obey(self.session.tick(due - S), due - S)  # its ping goes first
            self.hush.tick(due)
            self.desk.pump(due)
            self.gone += self.desk.take_left()
            assert self.hush.due() != due, "time stands still"

    def asked(self) -> list[int]:
        """When trades were asked for, in seconds."""
        return [errand.asked_ns // S for errand in self.gone if isinstance(errand.ask, ReadTrades)]

    def answer(self, *at_s: int, now_s: int) -> None:
        rows = tuple(TradeReport("BTCUSDT", str(at), Side.BUY, 1, 1, at * S + AHEAD_NS) for at in at_s)
        errand = Errand(ReadTrades("BTCUSDT", 5), "hush BTCUSDT", (now_s - 1) * S)
        assert self.hush.answered(errand, Trades(rows), now_s * S)


@pytest.fixture
def house(venue: Venue) -> House:
    return House(venue, BOOK, TRADES)


def test_trades_that_are_silent_are_asked_for_ever_later_while_the_market_is_quiet(house: House) -> None:
    for now in range(120, 8_000):
        house.until(now)
        if len(house.asked()) > len(house.told):
            house.told.append("asked")
            house.answer(now_s=now + 1)
    assert house.asked()[:6] == [120, 240, 480, 960, 1920, 3720]
    assert house.asked()[6] - house.asked()[5] == MOST_NS // S
    assert house.left == []


def test_trades_that_talk_are_not_asked_for_and_when_they_stop_they_are_soon(house: House) -> None:
    for now in range(0, 1_000, 100):
        house.hush.traded_ns["BTCUSDT"] = now * S
        house.until(now)
    assert house.asked() == []
    house.until(5_000)
    assert house.asked()[0] == 900 + BOUND_NS // S


def test_a_trade_that_was_not_heard_is_waited_for_and_then_they_are_subscribed_to_again(house: House) -> None:
    house.until(120)
    house.answer(50, 60, now_s=121)
    assert house.hush.due() == 121 * S + GRACE_NS
    house.until(130)
    assert house.told == [Surprise("a silent topic", "trades of BTCUSDT were missed")]
    assert house.missed == [TRADES]
    assert house.left == [(126, "unsubscribe"), (126, "subscribe")]


def test_what_was_under_way_is_no_reason(house: House) -> None:
    house.until(120)
    house.answer(119, now_s=121)
    house.hush.traded_ns["BTCUSDT"] = 122 * S
    house.until(200)
    assert (house.told, house.left) == ([], [])


@pytest.mark.parametrize("old", [(), (3,), (-50,)])
def test_trades_before_it_listened_are_no_reason(house: House, old: tuple[int, ...]) -> None:
    house.until(120)
    house.answer(*old, now_s=121)
    house.until(200)
    assert (house.told, house.left) == ([], [])


def test_an_answer_that_says_nothing_and_one_that_nobody_waits_for(house: House) -> None:
    house.until(120)
    errand = Errand(ReadTrades("BTCUSDT"), "hush BTCUSDT", 0)
    assert house.hush.answered(errand, Refused("1", "no", Refusal.RULE), 121 * S)
    house.answer(100, now_s=122)
    assert not house.hush.answered(Errand(ReadTrades("BTCUSDT"), "bars", 0), Trades(()), 121 * S)
    house.until(200)
    assert house.told == []


def test_where_subscribing_again_did_not_help_the_socket_is_opened_anew(house: House) -> None:
    for asked, shown in ((120, 60), (246, 200)):
        house.until(asked)
        house.answer(shown, now_s=asked + 1)
    house.until(400)
    assert house.left[-1] == (252, "close: trades of BTCUSDT were missed again")
    assert len(house.told) == 2


@pytest.mark.parametrize("topic", [BARS, TICKERS])
def test_bars_and_tickers_are_subscribed_to_again(venue: Venue, topic: Topic) -> None:
    house = House(venue, topic)
    frame = CandlesFrame(topic, ()) if topic is BARS else TickersFrame(topic, ())
    assert house.hush.heard(frame, 30 * S) is False
    house.until(1_000)
    assert [at for at, what in house.left if what == "subscribe"] == [150, 270, 510, 990]
    assert house.asked() == []
    house.hush.heard(frame, 1_010 * S)
    house.until(1_200)
    assert house.left[-1] == (1_130, "subscribe"), "it has talked"


def test_trades_of_a_venue_that_does_not_tell_them_when_asked_are_subscribed_to_again(venue: Venue) -> None:
    costs = {ask: cost for ask, cost in venue.costs.items() if ask is not ReadTrades}
    house = House(replace(venue, costs=costs), TRADES)
    house.until(130)
    assert (house.asked(), house.left) == ([], [(120, "unsubscribe"), (120, "subscribe")])


def test_books_and_what_is_gone_are_not_its_business(house: House) -> None:
    house.session.remove([TRADES], S)
    house.until(1_000)
    assert (house.asked(), house.left, house.hush.due()) == ([], [], None)
