"""Several at once: whose a refusal without an id is, what a list of failures says of the others, and what nobody signs."""

from __future__ import annotations

import pytest
from msgspec.json import decode, encode

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hashkey import auth, rest
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
from picaflor.wire.net import Reply, Request

NOW = 1_767_225_600_123 * 10**6
KEYS = PlainKeys("key", "secret")
PLACES = tuple(Place("ETHUSDT", name, Side.BUY, OrderType.LIMIT, ONE, 2 * ONE) for name in ("a", "b", "c"))
MANY = PlaceMany("ETHUSDT", PLACES)
CANCELS = CancelMany(
    "ETHUSDT", tuple(Cancel("ETHUSDT", name, no) for name, no in (("a", "11"), ("b", "12"), ("c", "13")))
)
FULL = Refused("0401", "Insufficient asset", Refusal.FUNDS)


def answer(*rows: object) -> Reply:
    return Reply(200, encode({"code": 0, "result": rows, "concentration": ""}))


def taken(client_id: str, order_id: str) -> object:
    return {"code": "0000", "order": {"clientOrderId": client_id, "orderId": order_id}}


def test_a_refusal_is_whose_place_it_has() -> None:
    refused = {"code": "0401", "msg": "Insufficient asset"}
    told = rest.read_answer(MANY, answer(taken("a", "1"), refused, taken("c", "3")))
    assert told == PlacedMany((("a", Placed("a", "1")), ("b", FULL), ("c", Placed("c", "3"))))


@pytest.mark.parametrize(
    "rows",
    [
        (taken("b", "1"), taken("a", "2"), taken("c", "3")),
        (taken("a", "1"), taken("b", "2")),
        (taken("a", "1"), taken("b", "2"), {"code": "0000"}),
        (taken("a", ""), taken("b", "2"), taken("c", "3")),
    ],
)
def test_where_places_are_not_kept_nothing_is_proven(rows: tuple[object, ...]) -> None:
    assert isinstance(rest.read_answer(MANY, answer(*rows)), Unclear)


def test_what_nobody_knows_of_one_is_said_of_that_one_alone() -> None:
    told = rest.read_answer(MANY, answer(taken("a", "1"), {"code": "-1006", "msg": "?"}, {"code": "-77", "msg": "?"}))
    assert told == PlacedMany((("a", Placed("a", "1")),))


def test_a_refusal_of_all_is_one() -> None:
    told = rest.read_answer(MANY, Reply(400, b'{"code":"-2022","msg":"Too many"}'))
    assert isinstance(told, Refused)
    assert told.code == "-2022"


def test_the_list_is_json_and_nobody_signs_it() -> None:
    request = auth.sign(rest.write_ask(MANY), KEYS, NOW)
    assert request.path == "/api/v1/spot/batchOrders"
    assert [row["newClientOrderId"] for row in decode(request.body)] == ["a", "b", "c"]
    changed = Request(request.method, request.host, request.path, request.query, b"[]", request.headers)
    for each in (request, changed):
        assert auth.verify(each, {"key": KEYS}.get, NOW) == KEYS
    assert rest.read_ask(request) == MANY
    assert isinstance(rest.read_ask(changed), Refused)


def test_what_is_bought_at_market_goes_by_the_newer_path_where_it_is_sized_in_coin() -> None:
    market = PlaceMany("ETHUSDT", (*PLACES[:2], Place("ETHUSDT", "m", Side.BUY, OrderType.MARKET, ONE)))
    request = rest.write_ask(market)
    assert request.path == "/api/v1.1/spot/batchOrders"
    assert rest.read_ask(request) == market
    older = rest.read_ask(Request("POST", "", "/api/v1/spot/batchOrders", "", request.body))
    assert isinstance(older, PlaceMany)
    assert (older.rows[2].size, older.rows[2].quote) == (None, ONE), "there it is money"


def test_a_strangers_list_has_other_names_and_numbers() -> None:
    body = b'[{"symbol":"ETHUSDT","side":"BUY","type":"LIMIT","quantity":0.5,"price":"2","clientOrderId":"x"}]'
    asked = rest.read_ask(Request("POST", "", "/api/v1/spot/batchOrders", "timestamp=1", body))
    assert asked == PlaceMany(
        "ETHUSDT", (Place("ETHUSDT", "x", Side.BUY, OrderType.LIMIT, ONE // 2, 2 * ONE, tif=Tif.GTC),)
    )


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[1]", b'[{"symbol":"A"},{"symbol":"B"}]'])
def test_a_list_that_is_none_is_refused(body: bytes) -> None:
    assert isinstance(rest.read_ask(Request("POST", "", "/api/v1/spot/batchOrders", "", body)), Refused)


def test_a_batch_is_of_one_symbol() -> None:
    with pytest.raises(ValueError, match="one symbol"):
        rest.write_ask(PlaceMany("BTCUSDT", PLACES))


def test_cancels_that_did_not_fail_are_done() -> None:
    assert rest.write_ask(CANCELS).query == "ids=11%2C12%2C13"
    said = Reply(200, b'{"code":"0000","result":[{"orderId":"12","code":"0211"},{"orderId":"13","code":"-1006"}]}')
    told = rest.read_answer(CANCELS, said)
    gone = Refused("0211", "", Refusal.NOT_FOUND)
    assert told == CancellingMany((("11", Cancelling("a", "11")), ("12", gone))), "of the third nobody knows"
    for nothing in (b"[]", b"null"):
        whole = rest.read_answer(CANCELS, Reply(200, b'{"code":"0000","result":' + nothing + b"}"))
        assert isinstance(whole, CancellingMany)
        assert [name for name, _ in whole.rows] == ["11", "12", "13"]
    other = Reply(200, b'{"code":"0000","result":[{"orderId":"14","code":"0211"}]}')
    assert isinstance(rest.read_answer(CANCELS, other), Unclear)


def test_cancels_of_a_list_are_named_by_number() -> None:
    with pytest.raises(ValueError, match="numbers"):
        rest.write_ask(CancelMany("ETHUSDT", (Cancel("ETHUSDT", "a"),)))
    asked = rest.read_ask(Request("DELETE", "", "/api/v1/spot/cancelOrderByIds", "", b"ids=11,12"))
    assert asked == CancelMany("", (Cancel("", "", "11"), Cancel("", "", "12")))
    assert isinstance(rest.read_ask(Request("DELETE", "", "/api/v1/spot/cancelOrderByIds", "ids=11,,12")), Refused)


def test_what_is_not_on_the_book_any_more_fails_in_a_list_by_its_own_code() -> None:
    gone = Refused("-1143", "Order not found on order book", Refusal.NOT_FOUND)
    rows = (("a", Cancelling("a", "11")), ("12", gone), ("c", Cancelling("c", "13")))
    body = decode(rest.write_answer(CANCELS, CancellingMany(rows), 0).body)
    assert body == {"code": "0000", "result": [{"orderId": "12", "code": "0211"}]}
