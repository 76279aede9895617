from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.venues.bitget import uta_mix_rest, uta_rest
from picaflor.wire.asks import Refused, Unclear
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.net import Reply

SECOND = 1_000_000_000
ASK = ArmSwitch("", 30 * SECOND)
rests = pytest.mark.parametrize("rest", [uta_rest, uta_mix_rest])


@rests
def test_it_is_asked_for_in_seconds_and_answered_with_a_word(rest: Any) -> None:
    request = rest.write_ask(ASK)
    assert (request.path, json.loads(request.body)) == ("/api/v3/trade/countdown-cancel-all", {"countdown": "30"})
    assert rest.knows(request)
    assert rest.read_ask(request) == ASK
    assert rest.read_answer(ASK, rest.write_answer(ASK, SwitchTaken(5, 6), 0)) == SwitchTaken()


def test_another_word_proves_nothing() -> None:
    body = json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": "fail"})
    assert isinstance(uta_rest.read_answer(ASK, Reply(200, body.encode())), Unclear)


@pytest.mark.parametrize("said", ["", "-5", "1.5", "9" * 10])
def test_what_is_no_time_is_refused(said: str) -> None:
    request = uta_rest.write_ask(ASK)
    spoiled = type(request)("POST", request.host, request.path, body=json.dumps({"countdown": said}).encode())
    assert isinstance(uta_rest.read_ask(spoiled), Refused)


@pytest.mark.parametrize("ask", [ArmSwitch("BTCUSDT", SECOND), ArmSwitch("", SECOND // 2)])
def test_what_cannot_be_said_is_not_asked(ask: ArmSwitch) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        uta_rest.write_ask(ask)
