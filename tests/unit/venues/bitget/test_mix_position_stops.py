from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.bitget import mix_rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.stops import PlaceStop, PlaceStops

A = read_atoms
GAIN = PlaceStop(
    "B", "g", Side.SELL, A("9"), StopKind.TAKE_PROFIT, TriggerBy.MARK, price=A("8"), size=A("1"), hold=Hold.LONG
)
LOSS = PlaceStop("B", "l", Side.SELL, A("5"), StopKind.STOP_LOSS, hold=Hold.LONG)
BOTH = PlaceStops("B", (GAIN, LOSS))
BODY = {
    "productType": "USDT-FUTURES",
    "symbol": "B",
    "marginCoin": "USDT",
    "holdSide": "long",
    "stopSurplusTriggerPrice": "9",
    "stopSurplusTriggerType": "mark_price",
    "stopSurplusExecutePrice": "8",
    "stopSurplusSize": "1",
    "stopSurplusClientOid": "g",
    "stopLossTriggerPrice": "5",
    "stopLossTriggerType": "fill_price",
    "stopLossClientOid": "l",
}


def post(body: dict[str, str]) -> a.Ask | a.Refused:
    path = "/api/v2/mix/order/place-pos-tpsl"
    return mix_rest.read_ask(Request("POST", "api.bitget.com", path, body=json.dumps(body).encode()))


def reply(*rows: dict[str, str]) -> Reply:
    return Reply(200, json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": rows}).encode())


def test_both_go_with_one_request_each_under_names_of_its_own() -> None:
    assert json.loads(mix_rest.write_ask(BOTH).body) == BODY
    assert post(BODY) == BOTH
    alone = {name: value for name, value in BODY.items() if "Surplus" not in name}
    assert post({**alone, "holdSide": "buy"}) == PlaceStops("B", (replace(LOSS, hold=Hold.NET),))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stopSurplusTriggerPrice": "", "stopLossTriggerPrice": ""}, "40019"),
        ({"holdSide": ""}, "40019"),
        ({"marginCoin": ""}, "40019"),
        ({"holdSide": "up"}, "40020"),
        ({"stopLossTriggerType": "moon"}, "40020"),
    ],
)
def test_what_lacks_something_is_refused(change: dict[str, str], code: str) -> None:
    refused = post({**BODY, **change})
    assert isinstance(refused, a.Refused)
    assert refused.code == code


@pytest.mark.parametrize("odd", [(GAIN, GAIN), (GAIN, replace(LOSS, hold=Hold.NET)), (replace(GAIN, trail=1),)])
def test_two_positions_or_two_of_a_kind_cannot_be_meant(odd: tuple[PlaceStop, ...]) -> None:
    with pytest.raises(ValueError, match="one position"):
        mix_rest.write_ask(PlaceStops("B", odd))


def test_the_answer_has_a_row_of_each_and_names_it() -> None:
    rows = {"orderId": "1", "stopSurplusClientOid": "g"}, {"orderId": "2", "stopLossClientOid": "l"}
    placed = a.PlacedMany((("g", a.Placed("g", "1")), ("l", a.Placed("l", "2"))))
    assert mix_rest.read_answer(BOTH, reply(*rows)) == placed
    assert mix_rest.read_answer(BOTH, mix_rest.write_answer(BOTH, placed, 0)) == placed
    for odd in (rows[:1], (rows[1], rows[0]), ({**rows[0], "orderId": ""}, rows[1])):
        assert isinstance(mix_rest.read_answer(BOTH, reply(*odd)), a.Unclear)
