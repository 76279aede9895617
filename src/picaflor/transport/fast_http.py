"""Orders over kept-alive HTTP/1.1 of our own: the bytes are with the socket before `send` returns.

One request at a time on a connection (no pipelining: an order must not wait behind another's reply), a few connections
a host. Nothing is ever sent twice. What can go wrong, and what it then means:

- no connection could be had, or none was free in time: NotSent;
- the bytes were handed to the socket and no whole reply came, for whatever reason: NoAnswer. That includes the race
  every kept connection has: the venue closes it for idleness while our request is on the way. Connections are
  therefore renewed before they are as old as a venue's patience;
- bytes came that no request asked for: the connection is dropped, since from then on no reply could be told from
  somebody else's.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, cast

from msgspec import Struct

from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts, Place
from picaflor.transport.http1 import Malformed, Message, MessageReader
from picaflor.transport.packing import TooBig, Unpackable, unpack_body
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Reply, Request

Done = Callable[[Outcome], None]

BODY_CAP: Final = 32 * 1024 * 1024
WAITING_CAP: Final = 64  # requests waiting for a free connection, a host; more are NotSent at once
IDLE_SECONDS: Final = 45.0  # below the 60 s at which common balancers close
NS_IN_SECOND: Final = 1_000_000_000
AGENT: Final = "picaflor"
BODIED: Final = frozenset({"POST", "PUT", "PATCH"})


class FastHttp:
    """Sends to any host it is asked for: over `spare` connections that are kept open, in a rush over `connections`."""

    def __init__(
        self,
        hosts: Hosts,
        dialler: Dialler,
        *,
        connections: int = 8,
        spare: int = 2,
        body_cap: int = BODY_CAP,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._hosts, self._dialler = hosts, dialler
        self._sizes = (min(spare, connections), connections)
        self._body_cap, self._idle_seconds = body_cap, idle_seconds
        self._pools: dict[str, _Pool] = {}

    def send(self, request: Request, done: Done, timeout_ns: int) -> None:
        """`done` is called once, never from inside this call."""
        try:
            data = write_request(request)
        except (ValueError, Malformed) as error:
            asyncio.get_running_loop().call_soon(done, NotSent(f"cannot be sent: {error}"))
            return
        self.send_written(request.host, data, done, timeout_ns, is_head=request.method == "HEAD")

    def send_written(self, host: str, data: bytes, done: Done, timeout_ns: int, *, is_head: bool = False) -> None:
        """The same of a request that is bytes already."""
        try:
            pool = self._pools.get(host) or self._pool(host)
        except ValueError as error:
            asyncio.get_running_loop().call_soon(done, NotSent(f"cannot be sent: {error}"))
            return
        pool.send(_Waiting(data, is_head, done), timeout_ns / NS_IN_SECOND)

    async def ask(self, request: Request, timeout_ns: int) -> Outcome:
        """The same for those who can wait."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.send(request, lambda outcome: None if answer.done() else answer.set_result(outcome), timeout_ns)
        return await answer

    async def warm(self, host: str) -> str | None:
        """Opens the host's connections ahead of the first order; in words why not, if that fails."""
        try:
            return await self._pool(host).fill()
        except ValueError as error:
            return str(error)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def _pool(self, host: str) -> _Pool:
        found = self._pools.get(host)
        if found is None:
            place = self._hosts.place(host)
            found = _Pool(place, self._dialler, self._sizes, self._body_cap, self._idle_seconds)
            self._pools[host] = found
        return found


def write_request(request: Request) -> bytes:
    target = f"{request.path}?{request.query}" if request.query else request.path
    if " " in target or not target.startswith("/"):
        raise Malformed(f"{target!r} is no path")
    body = request.body
    names, values = zip(*request.headers, strict=True) if request.headers else ((), ())
    layout = _layout(request.method, names, bool(body))
    pieces = layout.pieces.copy()
    pieces[1::2] = (target, request.host if layout.host else "", *values, str(len(body)) if layout.length else "")
    head = "".join(pieces)
    if head.count("\r") != layout.breaks or head.count("\n") != layout.breaks or "\0" in head:
        raise Malformed("a line break inside a header")
    return head.encode("latin-1") + body


