from __future__ import annotations

import json

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget.uta_rest import read_answer, read_ask, write_ask
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

ORDERS = a.PlaceMany("B", tuple(a.Place("B", name, Side.SELL, OrderType.LIMIT, 10**36, 10**36) for name in "xyz"))
CANCELS = a.CancelMany("B", (a.Cancel("B", "x"), a.Cancel("B", venue_id="7")))


def answered(ask: a.Ask, *rows: dict[str, str | None]) -> object:
    body = json.dumps({"code": "00000", "msg": "success", "data": rows})
    return read_answer(ask, Reply(200, body.encode()))


def test_what_failed_has_a_code_and_what_proves_nothing_has_no_verdict() -> None:
    rows = (
        {"orderId": "1", "clientOid": "x", "code": "0", "msg": "Success"},
        {"orderId": None, "clientOid": "y", "code": "25202", "msg": "Insufficient balance"},
        {"orderId": None, "clientOid": "z", "code": "25001", "msg": "later"},
    )
    no = a.Refused("25202", "Insufficient balance", a.Refusal.FUNDS)
    assert answered(ORDERS, *rows) == a.PlacedMany((("x", a.Placed("x", "1")), ("y", no)))


@pytest.mark.parametrize("rows", [({"orderId": "1", "clientOid": "odd"},), ({"orderId": "1", "clientOid": "x"},) * 2])
def test_an_answer_that_names_another_order_or_one_twice_proves_nothing(
    rows: tuple[dict[str, str | None], ...],
) -> None:
    assert isinstance(answered(ORDERS, *rows), a.Unclear)


def test_cancels_are_named_by_the_id_that_was_asked() -> None:
    gone, no = {"orderId": "1", "clientOid": "x"}, {"orderId": "7", "clientOid": "", "code": "25204", "msg": "gone"}
    answer = answered(CANCELS, gone, no)
    assert answer == a.CancellingMany(
        (("x", a.Cancelling("x", "1")), ("7", a.Refused("25204", "gone", a.Refusal.NOT_FOUND)))
    )
    assert isinstance(answered(CANCELS, {"orderId": "8", "clientOid": "odd"}), a.Unclear)


@pytest.mark.parametrize("body", [b"[]", b"[1]", b"{}", b'[{"category":"USDT-FUTURES","symbol":"B"}]'])
def test_a_list_that_is_none_of_ours_is_refused(body: bytes) -> None:
    for path in ("place-batch", "cancel-batch"):
        asked = read_ask(Request("POST", "api.bitget.com", "/api/v3/trade/" + path, body=body))
        assert isinstance(asked, a.Refused)


def test_each_row_says_its_family_and_symbol() -> None:
    (x, *_) = json.loads(write_ask(ORDERS).body)
    assert (x["category"], x["symbol"], x["clientOid"]) == ("SPOT", "B", "x")
    assert json.loads(write_ask(CANCELS).body)[1] == {"category": "SPOT", "symbol": "B", "orderId": "7"}
