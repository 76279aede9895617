"""Lists of orders on the wire: the request both ways, what strangers send, and a frame for each leg."""

from __future__ import annotations

import json

import pytest
from msgspec import Raw

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import MarginMode, OrderType, Side, Tif
from picaflor.venues.hitbtc import calls, futures_rest, rest
from picaflor.wire.asks import Placed, PlacedMany, Refused, Unclear
from picaflor.wire.lists import Contingency, Leg, PlaceList
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.stream import Call

ENTRY = Leg("A", "leg-0001", Side.BUY, OrderType.LIMIT, ONE, 2 * ONE)
LOSS = Leg("A", "leg-0002", Side.SELL, OrderType.MARKET, ONE, trigger=ONE)
MAKER = Leg("A", "leg-0003", Side.SELL, OrderType.LIMIT_MAKER, ONE, 3 * ONE)
LIST = PlaceList(Contingency.ONE_TRIGGERS_ONE_CANCELS, (ENTRY, LOSS, MAKER), "list-0001")


def told(leg: Leg) -> OrderReport:
    return OrderReport(
        leg.symbol, "7", leg.client_id, OrderStatus.OPEN, leg.side, leg.type, 0, leg.price, leg.size, tif=leg.tif,
        trigger=leg.trigger, rises=leg.rises, waits=leg is not ENTRY, list_id=LIST.list_id, contingency=LIST.contingency,
    )  # fmt: skip


def placed() -> PlacedMany:
    return PlacedMany(tuple((leg.client_id, Placed(leg.client_id, "7", told(leg))) for leg in LIST.legs))


@pytest.mark.parametrize("table", [rest, futures_rest])
def test_a_list_is_read_as_it_was_written(table: object) -> None:
    request = table.write_ask(LIST)  # type: ignore[attr-defined]
    said = json.loads(request.body)
    assert request.path.endswith("/order/list")
    assert said["contingency_type"] == "oneTriggerOneCancelOther"
    assert [row["type"] for row in said["orders"]] == ["limit", "stopMarket", "limit"]
    assert said["orders"][2]["post_only"] is True
    assert table.read_ask(request) == LIST  # type: ignore[attr-defined]


def test_contracts_say_the_margin_mode_of_each_leg() -> None:
    leg = Leg(
        "A_PERP",
        "leg-0001",
        Side.SELL,
        OrderType.LIMIT,
        ONE,
        ONE,
        Tif.FOK,
        reduce_only=True,
        margin_mode=MarginMode.ISOLATED,
    )
    ask = PlaceList(Contingency.ALL_OR_NONE, (leg, leg))
    assert futures_rest.read_ask(futures_rest.write_ask(ask)) == ask


def test_an_answer_tells_each_leg_and_the_list_that_it_belongs_to() -> None:
    reply = rest.write_answer(LIST, placed(), 0)
    rows = json.loads(reply.body)
    assert [(row["order_list_id"], row["contingency_type"]) for row in rows] == [
        ("list-0001", "oneTriggerOneCancelOther")
    ] * 3
    assert [row["status"] for row in rows] == ["new", "suspended", "suspended"]
    read = rest.read_answer(LIST, reply)
    assert isinstance(read, PlacedMany)
    assert [verdict.order.contingency for _, verdict in read.rows if isinstance(verdict, Placed) and verdict.order] == [
        LIST.contingency
    ] * 3
    other = PlaceList(LIST.contingency, LIST.legs[:2])
    assert isinstance(rest.read_answer(other, Reply(200, reply.body)), Unclear)


def test_over_the_socket_each_leg_has_a_frame_of_the_same_id() -> None:
    body = json.loads(rest.write_ask(LIST).body)
    call = calls.read_call("spot_new_order_list", Raw(json.dumps(body).encode()), '"c1"')
    assert call == Call(LIST, '"c1"', "")
    frames = [json.loads(frame) for frame in calls.SPOT.write_reply(Call(LIST, '"c1"', ""), placed(), 0)]
    assert [(frame["id"], frame["result"]["client_order_id"]) for frame in frames] == [
        ("c1", leg.client_id) for leg in LIST.legs
    ]
    assert [frame["result"]["report_type"] for frame in frames] == ["new", "suspended", "suspended"]


def test_each_of_these_frames_tells_of_one_leg_and_of_no_stranger() -> None:
    frames = calls.SPOT.write_reply(Call(LIST, '"c1"', ""), placed(), 0)
    told = [calls.SPOT.read_reply(LIST, frame) for frame in frames]
    assert [row.rows[0][0] for row in told if isinstance(row, PlacedMany) and len(row.rows) == 1] == [
        leg.client_id for leg in LIST.legs
    ]
    short = PlaceList(LIST.contingency, LIST.legs[:2])
    assert isinstance(calls.SPOT.read_reply(short, frames[2]), Unclear)
    refused = b'{"jsonrpc":"2.0","error":{"code":20001,"message":"Insufficient funds"},"id":"c1"}'
    assert isinstance(calls.SPOT.read_reply(LIST, refused), Refused)


@pytest.mark.parametrize(
    "body",
    [
        {"contingency_type": "bracket", "orders": []},
        {"contingency_type": "oneCancelOther"},
        {"contingency_type": "oneCancelOther", "orders": "two"},
        {"contingency_type": "oneCancelOther", "orders": [1]},
        {"contingency_type": "oneCancelOther", "orders": [{"symbol": "A"}]},
    ],
)
def test_what_strangers_may_not_send(body: dict[str, object]) -> None:
    request = Request("POST", rest.HOST, "/api/3/spot/order/list", body=json.dumps(body).encode())
    assert isinstance(rest.read_ask(request), Refused)
