"""The live pump over real sockets: what is written down before it leaves, what leaves signed, and what ends a run."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from hashlib import sha1
from typing import Any

import pytest

from picaflor.app.build import build_engine
from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.plan import ConnectorPlan, RunPlan
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.orders import Side
from picaflor.emulator.pump import EmulatorPump
from picaflor.engine.instructions import CancelByHand, PlaceByHand
from picaflor.engine.loop import Engine
from picaflor.engine.records import Kind, read_outward
from picaflor.live.pump import Outside, Pump
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FrameFault
from picaflor.storage.problems import JournalBroken, JournalFull
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.ws import NotOpened
from picaflor.venues import load
from picaflor.wire.port import (
    Beat,
    Closed,
    CloseSocket,
    Frame,
    Inward,
    Opened,
    OpenSocket,
    Outward,
    SendFrame,
    SendPing,
    SendRequest,
)
from picaflor.wire.venue import Venue
from tests.unit.transport.loopback import HOST, at, raw_server

V, PAIR = "bitget", "BTC-USDT"
VENUE: Venue = load(V)
CALLING = "hitbtc"  # whose orders go over a socket
Run = Callable[[Any], Any]


class Journal:
    """A disk that may be full or broken. `flushed` is what would survive."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, int, bytes]] = []
        self.flushed = 0
        self.problem: Exception | None = None

    def add(self, entry: tuple[int, int, bytes]) -> None:
        self.lines.append(entry)

    def flush(self) -> None:
        if self.problem is not None:
            raise self.problem
        self.flushed = len(self.lines)


class Bench:
    """A venue, an engine without strategies, and the pump between them: one process, real sockets."""

    def __init__(self, private: bool = True, name: str = V, *, awake: bool = False) -> None:
        self.name, self.awake = name, awake
        self.row = load(name)
        exchange, keys = make_exchange(self.row, 1, 1, CrowdConfig(levels=5, take_percent=0))
        self.emulator = EmulatorPump(exchange, Clock())
        self.exchange, self.account = exchange, exchange.floor.accounts[1]
        self.journal = Journal()
        plan = RunPlan((ConnectorPlan(name, (PAIR,), 1, 0, 100, private=private),))
        self.engine: Engine = build_engine(plan, self.journal)
        self.keys = keys if private else None
        self.turned = asyncio.Event()

    async def __aenter__(self) -> Bench:
        addresses = await self.emulator.start(hosts_of(self.row))
        outside = Outside(self.row, self.keys, Hosts(addresses))
        self.pump = Pump(self.engine, {self.name: outside}, Clock(), self.journal, awake=self.awake)
        self.pump.after_turn = self.turned.set
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pump.close()
        await self.emulator.close()

    async def until(self, true: Callable[[], object]) -> None:
        while not true():
            assert self.pump.failed is None, self.pump.failed
            self.turned.clear()
            await self.turned.wait()

    async def open(self) -> None:
        self.pump.start()
        connector = self.engine.connectors[self.name]
        await self.until(lambda: connector.gate == "" and connector.trusted)

    def place(self, lots: int = 1_000, below: int = 5_000) -> None:
        book = self.engine.connectors[self.name].book(PAIR)
        assert book is not None
        self.pump.tell(PlaceByHand(self.name, PAIR, Side.BUY, lots, book.top().bid - below))

    def orders(self) -> list[OrderView]:
        return self.engine.connectors[self.name].live_orders()


def bench(run: Run, use: Callable[[Bench], Awaitable[Any]], private: bool = True, name: str = V) -> Any:
    async def main() -> Any:
        async with Bench(private, name) as made:
            return await use(made)

    return run(main())


@pytest.mark.parametrize("name", [V, CALLING, "altmarkets"])
def test_an_order_goes_out_signed_and_comes_back_open_then_cancelled(run: Run, name: str) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        b.place()
        await b.until(lambda: [order.state for order in b.orders()] == [OrderState.OPEN])
        assert b.account.accepted == 1
        b.pump.tell(CancelByHand(b.name, b.orders()[0].client_id))
        await b.until(lambda: b.orders() == [])
        assert b.account.live == {}

    bench(run, use, name=name)


