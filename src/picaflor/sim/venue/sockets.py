"""The emulated venue's websockets: who is logged in, who hears what, and who has been silent for too long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import assert_never

from msgspec import structs

from picaflor.sim.venue.candle_news import CandleNews
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.news import BalanceNews, News, OrderNews, TradeNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.publisher import DEPTH, Publisher
from picaflor.wire.asks import Refused
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import (
    Channel,
    ClientFrame,
    Garbled,
    Hearing,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    TradesFrame,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)
from picaflor.wire.venue import FindKeys, Venue

RECENT_TRADES = 50


@dataclass(slots=True)
class Conn:
    no: int
    heard_ns: int
    nudged_ns: int = 0
    account: VenueAccount | None = None
    topics: dict[Topic, None] = field(default_factory=dict)  # in the order in which they were asked for
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    conn: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Nudge:
    """A ping frame of the protocol."""

    conn: int


@dataclass(frozen=True, slots=True)
class HangUp:
    conn: int
    code: int
    why: str


class Sockets:
    def __init__(self, venue: Venue, floor: Floor, find_keys: FindKeys) -> None:
        self.conns: dict[int, Conn] = {}
        self.out: list[Say | Nudge | HangUp] = []
        self._lists = "ack_lists" in venue.features
        self._venue = venue
        self._floor = floor
        self._find_keys = find_keys
        self._publisher = Publisher(venue, floor)
        self._candles = CandleNews(venue, floor)
        self._hearers: dict[Topic, set[int]] = {}

    def opened(self, no: int, now_ns: int) -> None:
        self.conns[no] = Conn(no, now_ns, now_ns)

    def closed(self, no: int) -> None:
        conn = self.conns.pop(no, None)
        for topic in conn.topics if conn else ():
            self._forget(topic, no)

    def frame(self, no: int, data: bytes, now_ns: int) -> None:
        conn = self.conns.get(no)
        if conn is None:
            return
        conn.heard_ns = now_ns
        for said in self._venue.stream.read_client(data):
            self._answer(conn, said, now_ns)

    def beat(self, no: int, now_ns: int) -> bool:
        conn = self.conns.get(no)
        if conn is None:
            return False
        conn.heard_ns = now_ns
        return not conn.silent

    def due(self) -> int | None:
        lasts, every = self._venue.heartbeat.closes_after_ns, self._venue.heartbeat.venue_every_ns
        hang_up = min((c.heard_ns + lasts for c in self.conns.values()), default=None) if lasts else None
        nudge = min((c.nudged_ns + every for c in self.conns.values()), default=None) if every else None
        beat = self._publisher.due() if self._hearers else None
        times = [t for t in (hang_up, nudge, beat) if t is not None]
        return min(times) if times else None

    def tick(self, now_ns: int) -> None:
        self._keep_alive(now_ns)
        if now_ns >= self._publisher.due():
            self._publish(now_ns)
            heard = [topic for topic in self._hearers if topic.channel is Channel.CANDLES]
            for topic, frame in self._candles.changes(heard, now_ns) if heard else ():
                self._shout(topic, frame, now_ns)

    def _keep_alive(self, now_ns: int) -> None:
        pulse = self._venue.heartbeat
        for conn in list(self.conns.values()):
            if pulse.closes_after_ns and now_ns - conn.heard_ns >= pulse.closes_after_ns:
                self.out.append(HangUp(conn.no, pulse.close_code, pulse.close_words))
                self.closed(conn.no)
            elif pulse.venue_every_ns and now_ns - conn.nudged_ns >= pulse.venue_every_ns:
                conn.nudged_ns = now_ns
                if not conn.silent:
                    self.out.append(Nudge(conn.no))

    def tell(self, news: list[News], now_ns: int) -> None:
        for item in news:
            match item:
                case TradeNews(report):
                    topic = Topic(Channel.TRADES, report.symbol)
                    self._shout(topic, TradesFrame(topic, (report,)), now_ns)
                case OrderNews(account, report):
                    self._whisper(account, Channel.ORDERS, OrdersFrame((report,)), now_ns, report.symbol)
                case BalanceNews(account, assets):
                    self._whisper(account, Channel.BALANCES, balances(account, assets, now_ns), now_ns)
                case _:
                    assert_never(item)

    # what clients say

    def _answer(self, conn: Conn, said: ClientFrame, now_ns: int) -> None:
        match said:
            case Ping():
                self._say(conn, Pong(), now_ns)
            case Login():
                self._login(conn, said, now_ns)
            case Subscribe():
                self._subscribe(conn, said, now_ns)
            case Unsubscribe(topics, ref):
                for topic in topics:
                    conn.topics.pop(topic, None)
                    self._forget(topic, conn.no)
                    if not self._listed(topic):
                        self._say(conn, Unsubscribed(topic, ref), now_ns)
                self._list(conn, said, now_ns)
            case Garbled(code, words, ref):
                self._say(conn, StreamRefused(code, words, ref=ref), now_ns)
            case _:
                assert_never(said)

    def _login(self, conn: Conn, login: Login, now_ns: int) -> None:
        keys = self._venue.auth.verify_login(login, self._find_keys, now_ns)
        if isinstance(keys, Refused):
            self._say(conn, LoginRefused(keys.code, keys.words, login.ref), now_ns)
            self.out.append(HangUp(conn.no, 1000, keys.words))
            self.closed(conn.no)
            return
        conn.account = next(a for a in self._floor.accounts if a.keys.api_key == keys.api_key)
        self._say(conn, LoggedIn(login.ref), now_ns)

    def _subscribe(self, conn: Conn, said: Subscribe, now_ns: int) -> None:
        """Acknowledged one by one, each with what was before; or by lists, and then told what was before."""
        fresh = []
        for topic in said.topics:
            there = self._there(topic)
            if self._listed(topic):
                if there and topic not in conn.topics:
                    fresh.append(topic)
                    conn.topics[topic] = None
            elif topic.channel.private and conn.account is None:
                self._refuse(conn, topic, "login first", said.ref, now_ns)
            elif not there:
                self._refuse(conn, topic, "no such topic", said.ref, now_ns)
            else:
                self._say(conn, Subscribed(topic, said.ref), now_ns)
                conn.topics[topic] = None
                self._begin(conn, topic, now_ns)
        self._list(conn, said, now_ns)
        for topic in fresh:
            self._begin(conn, topic, now_ns)

    def _there(self, topic: Topic) -> bool:
        listed = not topic.symbol or topic.symbol in self._floor.markets
        return listed and (topic.channel is not Channel.CANDLES or self._candles.offers(topic))

    def _listed(self, topic: Topic) -> bool:
        return self._lists and not topic.channel.private

    def _list(self, conn: Conn, said: Subscribe | Unsubscribe, now_ns: int) -> None:
        for kind, _ in groupby((t.channel, t.name) for t in said.topics if self._listed(t)):
            symbols = tuple(t.symbol for t in conn.topics if (t.channel, t.name) == kind)
            self._say(conn, Hearing(kind[0], symbols, kind[1], said.ref), now_ns)

    def _begin(self, conn: Conn, topic: Topic, now_ns: int) -> None:
        self._before(conn, topic, now_ns)
        self._hearers.setdefault(topic, set()).add(conn.no)

    def _before(self, conn: Conn, topic: Topic, now_ns: int) -> None:
        """What was before, where the venue tells it to who comes new."""
        features = self._venue.features
        if topic.channel is Channel.BOOK:
            # What others have not heard yet is told first, so that the snapshot and the next change join.
            self._publish(now_ns, topic.symbol)
            depth = self._venue.book_channels.get(topic.name) or DEPTH
            self._say(conn, self._publisher.snapshot(topic, now_ns, depth), now_ns)
        elif topic.channel is Channel.CANDLES:
            self._say(conn, self._candles.snapshot(topic, now_ns), now_ns)
        elif topic.channel is Channel.TRADES and "trades_snapshot" in features:
            recent = tuple(islice(reversed(self._floor.tapes[topic.symbol].trades), RECENT_TRADES))
            self._say(conn, TradesFrame(topic, recent, snapshot=True), now_ns)
        elif conn.account is None:
            return
        elif topic.channel is Channel.BALANCES:
            self._say(conn, balances(conn.account, conn.account.ledger.assets(), now_ns), now_ns)
        elif topic.channel is Channel.ORDERS and "orders_snapshot" in features:
            rows = tuple(order.report() for order in conn.account.live.values())
            self._say(conn, OrdersFrame(rows, topic, snapshot=True), now_ns)

    def _refuse(self, conn: Conn, topic: Topic, rule: str, ref: str, now_ns: int) -> None:
        code, words = self._venue.refusals[rule]
        words = words.format(channel=topic.channel, symbol=topic.symbol)
        self._say(conn, StreamRefused(code, words, topic, ref), now_ns)

    def _forget(self, topic: Topic, no: int) -> None:
        hearers = self._hearers.get(topic, set())
        hearers.discard(no)
        if not hearers:
            self._hearers.pop(topic, None)

    # what the venue says

    def _publish(self, now_ns: int, only: str = "") -> None:
        topics = [t for t in self._hearers if t.channel is Channel.BOOK and (not only or t.symbol == only)]
        for topic, frame in self._publisher.changes(topics, now_ns, only):
            self._shout(topic, frame, now_ns)

    def _shout(self, topic: Topic, frame: VenueFrame, now_ns: int) -> None:
        hearers = self._hearers.get(topic)
        if hearers:
            data = self._venue.stream.write_venue(frame, now_ns)
            self.out += [Say(no, part) for no in hearers for part in data if not self.conns[no].silent]

    def _whisper(
        self,
        account: VenueAccount,
        channel: Channel,
        frame: OrdersFrame | BalancesReport,
        now_ns: int,
        symbol: str = "",
    ) -> None:
        """`symbol`: of the order that it is about; each hearer hears it under the name it asked by."""
        for conn in self.conns.values():
            if conn.account is not account:
                continue
            for topic in conn.topics:
                if topic.channel is channel and topic.symbol in ("", symbol):
                    self._say(conn, structs.replace(frame, topic=topic) if symbol else frame, now_ns)

    def _say(self, conn: Conn, frame: VenueFrame, now_ns: int) -> None:
        if not conn.silent:
            self.out += [Say(conn.no, part) for part in self._venue.stream.write_venue(frame, now_ns)]


def balances(account: VenueAccount, assets: Iterable[str], now_ns: int, whole: bool = False) -> BalancesReport:
    ledger = account.ledger
    names = sorted(set(assets))
    rows = tuple(BalanceReport(asset, ledger.free(asset), ledger.held(asset)) for asset in names)
    return BalancesReport(rows, whole, now_ns)
