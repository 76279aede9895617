from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, SelfTrade, Side, Tif
from picaflor.venues.bitget import rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

PLACE = a.Place("BTCUSDT", "emu-1", Side.BUY, OrderType.LIMIT, read_atoms("1"), read_atoms("2"))


def get(path: str, query: str = "") -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", "api.bitget.com", path, query))


def post(path: str, **body: object) -> a.Ask | a.Refused:
    return rest.read_ask(
        Request("POST", "api.bitget.com", "/api/v2/spot/trade/" + path, body=json.dumps(body).encode())
    )


def reply(data: str, code: str = "00000", status: int = 200, **more: str) -> Reply:
    return Reply(status, f'{{"code":"{code}","msg":"m","requestTime":1,"data":{data}}}'.encode(), tuple(more.items()))


def test_a_question_goes_as_a_sorted_query_and_an_order_as_a_body() -> None:
    asked = rest.write_ask(a.ReadFills("BTCUSDT", "7", "9", 500, 1_000_000))
    assert (asked.method, asked.host, asked.path) == ("GET", "api.bitget.com", "/api/v2/spot/trade/fills")
    assert asked.query == "idLessThan=9&limit=100&orderId=7&startTime=1&symbol=BTCUSDT"
    placed = rest.write_ask(PLACE)
    assert (placed.method, placed.query, ("Content-Type", "application/json") in placed.headers) == ("POST", "", True)


@pytest.mark.parametrize(
    ("path", "query", "ask"),
    [
        ("/api/v2/spot/public/coins", "", a.ReadCoins()),
        ("/api/v2/margin/currencies", "", a.ReadListing("MARGIN")),
        ("/api/v2/mix/market/contracts", "productType=usdt-futures", a.ReadListing("USDT-FUTURES")),
        ("/api/v2/spot/market/orderbook", "symbol=BTCUSDT&limit=5", a.ReadBook("BTCUSDT", 5)),
        ("/api/v2/spot/market/tickers", "", a.ReadTickers()),
        ("/api/v2/spot/market/fills-history", "symbol=B&startTime=5", a.ReadTrades("B", 500, history=True)),
        ("/api/v2/spot/market/fills", "symbol=B", a.ReadTrades("B")),
        (
            "/api/v2/spot/market/history-candles",
            "symbol=B&granularity=1Dutc&startTime=1&endTime=2&limit=1000",
            a.ReadCandles("B", "1d", 200, 1_000_000, 2_000_000, history=True),
        ),
        ("/api/v2/spot/trade/orderInfo", "clientOid=emu-1", a.ReadOrder("", "emu-1")),
        ("/api/v2/spot/trade/unfilled-orders", "startTime=1&limit=10", a.ReadOpenOrders(limit=10)),
        ("/api/v2/spot/trade/history-orders", "symbol=B", a.ReadClosedOrders("B")),
        ("/api/v2/spot/account/assets", "assetType=all", a.ReadBalances()),
    ],
)
def test_what_strangers_ask(path: str, query: str, ask: a.Ask) -> None:
    assert get(path, query) == ask


def test_what_strangers_order() -> None:
    limit = {"symbol": "BTCUSDT", "orderType": "limit", "price": "2", "side": "buy", "size": "1"}
    assert post("place-order", **limit, force="GTC", clientOid="emu-1", extra={"a": 1}) == PLACE
    maker = post("place-order", **limit, force="post_only")
    assert isinstance(maker, a.Place)
    assert (maker.type, maker.client_id) == (OrderType.LIMIT_MAKER, "")
    killed = post("place-order", **limit, force="FOK")
    assert isinstance(killed, a.Place)
    assert killed.tif is Tif.FOK
    for word, mode in (("none", None), ("", None), ("cancel_maker", SelfTrade.CANCEL_MAKER)):
        meeting = post("place-order", **limit, force="gtc", stpMode=word)
        assert isinstance(meeting, a.Place)
        assert meeting.self_trade is mode
    market = {"symbol": "BTCUSDT", "orderType": "market", "force": "GTC", "size": 60}
    bought, sold = post("place-order", **market, side="buy"), post("place-order", **market, side="sell")
    assert isinstance(bought, a.Place)
    assert isinstance(sold, a.Place)
    assert (bought.quote, bought.size, bought.price) == (read_atoms("60"), None, None)
    assert (sold.quote, sold.size, sold.price) == (None, read_atoms("60"), None)
    assert post("cancel-order", symbol="B", orderId="1", clientOid="x", tpslType="normal") == a.Cancel("B", "", "1")
    assert post("cancel-symbol-order", symbol="B") == a.CancelAll("B")


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/api/v1/anything", "", "40404"),
        ("/api/v2/spot/trade/place-order", "", "40404"),  # by GET
        ("/api/v3/account/settings", "", "40084"),
        ("/api/v3/trade/place-order", "", "40084"),
        ("/api/v3/market/tickers", "", "40404"),
        ("/api/v2/spot/market/orderbook", "limit=5", "40019"),
        ("/api/v2/spot/market/orderbook", "symbol=B&limit=x", "40020"),
        ("/api/v2/spot/market/orderbook", "symbol=B&type=step1", "40017"),
        ("/api/v2/spot/market/candles", "symbol=B&granularity=1H", "400172"),
        ("/api/v2/spot/market/history-candles", "symbol=B&granularity=1h", "40019"),
        ("/api/v2/spot/trade/orderInfo", "", "40019"),
        ("/api/v2/mix/market/contracts", "", "40019"),
    ],
)
def test_a_wrong_question_gets_the_venues_code(path: str, query: str, code: str) -> None:
    refused = get(path, query)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"symbol": None}, "40019"),
        ({"force": ""}, "40019"),
        ({"side": "up"}, "40020"),
        ({"force": "gtx"}, "40020"),
        ({"orderType": "stop"}, "40020"),
        ({"size": "0"}, "40020"),
        ({"price": "1e99"}, "40020"),
        ({"tpslType": "tpsl"}, "40017"),
        ({"triggerPrice": "5"}, "40017"),
        ({"presetTakeProfitPrice": "five"}, "40020"),
        ({"stpMode": "cancel_us"}, "40020"),
    ],
)
def test_a_wrong_order_gets_the_venues_code(change: dict[str, object], code: str) -> None:
    limit = {"symbol": "B", "orderType": "limit", "force": "gtc", "price": "2", "side": "buy", "size": "1"}
    refused = post("place-order", **{**limit, **change})
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_answers_are_spelled_as_strangers_expect_them() -> None:
    placed = rest.write_answer(PLACE, a.Placed("emu-1", "7"), 1_785_500_000_123_456_789)
    assert placed.status == 200
    assert json.loads(placed.body) == {
        "code": "00000",
        "msg": "success",
        "requestTime": 1785500000123,
        "data": {"orderId": "7", "clientOid": "emu-1"},
    }
    refused = rest.write_answer(PLACE, a.Refused("43012", "Insufficient balance"), 1_000_000)
    assert refused.status == 400
    assert json.loads(refused.body) == {
        "code": "43012",
        "msg": "Insufficient balance",
        "requestTime": 1,
        "data": None,
    }
    slow = rest.write_answer(None, a.Refused("429", "Too Many Requests", retry_after_ns=1), 0)
    assert (slow.status, slow.header("retry-after")) == (429, "1")
    assert rest.write_answer(None, a.Refused("40404", "Request URL NOT FOUND"), 0).status == 404


