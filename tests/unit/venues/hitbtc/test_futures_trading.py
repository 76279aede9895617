"""Orders of contracts go to paths of their own, and a margin mode that there is not is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.venues.hitbtc import margin_rest
from picaflor.venues.hitbtc.futures_trading import ENDPOINTS
from picaflor.wire.asks import Orders, Place, ReadOrder, Refused, Unclear
from picaflor.wire.net import Reply, Request

ONE = 10**36


def test_every_path_is_one_of_futures() -> None:
    assert {row.path.split("/")[3] for row in ENDPOINTS} == {"futures"}


def test_what_only_reduces_says_so_in_json() -> None:
    ask = Place("A_PERP", "abcdefgh", Side.SELL, OrderType.MARKET, ONE, reduce_only=True, margin_mode=MarginMode.CROSS)
    said = json.loads(rest.write_ask(ask).body)
    assert (said["reduce_only"], said["margin_mode"], said["type"]) == (True, "cross", "market")


@pytest.mark.parametrize(("its", "tree"), [(rest, "futures"), (margin_rest, "margin")])
def test_of_those_that_are_active_one_is_an_object_and_no_list(its: Any, tree: str) -> None:
    ask = ReadOrder("", "mine-0001", live=True)
    assert its.write_ask(ask).path == f"/api/3/{tree}/order/mine-0001"
    row = {
        "id": 7,
        "client_order_id": "mine-0001",
        "symbol": "A",
        "side": "buy",
        "status": "new",
        "type": "limit",
        "time_in_force": "GTC",
        "quantity": "1",
        "quantity_cumulative": "0",
        "price": "2",
        "margin_mode": "Isolated",
        "created_at": "2023-11-14T22:13:20.1Z",
        "updated_at": "2023-11-14T22:13:20.1Z",
    }
    told = its.read_answer(ask, Reply(200, json.dumps(row).encode()))
    assert isinstance(told, Orders)
    assert [(order.client_id, order.margin_mode) for order in told.rows] == [("mine-0001", MarginMode.ISOLATED)]
    assert json.loads(its.write_answer(ask, told, 0).body)["client_order_id"] == "mine-0001"
    assert isinstance(
        its.read_answer(ReadOrder("", "other-001", live=True), Reply(200, json.dumps(row).encode())), Unclear
    )


def test_a_margin_mode_that_there_is_not_is_refused() -> None:
    body = b'{"symbol":"A_PERP","side":"buy","quantity":"1","type":"market","margin_mode":"portfolio"}'
    refused = rest.read_ask(Request("POST", rest.HOST, "/api/3/futures/order", "", body))
    assert isinstance(refused, Refused)
    assert refused.code == "2024"
