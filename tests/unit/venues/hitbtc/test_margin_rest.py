"""Paths of the margin row, and whose requests are whose in a house of three rows."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.venues.hitbtc import calls, futures_rest, margin_rest, rest
from picaflor.wire.asks import CancelAll, Place, Refused
from picaflor.wire.contracts import ClosePosition
from picaflor.wire.net import Request
from picaflor.wire.stream import Call

PLACE = Place("BTCUSDT", "mine-0001", Side.BUY, OrderType.LIMIT, ONE, ONE, margin_mode=MarginMode.ISOLATED)


@pytest.mark.parametrize(
    ("path", "whose"),
    [("margin/order", margin_rest), ("spot/order", rest), ("futures/order", futures_rest)],
)
def test_a_private_path_is_one_rows(path: str, whose: object) -> None:
    request = Request("POST", rest.HOST, f"/api/3/{path}", body=b"{}")
    assert [row for row in (rest, margin_rest, futures_rest) if row.knows(request)] == [whose]


def test_an_order_that_names_no_mode_is_isolated_and_a_crossed_one_is_refused() -> None:
    request = margin_rest.write_ask(PLACE)
    assert request.path == "/api/3/margin/order"
    said = json.loads(request.body)
    assert said.pop("margin_mode") == "isolated"
    assert margin_rest.read_ask(Request("POST", rest.HOST, request.path, body=json.dumps(said).encode())) == PLACE
    said["margin_mode"] = "cross"
    refused = margin_rest.read_ask(Request("POST", rest.HOST, request.path, body=json.dumps(said).encode()))
    assert isinstance(refused, Refused)
    assert refused.code == "2024"


def test_what_is_closed_is_isolated() -> None:
    assert margin_rest.write_ask(ClosePosition("A")).path == "/api/3/margin/position/isolated/A"
    assert margin_rest.write_ask(ClosePosition()).path == "/api/3/margin/position"


def test_over_the_socket_all_orders_are_not_cancelled_at_once() -> None:
    assert CancelAll not in calls.MARGIN.asks
    assert CancelAll in calls.FUTURES.asks
    said = json.loads(calls.write_call(Call(PLACE, '"1"', "margin")))
    assert (said["method"], said["params"]["margin_mode"]) == ("margin_new_order", "isolated")
