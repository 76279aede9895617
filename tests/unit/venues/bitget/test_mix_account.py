from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.mix_account import read_asset, read_asset_push, write_asset, write_asset_push
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport, BalancesReport


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def post(path: str, **body: object) -> a.Ask | a.Refused:
    data = json.dumps({"productType": "USDT-FUTURES", "marginCoin": "USDT", "symbol": "B", **body}).encode()
    return mix_rest.read_ask(Request("POST", "api.bitget.com", "/api/v2/mix/account/" + path, body=data))


def reply(data: str) -> Reply:
    return Reply(200, f'{{"code":"00000","msg":"m","requestTime":1,"data":{data}}}'.encode())


@pytest.mark.parametrize(
    "money", [BalanceReport("USDT", at("970"), at("31.2")), BalanceReport("USDT", at("-5"), at("2"))]
)
def test_the_total_is_the_equity_and_free_what_may_open(money: BalanceReport) -> None:
    row, push = write_asset(money), write_asset_push(money)
    assert (at(row.accountEquity), at(row.maxTransferOut)) == (money.total, money.free)
    assert (at(push.equity), at(push.maxTransferOut), at(push.frozen)) == (money.total, money.free, money.held)
    assert (read_asset(row), read_asset_push(push)) == (money, money)


def test_a_coin_that_stands_twice_is_refused() -> None:
    balances = BalancesReport((BalanceReport("USDT", 1, 1),) * 2, whole=True)
    answer = mix_rest.write_answer(a.ReadBalances(), balances, 0)
    assert isinstance(mix_rest.read_answer(a.ReadBalances(), answer), a.Unclear)


@pytest.mark.parametrize(
    ("path", "body", "ask"),
    [
        ("set-leverage", {"leverage": 20}, c.SetLeverage("B", 20)),
        ("set-leverage", {"leverage": "20", "holdSide": "long"}, c.SetLeverage("B", 20, Hold.LONG)),
        ("set-leverage", {"leverage": "5000"}, c.SetLeverage("B", 1000)),  # more than any contract allows
        ("set-margin-mode", {"marginMode": "crossed"}, c.SetMarginMode("B", MarginMode.CROSS)),
        ("set-position-mode", {"posMode": "hedge_mode"}, c.SetPositionMode(PositionMode.HEDGE)),
        ("set-margin", {"amount": "-2.5", "holdSide": "short"}, c.AddMargin("B", at("-2.5"), Hold.SHORT)),
        ("set-margin", {"amount": 3, "holdSide": "buy"}, c.AddMargin("B", at("3"))),
    ],
)
def test_what_strangers_set(path: str, body: dict[str, object], ask: a.Ask) -> None:
    assert post(path, **body) == ask


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("set-leverage", {}, "40019"),
        ("set-leverage", {"leverage": "2.5"}, "40020"),
        ("set-leverage", {"leverage": "0"}, "40020"),
        ("set-leverage", {"leverage": "2", "holdSide": "up"}, "40020"),
        ("set-leverage", {"leverage": "2", "marginCoin": None}, "40019"),
        ("set-margin-mode", {"marginMode": "both"}, "40020"),
        ("set-position-mode", {"posMode": "both"}, "40020"),
        ("set-margin", {"amount": "0"}, "40020"),
        ("set-margin", {"amount": "much"}, "40020"),
    ],
)
def test_what_nobody_can_set(path: str, body: dict[str, object], code: str) -> None:
    refused = post(path, **body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


@pytest.mark.parametrize(
    ("ask", "data"),
    [
        (c.SetPositionMode(PositionMode.HEDGE), '{"posMode":"one_way_mode"}'),
        (c.SetMarginMode("B", MarginMode.CROSS), '{"symbol":"C","marginCoin":"USDT"}'),
        (c.AddMargin("B", 1), '"no"'),
        (c.ReadSetup("B"), '{"posMode":"hedge_mode"}'),
    ],
)
def test_an_answer_about_something_else_proves_nothing(ask: a.Ask, data: str) -> None:
    assert isinstance(mix_rest.read_answer(ask, reply(data)), a.Unclear)


def test_half_a_setup_is_not_written() -> None:
    with pytest.raises(ValueError, match="whole"):
        mix_rest.write_answer(c.ReadSetup("B"), c.MarginSetup("B"), 0)
    with pytest.raises(ValueError, match="margin mode"):
        mix_rest.write_answer(c.SetLeverage("B", 2), c.MarginSetup("B"), 0)
