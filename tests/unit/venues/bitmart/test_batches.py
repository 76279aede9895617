from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitmart import rest
from picaflor.venues.bitmart.batches import BATCH_MAX
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

ROWS = tuple(a.Place("B", name, Side.BUY, OrderType.LIMIT, ONE, 2 * ONE) for name in ("x", "y"))
BATCH = a.PlaceMany("B", ROWS)
CANCELS = a.CancelMany("B", (a.Cancel("B", "x"), a.Cancel("B", "y")))
ROW = {"side": "buy", "type": "limit", "size": "1", "price": "2"}


def post(path: str, **body: object) -> a.Ask | a.Refused:
    data = json.dumps({"symbol": "B", **body}).encode()
    return rest.read_ask(Request("POST", rest.HOST, "/spot/v4/" + path, body=data))


def said(data: object, code: int = 1000, status: int = 200) -> Reply:
    return Reply(status, json.dumps({"code": code, "message": "OK", "data": data}).encode())


def batch(*numbers: str, code: int = 0) -> Reply:
    return said({"code": code, "msg": "so", "data": {"orderIds": numbers}})


def test_a_batch_is_of_one_symbol_and_has_ten_orders_at_most() -> None:
    with pytest.raises(ValueError, match="one symbol"):
        rest.write_ask(replace(BATCH, symbol="C"))
    for count in (0, BATCH_MAX + 1):
        refused = post("batch_orders", orderParams=[ROW] * count)
        assert isinstance(refused, a.Refused)
        assert refused.code == "50033"
        refused = post("cancel_orders", orderIds=["1"] * count)
        assert isinstance(refused, a.Refused)
        assert refused.code == "50033"


def test_strangers_name_their_orders_in_two_ways() -> None:
    asked = post("batch_orders", orderParams=[{**ROW, "clientOrderId": "x"}, {**ROW, "client_order_id": "y"}])
    assert asked == BATCH


def test_an_answer_that_is_shorter_says_nothing_of_any() -> None:
    for reply in (batch("1"), batch("1", "1"), batch()):
        assert rest.read_answer(BATCH, reply) == a.PlacedMany(())
    assert isinstance(rest.read_answer(BATCH, batch("1", "2", code=7)), a.Unclear)
    assert isinstance(rest.read_answer(BATCH, batch("1", "")), a.Unclear)


def test_a_refusal_proves_nothing_unless_it_came_from_the_gate() -> None:
    assert isinstance(rest.read_answer(BATCH, said({}, 50020, 400)), a.Unclear)
    assert isinstance(rest.read_answer(BATCH, said({}, 30005, 401)), a.Refused)
    assert isinstance(rest.read_answer(BATCH, said({}, 30013, 429)), a.Refused)
    assert isinstance(rest.read_answer(ROWS[0], said({}, 50020, 400)), a.Refused)


def test_several_cancels_are_named_in_one_way() -> None:
    assert json.loads(rest.write_ask(CANCELS).body)["clientOrderIds"] == ["x", "y"]
    mixed = replace(CANCELS, rows=(a.Cancel("B", "x"), a.Cancel("B", "", "2")))
    with pytest.raises(ValueError, match="one way"):
        rest.write_ask(mixed)


def test_a_cancel_that_failed_is_left_out() -> None:
    refused = a.Refused("50032", "gone")
    told = a.CancellingMany((("x", a.Cancelling("x", "1")), ("y", refused)))
    reply = rest.write_answer(CANCELS, told, 1)
    data = json.loads(reply.body)["data"]
    assert (data["successIds"], data["failIds"], data["totalCount"]) == (["x"], ["y"], 2)
    assert rest.read_answer(CANCELS, reply) == a.CancellingMany((("x", a.Cancelling("x")),))
