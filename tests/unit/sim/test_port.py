"""The joint: virtual time, ordered bytes, and a network that can be cut, against an engine that only remembers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.sim.port import MS, Joint, Wire
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FrameFault, RequestFault
from picaflor.venues import load
from picaflor.wire.asks import Cancel, ReadBalances, ReadTime
from picaflor.wire.net import NoAnswer, NotSent, Reply
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
from picaflor.wire.reports import ServerTime
from picaflor.wire.stream import Channel, LoggedIn, Ping, Pong, Subscribe, Topic

V = "bitget"
SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND
VENUE = load(V)


class Engine:
    """Remembers what came and when; says what it is told to say."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, Inward]] = []
        self.says: Callable[[Inward], list[Outward]] = lambda _inward: []
        self.due_ns: int | None = None

    def feed(self, venue: str, inward: Inward, now_ns: int) -> list[tuple[str, Outward]]:
        self.heard.append((now_ns - START, inward))
        return [(venue, out) for out in self.says(inward)]

    def tick(self, now_ns: int) -> list[tuple[str, Outward]]:
        self.due_ns = None
        return []

    def due(self) -> int | None:
        return self.due_ns

    def of(self, kind: type) -> list[Any]:
        return [inward for _, inward in self.heard if isinstance(inward, kind)]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def joint(engine: Engine) -> Joint:
    exchange, keys = make_exchange(VENUE, 1, 1, CrowdConfig(beat_ns=SECOND))
    return Joint(engine, {V: exchange}, {V: keys}, Wire(delay_ns=MS), now_ns=START)


def say(joint: Joint, *outs: Outward, seconds: float = 0.1) -> None:
    joint.carry([(V, out) for out in outs])
    joint.run(joint.now_ns + int(seconds * SECOND))


def ask(no: int, what: Any = None, signed: bool = False, timeout_ns: int = SECOND) -> SendRequest:
    return SendRequest(no, VENUE.rest.write_ask(what or ReadTime()), signed, timeout_ns)


def frame(what: Any, conn: str = "public") -> SendFrame:
    return SendFrame(conn, VENUE.stream.write_client(what)[0])


