from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.bitmart.futures_messages import OrderNote, OrderPush, OrderRow, PlanRow
from picaflor.venues.bitmart.futures_stop_rows import (
    is_stop,
    read_plan,
    read_pushed_stop,
    read_stop,
    write_plan,
    write_pushed_stop,
    write_stop,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stops import StopReport, StopStatus


def at(text: str) -> int:
    return read_atoms(text)


HEAD: dict[str, Any] = {"order_id": 5, "symbol": "B", "side": 3, "size": "2", "create_time": 1, "update_time": 2}
STOP = StopReport("B", "5", "x", StopStatus.WAITING, Side.SELL, at("9"), size=at("2"), hold=Hold.LONG)


def plan(**change: object) -> StopReport | None:
    given = {"type": "limit", "trigger_price": "9", "executive_price": "8", "state": 2, "price_way": 1}
    return read_plan(PlanRow(**{**HEAD, **given, **change}))


def pushed(action: int, **change: object) -> StopReport:
    given = {"type": "stop_loss", "price": "0", "trigger_price": "9", "trigger_price_type": "fair_price", "state": 4}
    return read_pushed_stop(OrderNote(action, OrderPush(**{**HEAD, **given, **change})))


def test_what_a_plan_becomes_and_when() -> None:
    found = plan()
    assert found is not None
    assert (found.price, found.rises, found.kind, found.hold, found.reduce_only) == (
        at("8"),
        True,
        StopKind.STOP,
        Hold.LONG,
        True,
    )
    market, words = plan(type="market"), plan(type="plan", executive_price="0", state="active")
    assert market is not None
    assert words is not None
    assert market.price is words.price is None


def test_one_of_all_of_a_position_has_no_size_whatever_stands_there() -> None:
    for category, size in ((1, at("2")), (2, None)):
        found = plan(type="take_profit", plan_category=category)
        assert found is not None
        assert (found.size, found.reduce_only) == (size, False)
    assert write_plan(found).plan_category == 2  # type: ignore[arg-type]


def test_what_is_unknown_is_refused() -> None:
    assert plan(state=4) is None
    for wrong in ({"state": 3}, {"type": "iceberg"}, {"price_type": 7}, {"price_way": 7}, {"trigger_price": "0"}):
        with pytest.raises(BadMessage):
            plan(**wrong)
    with pytest.raises(BadMessage):
        pushed(3, trigger_price_type="-")
    with pytest.raises(BadMessage):
        pushed(3, state=3)


def test_the_end_of_one_that_is_pushed_is_told_by_what_happened() -> None:
    assert pushed(3).status is StopStatus.CANCELLED
    ended = pushed(2)
    assert (ended.status, ended.by, ended.order_id) == (StopStatus.TRIGGERED, TriggerBy.MARK, "")
    assert pushed(2, state=2).status is StopStatus.WAITING


@pytest.mark.parametrize(
    ("status", "state", "action"),
    [
        (StopStatus.WAITING, 2, 2),
        (StopStatus.TRIGGERED, 4, 2),
        (StopStatus.CANCELLED, 4, 3),
        (StopStatus.FAILED, 4, 3),
    ],
)
def test_how_it_is_told(status: StopStatus, state: int, action: int) -> None:
    note = write_pushed_stop(StopReport(**{**asdict(STOP), "status": status}))
    assert (note.order.state, note.action, note.order.type) == (state, action, "plan_order")
    assert (note.order.activation_price, note.order.callback_rate) == ("-", "-")


def test_among_orders_only_its_type_tells_it_apart() -> None:
    row = write_stop(STOP)
    assert (row.type, row.price, row.execution_price) == ("planorder", "0", "market")
    assert is_stop(row)
    assert not is_stop(OrderRow(**{**HEAD, "type": "limit", "price": "1", "state": 2}))
    with pytest.raises(BadMessage):
        read_stop(OrderRow(**{**HEAD, "type": "limit", "price": "1", "state": 2}))
