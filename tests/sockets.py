"""The other way of travel: the same worlds over real loopback sockets, with the pumps that a live run has.

Time is the loop's own. It stands while bytes fly and leaps to the next timer when nothing is left to read, so an hour of
a card is over when its work is done, and nobody sleeps. As a pytest plugin (`-p tests.sockets`) it makes every world so.
"""

from __future__ import annotations

import asyncio
import math
import os
import selectors
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from picaflor.app.emulate import hosts_of
from picaflor.emulator.pump import EmulatorPump
from picaflor.live.pump import Outside, Pump
from picaflor.sim.port import Driven, Wire
from picaflor.sim.venue.exchange import Exchange
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.auth import Keys
from picaflor.wire.port import Outward
from tests import worlds

SECOND = 1_000_000_000
SOON = 1e-6
WIRE_NS = 2_000_000  # a person who waits for something acts a moment after it, never in the venue's own instant
STUCK = 5.0  # real seconds without a timer or a byte: nothing will ever come


class _Leaping(selectors.DefaultSelector):
    """Waits for bytes, never for time."""

    now_ns = 0
    until_ns = math.inf

    def over(self) -> None:
        """Time would leap beyond `until_ns`."""

    def select(self, timeout: float | None = None) -> list[Any]:
        ready: list[Any] = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        os.sched_yield()  # what was just written is with the kernel, which may want its turn
        ready = super().select(STUCK if timeout is None else 0)
        if not ready and timeout is None:
            raise RuntimeError("nothing is due and nothing comes")
        if not ready and timeout is not None:
            due_ns = self.now_ns + math.ceil(timeout * SECOND)
            if due_ns > self.until_ns:
                due_ns = int(self.until_ns)
                self.over()
            self.now_ns = due_ns
        return ready


class QuickLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.leaping = _Leaping()
        super().__init__(self.leaping)
        self.leaping.over = self.stop  # type: ignore[method-assign]

    def time(self) -> float:
        return self.leaping.now_ns / SECOND

    def call_later(self, delay: float, *what: Any, **how: Any) -> asyncio.TimerHandle:  # type: ignore[override]
        """A timer that is over at once, and set again and again, would let time stand."""
        return super().call_later(max(delay, SOON), *what, **how)


class LoopClock(Clock):
    __slots__ = ("_loop", "_zero_ns")

    def __init__(self, loop: QuickLoop, zero_ns: int) -> None:
        super().__init__(start_ns=zero_ns)
        self._loop, self._zero_ns = loop, zero_ns

    def now_ns(self) -> int:
        return self._zero_ns + self._loop.leaping.now_ns


class _Watched:
    """The engine as a pump knows it, with the checker between, as it is between an engine and the joint in memory."""

    def __init__(self, checker: Any, world: Any) -> None:
        self._checker, self._engine = checker, world.engine
        self.feed, self.tick, self.due = checker.feed, checker.tick, checker.due

    def tell(self, instruction: Any, now_ns: int) -> Any:
        return self._checker.turn(self._engine.tell(instruction, now_ns))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


class _House(EmulatorPump):
    def __init__(self, exchange: Exchange, clock: Clock, look: Callable[[], None]) -> None:
        super().__init__(exchange, clock)
        self._look = look

    def touched(self) -> None:
        super().touched()
        self._look()


class _NoDisk:
    def flush(self) -> None:
        """The journal of a world is in memory, and whole after each turn."""


