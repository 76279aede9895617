"""What an answer proves."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.hashkey import rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

PLACE = a.Place("ETHUSDT", "em-1", Side.BUY, OrderType.LIMIT, 10**36, 10**36)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b'{"clientOrderId":"em-1","orderId":"18"}', a.Placed),
        (200, b'{"code":0,"clientOrderId":"em-1","orderId":"18"}', a.Placed),
        (200, b'{"code":"0401","msg":"Insufficient asset"}', a.Refused),
        (400, b'{"code":"0401","msg":"Insufficient asset"}', a.Refused),
        (429, b"<html>", a.Refused),
        (200, b'{"clientOrderId":"another","orderId":"18"}', a.Unclear),
        (200, b'{"clientOrderId":"em-1","orderId":""}', a.Unclear),
        (200, b'{"clientOrderId":"em-1","orderId":"1","orderId":"2"}', a.Unclear),
        (502, b"<html>", a.Unclear),
        (500, b'{"code":"0401","msg":""}', a.Unclear),
        (400, b'{"clientOrderId":"em-1","orderId":"18"}', a.Unclear),
    ],
)
def test_what_an_answer_to_an_order_proves(status: int, body: bytes, kind: type) -> None:
    assert isinstance(rest.read_answer(PLACE, Reply(status, body)), kind)


def test_an_order_that_is_not_there() -> None:
    reply = rest.write_answer(a.ReadOrder("", "em-1"), a.Orders(()), 0)
    assert (reply.status, reply.body) == (400, b'{"code":"-1143","msg":"Order not found on order book"}')
    assert rest.read_answer(a.ReadOrder("", "em-1"), reply) == a.Orders(())


def test_where_there_is_nothing() -> None:
    assert not rest.knows(Request("GET", rest.HOST, "/api/v2/spot/order"))
    told = rest.read_ask(Request("GET", rest.HOST, "/api/v2/spot/order"))
    assert isinstance(told, a.Refused)
    assert rest.write_answer(None, told, 0).status == 404
