"""Answers without an envelope: what is a refusal, what is a yes, and what proves nothing."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.hitbtc import rest
from picaflor.venues.hitbtc.codes import REFUSALS
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

NOW = 1_700_000_000_000_000_000
ID = "tc-0000000000000001"
PLACE = a.Place("BTCUSDT", ID, Side.BUY, OrderType.LIMIT, read_atoms("0.002"), read_atoms("25000.5"))
ORDER = (
    b'{"id":828680665000,"client_order_id":"tc-0000000000000001","symbol":"BTCUSDT","side":"buy","status":"new",'
    b'"type":"limit","time_in_force":"GTC","quantity":"0.00200","quantity_cumulative":"0","price":"25000.50",'
    b'"post_only":false,"created_at":"2023-11-14T22:13:20.1Z","updated_at":"2023-11-14T22:13:20.1Z"}'
)


def test_a_path_of_ours_holds_the_name() -> None:
    asked = rest.write_ask(a.Cancel("BTCUSDT", ID, "828680665000"))
    assert (asked.method, asked.path, asked.query, asked.body) == ("DELETE", f"/api/3/spot/order/{ID}", "", b"")
    assert rest.write_ask(a.ReadBook("币USDT", 5)).path == "/api/3/public/orderbook/%E5%B8%81USDT"
    assert rest.knows(asked)


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "", "/api/3/spot/order/"),
        Request("POST", "", "/api/3/spot/order/lists"),
        Request("GET", "", "/"),
        Request("GET", "", ""),
        Request("GET", "", "/api/2/public/symbol"),
    ],
)
def test_a_path_of_nobody(request_: Request) -> None:
    assert not rest.knows(request_)
    refused = rest.read_ask(request_)
    assert isinstance(refused, a.Refused)
    reply = rest.write_answer(None, refused, NOW)
    assert (reply.status, json.loads(reply.body)["error"]) == (404, "Not Found")
    assert rest.read_answer(a.ReadBalances(), reply) == a.Refused("404", refused.words, a.Refusal.OTHER)


def test_a_name_in_the_path_counts_more_than_one_in_the_body() -> None:
    said = Request("DELETE", "", f"/api/3/spot/order/{ID}", body=b'{"client_order_id":"another-one"}')
    assert rest.read_ask(said) == a.Cancel("", ID)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[]"),
        (200, b"{}"),
        (200, b""),
        (200, b"null"),
        (200, b'"ok"'),
        (201, b"[" + ORDER + b"]"),
        (400, ORDER),
        (502, b"<html>"),
        (500, ORDER),
        (200, ORDER.replace(b"tc-0000000000000001", b"another-one")),
        (200, ORDER.replace(b'"status"', b'"id":1,"status"')),
        (400, b'{"error":{"message":"no code"}}'),
        (400, b'{"error":{"code":77777,"message":"new"}}'),
        (400, b'{"error":{"code":504,"message":"late"}}'),
        (400, b'{"error":7}'),
    ],
)
def test_what_proves_nothing_of_an_order(status: int, body: bytes) -> None:
    assert isinstance(rest.read_answer(PLACE, Reply(status, body)), a.Unclear)


def test_a_refusal_counts_whatever_the_status_says() -> None:
    body = b'{"error":{"code":"20001","message":"Insufficient funds"}}'
    for status in (200, 400):
        assert rest.read_answer(PLACE, Reply(status, body)) == a.Refused("20001", "Insufficient funds", a.Refusal.FUNDS)
    limited = rest.read_answer(PLACE, Reply(429, b"<html>too many</html>"))
    assert isinstance(limited, a.Refused)
    assert limited.kind is a.Refusal.RATE


def test_an_order_that_is_not_there_is_an_empty_page_and_a_cancel_of_it_a_no() -> None:
    body = b'{"error":{"code":20002,"message":"Order not found","description":""}}'
    assert rest.read_answer(a.ReadOrder("", ID), Reply(400, body)) == a.Orders(())
    refused = rest.read_answer(a.Cancel("", ID), Reply(400, body))
    assert isinstance(refused, a.Refused)
    assert refused.kind is a.Refusal.NOT_FOUND


@pytest.mark.parametrize(
    ("rule", "status"), [("rate", 429), ("funds", 400), ("unavailable", 503), ("login first", 401)]
)
def test_refusals_have_their_status(rule: str, status: int) -> None:
    assert rest.write_answer(PLACE, a.Refused(*REFUSALS[rule]), NOW).status == status


def test_a_refusal_is_dated() -> None:
    body = json.loads(rest.write_answer(None, a.Refused("20001", "Insufficient funds. Check"), NOW).body)
    assert body["timestamp"] == "2023-11-14T22:13:20.000Z"
    assert body["error"] == {"code": 20001, "message": "Insufficient funds", "description": "Check"}
