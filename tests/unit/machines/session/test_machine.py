"""What a conversation does not show; the conversations are in tests/playbooks/session."""

from __future__ import annotations

from dataclasses import replace

from picaflor.machines.session import State
from picaflor.machines.session.machine import NOTHING
from picaflor.wire.port import Closed, Opened
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Subscribed, Topic
from tests.playbooks.session.script import BEAT, SECOND, START_NS, session

A = Topic(Channel.BOOK, "A")


def test_data_on_a_settled_socket_costs_nothing_and_keeps_it_awake() -> None:
    one = session()
    one.add((A,), START_NS)
    one.start(START_NS)
    one.feed(Opened("ws"), START_NS)
    one.feed(Subscribed(A), START_NS)
    assert one.state is State.LIVE
    later = START_NS + 44_000_000_000
    assert one.feed(BookFrame("A", False, b"", b""), later) is NOTHING
    assert one.tick(later + 44_000_000_000)[0] is not None
    assert one.state is State.LIVE


def test_of_a_calm_session_it_is_enough_to_know_that_data_came() -> None:
    one, fed = session(), session()
    for each in (one, fed):
        each.add((A,), START_NS)
        each.start(START_NS)
        each.feed(Opened("ws"), START_NS)
        assert not each.calm
        each.feed(Subscribed(A), START_NS)
        assert each.calm
    later = START_NS + 44_000_000_000
    one.feed(BookFrame("A", False, b"", b""), later)
    fed.heard_ns = later
    assert fed.due() == one.due()
    fed.resync(A, later)
    assert not fed.calm


def test_it_says_what_happened_to_the_last_socket_and_how_often_it_tried() -> None:
    one = session()
    one.start(START_NS)
    one.feed(Closed("ws", 1006, "name not found"), START_NS)
    assert one.why == "closed by the other side: 1006 name not found"
    assert one.attempts == 1
    assert one.topics == ()


def test_a_session_that_nobody_wants_opens_nothing_however_often_it_is_called() -> None:
    one = session()
    assert one.tick(START_NS) == NOTHING
    assert one.due() is None


def test_two_sessions_do_not_renew_at_the_same_instant() -> None:
    def ends(seed: int) -> int:
        one = session(seed=seed, beat=replace(BEAT, connection_lasts_ns=86_400 * SECOND, silent_after_ns=10**18))
        one.start(START_NS)
        one.feed(Opened("ws"), START_NS)
        while one.state is State.LIVE:
            one.tick(one.due() or 0)
        return one._deadline_ns - START_NS

    assert ends(1) != ends(2)
    assert all(77_000 * SECOND < ends(seed) < 83_000 * SECOND for seed in (1, 2))
