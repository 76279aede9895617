from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.venues.bitget import mix_rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

PLACE = a.Place("B", "x", Side.BUY, OrderType.MARKET, read_atoms("1"), margin_mode=MarginMode.CROSS)


def post(path: str, **body: object) -> a.Ask | a.Refused:
    data = json.dumps({"productType": "USDT-FUTURES", "symbol": "B", **body}).encode()
    return mix_rest.read_ask(Request("POST", "api.bitget.com", "/api/v2/mix/order/" + path, body=data))


def reply(data: str, code: str = "00000", status: int = 200) -> Reply:
    return Reply(status, f'{{"code":"{code}","msg":"m","requestTime":1,"data":{data}}}'.encode())


def test_a_batch_says_symbol_and_margin_mode_once() -> None:
    body = json.loads(mix_rest.write_ask(a.PlaceMany("B", (PLACE,))).body)
    assert (body["symbol"], body["marginMode"], body["marginCoin"]) == ("B", "crossed", "USDT")
    assert body["orderList"] == [
        {"side": "buy", "reduceOnly": "NO", "orderType": "market", "size": "1", "clientOid": "x"}
    ]


@pytest.mark.parametrize("change", [{"symbol": "C"}, {"margin_mode": MarginMode.ISOLATED}])
def test_a_batch_of_two_markets_or_modes_is_not_written(change: dict[str, object]) -> None:
    other = a.Place(**{**{name: getattr(PLACE, name) for name in PLACE.__struct_fields__}, **change})
    with pytest.raises(ValueError, match="one symbol"):
        mix_rest.write_ask(a.PlaceMany("B", (PLACE, other)))


def test_with_a_list_those_and_without_one_all() -> None:
    rows = [{"orderId": "7"}, {"clientOid": "x"}]
    two = (a.Cancel("B", venue_id="7"), a.Cancel("B", client_id="x"))
    assert post("batch-cancel-orders", orderIdList=rows) == a.CancelMany("B", two)
    for body in ({}, {"orderIdList": []}, {"orderIdList": None}):
        assert post("batch-cancel-orders", **body) == a.CancelAll("B")
    assert post("cancel-all-orders") == a.CancelAll("")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("batch-place-order", {"marginMode": "crossed", "marginCoin": "USDT"}, "40019"),
        ("batch-place-order", {"marginMode": "crossed", "marginCoin": "USDT", "orderList": "x"}, "40020"),
        ("batch-place-order", {"marginMode": "crossed", "marginCoin": "USDT", "orderList": [{"size": "1"}]}, "40019"),
        ("batch-cancel-orders", {"orderIdList": [{}]}, "40019"),
        ("batch-cancel-orders", {"orderIdList": [1]}, "40020"),
        ("modify-order", {"orderId": "7", "newClientOid": "y", "newPrice": "1"}, "40925"),
        ("modify-order", {"orderId": "7", "newClientOid": "y", "newSize": "1"}, "40925"),
        ("modify-order", {"orderId": "7", "newSize": "1", "newPrice": "1"}, "40019"),
        ("modify-order", {"newClientOid": "y", "newSize": "1", "newPrice": "1"}, "40019"),
    ],
)
def test_a_wrong_request_gets_the_venues_code(path: str, body: dict[str, object], code: str) -> None:
    refused = post(path, **body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_nothing_to_cancel_is_a_code_there_and_all_the_same_to_us() -> None:
    everything = mix_rest.write_answer(a.CancelAll(""), a.Cancelling(), 0)
    assert (everything.status, json.loads(everything.body)["code"]) == (400, "22001")
    assert mix_rest.read_answer(a.CancelAll(""), everything) == a.Cancelling()
    assert mix_rest.write_answer(a.CancelAll("B"), a.Cancelling(), 0).status == 200
    one = mix_rest.read_answer(a.Cancel("B", venue_id="7"), everything)
    assert isinstance(one, a.Refused)  # of one order it says that this one was not there


def test_an_amendment_is_answered_by_the_order_that_was() -> None:
    ask = a.Amend("B", 1, 1, "y", client_id="x")
    for name in ("x", "y"):
        assert mix_rest.read_answer(ask, reply(f'{{"orderId":"7","clientOid":"{name}"}}')) == a.Amending(name, "7")
    assert isinstance(mix_rest.read_answer(ask, reply('{"orderId":"7","clientOid":"z"}')), a.Unclear)
    by_theirs = a.Amend("B", 1, 1, "y", venue_id="7")
    assert isinstance(mix_rest.read_answer(by_theirs, reply('{"orderId":"8","clientOid":"y"}')), a.Unclear)
    assert isinstance(mix_rest.read_answer(by_theirs, reply("null", "45001", 400)), a.Unclear)