def test_without_keys_the_public_side_runs_alone(run: Run) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        assert len(b.exchange.sockets.conns) == 1

    bench(run, use, private=False)


@pytest.mark.parametrize(("name", "more"), [(V, set()), (CALLING, {"SendCall"})])
def test_everything_that_leaves_is_on_the_disk_before(run: Run, name: str, more: set[str]) -> None:
    async def use(b: Bench) -> None:
        left: list[Outward] = []

        def watched(carry: Callable[[str, Any], None]) -> Callable[[str, Any], None]:
            def look(venue: str, out: Any) -> None:
                lines = b.journal.lines[: b.journal.flushed]
                assert out in [read_outward(p).what for kind, _, p in lines if kind == Kind.OUT]
                left.append(out)
                carry(venue, out)

            return look

        b.pump._carry = watched(b.pump._carry)  # type: ignore[method-assign]
        b.pump._request = watched(b.pump._request)  # type: ignore[method-assign]
        b.pump._call = watched(b.pump._call)  # type: ignore[method-assign]
        await b.open()
        b.place()
        await b.until(lambda: any(order.state is OrderState.OPEN for order in b.orders()))
        assert {type(out).__name__ for out in left} == {"SendRequest", "OpenSocket", "SendFrame", "SendLogin"} | more

    bench(run, use, name=name)


@pytest.mark.parametrize("name", [V, CALLING])
def test_on_a_full_disk_no_order_leaves_and_cancels_do(run: Run, name: str) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        b.place()
        await b.until(lambda: [order.state for order in b.orders()] == [OrderState.OPEN])
        b.journal.problem = JournalFull("no space")
        b.place()  # decided in the very turn in which the disk turns out to be full
        connector = b.engine.connectors[b.name]
        assert connector.gate == "the journal cannot be written: no space"
        await b.until(lambda: len(b.orders()) == 1)
        assert b.account.accepted == 1
        b.place()
        assert len(b.orders()) == 1
        b.pump.tell(CancelByHand(b.name, b.orders()[0].client_id))
        await b.until(lambda: b.orders() == [])
        b.journal.problem = None
        await b.until(lambda: connector.gate == "")
        b.place()
        await b.until(lambda: [order.state for order in b.orders()] == [OrderState.OPEN])
        assert b.account.accepted == 2

    bench(run, use, name=name)


def test_a_broken_disk_ends_the_run_and_says_why(run: Run) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        b.journal.problem = JournalBroken("the disk failed")
        sent = b.exchange.requests
        b.place()
        await b.pump.done.wait()
        assert b.pump.failed is b.journal.problem
        assert b.account.accepted == 0
        assert b.exchange.requests == sent

    bench(run, use)


@pytest.mark.parametrize("where", ["feed", "tick"])
def test_a_step_that_fails_ends_the_run_and_says_why(run: Run, where: str) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        honest = b.pump.engine

        class Failing:
            connectors = honest.connectors
            settle = honest.settle

            def feed(self, venue: str, inward: Inward, now_ns: int) -> Any:
                if where == "feed":
                    raise ValueError("a defect")
                return honest.feed(venue, inward, now_ns)

            def tick(self, now_ns: int) -> Any:
                if where == "tick":
                    raise ValueError("a defect")
                return honest.tick(now_ns)

            def due(self) -> int | None:
                return 0

        b.pump.engine = Failing()  # type: ignore[assignment]
        b.pump._turn([])
        await b.pump.done.wait()
        assert str(b.pump.failed) == "a defect"

    bench(run, use)


