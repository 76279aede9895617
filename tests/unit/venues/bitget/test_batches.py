from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, SelfTrade, Side, StopKind
from picaflor.venues.bitget import rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.stops import Attached

ONE, TWO = read_atoms("1"), read_atoms("2")
AMEND = a.Amend("B", TWO, ONE, "y", venue_id="7")
PLACES = tuple(a.Place("B", name, Side.BUY, OrderType.LIMIT, ONE, TWO) for name in ("x", "y"))
LIMIT = {"orderType": "limit", "side": "buy", "force": "gtc", "price": "2", "size": "1"}

CHANGE = {"symbol": "B", "orderId": "7", "newClientOid": "y", "price": "2", "size": "1"}


def post(path: str, **body: object) -> a.Ask | a.Refused:
    data = json.dumps({"symbol": "B", **body}).encode()
    return rest.read_ask(Request("POST", "api.bitget.com", "/api/v2/spot/trade/" + path, body=data))


def body_of(ask: a.Ask) -> dict[str, object]:
    found: dict[str, object] = json.loads(rest.write_ask(ask).body)
    return found


def reply(data: object) -> Reply:
    return Reply(200, json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": data}).encode())


def test_an_amendment_says_price_and_size_whole_and_a_new_name() -> None:
    assert body_of(AMEND) == {"symbol": "B", "orderId": "7", "newClientOid": "y", "price": "2", "size": "1"}
    # ccxt names neither a new id nor leaves the type out
    asked = post("cancel-replace-order", orderId="7", price="2", size="1", orderType="limit")
    assert asked == a.Amend("B", TWO, ONE, "", venue_id="7")


@pytest.mark.parametrize("missing", ["symbol", "price", "size", "orderId"])
def test_an_amendment_lacks_nothing(missing: str) -> None:
    refused = post("cancel-replace-order", **{"orderId": "7", "price": "2", "size": "1", missing: ""})
    assert isinstance(refused, a.Refused)
    assert refused.code == "40019"


def test_the_answer_names_the_new_order() -> None:
    done = {"orderId": "8", "clientOid": "y", "success": "success", "msg": None}
    assert rest.read_answer(AMEND, reply(done)) == a.Amending("y", "7", "8")
    written = json.loads(rest.write_answer(AMEND, a.Amending("y", "7", "8"), 0).body)["data"]
    assert written == done


def test_a_failed_replacement_proves_nothing_of_the_old_order() -> None:
    failed = rest.write_answer(AMEND, a.Amending("x", "7", failed="Insufficient balance"), 0)
    assert json.loads(failed.body)["data"]["success"] == "failure"
    said = rest.read_answer(AMEND, failed)
    assert isinstance(said, a.Unclear)
    assert "Insufficient balance" in said.why


@pytest.mark.parametrize(
    "data", [{"orderId": "7", "clientOid": "y"}, {"orderId": "8", "clientOid": "z"}, {"orderId": ""}]
)
def test_an_answer_that_names_another_order_is_unclear(data: dict[str, str]) -> None:
    assert isinstance(rest.read_answer(AMEND, reply(data)), a.Unclear)


def test_what_is_attached_to_a_replacement_is_the_new_orders() -> None:
    loss = Attached(StopKind.STOP_LOSS, ONE)
    assert body_of(replace(AMEND, attached=(loss,)))["presetStopLossPrice"] == "1"
    assert post("cancel-replace-order", **CHANGE, presetStopLossPrice="1", executeStopLossPrice="0") == replace(
        AMEND, attached=(loss,)
    )


def test_each_row_of_a_batch_of_replacements_says_its_symbol() -> None:
    two = a.AmendMany("B", (AMEND, replace(AMEND, new_client_id="z", venue_id="", client_id="x")))
    rows = [CHANGE, {"symbol": "B", "clientOid": "x", "newClientOid": "z", "price": "2", "size": "1"}]
    assert body_of(two) == {"orderList": rows}
    assert post("batch-cancel-replace-order", orderList=rows) == two
    with pytest.raises(ValueError, match="one symbol"):
        rest.write_ask(a.AmendMany("C", two.rows))


def test_a_replacement_of_a_batch_that_failed_has_no_verdict() -> None:
    two = a.AmendMany("B", (AMEND, replace(AMEND, new_client_id="z", venue_id="9")))
    no = a.Refused("43001", "The order does not exist", a.Refusal.NOT_FOUND)
    said = rest.write_answer(two, a.AmendingMany((("y", a.Amending("y", "7", "8")), ("z", no))), 0)
    assert [row["success"] for row in json.loads(said.body)["data"]] == ["success", "failure"]
    assert rest.read_answer(two, said) == a.AmendingMany((("y", a.Amending("y", "7", "8")),))
    for rows in ([("8", "q")], [("7", "y")], [("8", "y"), ("9", "y")], [("", "y")]):
        odd = [{"orderId": venue_id, "clientOid": name, "success": "success", "msg": None} for venue_id, name in rows]
        assert isinstance(rest.read_answer(two, reply(odd)), a.Unclear)


def test_a_batch_says_its_symbol_once() -> None:
    body = body_of(a.PlaceMany("B", PLACES))
    assert (body["symbol"], body["batchMode"]) == ("B", "single")
    assert body["orderList"] == [{**LIMIT, "symbol": "B", "clientOid": name} for name in ("x", "y")]
    with pytest.raises(ValueError, match="one symbol"):
        rest.write_ask(a.PlaceMany("C", PLACES))


def test_batches_of_strangers() -> None:
    rows = [{**LIMIT, "clientOid": name, "symbol": "B"} for name in ("x", "y")]
    assert post("batch-orders", orderList=rows) == a.PlaceMany("B", PLACES)
    (killing,) = post("batch-orders", orderList=[{**LIMIT, "stpMode": "cancel_both"}]).rows  # type: ignore[union-attr]
    assert killing.self_trade is SelfTrade.CANCEL_BOTH
    ids = [{"orderId": "7"}, {"clientOid": "x"}]
    two = (a.Cancel("B", venue_id="7"), a.Cancel("B", client_id="x"))
    assert post("batch-cancel-order", orderList=ids) == a.CancelMany("B", two)
    assert body_of(a.CancelMany("B", two))["orderList"] == ids


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("batch-orders", {}, "40019"),
        ("batch-orders", {"orderList": "x"}, "40020"),
        ("batch-orders", {"orderList": [LIMIT], "batchMode": "multiple"}, "40017"),
        ("batch-orders", {"orderList": [{**LIMIT, "symbol": "C"}]}, "40017"),
        ("batch-orders", {"orderList": [{**LIMIT, "stpMode": "cancel_us"}]}, "40020"),
        ("batch-orders", {"orderList": [{**LIMIT, "tpslType": "tpsl"}]}, "40017"),
        ("batch-cancel-replace-order", {}, "40019"),
        ("batch-cancel-replace-order", {"orderList": [{**CHANGE, "price": ""}]}, "40019"),
        ("batch-cancel-replace-order", {"orderList": [CHANGE, {**CHANGE, "symbol": "C"}]}, "40017"),
        ("batch-cancel-order", {"orderList": []}, "40019"),
        ("batch-cancel-order", {"orderList": [{}]}, "40019"),
    ],
)
def test_wrong_batches(path: str, body: dict[str, object], code: str) -> None:
    refused = post(path, **body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_each_order_of_a_batch_has_its_own_verdict() -> None:
    no = {"orderId": "", "clientOid": "y", "errorMsg": "Insufficient balance", "errorCode": "43012"}
    said = reply({"successList": [{"orderId": "8", "clientOid": "x"}], "failureList": [no]})
    assert rest.read_answer(a.PlaceMany("B", PLACES), said) == a.PlacedMany(
        (("x", a.Placed("x", "8")), ("y", a.Refused("43012", "Insufficient balance", a.Refusal.FUNDS)))
    )
    cancels = a.CancelMany("B", (a.Cancel("B", venue_id="8"), a.Cancel("B", client_id="y")))
    gone = {**no, "errorCode": "43001", "errorMsg": "The order does not exist"}
    said = reply({"successList": [{"orderId": "8", "clientOid": "x"}], "failureList": [gone]})
    assert rest.read_answer(cancels, said) == a.CancellingMany(
        (
            ("x", a.Cancelling("x", "8")),
            ("y", a.Refused("43001", "The order does not exist", a.Refusal.NOT_FOUND)),
        )
    )
