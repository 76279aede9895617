"""Serves one emulated exchange: a port for each host name of the venue, because hosts share paths."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import structs

from picaflor.emulator.control import Control
from picaflor.sim.venue.activity import Activity
from picaflor.sim.venue.conns import HangUp, Nudge, Say
from picaflor.sim.venue.exchange import Exchange
from picaflor.transport.clock import Clock
from picaflor.transport.packing import PACKINGS, pack
from picaflor.transport.server import Handlers, Pending, Server, serve
from picaflor.transport.ws_rules import BINARY, TEXT, write_frame
from picaflor.transport.ws_server import ClientSocket
from picaflor.wire.net import Reply, Request


class EmulatorPump:
    def __init__(self, exchange: Exchange, clock: Clock, activity: Activity | None = None) -> None:
        """`activity`: a customer who trades a little by itself."""
        self.exchange = exchange
        self.clock = clock
        self._activity = activity
        self.troubles: list[str] = []
        self._sockets: dict[int, ClientSocket] = {}
        self._numbers: dict[ClientSocket, int] = {}
        self._servers: dict[str, Server] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._timer_ns = 0
        self._last_no = 0

    async def start(self, hosts: list[str], port: int = 0, *, control: bool = True) -> dict[str, str]:
        """Host name → address. `port` is the first one's, the others follow; 0 takes any. `control`: there is a port for
        whoever orders things to happen.
        """
        for n, host in enumerate(hosts):
            handlers = Handlers(
                on_request=self._requested(host),
                on_open=self._opened(host),
                on_upgrade=self._upgrade,
                on_frame=self._frame,
                on_beat=self._beat,
                on_close=self._closed,
                on_trouble=self._trouble,
            )
            self._servers[host] = await serve(port + n if port else 0, handlers)
        if control:
            await self._serve_control(port + len(hosts) if port else 0)
        self._tick()
        return {host: f"http://127.0.0.1:{server.port}" for host, server in self._servers.items()}

    async def _serve_control(self, port: int) -> None:
        control = Control(self.exchange, self.clock)
        self._servers["control"] = await serve(port, Handlers(on_request=control.request))
        control.touched = self.touched

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for server in self._servers.values():
            await server.close()

    # what comes in

    def _requested(self, host: str) -> Callable[[Request, Pending], None]:
        def request(asked: Request, pending: Pending) -> None:
            named = Request(asked.method, host, asked.path, asked.query, asked.body, asked.headers)
            served = self.exchange.request(named, self.clock.now_ns(), "loopback")
            self.touched()
            if served.reply is None:
                pending.drop()
            elif served.delay_ns:
                wait = self.clock.seconds_until(self.clock.now_ns() + served.delay_ns)
                asyncio.get_running_loop().call_later(wait, pending.respond, served.reply)
            else:
                pending.respond(served.reply)

        return request

    def _upgrade(self, request: Request) -> Reply | None:
        return self.exchange.handshake(request, self.clock.now_ns())

    def _opened(self, host: str) -> Callable[[ClientSocket, str, str], None]:
        def opened(socket: ClientSocket, _path: str, _query: str) -> None:
            self._last_no += 1
            self._sockets[self._last_no] = socket
            self._numbers[socket] = self._last_no
            handshake = structs.replace(socket.request, host=host)
            self.exchange.opened(self._last_no, self.clock.now_ns(), handshake)
            self.touched()

        return opened

    def _frame(self, socket: ClientSocket, data: bytes) -> None:
        no = self._numbers.get(socket)
        if no is not None:
            self.exchange.frame(no, data, self.clock.now_ns())
            self.touched()

    def _beat(self, socket: ClientSocket) -> bool:
        """A socket that was made silent answers no ping either."""
        no = self._numbers.get(socket)
        return no is not None and self.exchange.beat(no, self.clock.now_ns())

    def _closed(self, socket: ClientSocket) -> None:
        no = self._numbers.pop(socket, None)
        if no is not None:
            self._sockets.pop(no, None)
            self.exchange.closed(no)

    def _trouble(self, why: str) -> None:
        if len(self.troubles) < 1_000:
            self.troubles.append(why)

    # what goes out, and time

    def _tick(self) -> None:
        self._timer = None
        now_ns = self.clock.now_ns()
        if self._activity is not None and self._activity.due() <= now_ns:
            self._activity.beat(now_ns)
        self.exchange.tick(now_ns)
        self.touched()

    def touched(self) -> None:
        """Something may have happened in the house: what it says is sent, and the timer set."""
        framed: dict[tuple[bytes, str], bytes] = {}  # one frame for all who hear the same
        for item in self.exchange.take_out():
            socket = self._sockets.get(item.conn)
            if socket is None:
                continue
            match item:
                case Say(_, data, packed):
                    frame = framed.get((data, packed))
                    if frame is None:
                        frame = framed[data, packed] = _framed(data, packed)
                    socket.send_framed(frame)
                case Nudge():
                    socket.ping()
                case HangUp(_, code, why):
                    socket.drop() if code == 1006 else socket.close(code, why)
        due_ns = self._due()
        if self._timer is not None and due_ns < self._timer_ns:  # somebody new is due before all who were there
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer_ns = due_ns
            self._timer = asyncio.get_running_loop().call_later(self.clock.seconds_until(due_ns), self._tick)

    def _due(self) -> int:
        due = self.exchange.due()
        return due if self._activity is None else min(due, self._activity.due())


def _framed(data: bytes, packed: str) -> bytes:
    """What is packed is a binary message."""
    if packed == "none":
        return write_frame(TEXT, data)
    return write_frame(BINARY, pack(data, PACKINGS[packed]))
