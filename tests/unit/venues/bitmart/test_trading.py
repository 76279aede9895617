"""Private endpoints beyond what laws and payloads show."""

from __future__ import annotations

import pytest
from msgspec.json import decode

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.bitmart import rest
from picaflor.wire.asks import (
    Cancel,
    Cancelling,
    Place,
    ReadBalances,
    ReadClosedOrders,
    Refused,
    Unclear,
)
from picaflor.wire.net import Reply, Request

ONE = 10**36


def asked(path: str, body: bytes) -> object:
    return rest.read_ask(Request("POST", rest.HOST, path, body=body))


def test_a_market_buy_is_sized_in_money_and_nothing_else_is() -> None:
    buy = Place("BTC_USDT", "a1", Side.BUY, OrderType.MARKET, quote=50 * ONE)
    assert decode(rest.write_ask(buy).body) == {
        "symbol": "BTC_USDT", "side": "buy", "type": "market", "notional": "50", "client_order_id": "a1",
    }  # fmt: skip
    with pytest.raises(ValueError, match="sized in money"):
        rest.write_ask(Place("BTC_USDT", "a1", Side.BUY, OrderType.MARKET, ONE))
    with pytest.raises(ValueError, match="sized in coin"):
        rest.write_ask(Place("BTC_USDT", "a1", Side.SELL, OrderType.MARKET, quote=ONE))
    with pytest.raises(ValueError, match="FOK"):
        rest.write_ask(Place("BTC_USDT", "a1", Side.SELL, OrderType.LIMIT, ONE, ONE, tif=Tif.FOK))


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/spot/v2/submit_order", b'{"symbol":"B_U","side":"up","type":"limit"}', "50021"),
        ("/spot/v2/submit_order", b'{"symbol":"B_U","side":"buy","type":"fok"}', "50021"),
        ("/spot/v2/submit_order", b'{"symbol":"B_U","side":"buy","type":"market","size":"1"}', "50012"),
        ("/spot/v2/submit_order", b'{"symbol":"B_U","side":"buy","type":"limit","size":"1"}', "50011"),
        ("/spot/v3/cancel_order", b'{"symbol":"B_U"}', "50039"),
        ("/spot/v4/query/trades", b'{"orderMode":"iso_margin"}', "50021"),
        ("/spot/v4/query/trades", b'{"startTime":2,"endTime":1}', "52004"),
        ("/spot/v4/cancel_all", b'{"side":"up"}', "50021"),
    ],
)
def test_what_is_missing_or_odd_is_refused_by_its_code(path: str, body: bytes, code: str) -> None:
    said = asked(path, body)
    assert isinstance(said, Refused)
    assert said.code == code


def test_a_page_says_where_the_next_begins_only_if_it_is_full() -> None:
    ask = asked("/spot/v4/query/history-orders", b'{"startTime":1,"endTime":5,"limit":3}')
    assert ask == ReadClosedOrders("", "5", 3, 1_000_000)


def test_a_cancel_that_did_not_happen_proves_nothing() -> None:
    cancel = Cancel("B_U", "a1")
    body = b'{"code":1000,"message":"OK","data":%s}'
    assert rest.read_answer(cancel, Reply(200, body % b"true")) == Cancelling("a1")
    for odd in (b'{"result":false}', b"false"):
        assert isinstance(rest.read_answer(cancel, Reply(200, body % odd)), Unclear)


def test_a_coin_that_stands_twice_is_no_wallet() -> None:
    row = b'{"id":"BTC","available":"1","frozen":"0"}'
    body = b'{"code":1000,"message":"OK","data":{"wallet":[' + row + b"," + row + b"]}}"
    assert isinstance(rest.read_answer(ReadBalances(), Reply(200, body)), Unclear)
