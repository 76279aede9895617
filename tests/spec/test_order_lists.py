"""O24: orders that belong together leave in one request; each is an order like any other, by a client id of its own."""

from __future__ import annotations

import pytest

from picaflor.domain.commands import CancelStopOrder
from picaflor.domain.events import OrderState, Surprise
from picaflor.domain.lists import Contingency, Leg, ListWish
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.domain.stops import StopState, StopWish
from picaflor.engine.instructions import FollowPair, PlaceByHand
from picaflor.engine.together import place_together
from picaflor.sim.venue.faults import RequestFault
from picaflor.wire.asks import Place
from picaflor.wire.lists import PlaceList
from picaflor.wire.port import SendCall, SendRequest
from picaflor.wire.stops import PlaceStop
from tests.spec.card import ROWS, Card, ready
from tests.spec.test_calls import ways
from tests.spec.test_rarer_orders import command, move_last_to, size, stop
from tests.worlds import spoken as load

S = OrderState
C = Contingency
rows = pytest.mark.parametrize("venue", [name for name in ROWS if PlaceList in load(name).costs])
AWAY = 300  # ticks
OTHER = "ETH-USDT"


def together(card: Card, kind: Contingency, *legs: Leg) -> list[str]:
    """The client ids of its legs; none where it was denied."""
    engine = card.world.engine
    place_together(card.connector, engine.risk, engine.audit, "hand", ListWish(kind, legs, "by hand"), card.now_ns)
    steps = [line for line in engine.audit.drain() if getattr(line, "who", "") == "hand"]
    card.world.joint.carry(card.world.checker.turn(engine.tick(card.now_ns)))
    words = [step.what.removeprefix("stop ").split()[0].rstrip(":") for step in steps]
    return [] if any(step.what.startswith("denied") for step in steps) else words


def order(card: Card, side: Side, ticks: int | None, tif: Tif = Tif.GTC) -> Wish:
    kind = OrderType.MARKET if ticks is None else OrderType.LIMIT
    return Wish(card.pair, side, size(card), ticks, kind, tif)


