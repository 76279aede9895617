"""Which paths the accounts of each tree stand under, and what margin does not say."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc import futures_rest, margin_rest
from picaflor.wire.asks import Ask, ReadBalances, Refused
from picaflor.wire.contracts import ReadFees, ReadMarginModes, ReadPositions, ReadSetup, SetLeverage, SetPot
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalancesReport

ISOLATED = MarginMode.ISOLATED


@pytest.mark.parametrize(
    ("ask", "futures", "margin"),
    [
        (ReadPositions(), "futures/account", "margin/account"),
        (ReadMarginModes(), "futures/config", "margin/config"),
        (ReadSetup("A", ISOLATED), "futures/account/isolated/A", "margin/account/isolated/A"),
        (ReadSetup("A"), "futures/account/cross/A", "margin/account/isolated/A"),
        (SetPot("A", ONE), "futures/account/isolated/A", "margin/account/isolated/A"),
        (ReadBalances(), "futures/balance", "spot/balance"),
        (ReadBalances("USDT"), "futures/balance/USDT", "spot/balance/USDT"),
        (ReadFees("A"), "futures/fee/A", "spot/fee/A"),
    ],
)
def test_each_tree_has_its_paths(ask: Ask, futures: str, margin: str) -> None:
    paths = [rest.write_ask(ask).path for rest in (futures_rest, margin_rest)]
    assert paths == [f"/api/3/{futures}", f"/api/3/{margin}"]


def test_margin_has_no_leverage_to_set() -> None:
    assert SetLeverage not in margin_rest.BY_ASK
    request = margin_rest.write_ask(SetPot("A", 7 * ONE))
    assert json.loads(request.body) == {"symbol": "A", "margin_balance": "7", "strict_validate": True} or (
        "leverage" not in json.loads(request.body)
    )
    said = Request("PUT", margin_rest.HOST, request.path, body=b'{"margin_balance":"7","leverage":"5"}')
    assert margin_rest.read_ask(said) == SetPot("A", 7 * ONE)


def test_the_money_is_the_spot_purses_and_says_what_margin_took() -> None:
    body = b'[{"currency":"USDT","available":"1","reserved":"2","reserved_margin":"4"}]'
    told = margin_rest.read_answer(ReadBalances(), Reply(200, body))
    assert isinstance(told, BalancesReport)
    (row,) = told.rows
    assert (told.product, row.free, row.held, row.margin) == ("margin", ONE, 6 * ONE, 4 * ONE)
    assert json.loads(margin_rest.write_answer(ReadBalances(), told, 0).body) == json.loads(body)


def test_an_account_that_was_never_opened_is_a_no() -> None:
    no = b'{"error":{"code":20032,"message":"Margin account not found","description":""}}'
    said = margin_rest.read_answer(ReadSetup("A", ISOLATED), Reply(400, no))
    assert isinstance(said, Refused)
    assert said.code == "20032"
