from __future__ import annotations

from picaflor.machines.session.pace import PING, Pace
from picaflor.machines.session.roster import ACK_NS, Roster
from picaflor.wire.stream import Channel, ClientFrame, Nodded, Ping, Subscribe, Topic
from picaflor.wire.venue import Heartbeat

SECOND = 1_000_000_000
NOW = 10**18
GAP = SECOND // 5
BEAT = Heartbeat(ping_every_ns=10 * SECOND, silent_after_ns=30 * SECOND, closes_after_ns=60 * SECOND)
A, B = Topic(Channel.BOOK, "A"), Topic(Channel.BOOK, "B")


def write(frame: ClientFrame) -> tuple[bytes, ...]:
    """A venue that wants a frame a topic."""
    match frame:
        case Subscribe():
            return tuple(topic.symbol.encode() for topic in frame.topics)
        case Ping():
            return (b"ping",)
        case Nodded():
            return (b"here",)
    return ()


def pace(beat: Heartbeat = BEAT) -> Pace:
    one = Pace(beat, write, frames_max_per_second=5)
    one.reset(NOW)
    return one


def test_one_of_ours_may_be_several_of_theirs_and_each_waits_its_turn() -> None:
    one, roster = pace(), Roster(20, acks=True)
    roster.add((A, B))
    assert one.next(roster, NOW) == b"A"
    assert one.next(roster, NOW) is None
    assert one.due(roster) == NOW + GAP
    assert one.next(roster, NOW + GAP) == b"B"
    assert roster.expiry_due() == NOW + GAP + ACK_NS
    assert one.due(roster) == NOW + 10 * SECOND


def test_a_ping_overtakes_what_waits() -> None:
    one, roster = pace(), Roster(20, acks=True)
    roster.add((A, B))
    later = NOW + 10 * SECOND
    assert one.next(roster, later - 1) == b"A"
    assert one.next(roster, later + GAP) == b"ping"
    assert one.next(roster, later + 2 * GAP) == b"B"


def test_a_question_whether_we_are_there_is_answered_before_what_waits() -> None:
    one, roster = pace(), Roster(20, acks=True)
    roster.add((A, B))
    assert one.next(roster, NOW) == b"A"
    one.nod()
    assert one.next(roster, NOW + GAP) == b"here"
    assert one.next(roster, NOW + 2 * GAP) == b"B"


def test_a_login_takes_a_turn_too() -> None:
    one, roster = pace(), Roster(20, acks=True)
    roster.add((A,))
    one.spend(NOW)
    assert one.next(roster, NOW + GAP - 1) is None
    assert one.next(roster, NOW + GAP) == b"A"


def test_a_new_socket_begins_with_nothing_left_over() -> None:
    one, roster = pace(), Roster(20, acks=True)
    roster.add((A, B))
    one.next(roster, NOW)
    one.reset(NOW + GAP)
    assert one.next(roster, NOW + GAP) is None


def test_without_pings_there_is_nothing_to_wake_up_for() -> None:
    quiet = Heartbeat(0, 30 * SECOND, 60 * SECOND)
    assert pace(quiet).due(Roster(20, acks=True)) is None


def test_where_the_venue_has_no_ping_of_its_own_the_protocols_is_asked_for() -> None:
    roster = Roster(20, acks=True)
    one = pace(Heartbeat(10 * SECOND, 30 * SECOND, 60 * SECOND, text=False))
    assert one.due(roster) == NOW + 10 * SECOND
    assert one.next(roster, NOW + 10 * SECOND) == PING
    assert one.next(roster, NOW + 11 * SECOND) is None
