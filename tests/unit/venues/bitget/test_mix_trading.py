from __future__ import annotations

import json

import pytest
from hypothesis import given

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, Side, StopKind, Tif
from picaflor.venues.bitget import mix_rest, mix_trading
from picaflor.venues.bitget.mix_words import PRODUCT
from picaflor.venues.bitget.params import write_body
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.stops import Attached
from tests.laws.carried_bitget_perpetual import places

PLACE = a.Place(
    symbol="BTCUSDT",
    client_id="x",
    side=Side.SELL,
    type=OrderType.LIMIT,
    size=read_atoms("0.01"),
    price=read_atoms("60000.5"),
    margin_mode=MarginMode.CROSS,
)
BODY = {
    "symbol": "BTCUSDT",
    "productType": "USDT-FUTURES",
    "marginCoin": "USDT",
    "marginMode": "crossed",
    "side": "sell",
    "orderType": "limit",
    "force": "gtc",
    "size": "0.01",
    "price": "60000.5",
    "clientOid": "x",
}


def post(path: str, **body: object) -> a.Ask | a.Refused:
    data = json.dumps(body).encode()
    return mix_rest.read_ask(Request("POST", "api.bitget.com", "/api/v2/mix/order/" + path, body=data))


def reply(data: str, code: str = "00000", status: int = 200) -> Reply:
    return Reply(status, f'{{"code":"{code}","msg":"m","requestTime":1,"data":{data}}}'.encode())


@pytest.mark.parametrize(
    ("body", "side", "hold", "reduces"),
    [
        ({"side": "sell"}, Side.SELL, Hold.NET, False),
        ({"side": "sell", "reduceOnly": "YES"}, Side.SELL, Hold.NET, True),
        ({"side": "buy", "tradeSide": "Open"}, Side.BUY, Hold.LONG, False),
        ({"side": "buy", "tradeSide": "Close"}, Side.SELL, Hold.LONG, True),
        ({"side": "sell", "tradeSide": "open", "reduceOnly": "YES"}, Side.SELL, Hold.SHORT, False),
        ({"side": "sell", "tradeSide": "close"}, Side.BUY, Hold.SHORT, True),
    ],
)
def test_what_a_stranger_means(body: dict[str, str], side: Side, hold: Hold, reduces: bool) -> None:
    ask = post("place-order", **{**BODY, **body})
    assert isinstance(ask, a.Place)
    assert (ask.side, ask.hold, ask.reduce_only) == (side, hold, reduces)


@pytest.mark.parametrize(
    ("hold", "side", "said"),
    [
        (Hold.NET, Side.BUY, {"side": "buy", "reduceOnly": "NO"}),
        (Hold.NET, Side.SELL, {"side": "sell", "reduceOnly": "NO"}),
        (Hold.LONG, Side.BUY, {"side": "buy", "tradeSide": "open"}),
        (Hold.LONG, Side.SELL, {"side": "buy", "tradeSide": "close"}),
        (Hold.SHORT, Side.SELL, {"side": "sell", "tradeSide": "open"}),
        (Hold.SHORT, Side.BUY, {"side": "sell", "tradeSide": "close"}),
    ],
)
def test_what_we_mean(hold: Hold, side: Side, said: dict[str, str]) -> None:
    ask = a.Place(**{**{name: getattr(PLACE, name) for name in PLACE.__struct_fields__}, "hold": hold, "side": side})
    body = json.loads(mix_rest.write_ask(ask).body)
    assert {name: body[name] for name in ("side", "tradeSide", "reduceOnly") if name in body} == said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"symbol": None}, "40019"),
        ({"productType": ""}, "40019"),
        ({"productType": "COIN-FUTURES"}, "40034"),
        ({"marginCoin": ""}, "40019"),
        ({"marginCoin": "BTC"}, "40034"),
        ({"marginMode": ""}, "40019"),
        ({"marginMode": "both"}, "40020"),
        ({"side": ""}, "40019"),
        ({"side": "up"}, "40020"),
        ({"tradeSide": "flip"}, "40020"),
        ({"orderType": "stop"}, "40020"),
        ({"force": "gtx"}, "40020"),
        ({"size": "0"}, "40020"),
        ({"price": "-1"}, "40020"),
        ({"presetStopLossPrice": "x"}, "40020"),
    ],
)
def test_a_wrong_order_gets_the_venues_code(change: dict[str, object], code: str) -> None:
    refused = post("place-order", **{**BODY, **change})
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_what_is_attached_stands_with_the_order_and_nothing_or_zero_is_none() -> None:
    loss = {"presetStopLossPrice": "9", "presetStopLossExecutePrice": "8.5"}
    ask = post("place-order", **{**BODY, **loss, "presetStopSurplusPrice": "11", "presetStopSurplusExecutePrice": "0"})
    assert isinstance(ask, a.Place)
    assert ask.attached == (
        Attached(StopKind.TAKE_PROFIT, read_atoms("11")),
        Attached(StopKind.STOP_LOSS, read_atoms("9"), read_atoms("8.5")),
    )
    body = json.loads(mix_rest.write_ask(ask).body)
    assert {name: value for name, value in body.items() if "preset" in name} == {**loss, "presetStopSurplusPrice": "11"}
    none = post("place-order", **{**BODY, "presetStopSurplusPrice": "", "presetStopLossPrice": "0"})
    assert isinstance(none, a.Place)
    assert none.attached == ()


