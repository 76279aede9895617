"""Answers to calls: when they are said, and what the faults make of them."""

from __future__ import annotations

import json

import pytest

from picaflor.sim.venue.calls import Late, spoil
from picaflor.sim.venue.faults import RequestFault
from picaflor.sim.venue.sockets import Say
from picaflor.venues import load
from picaflor.wire.asks import Cancel, Unclear
from picaflor.wire.stream import Call

HITBTC = load("hitbtc")
CALL = Call(Cancel("BTCUSDT", "mine-0001"), '"5"')


def test_what_is_due_is_taken_in_its_order_and_once() -> None:
    late = Late()
    for at_ns, data in ((30, b"c"), (10, b"a"), (10, b"b"), (40, b"d")):
        late.add(Say(1, data), at_ns)
    assert late.due() == 10
    assert [say.data for say in late.take(30)] == [b"a", b"b", b"c"]
    assert late.take(30) == []
    assert late.due() == 40
    late.take(40)
    assert late.due() is None


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (RequestFault.NONE, (b"answer",)),
        (RequestFault.DELAY, (b"answer",)),
        (RequestFault.DROP_REPLY, ()),
        (RequestFault.GARBLED, (b"ans",)),
    ],
)
def test_what_a_fault_leaves_of_an_answer(fault: RequestFault, said: tuple[bytes, ...]) -> None:
    assert spoil((b"answer",), fault, HITBTC, CALL, 0, lambda size: size // 2) == said


def test_a_broken_gateway_says_a_code_that_proves_nothing() -> None:
    (data,) = spoil((b"answer",), RequestFault.BROKEN, HITBTC, CALL, 0, lambda size: size)
    assert json.loads(data)["id"] == "5"
    assert HITBTC.calls is not None
    assert isinstance(HITBTC.calls.read_reply(CALL.ask, data), Unclear)
