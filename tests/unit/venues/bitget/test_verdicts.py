from __future__ import annotations

import pytest
from msgspec import Raw
from msgspec.json import encode

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget.verdicts import (
    read_cancelling_many,
    read_one,
    read_placed_many,
    write_cancelled,
    write_cancelling_many,
    write_placed_many,
)
from picaflor.wire import asks as a
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderReport, OrderStatus

PLACES = tuple(a.Place("B", name, Side.BUY, OrderType.LIMIT, 1, 1) for name in ("x", "y"))
ASK = a.PlaceMany("B", PLACES)
NO = a.Refused("43012", "Insufficient balance", a.Refusal.FUNDS)


def lists(taken: str, failed: str) -> Raw:
    return Raw(f'{{"successList":[{taken}],"failureList":[{failed}]}}'.encode())


def test_each_order_has_its_own_verdict() -> None:
    answer = a.PlacedMany((("x", a.Placed("x", "7")), ("y", NO)))
    said = encode(write_placed_many(answer))
    assert b'"errorCode":"43012"' in said
    assert read_placed_many(ASK, PLACES, Raw(said)) == answer


@pytest.mark.parametrize("code", ["", "45001", "77777"])
def test_an_order_that_failed_for_a_reason_that_proves_nothing_has_no_verdict(code: str) -> None:
    failed = f'{{"orderId":null,"clientOid":"y","errorMsg":"m","errorCode":"{code}"}}'
    taken = '{"orderId":"7","clientOid":"x"}'
    assert read_placed_many(ASK, PLACES, lists(taken, failed)).rows == (("x", a.Placed("x", "7")),)


@pytest.mark.parametrize(
    ("taken", "failed"),
    [
        ('{"orderId":"7","clientOid":"z"}', ""),
        ('{"orderId":"","clientOid":"x"}', ""),
        ('{"orderId":"7","clientOid":"x"},{"orderId":"8","clientOid":"x"}', ""),
        ('{"orderId":"7","clientOid":"x"}', '{"clientOid":"x","errorCode":"43012"}'),
        ("", '{"clientOid":"z","errorCode":"43012"}'),
    ],
)
def test_a_batch_that_names_others_or_one_twice_proves_nothing(taken: str, failed: str) -> None:
    with pytest.raises(BadMessage):
        read_placed_many(ASK, PLACES, lists(taken, failed))


def test_cancels_are_named_by_the_id_they_were_asked_by() -> None:
    wanted = (a.Cancel("B", venue_id="7"), a.Cancel("B", client_id="12"))
    gone = a.Refused("40768", "Order does not exist", a.Refusal.NOT_FOUND)
    answer = a.CancellingMany((("7", gone), ("12", gone)))
    verdicts = write_cancelling_many(wanted, answer)
    assert verdicts.failureList
    assert [(row.orderId, row.clientOid) for row in verdicts.failureList] == [("7", ""), ("", "12")]
    assert read_cancelling_many(a.CancelMany("B", wanted), wanted, Raw(encode(verdicts))) == answer
    for other in (lists('{"orderId":"8","clientOid":"z"}', ""), lists("", '{"orderId":"8","errorCode":"40768"}')):
        with pytest.raises(BadMessage):
            read_cancelling_many(a.CancelMany("B", wanted), wanted, other)


def test_a_batch_of_one_is_one_answer() -> None:
    ask = a.Cancel("B", venue_id="7")
    done, failed = '{"orderId":"7","clientOid":"x"}', '{"orderId":"7","clientOid":"","errorMsg":"m","errorCode":"%s"}'
    assert read_one(ask, "7", "", lists(done, "")) == a.Cancelling("x", "7")
    assert read_one(ask, "7", "", lists("", failed % "43025")) == a.Refused("43025", "m", a.Refusal.NOT_FOUND)
    assert isinstance(read_one(ask, "7", "", lists("", failed % "45001")), a.Unclear)
    with pytest.raises(BadMessage):
        read_one(ask, "8", "", lists(done, ""))


def test_of_a_cancel_of_all_those_are_named_that_were_there() -> None:
    order = OrderReport("B", "7", "x", OrderStatus.CANCELLED, Side.BUY, OrderType.LIMIT, 0)
    assert [row.orderId for row in write_cancelled(a.Cancelling(orders=(order,))).successList] == ["7"]
    many = a.CancellingMany((("x", a.Cancelling("x", "7")), ("y", NO)))
    assert [row.orderId for row in write_cancelled(many).successList] == ["7"]
