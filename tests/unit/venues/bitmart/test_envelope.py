"""The envelope: what is a yes, what is a no, what proves nothing."""

from __future__ import annotations

import pytest
from msgspec.json import decode

from picaflor.venues.bitmart import rest
from picaflor.wire.asks import (
    Orders,
    OrderType,
    Place,
    Placed,
    ReadCoins,
    ReadOrder,
    Refusal,
    Refused,
    Side,
    Unclear,
)
from picaflor.wire.net import Reply, Request

PLACE = Place("BTC_USDT", "a1", Side.BUY, OrderType.LIMIT, 10**36, 10**36)


def read(body: bytes, status: int = 200) -> object:
    return rest.read_answer(PLACE, Reply(status, body))


@pytest.mark.parametrize("word", ["OK", "Ok", "success"])
def test_a_yes_has_a_code_a_word_and_an_id(word: str) -> None:
    body = f'{{"code":1000,"message":"{word}","data":{{"order_id":"7"}}}}'.encode()
    assert read(body) == Placed("a1", "7")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"code":1000,"data":{"order_id":"7"}}'),
        (200, b'{"code":1000,"message":"perhaps","data":{"order_id":"7"}}'),
        (200, b'{"code":1000,"message":"OK","data":{}}'),
        (200, b'{"code":1000,"message":"OK","data":{"order_id":""}}'),
        (200, b'{"code":1000,"message":"OK","data":{"order_id":"7","order_id":"8"}}'),
        (302, b'{"code":1000,"message":"OK","data":{"order_id":"7"}}'),
        (403, b"<html>blocked</html>"),
    ],
)
def test_what_proves_nothing(status: int, body: bytes) -> None:
    assert isinstance(read(body, status), Unclear)


def test_a_gate_that_says_too_many_in_html_is_believed() -> None:
    for status in (418, 429):
        said = read(b"<html>", status)
        assert isinstance(said, Refused)
        assert said.kind is Refusal.RATE


def test_an_unknown_path_has_a_shape_of_its_own() -> None:
    said = rest.read_ask(Request("GET", rest.HOST, "/nothing"))
    assert isinstance(said, Refused)
    reply = rest.write_answer(None, said, 0)
    assert reply.status == 404
    assert decode(reply.body) == {"trace": "0" * 32, "msg": "Not found", "code": 30000}
    assert not rest.knows(Request("GET", rest.HOST, "/nothing"))


def test_a_missing_order_is_an_empty_page() -> None:
    ask = ReadOrder("", "a1")
    reply = rest.write_answer(ask, Orders(()), 0)
    assert reply.status == 400
    assert rest.read_answer(ask, reply) == Orders(())


def test_every_answer_has_a_message() -> None:
    assert decode(rest.write_answer(PLACE, Placed("a1", "7"), 0).body)["message"] == "OK"
    assert rest.write_ask(ReadCoins()).query == ""


@pytest.mark.parametrize(("length", "wait_ns"), [("2", 2_000_000_000), ("soon", 0), ("", 0)])
def test_a_refusal_for_haste_says_for_how_long(length: str, wait_ns: int) -> None:
    headers = (("x-bm-ratelimit-reset", length),)
    body = b'{"code":30013,"message":"Request too many requests","data":{}}'
    said = rest.read_answer(PLACE, Reply(429, body, headers))
    assert isinstance(said, Refused)
    assert said.retry_after_ns == wait_ns
    refused = Refused("30013", "too many", Refusal.RATE, 1_500_000_000)
    assert rest.write_answer(PLACE, refused, 0).header("X-BM-RateLimit-Reset") == "2"
    funds = rest.read_answer(PLACE, Reply(400, b'{"code":50020,"message":"no","data":{}}', headers))
    assert isinstance(funds, Refused)
    assert funds.retry_after_ns == 0
