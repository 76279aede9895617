from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.wire.asks import ReadBalances, Refused, Unclear
from picaflor.wire.contracts import (
    MarginSetup,
    Positions,
    ReadFees,
    ReadPositions,
    ReadSetup,
    SetLeverage,
    SetPositionMode,
)
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import PositionReport

HELD = PositionReport("X", Hold.LONG, 3 * ONE, leverage=7, margin_mode=MarginMode.ISOLATED)
SHORT = PositionReport("X", Hold.NET, -ONE, leverage=7, margin_mode=MarginMode.ISOLATED)
ROW: dict[str, Any] = {
    "symbol": "X",
    "leverage": "7",
    "position_side": "long",
    "current_amount": "3",
    "open_type": "isolated",
}


def yes(data: object) -> Reply:
    return Reply(200, json.dumps({"code": 1000, "message": "Ok", "data": data}).encode())


def post(word: str, **params: object) -> object:
    return rest.read_ask(Request("POST", rest.HOST, f"/contract/private/{word}", body=json.dumps(params).encode()))


def test_of_a_symbol_that_is_asked_for_what_is_not_held_is_told_too() -> None:
    assert '"position_type":2' in str(rest.write_answer(ReadPositions(), Positions((SHORT,)), 0).body)
    setup = MarginSetup("X", PositionMode.HEDGE, MarginMode.ISOLATED, 7, 7, 7, positions=(HELD,))
    rows = json.loads(rest.write_answer(ReadSetup("X"), setup, 0).body)["data"]
    assert [(row["position_side"], row["current_amount"]) for row in rows] == [("long", "3"), ("short", "0")]
    one_way = MarginSetup("X", PositionMode.ONEWAY, MarginMode.CROSS, 5, 5, 5)
    rows = json.loads(rest.write_answer(ReadSetup("X"), one_way, 0).body)["data"]
    assert [(row["position_side"], row["leverage"], row["open_type"]) for row in rows] == [("both", "5", "cross")]


def test_the_path_of_positions_asks_two_questions() -> None:
    def get(query: str) -> object:
        return rest.read_ask(Request("GET", rest.HOST, "/contract/private/position-v2", query))

    assert get("") == ReadPositions()
    assert get("symbol=X") == ReadSetup("X")
    older = rest.read_ask(Request("GET", rest.HOST, "/contract/private/position", "symbol=X"))
    assert older == ReadSetup("X")
    assert rest.write_ask(ReadPositions()).path.endswith("position-v2"), "ours asks the newer one"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{**ROW, "symbol": "Y"}],
        [ROW, ROW],
        [ROW, {**ROW, "position_side": "short", "open_type": "cross"}],
        [{**ROW, "position_side": "neither"}],
    ],
)
def test_a_setup_that_contradicts_itself_proves_nothing(rows: list[dict[str, Any]]) -> None:
    assert isinstance(rest.read_answer(ReadSetup("X"), yes(rows)), Unclear)


def test_a_coin_that_stands_twice_makes_balances_unclear() -> None:
    row = {"currency": "USDT", "available_balance": "1", "frozen_balance": "0", "position_deposit": "0"}
    assert isinstance(rest.read_answer(ReadBalances(), yes([row, row])), Unclear)
    assert not isinstance(rest.read_answer(ReadBalances(), yes([row])), Unclear)


def test_answers_about_something_else_prove_nothing() -> None:
    leverage = {"symbol": "Y", "leverage": "7", "open_type": "cross"}
    assert isinstance(rest.read_answer(SetLeverage("X", 7), yes(leverage)), Unclear)
    mode = {"position_mode": "one_way_mode"}
    assert isinstance(rest.read_answer(SetPositionMode(PositionMode.HEDGE), yes(mode)), Unclear)
    fees = {"symbol": "Y", "taker_fee_rate": "0", "maker_fee_rate": "0"}
    assert isinstance(rest.read_answer(ReadFees("X"), yes(fees)), Unclear)


@pytest.mark.parametrize(
    ("word", "params", "code"),
    [
        ("submit-leverage", {"symbol": "X", "leverage": "0"}, "40029"),
        ("submit-leverage", {"symbol": "X"}, "40011"),
        ("submit-leverage", {"symbol": "X", "leverage": "5", "open_type": "half"}, "40045"),
        ("set-position-mode", {"position_mode": "three_way"}, "40011"),
    ],
)
def test_what_cannot_be_meant_is_refused(word: str, params: dict[str, str], code: str) -> None:
    refused = post(word, **params)
    assert isinstance(refused, Refused)
    assert refused.code == code


def test_who_names_no_margin_mode_means_crossed() -> None:
    assert post("submit-leverage", symbol="X", leverage=5) == SetLeverage("X", 5, margin_mode=MarginMode.CROSS)
