"""Moves bytes between sockets and one engine: what comes in is fed, what comes out is written down, then signed and sent.

One stack per frame: the websocket's callback runs the step and writes the order that comes of it. No task, queue or
future stands between a frame and its order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, assert_never

from picaflor.engine.connector.sessions import PRIVATE
from picaflor.engine.instructions import DiskState, Instruction
from picaflor.engine.loop import Engine, Outs
from picaflor.live.awake import Awake
from picaflor.storage.problems import JournalFull
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.fast_http import FastHttp
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.transport.prepared import Prepares
from picaflor.transport.ws import GOODBYE_SECONDS, Handlers, NotOpened, WsConnection, WsOptions, connect
from picaflor.wire.auth import Keys
from picaflor.wire.listening import Veil
from picaflor.wire.net import Headers, NotSent, Outcome, Reply, Request
from picaflor.wire.port import (
    Answered,
    Beat,
    Closed,
    CloseSocket,
    Frame,
    Inward,
    Opened,
    OpenSocket,
    SendCall,
    SendFrame,
    SendLogin,
    SendPing,
    SendRequest,
)
from picaflor.wire.venue import Venue

GOODBYES_SECONDS: Final = GOODBYE_SECONDS + 0.1  # by then those that got no answer have been cut


class Flushes(Protocol):
    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outside:
    """How one venue is reached."""

    venue: Venue
    keys: Keys | None
    hosts: Hosts
    dialler: Dialler = field(default_factory=Dialler)  # through which proxy, and whom to trust
    inside: Hosts | None = None  # on paper: who answers all that needs a key, on this machine; nothing of it goes out

    def towards(self, *, private: bool) -> tuple[Hosts, Dialler]:
        return (self.inside, Dialler()) if private and self.inside is not None else (self.hosts, self.dialler)


class Pump:
    def __init__(
        self, engine: Engine, outsides: Mapping[str, Outside], clock: Clock, journal: Flushes, *, awake: bool = False
    ) -> None:
        """`awake`: its loop does not sleep from `start` to `close`."""
        self.engine = engine
        self.clock = clock
        self.after_turn: Callable[[], None] = lambda: None
        self._outsides = outsides
        self._journal = journal
        self._writable = True
        self._fast = {name: FastHttp(*out.towards(private=True)) for name, out in outsides.items()}  # orders, cancels
        with_keys = ((name, out.venue.auth, out.keys) for name, out in outsides.items())
        self._prepared = {name: Prepares(auth, keys) for name, auth, keys in with_keys if keys is not None}
        self._cold = {name: HttpClient(out.hosts, out.dialler) for name, out in outsides.items()}
        self._inside = {name: HttpClient(*out.towards(private=True)) for name, out in outsides.items() if out.inside}
        self._sockets: dict[tuple[str, str], WsConnection] = {}
        self._parting: set[WsConnection] = set()  # those that nobody hears any more
        self._left = asyncio.Event()  # one of either has gone
        self._opening: dict[tuple[str, str], asyncio.Task[object]] = {}
        self._veils = {name: Veil(out.venue.listen.found) for name, out in outsides.items() if out.venue.listen}
        self._tasks: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_ns = 0
        self._over = False
        self._awake = awake
        self._kept_awake: Awake | None = None
        self.failed: BaseException | None = None
        self.done = asyncio.Event()

    # turns

    def start(self) -> None:
        self._kept_awake = Awake() if self._awake else None
        for name, outside in self._outsides.items():
            if outside.keys is not None:
                host = self.engine.connectors[name].domain.rest
                self._spawn(self._fast[name].warm(host))  # the first order does not wait for a handshake
        self._turn(self.engine.tick(self.clock.now_ns()))

    def tell(self, instruction: Instruction) -> None:
        self._turn(self.engine.tell(instruction, self.clock.now_ns()))

    def _feed(self, venue: str, inward: Inward) -> None:
        if self._over:
            return
        try:
            outs = self.engine.feed(venue, inward, self.clock.now_ns())
        except Exception as problem:  # noqa: BLE001
            self._fail(problem)
            return
        self._turn(outs)

    def _turn(self, outs: Outs) -> None:
        """Written down first: what a crash loses before this flush never left."""
        try:
            try:
                self._journal.flush()
            except JournalFull as problem:
                written = False
                self._pause(problem)
            else:
                written = True
                if not self._writable:
                    self._go_on()
            for venue, out in outs:
                if not isinstance(out, SendRequest | SendCall):
                    self._carry(venue, out)
                elif written or not out.places:
                    self._request(venue, out) if isinstance(out, SendRequest) else self._call(venue, out)
                else:
                    self._soon(venue, Answered(out.no, NotSent("its intent could not be written down")))
            self.engine.settle()
            self._arm()
            self.after_turn()
        except Exception as problem:  # noqa: BLE001
            self._fail(problem)

    def _fail(self, problem: Exception) -> None:
        """A callback of the loop has nobody to raise to: the run ends, and its owner is told why."""
        self.failed = self.failed or problem
        self.done.set()

    def _pause(self, problem: JournalFull) -> None:
        """The disk is full: what was decided in this turn is in memory only."""
        if self._writable:
            self._writable = False
            self._turn(self.engine.tell(DiskState(False, str(problem)), self.clock.now_ns()))

    def _go_on(self) -> None:
        self._writable = True
        self._turn(self.engine.tell(DiskState(True), self.clock.now_ns()))

    def _arm(self) -> None:
        due = self.engine.due()
        if self._timer is not None:
            if due == self._timer_ns:
                return
            self._timer.cancel()
            self._timer = None
        if due is not None and not self._over:
            self._timer_ns = due
            self._timer = asyncio.get_running_loop().call_later(self.clock.seconds_until(due), self._tick)

    def _tick(self) -> None:
        self._timer = None
        try:
            outs = self.engine.tick(self.clock.now_ns())
        except Exception as problem:  # noqa: BLE001
            self._fail(problem)
            return
        self._turn(outs)

    # what leaves

    def _carry(self, venue: str, out: OpenSocket | SendFrame | SendPing | SendLogin | CloseSocket) -> None:
        match out:
            case SendFrame(conn, data):
                self._write(venue, conn, data)
            case SendPing(conn):
                if (pinged := self._sockets.get((venue, conn))) is not None:
                    pinged.ping()
            case SendLogin(conn):
                outside = self._outsides[venue]
                if outside.keys is not None:
                    at_ns = self.clock.now_ns() + self.engine.connectors[venue].clock_offset_ns
                    self._write(venue, conn, outside.venue.auth.write_login(outside.keys, at_ns))
            case OpenSocket(conn, url, signed):
                self._forget(venue, conn)
                veil = self._veils.get(venue)
                shown = veil.show(url) if veil else url
                self._opening[venue, conn] = self._spawn(self._open(venue, conn, shown, signed))
            case CloseSocket(conn, why):
                socket = self._sockets.get((venue, conn))
                opening = self._opening.pop((venue, conn), None)
                if socket is not None:
                    socket.close(1000, why)
                else:
                    if opening is not None:
                        opening.cancel()
                    asyncio.get_running_loop().call_soon(self._gone, venue, Closed(conn, 1000, why))
            case _:
                assert_never(out)

    def _forget(self, venue: str, conn: str) -> None:
        """An earlier socket of that name that was given up, and opens late or has opened, is not taken for the next."""
        opening, socket = self._opening.pop((venue, conn), None), self._sockets.pop((venue, conn), None)
        if opening is not None:
            opening.cancel()
        if socket is not None:
            self._let_go(socket)

    def _let_go(self, socket: WsConnection) -> None:
        self._parting.add(socket)
        socket.close(1000, "opened too late")

    def _gone(self, venue: str, closed: Closed) -> None:
        """Of what was never open. Where another one of that name is on its way meanwhile, it would be taken for its end."""
        key = (venue, closed.conn)
        if key not in self._opening and key not in self._sockets:
            self._feed(venue, closed)

    def _write(self, venue: str, conn: str, data: bytes) -> None:
        socket = self._sockets.get((venue, conn))
        if socket is not None:
            socket.send(data)

    def _call(self, venue: str, out: SendCall) -> None:
        socket = self._sockets.get((venue, out.conn))
        if socket is None:
            self._soon(venue, Answered(out.no, NotSent("the socket is gone")))
        else:
            socket.send(out.data)

    def _request(self, venue: str, out: SendRequest) -> None:
        outside, request, veil = self._outsides[venue], out.request, self._veils.get(venue)

        def done(outcome: Outcome) -> None:
            self._feed(venue, Answered(out.no, outcome))

        if veil and not out.urgent:
            request = veil.show_request(request)
        if out.signed and outside.keys is not None:
            at_ns = self.clock.now_ns() + self.engine.connectors[venue].clock_offset_ns
            if out.urgent and (data := self._prepared[venue].write(request, at_ns)) is not None:
                self._fast[venue].send_written(request.host, data, done, out.timeout_ns)
                return
            request = outside.venue.auth.sign(request, outside.keys, at_ns)
        if out.urgent:
            self._fast[venue].send(request, done, out.timeout_ns)
            return

        async def cold() -> None:
            http = self._inside.get(venue) if out.signed else None
            outcome = await (http or self._cold[venue]).send(request, out.timeout_ns)
            done(veil.hide(outcome) if veil and out.mints and isinstance(outcome, Reply) else outcome)

        self._spawn(cold())

    def _handshake(self, venue: str, url: str) -> Headers:
        """What signing adds to the request that opens a socket."""
        outside = self._outsides[venue]
        if outside.keys is None:
            return ()
        host, _, path = url.partition("/")
        at_ns = self.clock.now_ns() + self.engine.connectors[venue].clock_offset_ns
        return outside.venue.auth.sign(Request("GET", host, f"/{path}"), outside.keys, at_ns).headers

    async def _open(self, venue: str, conn: str, url: str, signed: bool) -> None:
        key, task = (venue, conn), asyncio.current_task()
        mine: list[WsConnection] = []

        def opened(socket: WsConnection) -> None:
            mine.append(socket)
            if self._opening.get(key) is not task:  # it was given up, and nothing could stop it any more
                self._let_go(socket)
                return
            del self._opening[key]
            self._sockets[key] = socket
            self._feed(venue, Opened(conn))

        def closed(code: int, why: str) -> None:
            self._left.set()
            if self._sockets.get(key) is mine[0]:  # a later one may have taken its place already
                del self._sockets[key]
                self._feed(venue, Closed(conn, code, why))
            else:
                self._parting.discard(mine[0])

        def frame(data: bytes, _text: bool) -> None:
            if self._sockets.get(key) is mine[0]:
                self._feed(venue, Frame(conn, data))

        def beat() -> None:
            if self._sockets.get(key) is mine[0]:
                self._feed(venue, Beat(conn))

        outside = self._outsides[venue]
        got = await connect(
            *outside.towards(private=conn == PRIVATE),
            url,
            Handlers(on_open=opened, on_frame=frame, on_close=closed, on_beat=beat),
            WsOptions(headers=self._handshake(venue, url) if signed else (), decompress=outside.venue.packed),
        )
        if isinstance(got, NotOpened) and self._opening.get(key) is task:
            del self._opening[key]
            code = got.reply.status if signed and got.reply is not None else 1006
            self._feed(venue, Closed(conn, code, got.why))

    def _soon(self, venue: str, inward: Inward) -> None:
        asyncio.get_running_loop().call_soon(self._feed, venue, inward)

    def _spawn(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Lets go of every socket. Orders are not touched: that is the engine's business, and done before."""
        self._over = True
        if self._kept_awake is not None:
            self._kept_awake.rest()
        if self._timer is not None:
            self._timer.cancel()
        self._opening.clear()
        for socket in list(self._sockets.values()):
            socket.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for fast in self._fast.values():
            fast.close()
        for cold in (*self._cold.values(), *self._inside.values()):
            await cold.close()
        with suppress(TimeoutError):  # the venue's goodbyes: a loop that ends before them leaves sockets open
            async with asyncio.timeout(GOODBYES_SECONDS):
                while self._sockets or self._parting:
                    self._left.clear()
                    await self._left.wait()
