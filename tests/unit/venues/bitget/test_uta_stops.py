from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.bitget import uta_mix_rest as rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, Stops

A = read_atoms
STOP = PlaceStop("B", "x", Side.BUY, A("9"), by=TriggerBy.MARK, price=A("8"), size=A("1"))
LOSS = PlaceStop("B", "x", Side.SELL, A("9"), StopKind.STOP_LOSS)
OF_B = {"category": "USDT-FUTURES", "symbol": "B"}


def post(path: str, **body: str) -> a.Ask | a.Refused:
    data = json.dumps(body).encode()
    return rest.read_ask(Request("POST", "api.bitget.com", f"/api/v3/trade/{path}-strategy-order", body=data))


def get(path: str, query: str) -> a.Ask | a.Refused:
    path = f"/api/v3/trade/{path}-strategy-orders"
    return rest.read_ask(Request("GET", "api.bitget.com", path, "category=USDT-FUTURES&" + query))


def body(ask: a.Ask) -> dict[str, str]:
    found: dict[str, str] = json.loads(rest.write_ask(ask).body)
    return found


def reply(data: object) -> Reply:
    return Reply(200, json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": data}).encode())


def test_a_trigger_order_and_a_stop_loss_go_to_one_endpoint_under_names_of_their_own() -> None:
    assert body(STOP) == {
        **OF_B,
        "clientOid": "x",
        "type": "trigger",
        "qty": "1",
        "side": "buy",
        "reduceOnly": "no",
        "triggerPrice": "9",
        "triggerBy": "mark",
        "triggerOrderType": "limit",
        "triggerOrderPrice": "8",
    }
    said = body(LOSS)
    assert (said["type"], said["tpslMode"], said["reduceOnly"], said["stopLoss"]) == ("tpsl", "full", "yes", "9")
    assert body(replace(LOSS, size=A("1")))["tpslMode"] == "partial"
    assert body(replace(LOSS, hold=Hold.LONG))["posSide"] == "long"


def test_what_strangers_place() -> None:
    ccxt = {"qty": "1", "side": "sell", "slTriggerBy": "mark", "stopLoss": "9", "slOrderType": "market"}
    assert post("place", **OF_B, **ccxt, posSide="long") == replace(
        LOSS, client_id="", by=TriggerBy.MARK, hold=Hold.LONG
    )
    page = post("place", **OF_B, takeProfit="9", posSide="short")
    assert page == PlaceStop("B", "", Side.BUY, A("9"), StopKind.TAKE_PROFIT, hold=Hold.SHORT)
    assert post("modify", orderId="7", qty="1", takeProfit="9", tpOrderType="market") == AmendStop(
        "", A("9"), venue_id="7", kind=StopKind.TAKE_PROFIT, size=A("1")
    )
    assert post("cancel", clientOid="x") == CancelStop("", "x")


@pytest.mark.parametrize(
    ("path", "said", "code"),
    [
        ("place", {**OF_B, "takeProfit": "9", "stopLoss": "8", "side": "sell"}, "40017"),
        ("place", {**OF_B, "side": "sell"}, "40019"),
        ("place", {**OF_B, "stopLoss": "8"}, "40019"),
        ("place", {**OF_B, "stopLoss": "8", "side": "up"}, "40020"),
        ("place", {**OF_B, "stopLoss": "8", "side": "buy", "tpslMode": "partial"}, "40019"),
        ("place", {**OF_B, "stopLoss": "8", "side": "buy", "slTriggerBy": "index"}, "40020"),
        ("place", {**OF_B, "stopLoss": "8", "side": "buy", "posSide": "up"}, "40020"),
        ("place", {**OF_B, "type": "trigger", "side": "buy", "qty": "1"}, "40019"),
        ("place", {"category": "SPOT", "symbol": "B", "stopLoss": "8", "side": "buy"}, "40020"),
        ("modify", {"orderId": "7", "qty": "1"}, "40019"),
        ("cancel", {}, "40019"),
    ],
)
def test_a_wrong_stop_gets_the_venues_code(path: str, said: dict[str, str], code: str) -> None:
    refused = post(path, **said)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


@pytest.mark.parametrize(
    "ask",
    [
        replace(STOP, size=None),
        replace(STOP, by=TriggerBy.INDEX),
        replace(STOP, kind=StopKind.TRAILING, trail=1),
        replace(STOP, trail=1),
        CancelStop("B"),
        ReadStops("B", StopKind.TRAILING),
    ],
)
def test_what_the_venue_cannot_mean_is_not_written(ask: a.Ask) -> None:
    with pytest.raises(ValueError, match=r"unified account|sized in coin"):
        rest.write_ask(ask)


def test_lists_are_of_one_type_and_of_all_symbols() -> None:
    assert get("unfilled", "type=trigger") == ReadStops(limit=10_000)
    assert get("history", "type=tpsl&limit=5&cursor=7") == ReadStops(
        kind=StopKind.TAKE_PROFIT, past=True, limit=5, before="7"
    )
    row = {"orderId": "1", "category": "USDT-FUTURES", "createdTime": "1", "updatedTime": "1"}
    rows = [
        {**row, "symbol": "B", "stopLoss": "9", "posSide": "long"},
        {**row, "symbol": "C", "stopLoss": "9", "posSide": "long"},
        {**row, "symbol": "B", "triggerPrice": "9", "side": "buy", "qty": "1"},
    ]
    mine = ReadStops("B", StopKind.STOP_LOSS)
    found = rest.read_answer(mine, reply(rows))
    assert isinstance(found, Stops)
    assert [stop.kind for stop in found.rows] == [StopKind.STOP_LOSS]
    past = replace(mine, past=True, limit=3)
    page = rest.read_answer(past, reply({"list": rows, "cursor": "8"}))
    assert isinstance(page, Stops)
    assert (len(page.rows), page.before) == (1, "8")
    assert rest.read_answer(past, reply({"list": None, "cursor": ""})) == Stops(())


def test_what_is_answered_names_the_order_or_nothing() -> None:
    change = AmendStop("B", A("9"), venue_id="7", kind=StopKind.STOP_LOSS)
    assert rest.read_answer(change, reply({"orderId": "7", "clientOid": "x"})).venue_id == "7"  # type: ignore[union-attr]
    assert isinstance(rest.read_answer(change, reply({"orderId": "8", "clientOid": "x"})), a.Unclear)
    gone = CancelStop("B", "x", "7", StopKind.STOP_LOSS, True)
    assert rest.read_answer(gone, reply(None)) == a.Cancelling("x", "7")
