from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.venues.bitmart.futures_trading import OPEN_MAX, PAGE_MAX
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Orders,
    Place,
    Placed,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
    Refused,
    Unclear,
)
from picaflor.wire.net import Reply, Request

SECOND = 1_000_000_000
PLACE = Place("BTCUSDT", "a1", Side.SELL, OrderType.MARKET, 10 * ONE, hold=Hold.LONG)
ROW: dict[str, Any] = {
    "order_id": "1",
    "symbol": "BTCUSDT",
    "side": 1,
    "type": "limit",
    "size": "10",
    "price": "1",
    "state": 2,
    "create_time": 1_700_000_000_500,
    "update_time": 1_700_000_000_500,
}


def post(word: str, **params: object) -> object:
    return rest.read_ask(Request("POST", rest.HOST, f"/contract/private/{word}", body=json.dumps(params).encode()))


def get(word: str, query: str) -> object:
    return rest.read_ask(Request("GET", rest.HOST, f"/contract/private/{word}", query))


def yes(data: object) -> Reply:
    return Reply(200, json.dumps({"code": 1000, "message": "Ok", "data": data}).encode())


def test_a_close_of_a_long_is_a_sell_that_reduces() -> None:
    body = json.loads(rest.write_ask(PLACE).body)
    assert body == {"symbol": "BTCUSDT", "client_order_id": "a1", "side": 3, "type": "market", "size": 10}
    read = rest.read_ask(rest.write_ask(PLACE))
    assert isinstance(read, Place)
    assert (read.hold, read.reduce_only) == (Hold.NET, True)


@pytest.mark.parametrize(("mode", "kind"), [(2, (OrderType.LIMIT, Tif.FOK)), (4, (OrderType.LIMIT_MAKER, Tif.GTC))])
def test_a_mode_is_a_number(mode: int, kind: tuple[OrderType, Tif]) -> None:
    read = post("submit-order", symbol="X", side=1, type="limit", mode=mode, size=1, price="2", leverage="5")
    assert isinstance(read, Place)
    assert ((read.type, read.tif), read.leverage, read.price) == (kind, 5, 2 * ONE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"side": 7}, "40041"),
        ({"side": ""}, "40041"),
        ({"type": "iceberg"}, "40042"),
        ({"mode": 9}, "40011"),
        ({"size": 0}, "40044"),
        ({"price": "x"}, "40044"),
        ({"open_type": "half"}, "40045"),
        ({"leverage": "-5"}, "40029"),
        ({"preset_stop_loss_price": "1"}, "40011"),
        ({"symbol": ""}, "40011"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, object], code: str) -> None:
    refused = post("submit-order", **{"symbol": "X", "side": 1, "type": "limit", "size": 1, "price": "2", **change})
    assert isinstance(refused, Refused)
    assert refused.code == code


def test_an_answer_to_an_order_has_a_bare_number_and_its_price() -> None:
    placed = Placed("a1", "23456789012345678")
    body = rest.write_answer(PLACE, placed, 0).body
    assert b'{"order_id":23456789012345678,"price":"market price"}' in body
    assert rest.read_answer(PLACE, Reply(200, body)) == placed
    assert isinstance(rest.read_answer(PLACE, yes({"price": "1"})), Unclear)


def test_a_cancel_that_names_no_order_is_of_all_of_the_symbol() -> None:
    assert post("cancel-order", symbol="X") == post("cancel-orders", symbol="X") == CancelAll("X")
    with pytest.raises(ValueError, match="all orders"):
        rest.write_ask(Cancel("X"))
    for ask in (CancelAll(""), CancelAll("X", Side.BUY)):
        with pytest.raises(ValueError, match="by symbol"):
            rest.write_ask(ask)


def test_a_yes_with_something_in_it_proves_nothing() -> None:
    assert isinstance(rest.read_answer(Cancel("X", "a"), yes({"result": False})), Unclear)
    assert isinstance(rest.read_answer(CancelAll("X"), yes([1])), Unclear)


def test_an_unknown_order_is_a_code_and_reads_as_an_empty_page() -> None:
    ask = ReadOrder("X", "", "9")
    said = rest.write_answer(ask, Orders(()), 0)
    assert b"40035" in said.body
    assert rest.read_answer(ask, said) == Orders(())
    assert isinstance(rest.read_answer(ask, yes(ROW)), Unclear), "another order"
    with pytest.raises(ValueError, match="by the venue's id"):
        rest.write_ask(ReadOrder("X", "a1"))


def test_a_full_page_of_open_orders_proves_nothing() -> None:
    rows = [{**ROW, "order_id": str(n)} for n in range(OPEN_MAX)]
    assert isinstance(rest.read_answer(ReadOpenOrders(), yes(rows)), Unclear)
    found = rest.read_answer(ReadOpenOrders(), yes(rows[1:]))
    assert isinstance(found, Orders)
    assert len(found.rows) == OPEN_MAX - 1


def test_a_full_page_goes_on_with_the_whole_of_its_last_second() -> None:
    rows = [{**ROW, "order_id": str(n)} for n in range(PAGE_MAX)]
    found = rest.read_answer(ReadClosedOrders("X"), yes(rows))
    assert isinstance(found, Orders)
    assert found.before == "1700000001000"
    assert rest.write_ask(ReadClosedOrders("X", found.before)).query == "symbol=X&end_time=1700000001"
    reached = rest.read_answer(ReadClosedOrders("X", since_ns=1_700_000_001 * SECOND), yes(rows))
    assert isinstance(reached, Orders)
    assert reached.before == ""


def test_strangers_name_seconds_or_milliseconds() -> None:
    read = get("trades", "symbol=X&start_time=1700000000&end_time=1700000009")
    assert read == ReadFills("X", "", "1700000009000", PAGE_MAX, 1_700_000_000 * SECOND)
    assert read == get("trades", "symbol=X&start_time=1700000000000&end_time=1700000009000")
    refused = get("order-history", "symbol=X&start_time=1700000009&end_time=1700000000")
    assert isinstance(refused, Refused)
    assert refused.code == "40039"
