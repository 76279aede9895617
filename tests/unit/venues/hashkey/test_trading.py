"""Orders as strangers ask for them."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.hashkey import rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

V1, NEW = "/api/v1/spot/order", "/api/v1.1/spot/order"


def placed(path: str, form: str) -> a.Ask | a.Refused:
    return rest.read_ask(Request("POST", rest.HOST, path, body=("symbol=A&" + form).encode()))


@pytest.mark.parametrize(
    ("path", "form", "size", "quote"),
    [
        (V1, "side=BUY&type=MARKET&quantity=20", None, 20),
        (V1, "side=SELL&type=MARKET&quantity=20", 20, None),
        (NEW, "side=BUY&type=MARKET&quantity=20", 20, None),
        (NEW, "side=BUY&type=MARKET&amount=20", None, 20),
    ],
)
def test_in_what_a_market_order_is_sized(path: str, form: str, size: int | None, quote: int | None) -> None:
    ask = placed(path, form)
    assert isinstance(ask, a.Place)
    assert ask.type is OrderType.MARKET
    assert (ask.size, ask.quote) == (size and size * ONE, quote and quote * ONE)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("side=UP&quantity=1&price=1", "-1117"),
        ("side=BUY&type=STOP&quantity=1&price=1", "-1014"),
        ("side=BUY&type=LIMIT&quantity=1&price=1&timeInForce=DAY", "-1115"),
        ("side=BUY&type=LIMIT&quantity=1", "0001"),
        ("side=BUY&type=LIMIT&quantity=0&price=1", "-1126"),
        ("side=BUY&type=MARKET&quantity=1&amount=1", "-1129"),
    ],
)
def test_what_is_refused(form: str, code: str) -> None:
    told = placed(NEW, form)
    assert isinstance(told, a.Refused)
    assert told.code == code


def test_fills_of_one_order_are_picked_from_the_newest() -> None:
    row = b'{"id":"%d","clientOrderId":"c","symbol":"A","orderId":"%d","price":"1","qty":"1","commission":"0",' \
        b'"commissionAsset":"A","time":"1","isBuyer":true,"isMaker":false}'  # fmt: skip
    reply = Reply(200, b"[" + row % (2, 8) + b"," + row % (1, 7) + b"]")
    told = rest.read_answer(a.ReadFills("A", "7"), reply)
    assert isinstance(told, a.Fills)
    assert [fill.trade_id for fill in told.rows] == ["1"]
    assert rest.write_ask(a.ReadFills("A", "7")).query == "symbol=A&limit=1000"


def test_an_order_without_a_name_is_not_asked_for() -> None:
    for method in ("GET", "DELETE"):
        assert isinstance(rest.read_ask(Request(method, rest.HOST, V1)), a.Refused)


def test_cancel_all_must_say_that_it_was_done() -> None:
    assert rest.read_answer(a.CancelAll("A"), Reply(200, b'{"success":true}')) == a.Cancelling()
    assert isinstance(rest.read_answer(a.CancelAll("A"), Reply(200, b'{"success":false}')), a.Unclear)


def test_sides() -> None:
    assert rest.write_ask(a.Place("A", "c", Side.SELL, OrderType.MARKET, ONE)).path == NEW