def test_a_lost_socket_comes_back_by_itself(run: Run) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        b.exchange.faults.order(FrameFault.HANG_UP)
        connector = b.engine.connectors[V]
        await b.until(lambda: connector.gate != "" or not connector.trusted)
        await b.until(lambda: connector.gate == "" and connector.trusted)
        assert len(b.exchange.sockets.conns) == 2

    bench(run, use)


class Script:
    """An engine that remembers what it is told, and says nothing of its own."""

    def __init__(self) -> None:
        self.heard: list[Inward] = []
        self.connectors: dict[str, Any] = {}

    def feed(self, _venue: str, inward: Inward, _now_ns: int) -> list[tuple[str, Outward]]:
        self.heard.append(inward)
        return []

    def settle(self) -> None:
        return

    def due(self) -> int | None:
        return None


async def scripted(b: Bench) -> Script:
    script = Script()
    b.pump.engine = script  # type: ignore[assignment]
    return script


def test_a_socket_given_up_while_it_opens_stays_shut(run: Run) -> None:
    async def use(b: Bench) -> None:
        script = await scripted(b)
        b.pump._turn([(V, OpenSocket("public", VENUE.domains["live"].public))])
        await asyncio.sleep(0)  # the dialling has begun
        b.pump._turn([(V, CloseSocket("public", "changed my mind"))])
        await b.until(lambda: script.heard)
        assert script.heard == [Closed("public", 1000, "changed my mind")]
        b.pump._turn([(V, OpenSocket("public", VENUE.domains["live"].public))])
        await b.until(lambda: len(script.heard) == 2)
        b.pump._turn([(V, SendFrame("public", b"ping"))])
        await b.until(lambda: len(script.heard) == 3)
        assert script.heard[1:] == [Opened("public"), Frame("public", b"pong")]
        assert len(b.exchange.sockets.conns) == 1

    bench(run, use)


def test_of_two_that_open_at_once_only_the_later_is_heard(run: Run) -> None:
    """The machine gave the first one up without a word: it counts its own time."""

    async def use(b: Bench) -> None:
        script = await scripted(b)
        knock = (V, OpenSocket("public", VENUE.domains["live"].public))
        b.pump._turn([knock])
        await asyncio.sleep(0)  # the dialling has begun
        b.pump._turn([knock])
        await b.until(lambda: script.heard)
        b.pump._turn([(V, SendFrame("public", b"ping"))])
        await b.until(lambda: len(script.heard) == 2)
        assert script.heard == [Opened("public"), Frame("public", b"pong")]
        b.pump._turn([knock])  # and one that has opened meanwhile is let go
        await b.until(lambda: len(script.heard) == 3)
        await b.until(lambda: len(b.exchange.sockets.conns) == 1)
        assert script.heard[2:] == [Opened("public")]

    bench(run, use)


def test_a_ping_frame_leaves_and_its_pong_is_told(run: Run) -> None:
    async def use(b: Bench) -> None:
        script = await scripted(b)
        b.pump._turn([(V, SendPing("public"))])  # there is no such socket yet
        b.pump._turn([(V, OpenSocket("public", VENUE.domains["live"].public))])
        await b.until(lambda: script.heard)
        b.pump._turn([(V, SendPing("public"))])
        await b.until(lambda: len(script.heard) == 2)
        assert script.heard == [Opened("public"), Beat("public")]

    bench(run, use)


def test_the_end_of_an_old_socket_is_not_taken_for_the_end_of_the_new_one(run: Run) -> None:
    async def use(b: Bench) -> None:
        script = await scripted(b)
        knock = (V, OpenSocket("public", VENUE.domains["live"].public))
        b.pump._turn([knock])
        await b.until(lambda: len(script.heard) == 1)
        old = b.pump._sockets[V, "public"]
        b.pump._turn([knock])
        await b.until(lambda: len(script.heard) == 2)
        old.close()
        b.pump._turn([(V, SendFrame("public", b"ping"))])
        await b.until(lambda: len(script.heard) == 3)
        assert [type(inward).__name__ for inward in script.heard] == ["Opened", "Opened", "Frame"]
        b.pump._turn([(V, CloseSocket("public", "enough"))])
        await b.until(lambda: len(script.heard) == 4)
        assert script.heard[3] == Closed("public", 1000, "enough")

    bench(run, use)


