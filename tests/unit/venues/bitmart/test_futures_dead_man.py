from __future__ import annotations

import json

import pytest

from picaflor.venues.bitmart import futures_rest as rest
from picaflor.wire.asks import Refused, Unclear
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.net import Reply, Request

SECOND = 1_000_000_000
ASK = ArmSwitch("BTCUSDT", 30 * SECOND)


def told(**data: object) -> Reply:
    return Reply(200, json.dumps({"code": 1000, "message": "Ok", "data": data}).encode())


def test_only_a_yes_for_the_very_time_is_one() -> None:
    yes = {"result": True, "set_time": 100, "cancel_time": 130}
    assert rest.read_answer(ASK, told(**yes)) == SwitchTaken(100 * SECOND, 130 * SECOND)
    for odd in ({"result": False}, {"cancel_time": 160}, {"set_time": "soon"}):
        assert isinstance(rest.read_answer(ASK, told(**{**yes, **odd})), Unclear), odd


def test_what_it_tells_of_one_that_is_disarmed_is_not_looked_at() -> None:
    off = ArmSwitch("BTCUSDT", 0)
    assert rest.read_answer(off, told(result=True, set_time=100, cancel_time=100)) == SwitchTaken(100 * SECOND)


@pytest.mark.parametrize("body", [{"symbol": "X"}, {"symbol": "X", "timeout": "-5"}, {"timeout": 5}])
def test_what_is_no_time_or_names_no_symbol_is_refused(body: dict[str, object]) -> None:
    request = Request("POST", rest.HOST, "/contract/private/cancel-all-after", body=json.dumps(body).encode())
    said = rest.read_ask(request)
    assert isinstance(said, Refused)
    assert said.code == "40011"


@pytest.mark.parametrize("ask", [ArmSwitch("", SECOND), ArmSwitch("X", SECOND // 2)])
def test_what_cannot_be_said_is_not_asked(ask: ArmSwitch) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        rest.write_ask(ask)
