from __future__ import annotations

import json
from typing import Any

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import StopKind
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.venues.bitmart.futures_trading import OPEN_MAX, PAGE_MAX
from picaflor.venues.bitmart.futures_words import PLANNED
from picaflor.wire import asks as a
from picaflor.wire import stops as s
from picaflor.wire.net import Reply, Request


def at(text: str) -> int:
    return read_atoms(text)


ROW: dict[str, Any] = {
    "order_id": "1",
    "symbol": "B",
    "side": 1,
    "type": "limit",
    "size": "10",
    "price": "1",
    "state": 4,
    "create_time": 1_700_000_000_500,
    "update_time": 1_700_000_000_500,
}


def get(word: str, query: str) -> Any:
    return rest.read_ask(Request("GET", rest.HOST, f"/contract/private/{word}", query))


def told(ask: a.Ask, data: object) -> Any:
    return rest.read_answer(ask, Reply(200, json.dumps({"code": 1000, "message": "Ok", "data": data}).encode()))


def test_a_list_that_is_full_proves_nothing() -> None:
    plan = {**ROW, "trigger_price": "9", "state": 2}
    assert len(told(s.ReadStops("B"), [plan] * (OPEN_MAX - 1)).rows) == OPEN_MAX - 1
    assert "may be more" in told(s.ReadStops("B"), [plan] * OPEN_MAX).why
    trail = {**ROW, "type": "trailing", "activation_price": "9", "callback_rate": "1", "state": 2}
    ask = s.ReadStops("B", StopKind.TRAILING)
    assert [stop.trail for stop in told(ask, [trail, ROW]).rows] == [at("0.01")]
    assert "may be more" in told(ask, [trail] * OPEN_MAX).why


def test_which_list_is_meant() -> None:
    assert get("current-plan-order", "").among == PLANNED
    assert get("current-plan-order", "plan_type=plan&symbol=B").among == (StopKind.STOP,)
    assert get("current-plan-order", "plan_type=both").code == "40011"
    assert isinstance(get("get-open-orders", "type=limit"), a.ReadOpenOrders)
    assert get("get-open-orders", "type=trailing&limit=7") == s.ReadStops("", StopKind.TRAILING, limit=7)
    lists = [rest.write_ask(s.ReadStops("B", kind)).query for kind in StopKind]
    assert [("plan_type=profit_loss" in query, "type=trailing" in query) for query in lists] == [
        (False, False),
        (True, False),
        (True, False),
        (False, True),
    ]


def test_past_ones_stand_among_the_past_orders() -> None:
    past = {**ROW, "type": "planorder", "trigger_price": "9", "execution_price": "Market price"}
    came, gone = {**past, "executive_order_id": "5"}, {**past, "order_id": "2"}
    ask = s.ReadStops("B", past=True, since_ns=7_000_000_000)
    assert rest.write_ask(ask).query == "symbol=B&start_time=7"
    page = told(ask, [ROW, came, gone])
    assert [(stop.status, stop.order_id, stop.price) for stop in page.rows] == [
        (s.StopStatus.TRIGGERED, "5", None),
        (s.StopStatus.CANCELLED, "", None),
    ]
    orders = told(a.ReadClosedOrders("B"), [ROW, came, gone])
    assert ([order.venue_id for order in orders.rows], orders.stops) == (["1"], page.rows)
    assert told(ask, [gone] * PAGE_MAX).before == "1700000001000"
    assert isinstance(get("order-history", "symbol=B"), a.ReadClosedOrders)