def test_a_host_that_cannot_be_reached_is_told_as_a_closed_socket_and_a_request_not_sent(run: Run) -> None:
    async def use(b: Bench) -> None:
        script = await scripted(b)
        b.pump._turn([(V, OpenSocket("public", "nowhere.test/ws"))])
        await b.until(lambda: script.heard)
        (closed,) = script.heard
        assert isinstance(closed, Closed)
        assert closed.code == 1006
        assert "nowhere.test" in closed.why

    bench(run, use)


def test_a_frame_for_a_socket_that_is_gone_is_dropped(run: Run) -> None:
    async def use(b: Bench) -> None:
        await scripted(b)
        b.pump._turn([(V, SendFrame("public", b"ping"))])
        assert b.pump.failed is None

    bench(run, use)


def test_after_the_end_nothing_is_fed(run: Run) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        turns = b.engine.turns
        await b.pump.close()
        b.pump._feed(V, Closed("public", 1000, "bye"))
        assert b.engine.turns == turns
        assert b.pump._sockets == {}, "the venue has said goodbye on each"

    bench(run, use)


def test_the_end_waits_for_a_goodbye_that_takes_its_time(run: Run) -> None:
    class Slow:
        """The venue answers many turns of the loop later."""

        def __init__(self, pump: Pump) -> None:
            self.pump, self.turns = pump, 500

        def close(self) -> None:
            self.turns -= 1
            if self.turns:
                asyncio.get_running_loop().call_soon(self.close)
                return
            del self.pump._sockets[V, "slow"]
            self.pump._left.set()

    async def use(b: Bench) -> None:
        slow: Any = Slow(b.pump)
        b.pump._sockets[V, "slow"] = slow
        await b.pump.close()
        assert slow.turns == 0

    bench(run, use)


def test_requests_go_to_the_fast_lane_when_they_are_urgent(run: Run) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        fast, cold = b.pump._fast[V], b.pump._cold[V]
        lanes: list[str] = []
        fast_send, cold_send = fast.send_written, cold.send
        fast.send_written = lambda *a, **k: (lanes.append("fast"), fast_send(*a, **k))[1]  # type: ignore[method-assign, assignment]
        cold.send = lambda *a: (lanes.append("cold"), cold_send(*a))[1]  # type: ignore[method-assign, assignment]
        b.place()
        await b.until(lambda: [order.state for order in b.orders()] == [OrderState.OPEN])
        out = [read_outward(payload).what for kind, _, payload in b.journal.lines if kind == Kind.OUT]
        assert [what.places for what in out if isinstance(what, SendRequest) and what.urgent] == [True]
        assert lanes[0] == "fast"

    bench(run, use)


def test_each_venue_is_reached_through_its_own_proxy(run: Run) -> None:
    async def main() -> None:
        here, there = Dialler(proxy="http://127.0.0.1:9"), Dialler()
        outsides = {"a": Outside(VENUE, None, Hosts(), here), "b": Outside(VENUE, None, Hosts(), there)}
        pump = Pump(Bench().engine, outsides, Clock(), Journal())
        assert [pump._fast[name]._dialler for name in "ab"] == [here, there]
        assert [pump._cold[name]._dialler for name in "ab"] == [here, there]
        await pump.close()

    run(main())


def test_a_call_whose_socket_is_gone_was_not_sent(run: Run) -> None:
    async def use(b: Bench) -> None:
        await b.open()
        socket = b.pump._sockets.pop((CALLING, "private"))  # it went, and nobody has been told yet
        b.place()
        (order,) = b.orders()
        keeper = b.engine.connectors[CALLING].keeper
        await b.until(lambda: b.orders() == [])
        gone = keeper.view(order.client_id)
        assert gone is not None
        assert gone.state is OrderState.ABSENT
        assert b.account.accepted == 0
        socket.close()

    bench(run, use, name=CALLING)