class _Layout(NamedTuple):
    """What a request's head is made of: texts, and between them room for the target, the host, the values, the length."""

    pieces: list[str]
    host: bool
    length: bool
    breaks: int


@lru_cache(maxsize=1_000)
def _layout(method: str, names: tuple[str, ...], bodied: bool) -> _Layout:
    """What a request says itself, or does not need, is given no room."""
    own = {name.lower() for name in names}
    host, length = "host" not in own, (bodied or method in BODIED) and "content-length" not in own
    agent = "" if "user-agent" in own else f"\r\nUser-Agent: {AGENT}"
    texts = [f"{method} ", " HTTP/1.1" + ("\r\nHost: " if host else "")]
    texts += [f"\r\n{name}: " for name in names]
    texts += [agent + ("\r\nContent-Length: " if length else ""), "\r\n\r\n"]
    pieces = [part for text in texts for part in (text, "")][:-1]
    return _Layout(pieces, host, length, 2 + len(names) + host + bool(agent) + length)


class _Waiting(Struct, eq=False):
    """One request, as bytes, and its one outcome."""

    data: bytes
    is_head: bool
    done: Done
    carrier: _Connection | None = None
    timer: asyncio.TimerHandle | None = None
    spent: bool = False

    def finish(self, outcome: Outcome) -> None:
        if self.spent:
            return
        self.spent = True
        if self.timer is not None:
            self.timer.cancel()
        self.done(outcome)


class _Pool:
    """The connections to one host, and the requests that wait. `sizes`: how many are kept, how many there may be."""

    def __init__(
        self, place: Place, dialler: Dialler, sizes: tuple[int, int], body_cap: int, idle_seconds: float
    ) -> None:
        self.place, self.body_cap, self.idle_seconds = place, body_cap, idle_seconds
        self.loop = asyncio.get_running_loop()
        self._dialler, self._sizes = dialler, sizes
        self._free: list[_Connection] = []
        self._all: set[_Connection] = set()
        self._queue: deque[_Waiting] = deque()
        self._dialling: set[asyncio.Task[str | None]] = set()
        self._closed = False

    def send(self, waiting: _Waiting, timeout_seconds: float) -> None:
        while self._free:
            if self._free.pop().write(waiting):
                waiting.timer = self.loop.call_later(timeout_seconds, self._time_out, waiting)
                if not self._free:
                    self.loop.call_soon(self._dial_if_short)  # the next order shall not wait for a handshake
                return
        if len(self._queue) >= WAITING_CAP:
            why = f"{WAITING_CAP} requests already wait for a connection to {self.place.name}"
            self.loop.call_soon(waiting.finish, NotSent(why))
            return
        waiting.timer = self.loop.call_later(timeout_seconds, self._time_out, waiting)
        self._queue.append(waiting)
        self._dial_if_short()

    async def fill(self) -> str | None:
        while self._dial_if_short():
            pass
        whys = await asyncio.gather(*self._dialling)
        return next((why for why in whys if why is not None), None)

    def close(self) -> None:
        self._closed = True
        for task in self._dialling:
            task.cancel()
        self._refuse_all("closing down")
        for connection in tuple(self._all):
            connection.drop("closing down")

    def free(self, connection: _Connection) -> None:
        """The connection may carry the next request."""
        while self._queue:
            waiting = self._queue.popleft()
            if waiting.spent:
                continue
            if not connection.write(waiting):
                self._queue.appendleft(waiting)
                self._dial_if_short()
            return
        self._free.append(connection)

    def lost(self, connection: _Connection) -> None:
        """Gone or going. A fresh one is dialled for what waits and for the next order, unless this one died unused:
        a host that hangs up on everybody is not dialled in a circle."""
        self._all.discard(connection)
        if connection in self._free:
            self._free.remove(connection)
        if self._queue or connection.was_useful:
            self._dial_if_short()

    def _time_out(self, waiting: _Waiting) -> None:
        if waiting.carrier is None:
            waiting.finish(NotSent(f"no free connection to {self.place.name} in time"))
        else:
            waiting.carrier.drop("no reply in time")

    def _dial_if_short(self) -> bool:
        """As many as are kept; when all are busy one for each that waits, and one for the next."""
        there, (kept, most) = len(self._all) + len(self._dialling), self._sizes
        enough = there >= kept and (self._free or len(self._dialling) > len(self._queue))
        if self._closed or there >= most or enough:
            return False
        task = self.loop.create_task(self._open())
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)
        return True

    async def _open(self) -> str | None:
        try:
            connection = await self._dialler.dial(self.place, lambda: _Connection(self))
        except OSError as error:
            why = self._dialler.explain(error, self.place)
            if not self._all:
                self._refuse_all(why)
            return why
        self._all.add(connection)
        self.free(connection)
        return None

    def _refuse_all(self, why: str) -> None:
        while self._queue:
            self._queue.popleft().finish(NotSent(why))