def test_a_market_order_needs_neither_force_nor_price() -> None:
    ask = post("place-order", **{**BODY, "orderType": "market", "force": "GTC", "price": None})
    assert isinstance(ask, a.Place)
    assert (ask.type, ask.price, ask.tif, ask.size) == (OrderType.MARKET, None, Tif.GTC, read_atoms("0.01"))


@given(places())
def test_an_order_from_a_prepared_head_is_the_one_that_is_written_the_plain_way(ask: a.Place) -> None:
    plain = write_body({"productType": PRODUCT, **mix_trading._ask_place(ask)})
    assert mix_rest.write_ask(ask).body == plain
    assert mix_trading.write_place(ask) in (b"", plain)
    assert bool(mix_trading.write_place(ask)) is (
        ask.type is not OrderType.MARKET and ask.self_trade is None and not ask.attached
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"margin_mode": None}, "margin mode"),
        ({"size": None, "quote": 1}, "coin"),
        ({"hold": Hold.SHORT, "reduce_only": True}, "opens"),
    ],
)
def test_an_order_that_nobody_can_mean_is_not_written(change: dict[str, object], why: str) -> None:
    ask = a.Place(**{**{name: getattr(PLACE, name) for name in PLACE.__struct_fields__}, **change})
    with pytest.raises(ValueError, match=why):
        mix_rest.write_ask(ask)


def test_an_unknown_order_is_a_code_here_and_an_empty_page_for_us() -> None:
    ask = a.ReadOrder("BTCUSDT", venue_id="7")
    answered = mix_rest.write_answer(ask, a.Orders(()), 0)
    assert (answered.status, json.loads(answered.body)["code"]) == (400, "40109")
    assert mix_rest.read_answer(ask, answered) == a.Orders(())


def test_an_answer_must_name_the_order() -> None:
    yes = reply('{"orderId":"7","clientOid":"y"}')
    assert isinstance(mix_rest.read_answer(PLACE, yes), a.Unclear)
    assert isinstance(mix_rest.read_answer(a.Cancel("B", client_id="x"), yes), a.Unclear)
    # The venue's page: an order that only reduces and pushes others out comes back without its id.
    assert isinstance(mix_rest.read_answer(PLACE, reply('{"orderId":null,"clientOid":"x"}')), a.Unclear)


def test_lists_may_be_null_and_only_a_full_page_has_a_next() -> None:
    assert mix_rest.read_answer(a.ReadOpenOrders(), reply('{"entrustedList":null,"endId":null}')) == a.Orders(())
    assert mix_rest.read_answer(a.ReadFills(), reply('{"fillList":null,"endId":"3"}')) == a.Fills(())
    assert mix_trading.cursor(1, ("row",), "3") == "3"
    assert mix_trading.cursor(2, ("row",), "3") == ""
    assert mix_trading.cursor(1, ("row",), None) == ""


def test_two_paths_lead_to_the_fills() -> None:
    for path in ("fills", "fill-history"):
        request = Request("GET", "api.bitget.com", f"/api/v2/mix/order/{path}", "productType=usdt-futures&orderId=7")
        assert mix_rest.read_ask(request) == a.ReadFills(venue_id="7")
    assert mix_rest.write_ask(a.ReadFills()).path.endswith("/fills")
