from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.wire.asks import Orders, Place, ReadBalances, ReadBook, ReadOrder, Refusal, Refused, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.venue import Venue

PLACE = Place("btcusdt", "mine", Side.BUY, OrderType.LIMIT, ONE, ONE)


def said(row: Venue, status: int, body: bytes) -> tuple[str, str]:
    read = row.rest.read_answer(PLACE, Reply(status, body))
    assert isinstance(read, Refused | Unclear)
    return type(read).__name__, read.code


@pytest.mark.parametrize(
    ("status", "body", "want"),
    [
        (
            422,
            b'{"errors":["market.account.insufficient_balance"]}',
            ("Refused", "market.account.insufficient_balance"),
        ),
        (400, b'{"errors":"server.method.invalid_message_body"}', ("Refused", "server.method.invalid_message_body")),
        (
            201,
            b'{"errors":["market.account.insufficient_balance"]}',
            ("Unclear", "market.account.insufficient_balance"),
        ),
        (422, b'{"errors":["market.order.create_error"]}', ("Unclear", "market.order.create_error")),
        (400, b'{"error":{"code":2002,"message":"no"}}', ("Unclear", "2002")),
        (500, b'{"errors":{"message":"Dummy"}}', ("Unclear", "Dummy")),
        (429, b"", ("Refused", "429")),
        (403, b"Forbidden", ("Refused", "403")),
        (503, b"upstream connect error", ("Unclear", "503")),
        (404, b"", ("Unclear", "")),
        (200, b"{}", ("Unclear", "")),
        (422, b"[]", ("Unclear", "")),
    ],
)
def test_what_an_answer_to_an_order_means(row: Venue, status: int, body: bytes, want: tuple[str, str]) -> None:
    assert said(row, status, body) == want


def test_an_order_that_is_not_there_is_an_empty_page_both_ways(row: Venue) -> None:
    reply = row.rest.write_answer(ReadOrder("", venue_id="7"), Orders(()), 0)
    assert (reply.status, reply.body) == (404, b'{"errors":["record.not_found"]}')
    assert row.rest.read_answer(ReadOrder("", venue_id="7"), reply) == Orders(())


def test_a_market_that_is_not_there_has_another_code_in_public_and_in_newer_houses(row: Venue, newer: Venue) -> None:
    code, words = row.refusals["symbol"]
    no = Refused(code, words)
    assert b"public.market.doesnt_exist" in row.rest.write_answer(ReadBook("x"), no, 0).body
    newest = Refused(*newer.refusals["symbol"])
    assert newest.code == "market.spot_market.doesnt_exist_or_not_enabled"
    read = newer.rest.read_answer(PLACE, newer.rest.write_answer(PLACE, newest, 0))
    assert isinstance(read, Refused)
    assert read.kind is Refusal.SYMBOL


def test_each_house_has_its_own_place(row: Venue, newer: Venue) -> None:
    asked = newer.rest.write_ask(ReadBalances())
    assert (asked.host, asked.path) == ("api.newer.example", "/v3/account/balances")
    assert newer.rest.knows(asked)
    assert not row.rest.knows(asked)
    for path in ("/v3/account", "/v3/market/orders/7/8", "/v3/market/orders/", "/else"):
        assert not newer.rest.knows(Request("GET", "h", path))
    nowhere = newer.rest.read_ask(Request("GET", "h", "/else"))
    assert isinstance(nowhere, Refused)
    assert nowhere.code == "404"
    reply = newer.rest.write_answer(None, nowhere, 0)
    assert (reply.status, json.loads(reply.body)) == (404, {"error": "404 Not Found"})
