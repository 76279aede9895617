"""What faults make of frames and sockets: each kind once is in test_exchange; here is what it leaves alone."""

from __future__ import annotations

from picaflor.app.emulate import make_exchange
from picaflor.sim.venue.conns import HangUp, Nudge, Say
from picaflor.sim.venue.faults import FaultRates, Faults, FrameFault
from picaflor.sim.venue.spoiling import Spoiler
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import Venue

NOW = 1_700_000_000_000_000_000
SAID = [Say(1, b"one"), Say(2, b"two")]


def made(venue: Venue) -> tuple[Spoiler, Faults, list[int]]:
    exchange, _ = make_exchange(venue, 1, 1)
    for no in (1, 2):
        exchange.opened(no, NOW)
    ended: list[int] = []
    return Spoiler(exchange.sockets, ended.append), Faults(FaultRates(), 1), ended


def test_without_faults_all_goes_as_it_came(venue: Venue) -> None:
    spoiler, faults, _ = made(venue)
    assert spoiler.spoil(SAID, faults) is SAID


def test_only_what_is_said_meets_a_fault(venue: Venue) -> None:
    spoiler, faults, ended = made(venue)
    faults.order(FrameFault.HANG_UP)
    gone: list[Say | Nudge | HangUp] = [Nudge(1), HangUp(2, 1000, "as it likes")]
    assert spoiler.spoil([*gone, *SAID], faults) == [*gone, HangUp(1, 1006, "fault"), SAID[1]]
    assert ended == [1]


def test_one_of_the_topics_is_forgotten_and_the_frame_goes_out(venue: Venue) -> None:
    spoiler, faults, _ = made(venue)
    conn = spoiler._sockets.conns[1]
    topics = [Topic(Channel.BOOK, "BTCUSDT"), Topic(Channel.TRADES, "BTCUSDT")]
    conn.topics = dict.fromkeys(topics)
    for topic in topics:
        spoiler._sockets._hearers.add(topic, 1)
    for left in (1, 0, 0):
        faults.order(FrameFault.FORGOTTEN)
        assert spoiler.spoil([SAID[0]], faults) == [SAID[0]]
        assert len(conn.topics) == left
        assert {each for each in topics if spoiler._sockets._hearers.of(each)} == set(conn.topics)


def test_a_fault_of_a_socket_that_has_gone_meanwhile_is_none(venue: Venue) -> None:
    spoiler, faults, _ = made(venue)
    for fault in (FrameFault.SILENT, FrameFault.MUTE, FrameFault.FORGOTTEN):
        faults.order(fault)
        spoiler.spoil([Say(9, b"late")], faults)
    assert all(conn.tells for conn in spoiler._sockets.conns.values())