def exits(card: Card, at: int) -> tuple[Wish, StopWish]:
    """Out with a gain at a price, or with a loss."""
    loss = StopWish(card.pair, Side.SELL, size(card), at - AWAY, at - at // 50)
    return order(card, Side.SELL, at + AWAY), loss


def state(card: Card, name: str) -> OrderState:
    return card.order(name).state


@rows
def test_o24_one_that_is_filled_ends_the_other(venue: str) -> None:
    card = ready(venue)
    gain, loss = together(card, C.ONE_CANCELS, *exits(card, card.middle))
    assert (ways(card, PlaceList), ways(card, Place | PlaceStop)) == ([SendCall], [])
    card.rest()
    assert (state(card, gain), stop(card, loss).state) == (S.OPEN, StopState.WAITING)
    card.by_stranger(Side.BUY, size(card), card.order(gain).ticks or 0, Tif.IOC)
    card.rest()
    card.run(40)
    assert (state(card, gain), stop(card, loss).state) == (S.FILLED, StopState.CANCELLED)
    card.books_agree()


@rows
def test_o24_one_whose_price_comes_ends_the_other(venue: str) -> None:
    card = ready(venue)
    gain, loss = together(card, C.ONE_CANCELS, *exits(card, card.middle))
    card.rest()
    move_last_to(card, stop(card, loss).wish.trigger)
    card.rest()
    card.run(40)
    assert (state(card, gain), stop(card, loss).state) == (S.CANCELLED, StopState.TRIGGERED)
    assert sum(fill.lots for fill in card.world.fills()) == size(card)
    assert not [event for event in card.told(Surprise) if event.what == "not our order"]
    card.books_agree()


@rows
def test_o24_what_the_first_one_begins_waits_for_it_and_needs_nothing_before(venue: str) -> None:
    card = ready(venue)
    at = card.middle
    entry, gain, loss = together(card, C.ONE_TRIGGERS_ONE_CANCELS, order(card, Side.BUY, at), *exits(card, at))
    card.rest()
    assert (state(card, entry), state(card, gain), stop(card, loss).state) == (S.OPEN, S.OPEN, StopState.WAITING)
    card.run(70)
    assert state(card, gain) is S.OPEN, "one that waits for another is listed, and proven to be there"
    card.by_stranger(Side.SELL, size(card), at, Tif.IOC)
    card.rest()
    assert (state(card, entry), state(card, gain), stop(card, loss).state) == (S.FILLED, S.OPEN, StopState.WAITING)
    card.by_stranger(Side.BUY, size(card), card.order(gain).ticks or 0, Tif.IOC)
    card.rest()
    card.run(40)
    assert (state(card, gain), stop(card, loss).state) == (S.FILLED, StopState.CANCELLED)
    card.books_agree()


@rows
def test_o24_without_the_first_one_there_is_nothing_to_begin(venue: str) -> None:
    card = ready(venue)
    below = card.bid - AWAY
    legs = order(card, Side.BUY, below), order(card, Side.SELL, card.ask + AWAY)
    entry, later = together(card, C.ONE_TRIGGERS, *legs)
    card.rest()
    card.cancel(entry)
    card.rest()
    card.run(40)
    assert (state(card, entry), state(card, later)) == (S.CANCELLED, S.CANCELLED)
    assert card.connector.worst_case(card.pair) == (0, 0)
    card.books_agree()


@rows
@pytest.mark.parametrize("fault", [fault for fault in RequestFault if fault is not RequestFault.NONE])
def test_o24_each_leg_of_a_list_whose_answer_is_lost_is_found_by_its_own_name(venue: str, fault: RequestFault) -> None:
    card = ready(venue)
    card.world.exchange.faults.order(fault)
    gain, loss = together(card, C.ONE_CANCELS, *exits(card, card.middle))
    doubted = (S.INTENDED, S.SENT, S.UNKNOWN)
    card.until(lambda: state(card, gain) not in doubted and stop(card, loss).state.value not in doubted, 200)
    card.rest()
    found = {
        RequestFault.DROP_REQUEST: (S.ABSENT, StopState.ABSENT),
        RequestFault.TOO_MANY: (S.REFUSED, StopState.REFUSED),
    }.get(fault, (S.OPEN, StopState.WAITING))
    assert (state(card, gain), stop(card, loss).state) == found
    assert ways(card, PlaceList) == [SendCall], "none is sent twice"
    card.books_agree()


@rows
def test_o24_by_request_while_the_socket_is_not_up(venue: str) -> None:
    card = ready(venue)
    card.connector._desk.line_down("as ordered")
    gain, loss = together(card, C.ONE_CANCELS, *exits(card, card.middle))
    card.rest()
    assert ways(card, PlaceList) == [SendRequest]
    assert (state(card, gain), stop(card, loss).state) == (S.OPEN, StopState.WAITING)
    card.cancel(gain)
    command(card, CancelStopOrder(loss))
    card.rest()
    card.run(40)
    assert (state(card, gain), stop(card, loss).state) == (S.CANCELLED, StopState.CANCELLED)
    card.books_agree()


@rows
def test_o24_a_list_of_which_one_leg_is_denied_does_not_leave(venue: str) -> None:
    card = ready(venue)
    gain, loss = exits(card, card.middle)
    at_market = order(card, Side.SELL, None)
    small = StopWish(card.pair, Side.SELL, 0, loss.trigger, loss.ticks)
    for kind, legs in (
        (C.ONE_CANCELS, (gain, gain)),
        (C.ONE_CANCELS, (at_market, loss)),
        (C.ONE_CANCELS, (gain, small)),
        (C.ONE_CANCELS, (gain,)),
        (C.ALL_OR_NONE, (order(card, Side.SELL, card.bid, Tif.FOK), order(card, Side.SELL, card.bid, Tif.FOK))),
        (C.ONE_TRIGGERS, (order(card, Side.BUY, card.bid * 9), gain)),
    ):
        assert together(card, kind, *legs) == []
    card.rest()
    assert (ways(card, PlaceList), card.live(), card.connector.extra.live_stops()) == ([], [], [])


@rows
def test_o24_a_crash_leaves_no_leg_that_is_not_known(venue: str) -> None:
    card = ready(venue)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    gain, loss = together(card, C.ONE_CANCELS, *exits(card, card.middle))
    card.world.kill()
    card.until_open(120)
    card.rest()
    card.run(40)
    assert (state(card, gain), stop(card, loss).state) == (S.OPEN, StopState.WAITING)
    card.books_agree()


@rows
def test_o24_a_list_of_which_nothing_was_heard_is_found_leg_by_leg(venue: str) -> None:
    card = ready(venue)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    at = card.middle
    entry, gain, loss = together(card, C.ONE_TRIGGERS_ONE_CANCELS, order(card, Side.BUY, at), *exits(card, at))
    card.conn(private=True).silent = True
    card.run(0.1)
    card.hang_up(card.conn(private=True).no)
    card.until(lambda: state(card, gain) is S.UNKNOWN, 1)
    card.until(lambda: state(card, gain) is not S.UNKNOWN, 120)
    card.rest()
    card.run(60)
    assert (state(card, entry), state(card, gain), stop(card, loss).state) == (S.OPEN, S.OPEN, StopState.WAITING)
    assert ways(card, PlaceList) == [SendCall]
    card.cancel(entry)
    card.rest()
    card.run(40)
    assert (card.live(), card.connector.extra.live_stops()) == ([], []), "they go with what would have begun them"
    card.books_agree()


@rows
@pytest.mark.parametrize("side", Side)
def test_o24_an_order_by_hand_names_where_it_is_got_rid_of_again(venue: str, side: Side) -> None:
    card = ready(venue)
    at, away = card.middle, AWAY * side.sign
    asked = PlaceByHand(venue, card.pair, side, size(card), at, gain=at + away, loss=at - away)
    card.world.tell(asked)
    card.world.drain()
    hand = [step.what for step in card.world.steps if step.who == "hand"]
    (entry, gain), loss = [what.split()[0] for what in hand[:2]], hand[2].removeprefix("stop ").split(":")[0]
    card.rest()
    (left,) = card.asked(PlaceList)
    assert left.contingency is C.ONE_TRIGGERS_ONE_CANCELS
    assert [leg.side for leg in left.legs] == [side, side.other, side.other]
    assert [leg.reduce_only for leg in left.legs] == [False, *[bool(card.row.product)] * 2]
    card.by_stranger(side.other, size(card), at, Tif.IOC)
    card.rest()
    assert (state(card, entry), state(card, gain), stop(card, loss).state) == (S.FILLED, S.OPEN, StopState.WAITING)
    card.by_stranger(side, size(card), at + away, Tif.IOC)
    card.rest()
    card.run(40)
    assert (state(card, gain), stop(card, loss).state) == (S.FILLED, StopState.CANCELLED)
    assert card.connector.net_lots(card.pair) == 0
    card.books_agree()


@rows
def test_o24_with_one_exit_it_is_a_list_of_two(venue: str) -> None:
    card = ready(venue)
    card.world.tell(PlaceByHand(venue, card.pair, Side.BUY, size(card), card.middle, loss=card.middle - AWAY))
    card.world.drain()
    (left,) = card.asked(PlaceList)
    assert (left.contingency, [leg.trigger is None for leg in left.legs]) == (C.ONE_TRIGGERS, [True, False])


@rows
@pytest.mark.parametrize("there", [True, False])
def test_o24_all_of_them_at_once_or_none(venue: str, there: bool) -> None:
    card = ready(venue, symbols=2)
    card.world.tell(FollowPair(venue, OTHER))
    card.until_open()
    other = card.connector.book(OTHER).top()
    ticks = other.bid - other.bid // 100 if there else other.ask * 2
    legs = order(card, Side.SELL, card.bid - 20, Tif.FOK), Wish(OTHER, Side.SELL, size(card), ticks, tif=Tif.FOK)
    names = together(card, C.ALL_OR_NONE, *legs)
    assert len(names) == 2
    card.rest()
    assert {state(card, name) for name in names} == ({S.FILLED} if there else {S.EXPIRED})
    assert sum(fill.lots for fill in card.world.fills()) == (2 * size(card) if there else 0)
    card.books_agree()