def test_bytes_take_their_time_each_way(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    say(joint, frame(Ping()), ask(7))
    assert [(at, type(inward)) for at, inward in engine.heard] == [
        (1 * MS, Opened),
        (102 * MS, Frame),
        (102 * MS, Answered),
    ]
    (pong,) = engine.of(Frame)
    assert VENUE.stream.read_venue(pong.data) == (Pong(),)
    (answered,) = engine.of(Answered)
    assert answered.no == 7
    assert isinstance(answered.outcome, Reply)


def test_frames_of_one_socket_never_overtake_each_other(engine: Engine) -> None:
    exchange, keys = make_exchange(VENUE, 1, 1)
    joint = Joint(engine, {V: exchange}, {V: keys}, Wire(delay_ns=MS, jitter_ns=50 * MS), seed=5, now_ns=START)
    say(joint, OpenSocket("public", "x"))
    say(joint, frame(Subscribe((Topic(Channel.BOOK, "BTCUSDT"),))), seconds=20)
    books = [f for one in engine.of(Frame) for f in VENUE.stream.read_venue(one.data) if hasattr(f, "seq")]
    numbers = [book.seq for book in books]
    assert len(numbers) > 50
    assert numbers == sorted(numbers)
    gaps = {b - a for (a, _), (b, _) in zip(engine.heard, engine.heard[1:], strict=False)}
    assert len(gaps) > 20  # and yet the delays differ


def test_a_login_is_written_with_the_keys(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("private", "x"))
    say(joint, SendLogin("private"))
    assert VENUE.stream.read_venue(engine.of(Frame)[0].data) == (LoggedIn(),)
    say(joint, ask(1, ReadBalances(), signed=True))
    assert engine.of(Answered)[0].outcome.status == 200


def test_a_request_without_an_answer_times_out_once(joint: Joint, engine: Engine) -> None:
    joint.exchanges[V].faults.order(RequestFault.DROP_REPLY)
    say(joint, ask(3, Cancel("BTCUSDT", "who"), signed=True, timeout_ns=2 * SECOND), seconds=5)
    assert engine.heard == [(2 * SECOND, Answered(3, NoAnswer("timed out")))]


def test_an_answer_after_the_time_out_is_not_told(joint: Joint, engine: Engine) -> None:
    joint.exchanges[V].faults.order(RequestFault.DELAY)
    say(joint, ask(3, Cancel("BTCUSDT", "who"), signed=True, timeout_ns=5 * MS), seconds=5)
    assert engine.heard == [(5 * MS, Answered(3, NoAnswer("timed out")))]


def test_a_socket_that_we_close_hears_nothing_more(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    say(joint, frame(Ping()), CloseSocket("public", "enough"))
    assert engine.of(Frame) == []
    assert engine.of(Closed) == [Closed("public", 1000, "enough")]
    assert joint.exchanges[V].sockets.conns == {}
    say(joint, frame(Ping()), CloseSocket("public", "again"))
    assert len(engine.of(Closed)) == 2  # whoever asks is answered


def test_a_socket_that_the_venue_hangs_up_is_told(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    joint.exchanges[V].faults.order(FrameFault.HANG_UP)
    say(joint, frame(Ping()))
    assert engine.of(Closed) == [Closed("public", 1006, "fault")]


def test_a_cut_network_carries_nothing_either_way_and_says_nothing(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    say(joint, frame(Ping()), ask(1), seconds=0)
    joint.cut(True)
    joint.run(joint.now_ns + SECOND // 2)
    assert engine.of(Frame) == []
    say(joint, frame(Ping()), OpenSocket("private", "x"), ask(2), seconds=2)
    assert engine.of(Closed) == [Closed("private", 1006, "cannot connect")]
    assert {answered.no: type(answered.outcome) for answered in engine.of(Answered)} == {1: NoAnswer, 2: NotSent}
    joint.cut(False)
    say(joint, frame(Ping()))
    assert len(engine.of(Frame)) == 1  # the socket had never been closed


def test_a_cut_between_a_knock_and_the_door_opens_nothing(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"), seconds=0)
    joint.cut(True)
    joint.run(joint.now_ns + SECOND)
    assert engine.heard == []
    assert joint.exchanges[V].sockets.conns == {}


def test_a_cut_swallows_a_reply_and_a_goodbye_that_are_on_their_way(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    joint.exchanges[V].faults.order(FrameFault.HANG_UP)
    say(joint, frame(Ping()), ask(1), seconds=0.0015)
    joint.cut(True)
    joint.run(joint.now_ns + SECOND)
    assert engine.of(Closed) == []
    assert [type(answered.outcome) for answered in engine.of(Answered)] == [NoAnswer]


def test_a_new_process_hears_nothing_of_what_the_old_one_asked(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    say(joint, frame(Ping()), ask(1, ReadBalances(), signed=True), CloseSocket("private", "x"), seconds=0)
    heir = Engine()
    joint.swap(heir)
    joint.run(joint.now_ns + MS // 2)
    say(joint, ask(1, timeout_ns=10 * SECOND), seconds=5)
    assert [type(inward) for _, inward in engine.heard] == [Opened]
    ((_, answered),) = heir.heard  # its own number one, answered once
    assert isinstance(answered, Answered)
    assert isinstance(answered.outcome, Reply)
    assert isinstance(VENUE.rest.read_answer(ReadTime(), answered.outcome), ServerTime)
    assert joint.exchanges[V].sockets.conns == {}


def test_time_jumps_to_what_is_next_and_stops_where_it_is_told(joint: Joint, engine: Engine) -> None:
    engine.due_ns = START + 300 * MS
    seen: list[int] = []
    joint.at(START + 200 * MS, lambda: seen.append(joint.now_ns - START))
    joint.run(START + SECOND, stop=lambda: engine.due_ns is None)
    assert seen == [200 * MS]
    assert joint.now_ns == START + 300 * MS
    joint.run(START + SECOND)
    assert joint.now_ns == START + SECOND


def test_whoever_is_due_and_does_nothing_is_found_out(joint: Joint, engine: Engine) -> None:
    engine.tick = lambda _now_ns: []  # type: ignore[method-assign]
    engine.due_ns = START
    with pytest.raises(RuntimeError, match="time stands still"):
        joint.run(START + SECOND)


def test_the_same_seed_is_the_same_wire() -> None:
    def heard(seed: int) -> list[tuple[int, Inward]]:
        engine = Engine()
        exchange, keys = make_exchange(VENUE, 1, 1)
        joint = Joint(engine, {V: exchange}, {V: keys}, Wire(jitter_ns=50 * MS), seed=seed, now_ns=START)
        say(joint, OpenSocket("public", "x"))
        say(joint, *[ask(n) for n in range(10)], seconds=2)
        return engine.heard

    assert heard(1) == heard(1) != heard(2)


def test_a_ping_frame_is_answered_by_the_other_side_itself(joint: Joint, engine: Engine) -> None:
    say(joint, OpenSocket("public", "x"))
    (conn,) = joint.exchanges[V].sockets.conns.values()
    say(joint, SendPing("public"), SendPing("nowhere"))
    assert engine.of(Beat) == [Beat("public")]
    assert conn.heard_ns > START
    conn.silent = True
    say(joint, SendPing("public"))
    assert len(engine.of(Beat)) == 1
    joint.cut(True)
    say(joint, SendPing("public"))
    assert len(engine.of(Beat)) == 1


def test_a_venue_that_pings_is_answered_without_the_engine(engine: Engine) -> None:
    exchange, keys = make_exchange(load("hitbtc"), 1, 1, CrowdConfig(beat_ns=SECOND))
    joint = Joint(engine, {V: exchange}, {V: keys}, Wire(delay_ns=MS), now_ns=START)
    say(joint, OpenSocket("public", "x"), seconds=200)
    assert len(engine.of(Beat)) == 6  # every 30 s, and nobody is hung up on after a minute
    assert engine.of(Closed) == []


def test_a_call_travels_as_a_frame_or_was_not_sent(joint: Joint, engine: Engine) -> None:
    joint.carry([(V, SendCall(7, "public", b"ping"))])
    joint.run(START + SECOND)
    assert engine.of(Answered) == [Answered(7, NotSent("the socket is gone"))]
    joint.carry([(V, OpenSocket("public", ""))])
    joint.run(START + 2 * SECOND)
    joint.carry([(V, SendCall(8, "public", b"ping"))])
    joint.run(START + 3 * SECOND)
    assert [frame.data for frame in engine.of(Frame)] == [b"pong"]
    assert len(engine.of(Answered)) == 1


def test_what_a_process_had_sent_arrives_after_its_death_and_nobody_hears_of_it(joint: Joint, engine: Engine) -> None:
    joint.carry([(V, OpenSocket("public", ""))])
    joint.run(START + SECOND)
    heard: list[bytes] = []
    house = joint.exchanges[V]
    frame = house.frame
    house.frame = lambda no, data, now_ns: (heard.append(data), frame(no, data, now_ns))[1]  # type: ignore[method-assign, func-returns-value]
    joint.carry([(V, SendCall(8, "public", b"ping"))])
    joint.swap(engine)
    joint.run(START + 2 * SECOND)
    assert heard == [b"ping"]
    assert engine.of(Frame) == []
    assert house.sockets.conns == {}
