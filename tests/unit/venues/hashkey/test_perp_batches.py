"""Several orders of contracts at once: each has a position, an id and an answer of its own, and none waits for a price."""

from __future__ import annotations

import pytest
from msgspec.json import decode, encode

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, OrderType, Side
from picaflor.venues.hashkey import auth, perp_rest
from picaflor.wire.asks import (
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    Refusal,
    Refused,
    Unclear,
)
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Reply

NOW = 1_767_225_600_123 * 10**6
SYMBOL = "BTCUSDT-PERPETUAL"
PLACES = (
    Place(SYMBOL, "a", Side.BUY, OrderType.LIMIT, 3 * ONE, 61_000 * ONE, hold=Hold.LONG),
    Place(SYMBOL, "b", Side.SELL, OrderType.LIMIT_MAKER, 2 * ONE, 62_000 * ONE, hold=Hold.LONG),
    Place(SYMBOL, "c", Side.SELL, OrderType.MARKET, ONE, None, hold=Hold.SHORT),
)
MANY = PlaceMany(SYMBOL, PLACES)
SHORT = Refused("-2038", "Insufficient margin", Refusal.FUNDS)


def test_each_order_says_what_it_does_to_which_position() -> None:
    request = auth.sign(perp_rest.write_ask(MANY), PlainKeys("key", "secret"), NOW)
    assert (request.method, request.path) == ("POST", "/api/v1/futures/batchOrders")
    rows = decode(request.body)
    assert [(row["side"], row["priceType"], row.get("timeInForce")) for row in rows] == [
        ("BUY_OPEN", "INPUT", "GTC"),
        ("SELL_CLOSE", "INPUT", "LIMIT_MAKER"),
        ("SELL_OPEN", "MARKET", None),
    ]
    assert [row["clientOrderId"] for row in rows] == ["a", "b", "c"]
    assert perp_rest.read_ask(request) == MANY


def test_each_has_an_answer_and_a_refusal_is_whose_place_it_has() -> None:
    answer = PlacedMany((("a", Placed("a", "11")), ("b", SHORT), ("c", Placed("c", "13"))))
    reply = perp_rest.write_answer(MANY, answer, NOW)
    told = decode(reply.body)
    assert told["code"] == "0000"
    assert told["result"][1] == {"code": "-2038", "msg": "Insufficient margin"}
    assert told["result"][0]["order"]["side"] == "BUY_OPEN"
    assert perp_rest.read_answer(MANY, reply) == answer


def test_where_places_are_not_kept_nothing_is_proven() -> None:
    taken = [{"code": "0000", "order": {"orderId": "1", "clientOrderId": name}} for name in ("b", "a", "c")]
    assert isinstance(perp_rest.read_answer(MANY, Reply(200, encode({"code": "0000", "result": taken}))), Unclear)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"type": "STOP", "stopPrice": "5"}, "-1014"),
        ({"symbol": "ETHUSDT-PERPETUAL"}, "-1130"),
        ({"side": "BUY"}, "-1117"),
    ],
)
def test_what_is_no_batch(changed: dict[str, str], code: str) -> None:
    request = perp_rest.write_ask(MANY)
    first, *others = decode(request.body)
    body = encode([first | changed, *others])
    asked = perp_rest.read_ask(type(request)(request.method, request.host, request.path, request.query, body))
    assert isinstance(asked, Refused)
    assert asked.code == code


def test_what_was_not_cancelled_is_listed_with_a_code() -> None:
    ask = CancelMany(SYMBOL, (Cancel(SYMBOL, "a", "11"), Cancel(SYMBOL, "b", "12")))
    request = perp_rest.write_ask(ask)
    assert (request.method, request.path, request.query) == (
        "DELETE",
        "/api/v1/futures/cancelOrderByIds",
        "ids=11%2C12",
    )
    failed = {"orderId": "12", "code": "-2013", "msg": "Order not found"}
    told = perp_rest.read_answer(ask, Reply(200, encode({"code": "0000", "result": [failed]})))
    assert isinstance(told, CancellingMany)
    (first, done), (second, gone) = told.rows
    assert (first, done) == ("11", Cancelling("a", "11"))
    assert second == "12"
    assert isinstance(gone, Refused)
    assert gone.kind is Refusal.NOT_FOUND
