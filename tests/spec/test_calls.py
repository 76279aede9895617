"""Orders over a socket: the cards of orders are played that way where the record has it; here is what is its own."""

from __future__ import annotations

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.orders import Side, Tif
from picaflor.engine.records import Kind, read_outward
from picaflor.sim.venue.faults import RequestFault
from picaflor.wire.asks import Cancel, Place
from picaflor.wire.port import SendCall, SendRequest
from tests.checker import asked_by
from tests.spec.card import ROWS, Card, ready
from tests.worlds import spoken as load

S = OrderState
rows = pytest.mark.parametrize("venue", [name for name in ROWS if load(name).calls is not None])


def ways(card: Card, kind: type) -> list[type]:
    """By which way each ask of a kind left."""
    outs = [read_outward(payload).what for mark, _, payload in card.world.journal.lines if mark == Kind.OUT]
    return [
        type(out)
        for out in outs
        if isinstance(out, SendRequest | SendCall) and isinstance(asked_by(card.row, out), kind)
    ]


@rows
def test_o1_o9_by_socket_while_it_is_up_and_by_request_while_it_is_not(venue: str) -> None:
    card = ready(venue)
    first = card.place(Side.BUY, 2_000, card.bid - 100)
    card.run(1)
    card.cancel(first)
    card.rest()
    card.connector._desk.line_down("as ordered")
    second = card.place(Side.BUY, 2_000, card.bid - 100)
    card.run(1)
    card.cancel(second)
    card.rest()
    assert ways(card, Place) == [SendCall, SendRequest]
    calls = load(venue).calls
    assert ways(card, Cancel) == [SendCall if calls and Cancel in calls.asks else SendRequest, SendRequest]
    assert [card.order(name).state for name in (first, second)] == [S.CANCELLED, S.CANCELLED]
    card.books_agree()


@rows
def test_a_socket_that_dies_leaves_its_orders_unknown_and_none_is_sent_twice(venue: str) -> None:
    card = ready(venue)
    card.world.exchange.faults.order(RequestFault.DROP_REQUEST)
    lost = card.place(Side.BUY, 2_000, card.bid - 100)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    there = card.place(Side.BUY, 2_000, card.bid - 200)
    card.conn(private=True).silent = True
    card.run(0.1)
    card.hang_up(card.conn(private=True).no)
    card.until(lambda: card.order(lost).state is S.UNKNOWN, 1)
    assert [card.order(name).state for name in (lost, there)] == [S.UNKNOWN, S.UNKNOWN]
    card.until(lambda: card.order(lost).state is S.ABSENT, 120)
    card.rest()
    assert card.order(there).state is S.OPEN
    assert ways(card, Place) == [SendCall, SendCall]
    assert card.account.accepted == 1
    card.books_agree()


@rows
@pytest.mark.parametrize("fault", [fault for fault in RequestFault if fault is not RequestFault.NONE])
def test_each_fault_of_requests_befalls_a_call_too(venue: str, fault: RequestFault) -> None:
    card = ready(venue)
    card.world.exchange.faults.order(fault)
    name = card.place(Side.BUY, 2_000, card.middle, tif=Tif.GTC)
    card.until(lambda: card.order(name).state not in (S.SENT, S.UNKNOWN), 120)
    card.rest()
    never = fault in (RequestFault.DROP_REQUEST, RequestFault.TOO_MANY)
    wanted = {RequestFault.DROP_REQUEST: S.ABSENT, RequestFault.TOO_MANY: S.REFUSED}.get(fault, S.OPEN)
    assert card.order(name).state is wanted
    assert (card.account.accepted, ways(card, Place)) == (0 if never else 1, [SendCall])
    assert card.world.exchange.faults.counts[fault.value] == 1
    card.books_agree()


@rows
def test_nothing_secret_is_in_the_journal(venue: str) -> None:
    card = ready(venue)
    card.place(Side.BUY, 2_000, card.bid)
    card.run(1)
    (keys,) = card.world.joint.keys.values()
    written = b"".join(payload for _, _, payload in card.world.journal.lines)
    assert keys.secret.encode() not in written
    assert keys.api_key.encode() not in written
