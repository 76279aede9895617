from __future__ import annotations

import json

import pytest

from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.bitget.uta_mix_rest import read_answer, read_ask, write_answer, write_ask
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request


def said(ask: a.Ask) -> dict[str, str]:
    found: dict[str, str] = json.loads(write_ask(ask).body)
    return found


def test_an_isolated_leverage_for_both_sides_says_both() -> None:
    assert said(c.SetLeverage("B", 7)) == {
        "category": "USDT-FUTURES",
        "symbol": "B",
        "leverage": "7",
        "marginMode": "crossed",
    }
    both = said(c.SetLeverage("B", 7, Hold.NET, MarginMode.ISOLATED))
    assert (both["longLeverage"], both["shortLeverage"], both["marginMode"]) == ("7", "7", "isolated")
    one = said(c.SetLeverage("B", 7, Hold.LONG, MarginMode.ISOLATED))
    assert (one["posSide"], "longLeverage" in one) == ("long", False)


def test_margin_is_taken_away_by_a_word_and_not_by_a_sign() -> None:
    assert said(c.AddMargin("B", -(10**36), Hold.LONG)) == {
        "category": "USDT-FUTURES",
        "symbol": "B",
        "posSide": "long",
        "operation": "remove",
        "amount": "1",
    }


def test_an_account_has_one_position_mode() -> None:
    modes = [c.MarginSetup("B", mode, MarginMode.CROSS, 1) for mode in PositionMode]
    with pytest.raises(ValueError, match="one position mode"):
        write_answer(c.ReadSetup(""), c.MarginSetups(tuple(modes)), 0)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("account/set-leverage", {"category": "SPOT", "symbol": "B", "leverage": "7"}),
        ("account/set-leverage", {"category": "USDT-FUTURES", "symbol": "B", "leverage": "0"}),
        ("account/set-leverage", {"category": "USDT-FUTURES", "symbol": "B", "leverage": "7", "marginMode": "odd"}),
        ("account/set-hold-mode", {"holdMode": "odd"}),
        ("account/set-margin", {"category": "USDT-FUTURES", "symbol": "B", "operation": "odd", "amount": "1"}),
        ("trade/close-positions", {"category": "USDT-FUTURES", "posSide": "up"}),
    ],
)
def test_a_setting_that_does_not_pass_is_refused(path: str, body: dict[str, str]) -> None:
    refused = read_ask(Request("POST", "api.bitget.com", "/api/v3/" + path, body=json.dumps(body).encode()))
    assert isinstance(refused, a.Refused)
    assert refused.code == "40020"


def test_another_word_than_success_proves_nothing() -> None:
    odd = Reply(200, b'{"code":"00000","msg":"success","data":"later"}')
    assert isinstance(read_answer(c.SetLeverage("B", 7), odd), a.Unclear)
    none = Reply(
        200, b'{"code":"00000","msg":"success","data":{"list":[{"orderId":"1","clientOid":"x","code":"40200"}]}}'
    )
    assert read_answer(c.ClosePosition("B"), none) == a.Closing(())
