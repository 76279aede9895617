"""One websocket's life: what comes in, and the time, lead through the table of states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from picaflor.domain.events import Surprise
from picaflor.machines.session.dialer import Dialer
from picaflor.machines.session.dice import Dice
from picaflor.machines.session.facts import Fact, SessionDown, SessionHalted, SessionUp, TopicLive, TopicRefused
from picaflor.machines.session.handshake import Handshakes
from picaflor.machines.session.pace import Pace
from picaflor.machines.session.roster import Entry, Roster
from picaflor.machines.session.states import TABLE, Do, State, Word
from picaflor.machines.session.words import WORDS, Heard
from picaflor.wire.port import Closed, CloseSocket, OpenSocket, SendFrame, SendLogin, SendPing
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    FillsFrame,
    Hearing,
    HearingAll,
    LoginRefused,
    OrdersFrame,
    PositionsFrame,
    StopsFrame,
    StreamRefused,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unsubscribed,
)
from picaflor.wire.venue import Heartbeat

SECOND: Final = 1_000_000_000
OPEN_NS: Final = 10 * SECOND
LOGIN_NS: Final = 10 * SECOND
CLOSE_NS: Final = 5 * SECOND

Output = OpenSocket | SendFrame | SendPing | SendLogin | CloseSocket | Fact | Surprise
NOTHING: Final[tuple[Output, ...]] = ()

UP: Final = (State.SUBSCRIBING, State.LIVE)


class Session:
    """Feed it what the port reports and every decoded frame, call `tick` when `due`; do what it returns, in order."""

    def __init__(
        self,
        conn: str,
        url: str,
        heartbeat: Heartbeat,
        private: bool,
        topics_per_frame: int,
        acks: bool,
        seed: int,
        write: Callable[[ClientFrame], tuple[bytes, ...]],
        connects_max_per_5min: int = 60,
        frames_max_per_second: int = 5,
        signed: bool = False,
    ) -> None:
        """`private`: a login frame is due. `signed`: the handshake is it."""
        self.conn = conn
        self.url = url  # may be changed (a new listen key): the next socket goes there; "": nowhere yet
        self.state = State.CLOSED
        self.calm = False  # nobody waits for anything: of data it is enough to know that some came (`fed`)
        self.why = ""  # the last socket's end
        self.refusal = ""  # the venue's words, while halted
        self.told_ns: dict[type, int] = {}  # when it told something last, by kind of frame; for who may miss something
        self._heartbeat = heartbeat
        self._private = private
        self._handshakes = Handshakes(signed=signed)
        self._dice = Dice(seed)
        self._dialer = Dialer(self._dice, connects_max_per_5min)
        self._roster = Roster(topics_per_frame, acks)
        self.asked_ns = self._roster.asked_ns
        self._pace = Pace(heartbeat, write, frames_max_per_second)
        self._out: list[Output] = []
        self._wanted = False
        self._socket = False  # between Opened and its end
        self._deadline_ns = self._ending_ns = 0
        self.heard_ns = 0  # when some frame came last, read or not: whoever gets them says so here
        self._do: dict[Do, Callable[[object, int], State | None]] = {
            Do.NOTHING: lambda event, now_ns: None,
            Do.WANT: self._want,
            Do.REST: self._rest,
            Do.OPEN: self._open,
            Do.GREET: self._greet,
            Do.ENTER: lambda event, now_ns: State.SUBSCRIBING,
            Do.LOSE: self._lose,
            Do.FORGET: self._forget,
            Do.HANG_UP: self._hang_up,
            Do.LEAVE: self._leave,
            Do.RENEW: self._renew,
            Do.HALT: self._halt,
            Do.REVIVE: self._revive,
            Do.ACKNOWLEDGE: self._acknowledge,
            Do.DISMISS: self._dismiss,
            Do.REFUSE: self._refuse,
            Do.TASTE: self._taste,
            Do.RISE: self._rise,
            Do.NOD: lambda event, now_ns: self._pace.nod(),
        }

    # the owner

    def start(self, now_ns: int) -> tuple[Output, ...]:
        self._turn(Word.START, None, now_ns)
        return self.tick(now_ns)

    def stop(self, now_ns: int) -> tuple[Output, ...]:
        return self._said(Word.STOP, "told to stop", now_ns)

    def retry(self, now_ns: int) -> tuple[Output, ...]:
        """After a refused login: whatever was wrong is said to be mended."""
        self._turn(Word.RETRY, None, now_ns)
        return self.tick(now_ns)

    def reconnect(self, why: str, now_ns: int) -> tuple[Output, ...]:
        return self._said(Word.RECONNECT, why, now_ns)

    def add(self, topics: Iterable[Topic], now_ns: int) -> tuple[Output, ...]:
        self._roster.add(topics)
        return self._finish(now_ns)

    def remove(self, topics: Iterable[Topic], now_ns: int) -> tuple[Output, ...]:
        self._roster.remove(topics, now_ns)
        return self._finish(now_ns)

    def resync(self, topic: Topic, now_ns: int, wanted: Topic | None = None) -> tuple[Output, ...]:
        """A book lost its thread: unsubscribe and subscribe that one topic, or another in its place, before all else."""
        self._roster.swap(topic, wanted or topic, now_ns)
        return self._finish(now_ns)

    # the port and the time

    def beat(self, now_ns: int) -> None:
        """A ping or pong frame of the protocol: where the venue has a ping of its own, only that one is proof."""
        if not self._heartbeat.text:
            self.heard_ns = now_ns

    def feed(self, event: Heard, now_ns: int) -> tuple[Output, ...]:
        self.heard_ns = now_ns
        word = WORDS[type(event)]
        if word is Word.GONE and self.state is State.OPENING and (refused := self._handshakes.ended(event)):
            word, event = Word.LOGIN_REFUSED, refused
        if word is Word.DATA:
            self.told_ns[type(event)] = now_ns
            if self.calm:
                return NOTHING
        self._turn(word, event, now_ns)
        return self._finish(now_ns)

    def due(self) -> int | None:
        match self.state:
            case State.CLOSED:
                return self._dialer.due_ns if self._wanted and self.url else None
            case State.OPENING | State.CLOSING:
                return self._deadline_ns
            case State.LOGGING_IN:
                return min(self._deadline_ns, self._silence_ns())
            case State.HALTED:
                return None
        first = self._silence_ns()
        for time in (self._pace.due(self._roster), self._roster.expiry_due(), self._ending_ns or None):
            if time is not None and time < first:
                first = time
        return first

    def tick(self, now_ns: int) -> tuple[Output, ...]:
        word = self._overdue(now_ns)
        if word is not None:
            self._turn(word, self.why, now_ns)
        if self.state in UP:
            self._expire(now_ns)
        return self._finish(now_ns)

    # what there is to see

    @property
    def ready(self) -> bool:
        return self.state is State.LIVE and self._roster.complete

    @property
    def topics(self) -> tuple[Topic, ...]:
        return self._roster.topics

    @property
    def attempts(self) -> int:
        """Sockets tried in a row without one that held."""
        return self._dialer.tries

    def waiting_for(self) -> tuple[str, ...]:
        if self.state is State.HALTED:
            return (f"{self.conn}: login, refused: {self.refusal}",)
        if self.state not in UP:
            return (f"{self.conn}: {'login' if self.state is State.LOGGING_IN else 'connection'}",)
        return tuple(f"{self.conn}: {_shown(t)} {t.symbol}".rstrip() for t in self._roster.waiting())

    # one turn of the table

    def _said(self, word: Word, why: str, now_ns: int) -> tuple[Output, ...]:
        self._turn(word, why, now_ns)
        return self._finish(now_ns)

    def _turn(self, word: Word, event: object, now_ns: int) -> None:
        step = TABLE.get((self.state, word))
        if step is None:
            self._out.append(Surprise(f"{self.conn}: {word} while {self.state}", repr(event)[:200]))
            return
        do, may_lead_to = step
        after = self._do[do](event, now_ns) or (self.state if self.state in may_lead_to else may_lead_to[0])
        assert after in may_lead_to, (self.state, word, after)
        self.state = after

    def _finish(self, now_ns: int) -> tuple[Output, ...]:
        if self.state in UP:
            data = self._pace.next(self._roster, now_ns)
            if data is not None:
                self._out.append(SendFrame(self.conn, data) if data else SendPing(self.conn))
        if self.state is State.SUBSCRIBING and self._roster.settled:
            self._turn(Word.SETTLED, None, now_ns)
        self.calm = self._roster.quiet and self.state is State.LIVE
        if not self._out:
            return NOTHING
        out, self._out = tuple(self._out), []
        return out

    def _overdue(self, now_ns: int) -> Word | None:
        match self.state:
            case State.CLOSED if self._wanted and self.url and now_ns >= self._dialer.due_ns:
                return Word.OPEN_DUE
            case State.OPENING | State.CLOSING | State.LOGGING_IN if now_ns >= self._deadline_ns:
                self.why = self.why if self.state is State.CLOSING else "no answer in time"
                return Word.TOO_LATE
            case State.LOGGING_IN | State.SUBSCRIBING | State.LIVE if now_ns >= self._silence_ns():
                self.why = "silent for too long"
                return Word.SILENT
            case State.SUBSCRIBING | State.LIVE if self._ending_ns and now_ns >= self._ending_ns:
                self.why = "before the venue ends it"
                return Word.ENDING
        return None

    def _silence_ns(self) -> int:
        return self.heard_ns + self._heartbeat.silent_after_ns

    # sockets

    def _want(self, event: object, now_ns: int) -> None:
        self._wanted = True

    def _rest(self, event: object, now_ns: int) -> None:
        self._wanted = False

    def _open(self, event: object, now_ns: int) -> None:
        self._dialer.dialled(now_ns)
        self._deadline_ns = now_ns + OPEN_NS
        self._out.append(OpenSocket(self.conn, self.url, self._handshakes.signed))

    def _greet(self, event: object, now_ns: int) -> State:
        self._socket = True
        self._handshakes.begin()
        self._pace.reset(now_ns)
        lasts = self._heartbeat.connection_lasts_ns
        self._ending_ns = now_ns + lasts - lasts // 20 - self._dice.below(lasts // 20 + 1) if lasts else 0
        if not self._private:
            return State.SUBSCRIBING
        self._deadline_ns = now_ns + LOGIN_NS
        self._pace.spend(now_ns)
        self._out.append(SendLogin(self.conn))
        return State.LOGGING_IN

    def _lose(self, event: object, now_ns: int) -> None:
        why = f"closed by the other side: {event.code} {event.why}".rstrip() if isinstance(event, Closed) else ""
        self._end(why)
        self._socket = False
        self._dialer.lost(now_ns)

    def _hang_up(self, event: object, now_ns: int) -> State:
        self._close(str(event) if isinstance(event, str) else "not wanted any more", now_ns)
        self._dialer.lost(now_ns)
        return State.CLOSING

    def _leave(self, event: object, now_ns: int) -> State:
        self._wanted = False
        return self._hang_up(event, now_ns)

    def _renew(self, event: object, now_ns: int) -> State:
        self._close(str(event), now_ns)
        self._dialer.renew(now_ns)
        return State.CLOSING

    def _halt(self, event: object, now_ns: int) -> None:
        assert isinstance(event, LoginRefused)
        self.refusal = f"{event.code} {event.words}".strip()
        self._close(f"login refused: {self.refusal}", now_ns)
        self._out.append(SessionHalted(self.conn, event.code, event.words))

    def _revive(self, event: object, now_ns: int) -> State:
        self.refusal = ""
        self._handshakes.begin()
        self._dialer.again(now_ns)
        self._deadline_ns = now_ns + CLOSE_NS
        return State.CLOSING if self._socket else State.CLOSED

    def _forget(self, event: object, now_ns: int) -> None:
        self._socket = False

    def _close(self, why: str, now_ns: int) -> None:
        self._out.append(CloseSocket(self.conn, why))
        self._deadline_ns = now_ns + CLOSE_NS
        self._end(why)

    def _end(self, why: str) -> None:
        self.why = why
        self._roster.reset()
        if self._socket:
            self._out.append(SessionDown(self.conn, why))

    # topics

    def _rise(self, event: object, now_ns: int) -> None:
        self._dialer.live(now_ns)
        self._out.append(SessionUp(self.conn))

    def _acknowledge(self, event: object, now_ns: int) -> None:
        if isinstance(event, Hearing):
            for topic in self._roster.listed(event.channel, event.name, event.symbols, now_ns):
                self._tell_live(topic)
            return
        if isinstance(event, HearingAll):
            for topic in self._roster.listed_all(event.topics, now_ns):
                self._tell_live(topic)
            return
        assert isinstance(event, Subscribed)
        if self._roster.find(event.topic) is None:
            self._out.append(Surprise(f"{self.conn}: subscribed to what was not asked for", repr(event.topic)))
        self._tell_live(self._roster.confirm(event.topic))

    def _dismiss(self, event: object, now_ns: int) -> None:
        assert isinstance(event, Unsubscribed)
        if not self._roster.dismiss(event.topic, now_ns):
            self._out.append(Surprise(f"{self.conn}: unsubscribed without being asked", repr(event.topic)))

    def _refuse(self, event: object, now_ns: int) -> None:
        assert isinstance(event, StreamRefused)
        entry = self._roster.refuse(event.topic, now_ns)
        if entry is None:
            self._out.append(Surprise(f"{self.conn}: an error that names no topic of ours", repr(event)[:200]))
        elif entry.refused:
            self._tell_refused(entry, event.code, event.words)

    def _taste(self, event: object, now_ns: int) -> None:
        match event:
            case BookFrame():
                topic, snapshot = Topic(Channel.BOOK, event.symbol, event.name), event.snapshot
            case TradesFrame() | CandlesFrame():
                topic, snapshot = event.topic, event.snapshot
            case FillsFrame() | PositionsFrame() | StopsFrame() | TickersFrame():
                topic, snapshot = event.topic, False
            case OrdersFrame():
                topic, snapshot = Topic(Channel.ORDERS), False
            case _:
                topic, snapshot = Topic(Channel.BALANCES), False
        self._tell_live(self._roster.taste(topic, snapshot))

    def _expire(self, now_ns: int) -> None:
        live, refused, silent = self._roster.expire(now_ns)
        for topic in live:
            self._tell_live(topic)
        for entry in refused:
            self._tell_refused(entry, "", "no acknowledgement")
        if silent:
            names = ", ".join(f"{topic.name or topic.channel} {topic.symbol}".rstrip() for topic in silent[:3])
            self._turn(Word.UNACKED, f"no acknowledgement of {names}", now_ns)

    def _tell_live(self, topic: Topic | None) -> None:
        if topic is not None:
            self._out.append(TopicLive(self.conn, topic))

    def _tell_refused(self, entry: Entry, code: str, words: str) -> None:
        self._out.append(TopicRefused(self.conn, entry.topic, code, words, entry.at_ns))


def _shown(topic: Topic) -> str:
    """Of public channels there may be several kinds, which have names of their own."""
    return topic.channel if topic.channel.private else topic.name or topic.channel
