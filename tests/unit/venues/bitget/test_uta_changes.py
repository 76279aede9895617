from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget import uta_mix_rest, uta_rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

A = read_atoms
AMEND = a.Amend("B", A("2"), A("1"), "x", "x", "7")
MANY = a.AmendMany("B", (AMEND, a.Amend("B", A("3"), A("1"), "y", "y")))


def asked(path: str, body: object) -> a.Ask | a.Refused:
    data = json.dumps(body).encode()
    return uta_rest.read_ask(Request("POST", "api.bitget.com", "/api/v3/trade/" + path, body=data))


def reply(data: object) -> Reply:
    return Reply(200, json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": data}).encode())


def test_a_change_names_the_order_and_never_cancels_it() -> None:
    body = json.loads(uta_mix_rest.write_ask(AMEND).body)
    row = {"category": "USDT-FUTURES", "symbol": "B", "orderId": "7", "qty": "1", "price": "2", "autoCancel": "no"}
    assert body == row
    several = json.loads(uta_rest.write_ask(MANY).body)
    assert several == [
        {**row, "category": "SPOT"},
        {"category": "SPOT", "symbol": "B", "clientOid": "y", "qty": "1", "price": "3", "autoCancel": "no"},
    ]


def test_ids_are_enough_and_what_is_not_said_stays() -> None:
    assert asked("modify-order", {"orderId": "1", "qty": "5"}) == a.Amend("", 0, A("5"), "", venue_id="1")
    for body in ({"orderId": "1"}, {"qty": "5"}, {"orderId": "1", "price": "five"}):
        assert isinstance(asked("modify-order", body), a.Refused)
    rows = [{"clientOid": "x", "price": "5"}, {"orderId": "1", "price": "5"}]
    many = asked("batch-modify-order", rows)
    assert many == a.AmendMany("", (a.Amend("", A("5"), 0, "", "x"), a.Amend("", A("5"), 0, "", venue_id="1")))
    assert isinstance(asked("batch-modify-order", []), a.Refused)


def test_the_answer_names_the_same_order() -> None:
    assert uta_rest.read_answer(AMEND, reply({"orderId": "7", "clientOid": "x"})) == a.Amending("x", "7")
    assert isinstance(uta_rest.read_answer(AMEND, reply({"orderId": "8", "clientOid": "x"})), a.Unclear)


def test_each_of_several_has_its_own_verdict_and_a_code_that_proves_nothing_is_none() -> None:
    no = {"orderId": "", "clientOid": "y", "code": "25204", "msg": "Order does not exist"}
    yes = {"orderId": "7", "clientOid": "x", "code": "0", "msg": "Success"}
    refused = a.Refused("25204", "Order does not exist", a.Refusal.NOT_FOUND)
    said = uta_rest.read_answer(MANY, reply([yes, no]))
    assert said == a.AmendingMany((("x", a.Amending("x", "7")), ("y", refused)))
    unclear = uta_rest.read_answer(MANY, reply([yes, {**no, "code": "40010"}]))
    assert unclear == a.AmendingMany((("x", a.Amending("x", "7")),))
    written = uta_rest.write_answer(MANY, a.AmendingMany((("7", refused), ("y", a.Amending("y", "8")))), 0)
    assert json.loads(written.body)["data"] == [
        {"orderId": "7", "code": "25204", "msg": "Order does not exist"},
        {"orderId": "8", "clientOid": "y"},
    ]


@pytest.mark.parametrize("rows", [[{"orderId": "9", "clientOid": "z"}], [{"orderId": "7", "clientOid": "x"}] * 2])
def test_an_answer_that_names_another_or_one_twice_is_unclear(rows: list[dict[str, str]]) -> None:
    assert isinstance(uta_rest.read_answer(MANY, reply(rows)), a.Unclear)
