from __future__ import annotations

import json

import pytest

from picaflor.domain.orders import Hold
from picaflor.venues.bitget import mix_rest
from picaflor.wire import asks as a
from picaflor.wire.contracts import ClosePosition
from picaflor.wire.net import Reply, Request


def post(**body: object) -> a.Ask | a.Refused:
    data = json.dumps({"productType": "USDT-FUTURES", **body}).encode()
    return mix_rest.read_ask(Request("POST", "api.bitget.com", "/api/v2/mix/order/close-positions", body=data))


def test_what_strangers_ask() -> None:
    assert post() == ClosePosition()
    assert post(symbol="B", holdSide="Long") == ClosePosition("B", Hold.LONG)
    assert isinstance(post(symbol="B", holdSide="buy"), a.Refused)


def test_in_one_way_mode_no_side_is_named() -> None:
    for hold in (None, Hold.NET):
        assert "holdSide" not in json.loads(mix_rest.write_ask(ClosePosition("B", hold)).body)


@pytest.mark.parametrize(("code", "told"), [("22002", True), ("45001", False), ("", False)])
def test_what_failed_for_a_reason_that_proves_nothing_has_no_verdict(code: str, told: bool) -> None:
    failed = f'{{"symbol":"B","errorMsg":"m","errorCode":"{code}"}}'
    body = f'{{"code":"00000","data":{{"successList":[],"failureList":[{failed}]}}}}'
    answer = mix_rest.read_answer(ClosePosition("B"), Reply(200, body.encode()))
    assert answer == a.Closing((("B", a.Refused(code, "m", a.Refusal.NOT_FOUND)),) if told else ())
    assert isinstance(mix_rest.read_answer(ClosePosition("C"), Reply(200, body.encode())), a.Unclear) is told
