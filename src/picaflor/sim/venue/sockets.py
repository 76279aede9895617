"""The emulated venue's websockets: who is logged in, who hears what, and who has been silent for too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from msgspec import structs

from picaflor.sim.venue.conns import Conn, HangUp, Nudge, Say
from picaflor.sim.venue.environments import keys_there
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.hearers import Hearers
from picaflor.sim.venue.listening import ListenKeys
from picaflor.sim.venue.news import BalanceNews, News, OrderNews, PositionNews, StopNews, TradeNews, WalletNews
from picaflor.sim.venue.newsroom import Make, Newsroom, in_wallet
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.publisher import Sums
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys
from picaflor.wire.stream import (
    EVERY,
    Call,
    Channel,
    ClientFrame,
    Garbled,
    Hearing,
    HearingAll,
    LoggedIn,
    Login,
    LoginRefused,
    Nodded,
    Nudged,
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
from picaflor.wire.venue import PublicSocket, Stream, Venue

TOO_MUCH, TOO_BIG = 1008, 1009  # RFC 6455


class Sockets:
    """One set for all rows of the house; a topic's product says whose it is. What only a house has is the first row's."""

    def __init__(
        self,
        floors: Sequence[Floor],
        find_keys: FindKeys,
        sums: Sums | None = None,
        call: Callable[[Conn, Call, int], None] = lambda conn, call, now_ns: None,
        *,
        patient: bool = False,
    ) -> None:
        """`call`: who answers what a customer asks over a socket. `patient`: customers may say as much as they like."""
        self.conns: dict[int, Conn] = {}
        self.out: list[Say | Nudge | HangUp] = []
        self.listen_keys = ListenKeys(floors[0].venue.listen, floors[0].venue.order_no)
        self._venue = floors[0].venue
        self._frames_per_second = 0 if patient else self._venue.frames_per_second
        self._lists = "ack_lists" in self._venue.features
        self._lists_all = "ack_all" in self._venue.features
        self._rooms = {floor.venue.product: Newsroom(floor, sums) for floor in floors}
        self._hosts = _hosts([floor.venue for floor in floors])
        self._shared = {name for room in self._rooms.values() for name in room.shared}
        self._find_keys, self._accounts = find_keys, floors[0].accounts
        self._call = call
        self._hearers = Hearers()

    def opened(self, no: int, now_ns: int, host: str = "") -> None:
        self.conns[no] = Conn(no, self._hosts.get(host, self._venue), now_ns, now_ns, host=host)

    def admit(self, no: int, api_key: str) -> None:
        """Who it is, was known from the handshake."""
        self.conns[no].account = next(a for a in self._accounts if a.keys.api_key == api_key)

    def enters(self, no: int, socket: PublicSocket) -> None:
        self.conns[no].socket = socket

    def said(self, no: int, frame: ClientFrame, now_ns: int) -> None:
        self._answer(self.conns[no], frame, now_ns)

    def listens(self, no: int, key: str, now_ns: int) -> None:
        """A private socket that was opened by a listen key; it hears all that there is, unasked."""
        rule, conn = self._venue.listen, self.conns[no]
        assert rule is not None
        account_no = self.listen_keys.account_of(key, now_ns)
        if account_no is None:
            self._part(conn, rule.close_code, rule.close_words)
            return
        conn.listen_key = key
        conn.account = self._accounts[account_no]
        conn.topics = {Topic(channel, product=product): None for product in self._rooms for channel in rule.hears}

    def forget(self, conn: Conn, topic: Topic) -> None:
        """It is told no more, and nobody says so."""
        conn.topics.pop(topic, None)
        self._hearers.drop(topic, conn.no)

    def closed(self, no: int) -> None:
        conn = self.conns.pop(no, None)
        for topic in conn.topics if conn else ():
            self._hearers.drop(topic, no)

    def frame(self, no: int, data: bytes, now_ns: int) -> None:
        conn = self.conns.get(no)
        if conn is None:
            return
        conn.heard_ns = now_ns
        if 0 < self._venue.frame_max < len(data):
            self._part(conn, TOO_BIG, "the message is too long")
            return
        if conn.chatters(self._frames_per_second, now_ns):
            self._part(conn, TOO_MUCH, f"more than {self._frames_per_second} messages in a second")
            return
        for said in self._stream(conn).read_client(data):
            self._answer(conn, said, now_ns)

    def beat(self, no: int, now_ns: int) -> bool:
        conn = self.conns.get(no)
        if conn is None:
            return False
        conn.heard_ns = now_ns
        return not conn.silent

    def due(self) -> int | None:
        times = []
        if self._hearers:
            for product, room in self._rooms.items():
                if (beat := room.due(self._hearers.kinds(product))) is not None:
                    times.append(beat)
        for conn in self.conns.values():
            pulse, socket = conn.venue.heartbeat, conn.socket
            if lasts := (socket.closes_after_ns if socket else 0) or pulse.closes_after_ns:
                times.append(conn.heard_ns + lasts)
            if pulse.venue_every_ns:
                times.append(conn.nudged_ns + pulse.venue_every_ns)
            if conn.listen_key:
                times.append(self.listen_keys.ends_ns(conn.listen_key))
        return min(times) if times else None

    def pace(self, every_ns: int) -> None:
        """How often books tell what has changed."""
        for room in self._rooms.values():
            room.pace(every_ns)

    def tick(self, now_ns: int) -> None:
        self._keep_alive(now_ns)
        for product, room in self._rooms.items():
            beat = room.due(self._hearers.kinds(product))
            if beat is not None and now_ns >= beat:
                for topic, frame in room.beat(self._hearers.topics(product), now_ns):
                    self._shout(topic, frame, now_ns)

    def publish(self, product: str, symbol: str, now_ns: int) -> None:
        """What a book has changed, ahead of its beat."""
        for topic, frame in self._rooms[product].books(self._hearers.topics(product), symbol, now_ns):
            self._shout(topic, frame, now_ns)

    def _keep_alive(self, now_ns: int) -> None:
        for conn in list(self.conns.values()):
            pulse, lasts = conn.venue.heartbeat, self._lasts_ns(conn)
            if lasts and now_ns - conn.heard_ns >= lasts:
                self._part(conn, pulse.close_code, pulse.close_words)
            elif conn.listen_key and self.listen_keys.account_of(conn.listen_key, now_ns) is None:
                assert self._venue.listen is not None
                self._part(conn, self._venue.listen.close_code, self._venue.listen.close_words)
            elif pulse.venue_every_ns and now_ns - conn.nudged_ns >= pulse.venue_every_ns:
                conn.nudged_ns = now_ns
                self._nudge(conn, now_ns)

    def _lasts_ns(self, conn: Conn) -> int:
        """For how long it may be silent; 0: for ever."""
        return (conn.socket.closes_after_ns if conn.socket else 0) or conn.venue.heartbeat.closes_after_ns

    def _stream(self, conn: Conn) -> Stream:
        return conn.socket.stream if conn.socket else conn.venue.stream

    def _nudge(self, conn: Conn, now_ns: int) -> None:
        if conn.venue.heartbeat.venue_text:
            if conn.account is not None:
                self._say(conn, Nudged(), now_ns)
        elif not conn.silent:
            self.out.append(Nudge(conn.no))

    def _part(self, conn: Conn, code: int, why: str) -> None:
        self.out.append(HangUp(conn.no, code, why))
        self.closed(conn.no)

    def tell(self, news: list[News], now_ns: int, product: str = "") -> None:
        room = self._rooms[product]
        for item in news:
            match item:
                case TradeNews(report):
                    topic = Topic(Channel.TRADES, report.symbol, product=product)
                    if self._hearers.of(topic):
                        self._shout(topic, TradesFrame(topic, (report,)), now_ns)
                case OrderNews(account, report):
                    if room.tells(report):
                        self._whisper(account, Channel.ORDERS, product, room.order(report), now_ns, report.symbol)
                    if report.fill is not None:
                        self._whisper(account, Channel.FILLS, product, room.fill(report.fill), now_ns, report.symbol)
                case StopNews(account, stop):
                    self._whisper(account, room.stops_on, product, room.stop(stop), now_ns, stop.symbol)
                case BalanceNews(account, assets):
                    money = room.money(account, assets, now_ns)
                    self._whisper(account, Channel.BALANCES, product, money, now_ns)
                case WalletNews(account, assets):
                    self._whisper(account, Channel.WALLET, product, in_wallet(account, assets, now_ns), now_ns)
                case PositionNews(account):
                    self._whisper(account, Channel.POSITIONS, product, room.positions(account, now_ns), now_ns)
                case _:
                    assert_never(item)

    # what clients say

    def _answer(self, conn: Conn, said: ClientFrame, now_ns: int) -> None:
        match said:
            case Ping():
                self._say(conn, Pong(), now_ns)
            case Nodded():
                pass  # that it was heard is enough
            case Login():
                self._login(conn, said, now_ns)
            case Subscribe():
                self._subscribe(conn, said, now_ns)
            case Unsubscribe(topics, ref):
                said = structs.replace(said, topics=tuple(self._spread(topics)))
                for topic in said.topics:
                    self.forget(conn, topic)
                    if not self._listed(topic) and not self._lists_all:
                        self._say(conn, Unsubscribed(topic, ref), now_ns)
                self._list(conn, said, now_ns)
            case Call():
                self._call(conn, said, now_ns)
            case Garbled(code, words, ref):
                self._say(conn, StreamRefused(code, words, ref=ref), now_ns)
            case _:
                assert_never(said)

    def _login(self, conn: Conn, login: Login, now_ns: int) -> None:
        good = keys_there(conn.venue, conn.host, self._accounts, self._find_keys)
        keys = conn.venue.auth.verify_login(login, good, now_ns)
        if isinstance(keys, Refused):
            self._say(conn, LoginRefused(keys.code, keys.words, login.ref), now_ns)
            self._part(conn, 1000, keys.words)
            return
        self.admit(conn.no, keys.api_key)
        self._say(conn, LoggedIn(login.ref), now_ns)

    def _subscribe(self, conn: Conn, said: Subscribe, now_ns: int) -> None:
        """Acknowledged one by one, each with what was before; or by lists, and then told what was before."""
        fresh = []
        said = structs.replace(said, topics=tuple(self._spread(said.topics)))
        for topic in said.topics:
            there = self._there(topic)
            if self._lists_all:
                self._take(conn, topic, there, now_ns)
                continue
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

    def _spread(self, topics: Sequence[Topic]) -> Iterator[Topic]:
        for topic in topics:
            if topic.symbol == EVERY and topic.channel is Channel.TICKERS and topic.product in self._rooms:
                markets = self._rooms[topic.product].floor.markets
                yield from (structs.replace(topic, symbol=symbol) for symbol in markets)
            else:
                yield topic

    def _take(self, conn: Conn, topic: Topic, there: bool, now_ns: int) -> None:
        """Whatever it is it is taken, and the list says so; an account's matters only where it is known whose."""
        if topic in conn.topics or (topic.channel.private and conn.account is None):
            return
        conn.topics[topic] = None
        if there:
            self._begin(conn, topic, now_ns)

    def _there(self, topic: Topic) -> bool:
        return any(room.there(topic) for room in self._rooms_of(topic))

    def _rooms_of(self, topic: Topic) -> list[Newsroom]:
        """Those that tell of it: the one of its product, or all where one topic is about all of the house."""
        if topic.name in self._shared and topic.channel.private:
            return [room for room in self._rooms.values() if topic.channel is not Channel.POSITIONS or room.holds]
        room = self._rooms.get(topic.product)
        return [] if room is None else [room]

    def _listed(self, topic: Topic) -> bool:
        return self._lists and not topic.channel.private

    def _list(self, conn: Conn, said: Subscribe | Unsubscribe, now_ns: int) -> None:
        if self._lists_all:
            self._say(conn, HearingAll(tuple(conn.topics), isinstance(said, Unsubscribe)), now_ns)
            return
        for kind, _ in groupby((t.channel, t.name) for t in said.topics if self._listed(t)):
            symbols = tuple(t.symbol for t in conn.topics if (t.channel, t.name) == kind)
            self._say(conn, Hearing(kind[0], symbols, kind[1], said.ref), now_ns)

    def _begin(self, conn: Conn, topic: Topic, now_ns: int) -> None:
        if topic.channel is Channel.BOOK:
            # What others have not heard yet is told first, so that the snapshot and the next change join.
            self.publish(topic.product, topic.symbol, now_ns)
        for room in self._rooms_of(topic):
            account = room.floor.accounts[conn.account.no] if conn.account is not None else None
            told = structs.replace(topic, product=room.venue.product)
            for said in room.before(told, account, now_ns):
                self._say(conn, said, now_ns)
        self._hearers.add(topic, conn.no)

    def _refuse(self, conn: Conn, topic: Topic, rule: str, ref: str, now_ns: int) -> None:
        room = self._rooms.get(topic.product)
        code, words = (room.venue if room else self._venue).refusals[rule]
        words = words.format(channel=topic.channel, symbol=topic.symbol)
        self._say(conn, StreamRefused(code, words, topic, ref), now_ns)

    # what the venue says

    def _shout(self, topic: Topic, frame: VenueFrame, now_ns: int) -> None:
        spoken: dict[str, tuple[bytes, ...]] = {}  # by the socket's path: once for all who hear the same
        for no in self._hearers.of(topic):
            conn = self.conns[no]
            path = conn.socket.path if conn.socket else ""
            if path not in spoken:
                spoken[path] = self._stream(conn).write_venue(frame, now_ns)
            if conn.tells:
                self.out += [Say(no, part, conn.venue.packed) for part in spoken[path]]

    def _whisper(
        self, account: VenueAccount, channel: Channel, product: str, make: Make, now_ns: int, symbol: str = ""
    ) -> None:
        """`symbol`: of the order that it is about; each hearer hears it under the name it asked by."""
        for conn in self.conns.values():
            if conn.account is None or conn.account.no != account.no:
                continue
            for topic in conn.topics:
                about = topic.product == product or topic.name in self._shared
                if about and topic.channel is channel and topic.symbol in ("", symbol):
                    self._say(conn, make(structs.replace(topic, product=product)), now_ns)

    def _say(self, conn: Conn, frame: VenueFrame, now_ns: int) -> None:
        if conn.tells or (isinstance(frame, Pong | Nudged) and not conn.silent):
            self.out += [Say(conn.no, part) for part in self._stream(conn).write_venue(frame, now_ns)]


def _hosts(rows: Sequence[Venue]) -> dict[str, Venue]:
    """Whose sockets are behind a host name: paths are often the same."""
    found: dict[str, Venue] = {}
    for row in rows:
        for domain in row.domains.values():
            for url in (domain.public, domain.private):
                found.setdefault(url.partition("/")[0], row)
    return found