# openings and endings that meet


def accept(request: bytes) -> bytes:
    (key,) = (
        line.split(b":")[1].strip() for line in request.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")
    )
    return b64encode(sha1(key + GUID, usedforsecurity=False).digest()) + b"\r\n\r\n"


GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455
UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: "


class Mute:
    """A server that takes connections and answers nothing, neither TLS nor an upgrade; or only when it is too late."""

    def __init__(self, late: bytes = b"") -> None:
        self.met: list[bytes] = []
        self.left = 0
        self.moved, self.speak = asyncio.Event(), asyncio.Event()
        self._late = late

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.met.append(await (reader.readuntil(b"\r\n\r\n") if self._late else reader.read(1)))
        self.moved.set()
        if self._late:
            await self.speak.wait()
            self.speak.clear()
            writer.write(self._late + (accept(self.met[-1]) if self._late is UPGRADED else b""))
        with suppress(ConnectionError):
            while await reader.read(1_000):
                pass
        self.left += 1
        self.moved.set()

    async def until(self, true: Callable[[], object]) -> None:
        while not true():
            self.moved.clear()
            await self.moved.wait()


@pytest.mark.parametrize("late", [b"", b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n", UPGRADED])
def test_an_opening_that_hangs_is_given_up_and_whatever_comes_late_ends_it(run: Run, late: bytes) -> None:
    """Nothing is said, not even of TLS; or the upgrade is answered when nobody waits for it any more."""

    async def use(b: Bench) -> None:
        script, mute = await scripted(b), Mute(late)
        async with raw_server(mute.talk) as port:
            b.pump._outsides = {V: Outside(VENUE, None, at(port, "http" if late else "https"))}
            for times in (1, 2):
                b.pump._turn([(V, OpenSocket("public", f"{HOST}/ws"))])
                await mute.until(lambda times=times: len(mute.met) == times)  # type: ignore[misc]
                b.pump._turn([(V, CloseSocket("public", "too late"))])
                await b.until(lambda times=times: len(script.heard) == times)  # type: ignore[misc]
                mute.speak.set()
                await mute.until(lambda times=times: mute.left == times)  # type: ignore[misc]
        assert script.heard == [Closed("public", 1000, "too late")] * 2
        assert not b.pump._opening
        assert not b.pump._sockets

    bench(run, use)


def test_the_end_of_a_run_does_not_wait_for_an_opening_that_hangs(run: Run) -> None:
    async def use(b: Bench) -> None:
        script, mute = await scripted(b), Mute()
        async with raw_server(mute.talk) as port:
            b.pump._outsides = {V: Outside(VENUE, None, at(port, "https"))}
            b.pump._turn([(V, OpenSocket("public", f"{HOST}/ws"))])
            await mute.until(lambda: mute.met)
            await b.pump.close()
            await mute.until(lambda: mute.left)
        assert script.heard == []

    bench(run, use)


class Stubborn:
    """A connection that opens though its opening was cancelled: the last byte of the handshake was there already."""

    def __init__(self) -> None:
        self.handlers: list[Any] = []
        self.closed: list[str] = []
        self.opens = asyncio.Event()

    async def connect(self, _hosts: Any, _dialler: Any, _url: str, handlers: Any, _options: Any) -> Any:
        self.handlers.append(handlers)
        while not self.opens.is_set():
            with suppress(asyncio.CancelledError):
                await self.opens.wait()
        handlers.on_open(self)
        handlers.on_frame(b"hello", True)
        return self

    def close(self, _code: int = 1000, why: str = "") -> None:
        self.closed.append(why)
        asyncio.get_running_loop().call_soon(self.handlers[-1].on_close, 1000, why)


@pytest.mark.parametrize("again", [False, True])
def test_a_socket_that_opens_after_its_close_was_ordered_is_let_go(
    run: Run, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    async def use(b: Bench) -> None:
        script, one = await scripted(b), Stubborn()
        knock = (V, OpenSocket("public", VENUE.domains["live"].public))
        with monkeypatch.context() as patch:
            patch.setattr("picaflor.live.pump.connect", one.connect)
            b.pump._turn([knock])
            await asyncio.sleep(0)
        b.pump._turn([(V, CloseSocket("public", "enough")), *([knock] if again else [])])
        one.opens.set()
        await b.until(lambda: script.heard)
        await b.pump._left.wait()
        assert one.closed == ["opened too late"]
        assert b.pump._parting == set()
        if again:  # the first one's end is not taken for the end of the second, nor what it says for its word
            await b.until(lambda: b.pump._sockets)
            b.pump._turn([(V, SendFrame("public", b"ping"))])
            await b.until(lambda: len(script.heard) == 2)
            assert script.heard == [Opened("public"), Frame("public", b"pong")]
        else:
            assert script.heard == [Closed("public", 1000, "enough")]
            assert b.pump._sockets == {}

    bench(run, use)


def test_a_refusal_that_comes_after_the_close_was_ordered_is_not_heard(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use(b: Bench) -> None:
        script, opens = await scripted(b), asyncio.Event()

        async def connect(*_: Any) -> NotOpened:
            while not opens.is_set():
                with suppress(asyncio.CancelledError):
                    await opens.wait()
            return NotOpened("no")

        with monkeypatch.context() as patch:
            patch.setattr("picaflor.live.pump.connect", connect)
            b.pump._turn([(V, OpenSocket("public", "host/ws"))])
            await asyncio.sleep(0)
        tasks = list(b.pump._tasks)
        b.pump._turn([(V, CloseSocket("public", "enough"))])
        opens.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        await b.until(lambda: script.heard)
        assert script.heard == [Closed("public", 1000, "enough")]

    bench(run, use)


def test_two_closes_are_one_end(run: Run) -> None:
    async def use(b: Bench) -> None:
        script = await scripted(b)
        knock, enough = (V, OpenSocket("public", VENUE.domains["live"].public)), (V, CloseSocket("public", "enough"))
        b.pump._turn([knock])
        await b.until(lambda: script.heard)
        b.pump._turn([enough, enough])
        await b.until(lambda: len(script.heard) == 2)
        b.pump._turn([knock, enough, enough, knock])  # and of one that never opened none is told behind its back
        await b.until(lambda: len(script.heard) == 3)
        b.pump._turn([(V, SendFrame("public", b"ping"))])
        await b.until(lambda: len(script.heard) == 4)
        assert script.heard == [
            Opened("public"),
            Closed("public", 1000, "enough"),
            Opened("public"),
            Frame("public", b"pong"),
        ]

    bench(run, use)


@pytest.mark.parametrize("first", [True, False])
def test_a_socket_that_breaks_while_it_is_closed_ends_once(run: Run, first: bool) -> None:
    async def use(b: Bench) -> None:
        script = await scripted(b)
        b.pump._turn([(V, OpenSocket("public", VENUE.domains["live"].public))])
        await b.until(lambda: script.heard)
        transport = b.pump._sockets[V, "public"]._transport
        assert transport is not None
        if first:
            transport.underlying_transport.abort()
        b.pump._turn([(V, CloseSocket("public", "enough")), (V, SendFrame("public", b"ping")), (V, SendPing("public"))])
        if not first:
            transport.underlying_transport.abort()
        await b.until(lambda: len(script.heard) == 2)
        b.pump._turn([(V, CloseSocket("public", "enough"))])  # of what is gone is said that it is gone
        await b.until(lambda: len(script.heard) == 3)
        assert script.heard == [Opened("public"), *[Closed("public", 1000, "enough")] * 2]

    bench(run, use)
