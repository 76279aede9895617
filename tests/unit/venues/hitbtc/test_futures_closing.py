"""Positions that the venue closes: which path names which, what a call says, and an answer that tells of another one."""

from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc import calls
from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.wire.asks import Closing, Refused, Unclear
from picaflor.wire.contracts import ClosePosition, SetPot
from picaflor.wire.net import Reply, Request
from picaflor.wire.stream import Call

CROSS, ISOLATED = MarginMode.CROSS, MarginMode.ISOLATED
ROW = (
    b'{"id":1,"symbol":"A_PERP","quantity":"-2","price_entry":"3","created_at":"2023-11-14T22:13:20.1Z",'
    b'"updated_at":"2023-11-14T22:13:20.1Z"}'
)


@pytest.mark.parametrize(
    ("ask", "path"),
    [
        (ClosePosition("A_PERP", margin_mode=CROSS), "/cross/A_PERP"),
        (ClosePosition("A_PERP"), "/cross/A_PERP"),
        (ClosePosition("A_PERP", price=ONE, margin_mode=ISOLATED), "/isolated/A_PERP"),
        (ClosePosition(), ""),
    ],
)
def test_the_path_names_the_position(ask: ClosePosition, path: str) -> None:
    request = rest.write_ask(ask)
    assert (request.method, request.path) == ("DELETE", "/api/3/futures/position" + path)
    assert ("price=1" in request.query) is (ask.price is not None)


def test_a_position_that_is_still_there_was_not_closed() -> None:
    told = rest.read_answer(ClosePosition("A_PERP"), Reply(200, ROW))
    assert isinstance(told, Closing)
    assert (told.rows, [row.size for row in told.positions]) == ((), [-2 * ONE])
    all_of_them = rest.read_answer(ClosePosition(), Reply(200, b"[" + ROW.replace(b"-2", b"0") + b"]"))
    assert isinstance(all_of_them, Closing)
    assert [symbol for symbol, _ in all_of_them.rows] == ["A_PERP"]
    assert isinstance(rest.read_answer(ClosePosition("B_PERP"), Reply(200, ROW)), Unclear)


def test_over_the_socket_the_mode_is_a_parameter() -> None:
    said = calls.read_call("futures_close_position", Raw(b'{"symbol":"A_PERP","margin_mode":"Isolated"}'), "1")
    assert said == Call(ClosePosition("A_PERP", margin_mode=ISOLATED), "1", "futures")
    said = calls.read_call("futures_close_position", Raw(b'{"symbol":"A_PERP"}'), "1")
    assert said == Call(ClosePosition("A_PERP"), "1", "futures")
    said = calls.read_call("futures_set_account", Raw(b'{"symbol":"A_PERP","margin_balance":"7"}'), "2")
    assert said == Call(SetPot("A_PERP", 7 * ONE), "2", "futures")


@pytest.mark.parametrize("body", [b'{"leverage":"5"}', b'{"margin_balance":"x"}', b'{"margin_balance":"-1"}'])
def test_an_account_is_opened_with_money(body: bytes) -> None:
    path = "/api/3/futures/account/isolated/A_PERP"
    assert isinstance(rest.read_ask(Request("PUT", rest.HOST, path, "", body)), Refused)
