"""Money, positions and settings of a contracts' account: the twists, and what proves nothing."""

from __future__ import annotations

import json

import pytest
from msgspec.json import encode

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode
from picaflor.venues.hashkey import perp_rest as rest
from picaflor.venues.hashkey.perp_account import read_position, read_position_event
from picaflor.venues.hashkey.perp_messages import PositionEvent, PositionRow
from picaflor.wire import contracts as c
from picaflor.wire.asks import Ask, ReadBalances, Refused, Unclear
from picaflor.wire.decoding import BadMessage
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport, BalancesReport, PositionReport

X = "BTCUSDT-PERPETUAL"
A = read_atoms
MONEY = {"balance": "30", "availableBalance": "25", "positionMargin": "4", "orderMargin": "0", "asset": "USDT"}


def answer(ask: Ask, body: object) -> object:
    return rest.read_answer(ask, Reply(200, json.dumps(body).encode()))


def ask(method: str, path: str, query: str) -> object:
    return rest.read_ask(Request(method, rest.HOST, "/api/v1/futures/" + path, query))


def test_open_profit_is_part_of_the_equity_and_what_is_free_may_be_below_zero() -> None:
    told = answer(ReadBalances(), [{**MONEY, "availableBalance": "-1", "crossUnRealizedPnl": "-2"}])
    assert isinstance(told, BalancesReport)
    (row,) = told.rows
    assert (row.free, row.total) == (-A("1"), A("28"))


def test_a_coin_that_stands_twice_proves_nothing() -> None:
    assert isinstance(answer(ReadBalances(), [MONEY, MONEY]), Unclear)
    assert answer(ReadBalances(), [MONEY]) == BalancesReport(
        (BalanceReport("USDT", A("25"), A("5")),), whole=True, product="futures"
    )


def row(**more: str) -> PositionRow:
    said = {"symbol": X, "side": "SHORT", "avgPrice": "100", "position": "7", "available": "5", "leverage": "5.00"}
    return PositionRow(**{**said, **more})


def test_a_short_is_below_zero_and_what_is_not_available_is_being_closed() -> None:
    read = read_position(row())
    assert (read.size, read.closing, read.leverage, read.liquidation) == (-A("7"), A("2"), 5, None)
    assert read_position(row(liquidationPrice="-953.83")).liquidation is None
    assert read_position(row(liquidationPrice="120")).liquidation == A("120")


@pytest.mark.parametrize("odd", [{"side": "BOTH"}, {"leverage": "many"}, {"leverage": "12345"}])
def test_odd_positions_are_not_guessed(odd: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        read_position(row(**odd))


def test_a_pushed_position_without_a_margin_mode_says_nothing_of_it() -> None:
    event = PositionEvent(E="5", s=X, S="LONG", p="1", P="2", a="2", v="5.00")
    assert read_position_event(event).margin_mode is None


def test_positions_of_another_symbol_are_no_answer() -> None:
    body = json.loads(encode([row()]))
    assert isinstance(answer(c.ReadPositions("ETHUSDT-PERPETUAL"), body), Unclear)
    assert answer(c.ReadPositions(), []) == c.Positions(())


@pytest.mark.parametrize("rows", [[], [{"symbolId": X, "leverage": "5", "marginType": "CROSS"}] * 2])
def test_a_setup_that_is_not_there_or_twice_is_unclear(rows: list[object]) -> None:
    assert isinstance(answer(c.ReadSetup(X), rows), Unclear)


@pytest.mark.parametrize(
    "body",
    [
        {"code": "0000", "symbolId": X, "leverage": "6"},
        {"code": "0000", "symbolId": "ETHUSDT-PERPETUAL", "leverage": "7"},
        {"code": "0000"},
    ],
)
def test_another_leverage_than_was_asked_for_is_no_agreement(body: object) -> None:
    assert isinstance(answer(c.SetLeverage(X, 7), body), Unclear)
    assert answer(c.SetLeverage(X, 7), {"code": "0000", "symbolId": X, "leverage": "7"}) == c.Agreed()


def test_margin_is_agreed_to_for_its_own_symbol() -> None:
    body = {"code": "0000", "symbol": X, "margin": "1", "timestamp": "1"}
    assert answer(c.AddMargin(X, 1, Hold.LONG), body) == c.Agreed()
    assert isinstance(answer(c.AddMargin("ETHUSDT-PERPETUAL", 1, Hold.LONG), body), Unclear)


def test_closing_may_cost_more_than_opening() -> None:
    rates = {"openMakerFee": "-0.0001", "openTakerFee": "0.0006", "closeMakerFee": "0.0002", "closeTakerFee": "0.0005"}
    assert answer(c.ReadFees(X), rates) == c.FeesReport(X, A("0.0002"), A("0.0006"))


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("marginType", f"symbol={X}&marginType=BOTH", "-1130"),
        ("positionMargin", f"symbol={X}&side=NET&amount=1", "-1154"),
        ("positionMargin", f"symbol={X}&side=LONG&amount=one", "-1130"),
        ("leverage", "leverage=5", "0001"),
    ],
)
def test_what_strangers_leave_out_or_misspell_is_refused(path: str, query: str, code: str) -> None:
    said = ask("POST", path, query)
    assert isinstance(said, Refused)
    assert said.code == code


def test_margin_may_be_taken_away() -> None:
    assert ask("POST", "positionMargin", f"symbol={X}&side=SHORT&amount=-2") == c.AddMargin(X, -A("2"), Hold.SHORT)
    assert ask("POST", "marginType", f"symbol={X}&marginType=ISOLATED") == c.SetMarginMode(X, MarginMode.ISOLATED)


def test_a_position_that_is_gone_goes_out_as_nothing() -> None:
    gone = PositionReport(X, Hold.LONG, 0, at_ns=1_000_000)
    body = rest.write_answer(c.ReadPositions(), c.Positions((gone,)), 0).body
    assert json.loads(body)[0]["position"] == "0"