class _Connection(asyncio.Protocol):
    def __init__(self, pool: _Pool) -> None:
        self.was_useful = False  # carried a request, or waited its whole idle time for one
        self._pool = pool
        self._reader = MessageReader(answers=True, body_cap=pool.body_cap)
        self._transport: asyncio.Transport | None = None
        self._in_flight: _Waiting | None = None
        self._resting_since = pool.loop.time()
        self._idle_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._idle_timer = self._pool.loop.call_later(self._pool.idle_seconds, self._retire_if_idle)

    def write(self, waiting: _Waiting) -> bool:
        """False: this connection is going away, and no byte was written."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        self._in_flight, waiting.carrier, self.was_useful = waiting, self, True
        transport.write(waiting.data)
        return True

    def data_received(self, data: bytes) -> None:
        waiting = self._in_flight
        if waiting is None:
            self.drop("bytes that no request asked for")
            return
        self._reader.feed(data)
        try:
            while (message := self._reader.take(bodyless=waiting.is_head)) is not None:
                if message.status >= 200:
                    self._deliver(message, waiting)
                    return
                if message.status == 101:
                    raise Malformed("another protocol, which nobody asked for")
        except Malformed as error:
            self.drop(str(error))

    def eof_received(self) -> None:
        message = self._reader.take_at_close()
        if message is not None and self._in_flight is not None:
            self._deliver(message, self._in_flight, at_close=True)

    def connection_lost(self, error: Exception | None) -> None:
        self.drop(f"connection lost: {error}" if error else "the venue closed the connection")

    def drop(self, why: str) -> None:
        """Ends the connection; what was in flight may or may not have arrived."""
        if self._transport is not None:
            self._transport.abort()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        self._pool.lost(self)
        waiting, self._in_flight = self._in_flight, None
        if waiting is not None:
            waiting.finish(NoAnswer(why))

    def _deliver(self, message: Message, waiting: _Waiting, *, at_close: bool = False) -> None:
        if not self._reader.between_messages:
            # One of the two is not ours, and nothing says which.
            self.drop("more than one reply to one request")
            return
        self._in_flight = None
        self._resting_since = self._pool.loop.time()
        if message.keeps_alive and not at_close:
            self._pool.free(self)
        else:
            self.drop("")
        waiting.finish(read_reply(message, self._pool.body_cap))

    def _retire_if_idle(self) -> None:
        patience = self._pool.idle_seconds
        left = patience - (self._pool.loop.time() - self._resting_since)
        if self._in_flight is None and left <= 0:
            self.was_useful = True
            self.drop("")
            return
        self._idle_timer = self._pool.loop.call_later(left if left > 0 else patience, self._retire_if_idle)


def read_reply(message: Message, body_cap: int) -> Outcome:
    try:
        body = unpack_body(message.header("content-encoding") or "", message.body, body_cap)
    except (Unpackable, TooBig) as error:
        return NoAnswer(f"a reply that cannot be unpacked: {error}")
    return Reply(message.status, body, message.headers)
