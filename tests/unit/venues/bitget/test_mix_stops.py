from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, Side, StopKind, TriggerBy
from picaflor.venues.bitget import mix_rest
from picaflor.wire import asks as a
from picaflor.wire import stops as s
from picaflor.wire.net import Reply, Request

PLAN = {
    "planType": "normal_plan",
    "marginMode": "crossed",
    "size": "1",
    "triggerPrice": "9",
    "triggerType": "mark_price",
    "side": "buy",
    "orderType": "market",
}
TRAILS = {**PLAN, "planType": "track_plan", "callbackRatio": "1.5"}
TPSL = {"planType": "pos_loss", "triggerPrice": "9", "holdSide": "long"}


def one(text: str) -> int:
    return read_atoms(text)


def post(path: str, **body: object) -> a.Ask | a.Refused:
    data = json.dumps({"productType": "USDT-FUTURES", "symbol": "B", "marginCoin": "USDT", **body}).encode()
    return mix_rest.read_ask(Request("POST", "api.bitget.com", "/api/v2/mix/order/" + path, body=data))


def get(query: str) -> a.Ask | a.Refused:
    path = "/api/v2/mix/order/orders-plan-pending"
    return mix_rest.read_ask(Request("GET", "api.bitget.com", path, "productType=USDT-FUTURES&" + query))


def test_what_strangers_place() -> None:
    stop = s.PlaceStop("B", "", Side.BUY, one("9"), by=TriggerBy.MARK, size=one("1"), margin_mode=MarginMode.CROSS)
    assert post("place-plan-order", **PLAN) == stop
    limit = post("place-plan-order", **{**PLAN, "orderType": "limit", "price": "8", "executePrice": "7"})
    assert isinstance(limit, s.PlaceStop)
    assert limit.price == one("7")
    close = post("place-plan-order", **PLAN, tradeSide="close")
    assert isinstance(close, s.PlaceStop)
    assert (close.side, close.hold, close.reduce_only) == (Side.SELL, Hold.LONG, True)


def test_what_trails_is_a_plan_that_says_by_how_many_percent() -> None:
    ask = post("place-plan-order", **TRAILS)
    assert isinstance(ask, s.PlaceStop)
    assert (ask.kind, ask.trail, ask.price) == (StopKind.TRAILING, one("0.015"), None)
    body = json.loads(mix_rest.write_ask(ask).body)
    assert (body["planType"], body["callbackRatio"]) == ("track_plan", "1.5")
    for wrong in ({"trail": 0}, {"price": one("8")}, {"kind": StopKind.STOP}):
        with pytest.raises(ValueError, match="what trails"):
            mix_rest.write_ask(replace(ask, **wrong))
    moved = post("modify-plan-order", orderId="1", newTriggerPrice="9", planType="track_plan", newCallbackRatio="2")
    assert moved == s.AmendStop("B", one("9"), venue_id="1", kind=StopKind.TRAILING, trail=one("0.02"))
    assert json.loads(mix_rest.write_ask(moved).body)["newCallbackRatio"] == "2"


def test_what_trails_for_a_position_is_a_take_profit_that_says_by_how_much() -> None:
    body = {**TPSL, "planType": "moving_plan", "size": "1", "rangeRate": "2", "executePrice": "8"}
    ask = post("place-tpsl-order", **body)
    assert isinstance(ask, s.PlaceStop)
    assert (ask.kind, ask.size, ask.trail, ask.price) == (StopKind.TAKE_PROFIT, one("1"), one("0.02"), None)
    said = json.loads(mix_rest.write_ask(ask).body)
    assert (said["planType"], said["rangeRate"]) == ("moving_plan", "2")
    gone = s.CancelStop("B", venue_id="7", kind=StopKind.TAKE_PROFIT, trails=True)
    assert post("cancel-plan-order", planType="moving_plan", orderIdList=[{"orderId": "7"}]) == gone
    assert json.loads(mix_rest.write_ask(gone).body)["planType"] == "moving_plan"
    moved = post("modify-tpsl-order", orderId="7", triggerPrice="9", rangeRate="3")
    assert isinstance(moved, s.AmendStop)
    assert (moved.trail, json.loads(mix_rest.write_ask(moved).body)["rangeRate"]) == (one("0.03"), "3")


