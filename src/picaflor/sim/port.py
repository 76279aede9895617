"""Two dry halves joined in memory: an engine on one side, emulated venues on the other, virtual time between them.

Nothing here sleeps: the clock jumps to whatever is next. Every byte that a socket would carry is carried, in order for
each connection, after a delay drawn from a seeded generator; so the same seed gives the same run, to the last byte.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol, assert_never

from picaflor.sim.venue.conns import HangUp, Nudge, Say
from picaflor.sim.venue.exchange import Exchange
from picaflor.wire.auth import Keys
from picaflor.wire.listening import Veil
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Request
from picaflor.wire.port import (
    Answered,
    Beat,
    Closed,
    CloseSocket,
    Frame,
    Inward,
    Opened,
    OpenSocket,
    Outward,
    SendCall,
    SendFrame,
    SendLogin,
    SendPing,
    SendRequest,
)
from picaflor.wire.venue import Venue

MS = 1_000_000
STUCK = 10_000  # turns in one instant: nothing real does that


class Driven(Protocol):
    """An engine, as whoever moves its bytes sees it."""

    def feed(self, venue: str, inward: Inward, now_ns: int) -> list[tuple[str, Outward]]: ...
    def tick(self, now_ns: int) -> list[tuple[str, Outward]]: ...
    def due(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Wire:
    """How long bytes take. Jitter is drawn evenly from nothing to `jitter_ns`."""

    delay_ns: int = 1 * MS
    jitter_ns: int = 0


@dataclass(slots=True)
class _Line:
    """One socket: both its ends, and when the last frame each way arrives, since frames never overtake."""

    venue: str
    conn: str
    no: int
    open: bool = True
    gone: bool = False  # its process died: what it had sent still arrives, and nobody hears the other end
    up_ns: int = 0
    down_ns: int = 0


@dataclass(slots=True)
class Joint:
    engine: Driven
    exchanges: Mapping[str, Exchange]
    keys: Mapping[str, Keys]
    wire: Wire = field(default_factory=Wire)
    seed: int = 1
    now_ns: int = 0
    down: bool = False  # the network is cut: nothing arrives, either way
    turns: int = 0
    _heap: list[tuple[int, int, Callable[[], None]]] = field(default_factory=list)
    _seq: int = 0
    _stuck: int = 0
    _conn_no: int = 0
    _lines: dict[tuple[str, str], _Line] = field(default_factory=dict)
    _by_no: dict[int, _Line] = field(default_factory=dict)
    _life: int = 0  # of the engine: what an earlier one asked, nobody waits for
    _flying: set[tuple[str, int, int]] = field(default_factory=set)
    _dice: Random = field(default_factory=Random)
    _veils: dict[str, Veil] = field(default_factory=dict)
    _houses: list[Exchange] = field(default_factory=list)
    _dues: list[int] = field(default_factory=list)  # of the houses, as of the latest look
    _engine_due: int | None = None
    _engine_moved: bool = True  # since it was last asked when it is due
    _houses_moved: bool = True  # likewise

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)  # noqa: S311  (delays, not secrets)
        rules = {name: exchange.venue.listen for name, exchange in self.exchanges.items()}
        self._veils = {name: Veil(rule.found) for name, rule in rules.items() if rule is not None}
        # Rows of one house share it.
        self._houses = list(dict.fromkeys(self.exchanges.values()))

    # time

    def run(self, until_ns: int, stop: Callable[[], bool] | None = None) -> None:
        """Moves virtual time forward until `until_ns`, or until `stop` says so between two events."""
        self._engine_moved = self._houses_moved = True  # whoever holds them may have touched them meanwhile
        while True:
            at_ns = self._next()
            if at_ns > until_ns or (stop is not None and stop()):
                break
            self._stuck = 0 if at_ns > self.now_ns else self._stuck + 1
            if self._stuck > STUCK:
                raise RuntimeError(f"time stands still at {self.now_ns}: somebody is due and does nothing")
            self.now_ns = max(self.now_ns, at_ns)
            self._one()
        if stop is None or not stop():
            self.now_ns = max(self.now_ns, until_ns)

    def due(self) -> int:
        """When something is next to happen, as somebody outside sees it."""
        self._engine_moved = self._houses_moved = True
        return self._next()

    def _next(self) -> int:
        if self._houses_moved:
            self._dues, self._houses_moved = [exchange.due() for exchange in self._houses], False
        first = min(self._dues)
        if self._engine_moved:
            self._engine_due, self._engine_moved = self.engine.due(), False
        if self._engine_due is not None and self._engine_due < first:
            first = self._engine_due
        if self._heap and self._heap[0][0] < first:
            first = self._heap[0][0]
        return max(self.now_ns, first)

    def _one(self) -> None:
        self.turns += 1
        if self._heap and self._heap[0][0] <= self.now_ns:
            self._houses_moved = True
            heapq.heappop(self._heap)[2]()
            return
        for exchange, due_ns in zip(self._houses, self._dues, strict=True):
            if due_ns <= self.now_ns:
                self._houses_moved = True
                exchange.tick(self.now_ns)
                self._carry_down(exchange)
                return
        self._engine_moved = True
        self._carry_up(self.engine.tick(self.now_ns))

    def at(self, at_ns: int, do: Callable[[], None]) -> None:
        self._seq += 1
        heapq.heappush(self._heap, (at_ns, self._seq, do))

    def _delay(self) -> int:
        jitter = self.wire.jitter_ns
        return self.wire.delay_ns + (self._dice.randrange(jitter) if jitter else 0)

    # engine → venue

    def swap(self, engine: Driven) -> None:
        """The process died and another one took its place: every socket is gone, every request is orphaned."""
        for line in list(self._lines.values()):
            self._orphan(line)
        self._flying.clear()
        self._life += 1
        self.engine, self._engine_moved = engine, True

    def _orphan(self, line: _Line) -> None:
        line.gone = True
        self._by_no.pop(line.no, None)
        del self._lines[line.venue, line.conn]
        self.at(max(line.up_ns, self.now_ns), lambda: self._sever(line))

    def tell_engine(self, venue: str, inward: Inward) -> None:
        self._engine_moved = True
        self._carry_up(self.engine.feed(venue, inward, self.now_ns))

    def _tell_engine_alone(self, venue: str, inward: Inward) -> None:
        """What it says to a house is on its way for a while: no house is moved by it."""
        self._houses_moved = False
        self.tell_engine(venue, inward)

    def carry(self, outs: list[tuple[str, Outward]]) -> None:
        """What the engine said when somebody other than the wire woke it."""
        self._engine_moved = True
        self._carry_up(outs)

    def _carry_up(self, outs: list[tuple[str, Outward]]) -> None:
        for venue, out in outs:
            match out:
                case OpenSocket(conn, url, signed):
                    self._open(venue, conn, url, signed)
                case SendFrame(conn, data):
                    self._up(venue, conn, data)
                case SendPing(conn):
                    self._beat_up(venue, conn, ping=True)
                case SendLogin(conn):
                    self._up(venue, conn, self._row(venue).auth.write_login(self.keys[venue], self.now_ns))
                case CloseSocket(conn, why):
                    self._hang_up(venue, conn, why)
                case SendRequest():
                    self._request(venue, out)
                case SendCall(no, conn, data):
                    if (venue, conn) in self._lines:
                        self._up(venue, conn, data)
                    else:
                        self._tell_later(venue, Answered(no, NotSent("the socket is gone")))
                case _:
                    assert_never(out)

    def _row(self, venue: str) -> Venue:
        """Whose words a connector speaks: rows of one house may differ."""
        exchange = self.exchanges[venue]
        floor = exchange.floors.get(venue)
        return floor.venue if floor is not None else exchange.venue

    def _open(self, venue: str, conn: str, url: str, signed: bool) -> None:
        if self.down:
            self._tell_later(venue, Closed(conn, 1006, "cannot connect"))
            return
        self._conn_no += 1
        line = _Line(venue, conn, self._conn_no)
        self._lines[venue, conn] = line
        self._by_no[line.no] = line

        veil = self._veils.get(venue)
        host, _, path = (veil.show(url) if veil else url).partition("/")
        handshake = Request("GET", host, f"/{path}")

        def connected() -> None:
            if not line.open or line.gone or self.down:
                return
            exchange = self.exchanges[venue]
            asked = exchange.venue.auth.sign(handshake, self.keys[venue], self.now_ns) if signed else handshake
            refused = exchange.handshake(asked, self.now_ns)
            if refused is not None:
                self._sever(line)
                self.tell_engine(venue, Closed(conn, refused.status, "the handshake was refused"))
                return
            exchange.opened(line.no, self.now_ns, asked)
            self.tell_engine(venue, Opened(conn))
            self._carry_down(exchange)

        self._later(connected)

    def _up(self, venue: str, conn: str, data: bytes) -> None:
        line = self._lines.get((venue, conn))
        if line is None or self.down:
            return
        line.up_ns = max(line.up_ns, self.now_ns + self._delay())

        def arrive() -> None:
            if line.open and not self.down:
                self.exchanges[venue].frame(line.no, data, self.now_ns)
                self._carry_down(self.exchanges[venue])

        self.at(line.up_ns, arrive)

    def _beat_up(self, venue: str, conn: str, ping: bool) -> None:
        """A ping frame of the protocol, which is answered, or a pong, which is not."""
        line = self._lines.get((venue, conn))
        if line is None or self.down:
            return
        line.up_ns = max(line.up_ns, self.now_ns + self._delay())

        def arrive() -> None:
            if line.open and not self.down and self.exchanges[venue].beat(line.no, self.now_ns) and ping:
                self._beat_down(line)

        self.at(line.up_ns, arrive)

    def _hang_up(self, venue: str, conn: str, why: str) -> None:
        line = self._lines.get((venue, conn))
        if line is not None:
            self._sever(line)
        self._tell_later(venue, Closed(conn, 1000, why))

    def _tell_later(self, venue: str, inward: Inward) -> None:
        life = self._life

        def tell() -> None:
            if life == self._life:
                self.tell_engine(venue, inward)

        self._later(tell)

    def _sever(self, line: _Line) -> None:
        line.open, self._houses_moved = False, True
        self.exchanges[line.venue].closed(line.no)
        self._by_no.pop(line.no, None)
        if self._lines.get((line.venue, line.conn)) is line:
            del self._lines[line.venue, line.conn]

    def _request(self, venue: str, out: SendRequest) -> None:
        key = (venue, out.no, self._life)
        self._flying.add(key)
        self.at(self.now_ns + out.timeout_ns, lambda: self._answer(key, NoAnswer("timed out")))
        if self.down:
            self._later(lambda: self._answer(key, NotSent("no route to the venue")))
            return

        def arrive() -> None:
            if self.down:
                return
            exchange, veil = self.exchanges[venue], self._veils.get(venue)
            request = veil.show_request(out.request) if veil and not out.urgent else out.request
            if out.signed:
                request = self._row(venue).auth.sign(request, self.keys[venue], self.now_ns)
            served = exchange.request(request, self.now_ns)
            self._carry_down(exchange)
            if served.reply is not None:
                reply: Outcome = veil.hide(served.reply) if veil and out.mints else served.reply
                self.at(self.now_ns + self._delay() + served.delay_ns, lambda: self._answer(key, reply))

        self._later(arrive)

    def _answer(self, key: tuple[str, int, int], outcome: Outcome) -> None:
        if self.down and not isinstance(outcome, NoAnswer | NotSent):
            return
        if key in self._flying:
            self._flying.discard(key)
            self._tell_engine_alone(key[0], Answered(key[1], outcome))
        else:
            self._houses_moved = False  # nobody is told anything

    def _later(self, do: Callable[[], None]) -> None:
        self.at(self.now_ns + self._delay(), do)

    # venue → engine

    def _carry_down(self, exchange: Exchange) -> None:
        for item in exchange.take_out():
            line = self._by_no.get(item.conn)
            if line is None:
                continue
            line.down_ns = max(line.down_ns, self.now_ns + self._delay())
            match item:
                case Say(_, data):
                    self.at(line.down_ns, self._delivery(line, data))
                case Nudge():
                    self._beat_down(line)
                    self._beat_up(line.venue, line.conn, ping=False)  # the transport answers it by itself
                case HangUp(_, code, why):
                    self.at(line.down_ns, self._loss(line, code, why))
                case _:
                    assert_never(item)

    def _beat_down(self, line: _Line) -> None:
        line.down_ns = max(line.down_ns, self.now_ns + self._delay())

        def beat() -> None:
            if line.open and not line.gone and not self.down:
                self._tell_engine_alone(line.venue, Beat(line.conn))

        self.at(line.down_ns, beat)

    def _delivery(self, line: _Line, data: bytes) -> Callable[[], None]:
        def deliver() -> None:
            if line.open and not line.gone and not self.down:
                self._tell_engine_alone(line.venue, Frame(line.conn, data))

        return deliver

    def _loss(self, line: _Line, code: int, why: str) -> Callable[[], None]:
        def lose() -> None:
            if line.open and not line.gone and not self.down:
                self._sever(line)
                self.tell_engine(line.venue, Closed(line.conn, code, why))

        return lose

    def cut(self, down: bool) -> None:
        """The network goes, or comes back. Sockets that were open find out by silence, as they do in life."""
        self.down = down