class SocketJoint:
    """Stands where sim.port.Joint stands, with the same doors; `wire` and `seed` are about delays, which sockets have."""

    engine: Driven

    def __init__(
        self,
        engine: Driven,
        exchanges: Mapping[str, Exchange],
        keys: Mapping[str, Keys],
        wire: Wire | None = None,
        seed: int = 1,
        now_ns: int = 0,
    ) -> None:
        self.engine, self.exchanges, self.keys = engine, exchanges, keys
        self._loop = QuickLoop()
        self._complaints: list[dict[str, Any]] = []
        self._loop.set_exception_handler(lambda _loop, context: self._complaints.append(context))
        self.clock = LoopClock(self._loop, now_ns)
        self._pump: Pump | None = None
        self._houses = [_House(house, self.clock, self._look) for house in dict.fromkeys(exchanges.values())]
        self._hosts: dict[str, dict[str, str]] = {}
        self._stop: Callable[[], bool] | None = None
        OPEN.append(self)
        JOURNEYS[0] += 1

    @property
    def now_ns(self) -> int:
        return self.clock.now_ns()

    # time

    def run(self, until_ns: int, stop: Callable[[], bool] | None = None) -> None:
        self._begin()
        while stop is None or not stop():
            self._stop = stop
            self._go(until_ns)
            if stop is None or self.now_ns >= until_ns:
                return
            self._stop = None
            self._go(self.now_ns + WIRE_NS)  # and where it does not hold any more by then, he waits on

    def _go(self, until_ns: int) -> None:
        leaping = self._loop.leaping
        leaping.until_ns = max(0, until_ns - self.now_ns) + leaping.now_ns
        try:
            self._loop.run_forever()
        finally:
            leaping.until_ns, self._stop = math.inf, None
        self._raise()

    def _look(self) -> None:
        """After each turn of either side, as the joint in memory looks."""
        failed = self._complaints or (self._pump is not None and self._pump.failed)
        if failed or (self._stop is not None and self._stop()):
            self._loop.stop()

    def _raise(self) -> None:
        if self._pump is not None and self._pump.failed is not None:
            raise self._pump.failed
        for complaint in self._complaints:
            raise complaint.get("exception") or AssertionError(complaint["message"])

    def _begin(self) -> None:
        """The venue opens its ports at the first need, and an engine its sockets."""
        if not self._hosts:
            for house in self._houses:
                names = [load(name) for name, where in self.exchanges.items() if where is house.exchange]
                addresses = self._loop.run_until_complete(house.start(hosts_of(*names)))
                self._hosts |= {row.id: addresses for row in names}
        if self._pump is None:
            outsides = {
                name: Outside(load(name), self.keys.get(name), Hosts(addresses))
                for name, addresses in self._hosts.items()
            }
            checker: Any = self.engine
            engine: Any = _Watched(checker, checker._world)
            self._pump = Pump(engine, outsides, self.clock, _NoDisk())
            self._pump.after_turn = self._look
            self._inside(self._pump.start)

    def _inside(self, do: Callable[[], object]) -> None:
        """At once, as a callback of the loop would."""
        asyncio._set_running_loop(self._loop)
        try:
            do()
        finally:
            asyncio._set_running_loop(None)

    # what a joint does

    def carry(self, outs: list[tuple[str, Outward]]) -> None:
        self._begin()
        pump = self._pump
        assert pump is not None
        self._inside(lambda: pump._turn(outs))
        self._raise()

    def swap(self, engine: Driven) -> None:
        """The process died: its sockets are gone. Another one takes its place at the next need."""
        if self._pump is not None:
            self._loop.run_until_complete(self._pump.close())
        self._pump, self.engine = None, engine

    def cut(self, down: bool) -> None:
        """Whoever is connected is hung up on, and so is whoever comes while it lasts."""
        self._begin()
        for server in (server for house in self._houses for server in house._servers.values()):
            if not down:
                del server.joined
                continue
            for connection in tuple(server.connections):
                connection.abort()
            server.joined = _turned_away(server.joined)  # type: ignore[method-assign, assignment]

    def close(self) -> None:
        async def close() -> None:
            if self._pump is not None:
                await self._pump.close()
            for house in self._houses:
                await house.close()
            for _ in range(3):
                await asyncio.sleep(0)  # closed transports tell of it in the next round

        self._loop.run_until_complete(close())
        self._loop.close()


def _turned_away(honest: Callable[[Any], None]) -> Callable[[Any], None]:
    def joined(connection: Any) -> None:
        honest(connection)
        connection.abort()

    return joined


OPEN: list[SocketJoint] = []
JOURNEYS = [0]  # made so far


@pytest.fixture(autouse=True)
def over_sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every world of the test travels over sockets."""
    monkeypatch.setattr(worlds, "Joint", SocketJoint)
    yield
    while OPEN:
        OPEN.pop().close()