@pytest.mark.parametrize(
    ("held", "side", "hold"),
    [
        ("long", Side.SELL, Hold.LONG),
        ("short", Side.BUY, Hold.SHORT),
        ("buy", Side.SELL, Hold.NET),
        ("sell", Side.BUY, Hold.NET),
    ],
)
def test_what_belongs_to_a_position_closes_it(held: str, side: Side, hold: Hold) -> None:
    whole = post("place-tpsl-order", **{**TPSL, "holdSide": held, "size": "5", "executePrice": "0"})
    assert isinstance(whole, s.PlaceStop)
    assert (whole.kind, whole.size, whole.price, whole.side, whole.hold) == (StopKind.STOP_LOSS, None, None, side, hold)
    body = json.loads(mix_rest.write_ask(whole).body)
    assert (body["planType"], body["holdSide"], "size" in body) == ("pos_loss", held, False)
    part = post("place-tpsl-order", **{**TPSL, "planType": "profit_plan", "holdSide": held, "size": "5"})
    assert isinstance(part, s.PlaceStop)
    assert (part.kind, part.size) == (StopKind.TAKE_PROFIT, one("5"))


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("place-plan-order", {**PLAN, "planType": "profit_plan"}, "40017"),
        ("place-plan-order", {**PLAN, "planType": "track_plan"}, "40019"),
        ("place-plan-order", {**PLAN, "planType": "track_plan", "callbackRatio": "10.01"}, "40020"),
        ("place-plan-order", {**TRAILS, "orderType": "limit", "price": "8"}, "40020"),
        ("place-plan-order", {**PLAN, "triggerPrice": ""}, "40019"),
        ("place-plan-order", {**PLAN, "triggerType": "moon"}, "40020"),
        ("place-plan-order", {**PLAN, "marginMode": ""}, "40019"),
        ("place-plan-order", {**PLAN, "orderType": "limit"}, "40019"),
        ("place-tpsl-order", {**TPSL, "planType": "normal_plan"}, "40017"),
        ("place-tpsl-order", {**TPSL, "planType": "moving_plan", "size": "1"}, "40019"),
        ("place-tpsl-order", {**TPSL, "planType": "moving_plan", "size": "1", "rangeRate": "11"}, "40020"),
        ("place-tpsl-order", {**TPSL, "planType": "loss_plan"}, "40019"),
        ("place-tpsl-order", {**TPSL, "planType": "hope"}, "40020"),
        ("place-tpsl-order", {**TPSL, "holdSide": "net"}, "40020"),
        ("modify-plan-order", {"orderId": "1", "newTriggerPrice": "9", "planType": "pos_loss"}, "40017"),
        ("cancel-plan-order", {"orderIdList": [{"orderId": "1"}, {"orderId": "2"}]}, "40017"),
        ("modify-plan-order", {"orderId": "1"}, "40019"),
    ],
)
def test_a_wrong_stop_gets_the_venues_code(path: str, body: dict[str, object], code: str) -> None:
    refused = post(path, **body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


@pytest.mark.parametrize("change", [{"size": None}, {"margin_mode": None}])
def test_a_stop_that_the_venue_cannot_mean_is_not_written(change: dict[str, object]) -> None:
    given = {
        "symbol": "B",
        "client_id": "x",
        "side": Side.BUY,
        "trigger": 1,
        "size": 1,
        "margin_mode": MarginMode.CROSS,
    }
    with pytest.raises(ValueError, match="stop on a contract"):
        mix_rest.write_ask(s.PlaceStop(**{**given, **change}))


@pytest.mark.parametrize(
    ("kind", "whole", "word"),
    [
        (StopKind.STOP, False, "normal_plan"),
        (StopKind.TRAILING, False, "track_plan"),
        (StopKind.TAKE_PROFIT, False, "profit_plan"),
        (StopKind.STOP_LOSS, True, "pos_loss"),
    ],
)
def test_a_cancel_names_the_kind_without_which_nothing_is_found(kind: StopKind, whole: bool, word: str) -> None:
    body = json.loads(mix_rest.write_ask(s.CancelStop("B", venue_id="7", kind=kind, whole=whole)).body)
    assert (body["planType"], body["orderIdList"]) == (word, [{"orderId": "7"}])


def test_which_of_the_two_an_amendment_means_its_id_tells() -> None:
    ask = s.AmendStop("B", one("9"), venue_id="7", kind=StopKind.STOP_LOSS, size=one("2"))
    request = mix_rest.write_ask(ask)
    assert request.path.endswith("modify-tpsl-order")
    read = mix_rest.read_ask(request)
    assert isinstance(read, s.AmendStop)
    assert (read.kind, read.venue_id, read.size) == (StopKind.TAKE_PROFIT, "7", one("2"))
    other = Reply(200, b'{"code":"00000","data":{"orderId":"8","clientOid":"y"}}')
    assert isinstance(mix_rest.read_answer(ask, other), a.Unclear)


def test_without_an_id_all_of_the_kind_are_meant() -> None:
    ask = post("cancel-plan-order", planType="normal_plan")
    assert ask == s.CancelStop("B")
    assert "orderIdList" not in json.loads(mix_rest.write_ask(ask).body)
    assert mix_rest.read_answer(ask, mix_rest.write_answer(ask, a.Cancelling(), 0)) == a.Cancelling()


def test_lists() -> None:
    assert get("planType=normal_plan&limit=10") == s.ReadStops(limit=10)
    assert get("planType=profit_loss&symbol=B") == s.ReadStops("B", StopKind.TAKE_PROFIT)
    assert isinstance(get("symbol=B"), a.Refused)
    assert get("planType=track_plan") == s.ReadStops(kind=StopKind.TRAILING)
    assert isinstance(get("planType=moving_plan"), a.Refused)
