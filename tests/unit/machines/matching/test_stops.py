"""Stops, take-profits and plans: what they wait for, in which order they fire, and how they leave."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.machines.matching.orders import BadOrder, Incoming
from picaflor.machines.matching.stops import Kind, PriceRule, Stop, StopBook, kind_towards

BUY, SELL = Side.BUY, Side.SELL


def stop(order_id: int, side: Side, trigger: int, kind: Kind = Kind.STOP, owner: int = 1) -> Stop:
    return Stop(order_id, trigger, Incoming(order_id + 100, owner, side, 5, type=OrderType.MARKET), kind=kind)


def ids(stops: list[Stop]) -> list[int]:
    return [each.order_id for each in stops]


@pytest.mark.parametrize(
    ("side", "kind", "below", "at", "above"),
    [
        (BUY, Kind.STOP, False, True, True),
        (SELL, Kind.STOP, True, True, False),
        (BUY, Kind.TAKE_PROFIT, True, True, False),
        (SELL, Kind.TAKE_PROFIT, False, True, True),
    ],
)
def test_each_kind_waits_for_its_direction(side: Side, kind: Kind, below: bool, at: bool, above: bool) -> None:
    for ticks, fires in ((99, below), (100, at), (101, above)):
        book, waiting = StopBook(), stop(1, side, 100, kind)
        book.add(waiting)
        assert waiting.reached(ticks) is fires
        assert book.price(ticks) == ([waiting] if fires else [])
        assert book.price(ticks) == []
        assert book.stop(1) == (None if fires else waiting)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("trigger", "rising"), [(101, True), (100, True), (99, False)])
def test_a_plan_waits_for_the_price_to_come_from_where_it_is(side: Side, trigger: int, rising: bool) -> None:
    assert stop(1, side, trigger, kind_towards(side, trigger, 100)).rising is rising


def test_they_fire_as_the_price_passes_them() -> None:
    book = StopBook()
    for each in (stop(1, BUY, 105), stop(2, BUY, 103), stop(3, BUY, 105), stop(4, BUY, 106)):
        book.add(each)
    for each in (stop(5, SELL, 120), stop(6, SELL, 130), stop(7, SELL, 90)):
        book.add(each)
    assert ids(book.price(105)) == [2, 1, 3, 6, 5]
    assert ids(book.stops(1)) == [4, 7]


def test_each_rule_listens_to_its_own_price() -> None:
    book = StopBook()
    book.add(Stop(1, 100, Incoming(1, 1, SELL, 5, 99), PriceRule.MARK))
    assert book.price(90) == []
    assert ids(book.price(90, PriceRule.MARK)) == [1]


def test_a_cancelled_stop_is_handed_back_once() -> None:
    book, waiting = StopBook(), stop(1, BUY, 105)
    book.add(waiting)
    book.add(stop(2, BUY, 105))
    assert book.cancel(1) == waiting
    assert book.cancel(1) is None
    assert ids(book.price(105)) == [2]


def test_all_stops_of_an_owner_leave() -> None:
    book = StopBook()
    for each in (stop(3, BUY, 105), stop(1, SELL, 95), stop(2, BUY, 105, owner=2)):
        book.add(each)
    assert ids(book.cancel_owner(1)) == [3, 1]
    assert book.cancel_owner(1) == []
    assert ids(book.stops(2)) == [2]


def test_an_amended_stop_waits_behind_its_equals() -> None:
    book = StopBook()
    for order_id in (1, 2):
        book.add(stop(order_id, BUY, 105))
    then = Incoming(101, 1, BUY, 7, 106)
    assert book.amend(1, then=then) == Stop(1, 105, then)
    assert ids(book.price(105)) == [2, 1]
    assert book.amend(1, trigger_ticks=106) is None


def test_an_amend_that_makes_no_sense_leaves_the_stop_as_it_was() -> None:
    book, waiting = StopBook(), stop(1, BUY, 105)
    book.add(waiting)
    with pytest.raises(BadOrder, match="without a trigger"):
        book.amend(1, trigger_ticks=0)
    with pytest.raises(BadOrder, match="no lots"):
        book.amend(1, then=Incoming(101, 1, BUY, 0, type=OrderType.MARKET))
    assert book.stop(1) == waiting
    assert ids(book.price(105)) == [1]


def test_nonsense_does_not_wait() -> None:
    book = StopBook()
    book.add(stop(1, BUY, 105))
    with pytest.raises(BadOrder, match="waits already"):
        book.add(stop(1, BUY, 106))
    with pytest.raises(BadOrder, match="without a trigger"):
        book.add(stop(2, BUY, 0))
    with pytest.raises(BadOrder, match="no lots"):
        book.add(Stop(3, 105, Incoming(3, 1, BUY, 0, type=OrderType.MARKET)))
    assert ids(book.stops(1)) == [1]
