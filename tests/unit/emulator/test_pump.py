"""The emulator's pump over real sockets: every host has its port, every fault its shape on the wire."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest

from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.activity import Activity
from picaflor.sim.venue.conns import Nudge
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FrameFault, RequestFault
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.transport.ws import Handlers, WsConnection, connect
from picaflor.venues import load
from picaflor.wire.asks import Answer, Ask, Place, Placed, ReadTime, Refused, Unclear
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import NoAnswer, Outcome, Reply, Request
from picaflor.wire.reports import BookFrame, ServerTime
from picaflor.wire.stream import (
    Channel,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    Subscribe,
    Subscribed,
    Topic,
    VenueFrame,
)

VENUE = load("bitget")
HOSTS = hosts_of(VENUE)
SECOND = 1_000_000_000
PLACE = Place("BTCUSDT", "mine", Side.BUY, OrderType.LIMIT, read_atoms("0.01"), read_atoms("60000"))
Run = Callable[[Any], Any]


class Bench:
    """An emulator, and a client of it."""

    def __init__(self, speed: int = 1, *, busy: bool = False) -> None:
        self.exchange, self.keys = make_exchange(VENUE, 1, 1, CrowdConfig(beat_ns=20_000_000 * speed))
        self.exchange.faults.rates = type(self.exchange.faults.rates)(delay_max_ns=2_000_000)
        self.clock = Clock(speed=speed)
        self.pump = EmulatorPump(self.exchange, self.clock, Activity(self.exchange, 1) if busy else None)
        self.heard: list[VenueFrame] = []
        self.ends: list[tuple[int, str]] = []
        self.changed = asyncio.Event()

    async def __aenter__(self) -> Bench:
        self.addresses = await self.pump.start(HOSTS)
        self.hosts, self.dialler = Hosts(self.addresses), Dialler()
        self.http = HttpClient(self.hosts, self.dialler)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()
        await self.pump.close()

    async def send(self, request: Request) -> Outcome:
        return await self.http.send(request, 5 * SECOND)

    async def ask(self, ask: Ask) -> Answer | Refused | Unclear | NoAnswer:
        signed = VENUE.auth.sign(VENUE.rest.write_ask(ask), self.keys, self.clock.now_ns())
        outcome = await self.send(signed)
        if isinstance(outcome, Reply):
            return VENUE.rest.read_answer(ask, outcome)
        assert isinstance(outcome, NoAnswer), outcome
        return outcome

    async def connect(self) -> WsConnection:
        def frame(data: bytes, _text: bool) -> None:
            self.heard += VENUE.stream.read_venue(data)
            self.changed.set()

        def closed(code: int, why: str) -> None:
            self.ends.append((code, why))
            self.changed.set()

        handlers = Handlers(on_open=lambda _socket: None, on_frame=frame, on_close=closed)
        got = await connect(self.hosts, self.dialler, VENUE.domains["live"].public, handlers)
        assert isinstance(got, WsConnection), got
        return got

    async def until(self, true: Callable[[], bool]) -> None:
        while not true():
            self.changed.clear()
            await self.changed.wait()


def bench(run: Run, use: Callable[[Bench], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        async with Bench() as made:
            return await use(made)

    return run(main())


def test_every_host_of_the_row_has_an_address_of_its_own_and_so_has_the_control_port(run: Run) -> None:
    async def use(b: Bench) -> None:
        assert set(b.addresses) == {*HOSTS, "control"}
        assert len(set(b.addresses.values())) == len(HOSTS) + 1
        assert isinstance(await b.ask(ReadTime()), ServerTime)

    bench(run, use)


def test_ports_follow_the_first_where_one_is_given(run: Run) -> None:
    async def main() -> tuple[int, list[str]]:
        for _ in range(50):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = min(probe.getsockname()[1], 65_000)
            pump = EmulatorPump(make_exchange(VENUE, 1, 1)[0], Clock())
            try:
                return port, list((await pump.start(["one", "two"], port)).values())
            except OSError:
                continue  # a neighbour has one of the three
            finally:
                await pump.close()
        raise AssertionError("no three free ports in a row")

    port, addresses = run(main())
    assert addresses == [f"http://127.0.0.1:{port + n}" for n in range(3)]


@pytest.mark.parametrize(
    ("fault", "answer", "arrived"),
    [
        (None, Placed, 1),
        (RequestFault.DELAY, Placed, 1),
        (RequestFault.DROP_REPLY, NoAnswer, 1),
        (RequestFault.DROP_REQUEST, NoAnswer, 0),
        (RequestFault.BROKEN, Unclear, 1),
    ],
)
def test_an_order_meets_its_fault_on_the_wire(run: Run, fault: RequestFault | None, answer: type, arrived: int) -> None:
    async def use(b: Bench) -> None:
        if fault is not None:
            b.exchange.faults.order(fault)
        assert type(await b.ask(PLACE)) is answer
        assert b.exchange.floor.accounts[1].accepted == arrived

    bench(run, use)


def test_a_socket_hears_its_book_beat_by_beat(run: Run) -> None:
    async def use(b: Bench) -> None:
        client = await b.connect()
        topic = Topic(Channel.BOOK, "BTCUSDT")
        for frame in (Ping(), Subscribe((topic,))):
            client.send(VENUE.stream.write_client(frame)[0])
        await b.until(lambda: sum(isinstance(frame, BookFrame) for frame in b.heard) >= 4)
        assert b.heard[:2] == [Pong(), Subscribed(topic)]
        books = [frame for frame in b.heard if isinstance(frame, BookFrame)]
        assert [book.snapshot for book in books[:4]] == [True, False, False, False]
        assert all(late.prev == early.seq for early, late in pairwise(books))
        client.close()
        await b.until(lambda: bool(b.ends))

    bench(run, use)


def test_a_dropped_socket_ends_without_a_word(run: Run) -> None:
    async def use(b: Bench) -> None:
        client = await b.connect()
        b.exchange.faults.order(FrameFault.HANG_UP)
        client.send(b"ping")
        await b.until(lambda: bool(b.ends))
        assert b.ends[0][0] == 1006
        assert b.heard == []
        assert b.exchange.sockets.conns == {}

    bench(run, use)


def test_pings_of_the_protocol_count_both_ways(run: Run) -> None:
    async def use(b: Bench) -> None:
        beats: list[int] = []
        honest = b.exchange.beat

        def beat(conn: int, now_ns: int) -> bool:
            beats.append(conn)
            b.changed.set()
            return honest(conn, now_ns)

        b.exchange.beat = beat  # type: ignore[method-assign]
        client = await b.connect()
        client.ping()
        await b.until(lambda: len(beats) == 1)
        b.exchange.sockets.out.append(Nudge(beats[0]))
        b.pump.touched()
        await b.until(lambda: len(beats) == 2)  # the client's transport has answered by itself
        assert len(set(beats)) == 1

    bench(run, use)


def test_a_busy_customer_is_heard_on_its_private_stream(run: Run) -> None:
    async def main() -> set[str]:
        async with Bench(speed=100, busy=True) as b:
            line = await b.connect()
            line.send(VENUE.auth.write_login(b.keys, b.clock.now_ns()))
            line.send(*VENUE.stream.write_client(Subscribe((Topic(Channel.ORDERS),))))
            await b.until(lambda: sum(isinstance(frame, OrdersFrame) for frame in b.heard) >= 5)
            return {row.symbol for frame in b.heard if isinstance(frame, OrdersFrame) for row in frame.rows}

    assert run(main()) == {"BTCUSDT"}


def test_a_wrong_login_is_told_and_then_closed(run: Run) -> None:
    async def use(b: Bench) -> None:
        client = await b.connect()
        client.send(VENUE.auth.write_login(PlainKeys(b.keys.api_key, "wrong", b.keys.passphrase), b.clock.now_ns()))
        await b.until(lambda: bool(b.ends))
        (refused,) = b.heard
        assert isinstance(refused, LoginRefused)
        assert b.ends[0][0] == 1000

    bench(run, use)


def test_the_control_port_orders_a_fault_that_a_client_then_meets(run: Run) -> None:
    async def use(b: Bench) -> None:
        ordered = await b.send(Request("POST", "control", "/faults", body=b'{"kind":"drop_reply"}'))
        assert isinstance(ordered, Reply)
        assert isinstance(await b.ask(PLACE), NoAnswer)
        ledger = await b.send(Request("GET", "control", "/ledger"))
        assert isinstance(ledger, Reply)
        assert json.loads(ledger.body)[0]["orders_live"] == 1

    bench(run, use)


def test_troubles_are_kept_and_bounded() -> None:
    pump = EmulatorPump(make_exchange(VENUE, 1, 1)[0], Clock())
    for n in range(2_000):
        pump._trouble(str(n))
    assert len(pump.troubles) == 1_000