@pytest.mark.parametrize(
    "answer",
    [
        reply('{"orderId":"7","clientOid":"emu-2"}'),  # of another order
        reply('{"orderId":"","clientOid":"emu-1"}'),
        reply('{"orderId":null,"clientOid":"emu-1"}'),
        reply('{"orderId":7,"clientOid":"emu-1"}'),
        reply("null"),
        reply('{"orderId":"7","orderId":"8","clientOid":"emu-1"}'),  # which of the two?
        reply('{"orderId":"7","clientOid":"emu-1"}', status=500),
        reply("null", code="45001", status=400),
        reply("null", code="77777", status=400),
        reply("null", code="43012", status=502),
        Reply(200, b""),
        Reply(200, b'{"message":"failure to get a peer from the ring-balancer"}'),
        Reply(502, b"<html>"),
        Reply(200, b'{"code":0,"data":{"orderId":"7","clientOid":"emu-1"}}'),
    ],
)
def test_an_answer_to_an_order_that_proves_nothing(answer: Reply) -> None:
    assert isinstance(rest.read_answer(PLACE, answer), a.Unclear)


def test_a_cancels_answer_must_name_the_order() -> None:
    yes = reply('{"orderId":"7","clientOid":"emu-1"}')
    assert rest.read_answer(a.Cancel("B", venue_id="7"), yes) == a.Cancelling("emu-1", "7")
    assert rest.read_answer(a.Cancel("B", client_id="emu-1"), yes) == a.Cancelling("emu-1", "7")
    assert isinstance(rest.read_answer(a.Cancel("B", venue_id="8"), yes), a.Unclear)
    assert isinstance(rest.read_answer(a.CancelAll("B"), reply('{"symbol":"C"}')), a.Unclear)


def test_an_unknown_order_is_an_empty_page_and_never_another_ones() -> None:
    ask = a.ReadOrder("B", venue_id="7")
    assert rest.read_answer(ask, reply("[]")) == a.Orders(())
    assert rest.read_answer(ask, reply("null", code="43001", status=400)) == a.Orders(())
    refused = rest.read_answer(a.Cancel("B", venue_id="7"), reply("null", code="43001", status=400))
    assert refused == a.Refused("43001", "m", a.Refusal.NOT_FOUND)


def test_lists_may_be_null() -> None:
    assert rest.read_answer(a.ReadOpenOrders(), reply("null")) == a.Orders(())
    assert rest.read_answer(a.ReadFills(), reply("null")) == a.Fills(())


def test_too_many_requests_however_they_are_said() -> None:
    for answer in (Reply(429, b"<html>"), reply("null", code="429", status=429)):
        refused = rest.read_answer(PLACE, answer)
        assert isinstance(refused, a.Refused)
        assert refused.kind is a.Refusal.RATE
    late = rest.read_answer(PLACE, Reply(429, b"", (("retry-after", "1.5"),)))
    assert isinstance(late, a.Refused)
    assert late.retry_after_ns == 1_500_000_000
    odd = rest.read_answer(PLACE, Reply(429, b"", (("retry-after", "Wed, 21 Oct"),)))
    assert isinstance(odd, a.Refused)
    assert odd.retry_after_ns == 0


def test_public_lists_are_read_though_a_key_stands_twice() -> None:
    """Their size is why: books and trades answer to sequence and to each other."""
    twice = reply('{"serverTime":"1","serverTime":"2"}')
    assert not isinstance(rest.read_answer(a.ReadTime(), twice), a.Unclear)
    assert isinstance(rest.read_answer(a.ReadBalances(), reply('[{"coin":"A","coin":"B"}]')), a.Unclear)


def test_the_words_of_a_refusal_stand_under_either_name() -> None:
    body = b'{"code":"40009","message":"sign signature error"}'
    assert rest.read_answer(a.ReadBalances(), Reply(400, body)) == a.Refused(
        "40009", "sign signature error", a.Refusal.AUTH
    )
