from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, Side, StopKind, TriggerBy
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.wire import asks as a
from picaflor.wire import stops as s
from picaflor.wire.net import Reply, Request


def at(text: str) -> int:
    return read_atoms(text)


STOP = s.PlaceStop("B", "x", Side.SELL, at("9"), size=at("10"), margin_mode=MarginMode.CROSS, leverage=5)
PLAN: dict[str, Any] = {"side": 4, "type": "limit", "executive_price": "8", "size": 1, "trigger_price": "9"}
TRAIL: dict[str, Any] = {"side": 3, "size": 1, "activation_price": "9", "callback_rate": "1.5"}
PROFIT: dict[str, Any] = {"side": 3, "type": "take_profit", "trigger_price": "9"}


def post(word: str, **params: object) -> Any:
    body = json.dumps({"symbol": "B", **params}).encode()
    return rest.read_ask(Request("POST", rest.HOST, f"/contract/private/{word}", body=body))


def body(ask: a.Ask) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rest.write_ask(ask).body)
    return found


def told(ask: a.Ask, data: object) -> Any:
    return rest.read_answer(ask, Reply(200, json.dumps({"code": 1000, "message": "Ok", "data": data}).encode()))


def test_a_stop_says_from_which_side_its_price_comes() -> None:
    assert "price_way" not in body(STOP)
    assert [body(replace(STOP, rises=rises))["price_way"] for rises in (True, False)] == [1, 2]
    assert post("submit-plan-order", **PLAN, price_way=1).rises is True
    for way in ({}, {"price_way": 3}):
        assert post("submit-plan-order", **PLAN, **way).code == "40011"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "iceberg"}, "40042"),
        ({"executive_price": ""}, "40044"),
        ({"trigger_price": 0}, "40031"),
        ({"price_type": 3}, "40011"),
        ({"side": 9}, "40041"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(change: dict[str, object], code: str) -> None:
    assert post("submit-plan-order", **{**PLAN, "price_way": 1, **change}).code == code


def test_a_plan_becomes_an_order_at_its_price_or_at_the_market() -> None:
    assert post("submit-plan-order", **PLAN, price_way=2).price == at("8")
    market = post("submit-plan-order", **{**PLAN, "type": "market"}, price_way=2, price_type=2)
    assert (market.price, market.by, market.reduce_only) == (None, TriggerBy.MARK, False)


def test_one_of_a_position_may_be_a_plan_as_it_once_was() -> None:
    ask = post("submit-plan-order", **{**PLAN, "type": "stop_loss", "side": 2}, price_way=1, plan_category=1)
    assert (ask.kind, ask.side, ask.price, ask.size) == (StopKind.STOP_LOSS, Side.BUY, at("8"), at("1"))


def test_one_of_all_of_a_position_names_no_size() -> None:
    whole = s.PlaceStop("B", "x", Side.BUY, at("9"), StopKind.STOP_LOSS, hold=Hold.SHORT)
    written = body(whole)
    assert (written["side"], written["plan_category"], written["category"]) == (2, 2, "market")
    assert "size" not in written
    assert body(replace(whole, size=at("3"), price=at("8")))["plan_category"] == 1
    assert post("submit-tp-sl-order", **PROFIT, plan_category=2, size=7).size is None
    assert post("submit-tp-sl-order", **PROFIT).size is None
    part = post("submit-tp-sl-order", **PROFIT, size=7, category="limit", executive_price="8")
    assert (part.size, part.price, part.reduce_only) == (at("7"), at("8"), True)


def test_one_of_a_position_only_reduces() -> None:
    assert post("submit-tp-sl-order", **{**PROFIT, "side": 4}).code == "40041"
    assert post("submit-tp-sl-order", **{**PROFIT, "type": "limit"}).code == "40042"


def test_what_trails_says_by_how_many_percent() -> None:
    ask = post("submit-trail-order", **TRAIL)
    assert (ask.kind, ask.trail, ask.trigger, ask.price) == (StopKind.TRAILING, at("0.015"), at("9"), None)
    assert body(replace(ask, margin_mode=MarginMode.ISOLATED))["callback_rate"] == "1.5"
    for rate in ("0.09", "5.1"):
        assert post("submit-trail-order", **{**TRAIL, "callback_rate": rate}).code == "40011"
    with pytest.raises(ValueError, match="at the market"):
        rest.write_ask(replace(STOP, kind=StopKind.TRAILING, trail=at("0.01"), price=at("8")))


def test_what_an_ask_must_have() -> None:
    for lacking in ({"size": None}, {"margin_mode": None}):
        with pytest.raises(ValueError, match="has a size"):
            rest.write_ask(replace(STOP, **lacking))
    for ask in (s.AmendStop("B", at("9")), s.CancelStop("B")):
        with pytest.raises(ValueError, match="one by one"):
            rest.write_ask(ask)
    with pytest.raises(ValueError, match="the venue's number"):
        rest.write_ask(s.CancelStop("B", "x", kind=StopKind.TRAILING))
    assert post("cancel-plan-order").code == post("cancel-trail-order").code == "40011"


def test_an_amendment_changes_prices_alone() -> None:
    moved = s.AmendStop("B", at("9"), venue_id="5", price=at("8"), size=at("3"))
    assert "size" not in body(moved)
    assert body(moved)["type"] == "limit"
    assert body(replace(moved, kind=StopKind.STOP_LOSS))["category"] == "limit"
    assert "the reply names another" in told(moved, {"order_id": "6"}).why
    assert "the reply names another" in told(STOP, {"order_id": "6", "client_order_id": "y"}).why
