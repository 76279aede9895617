"""A house with three floors of contracts, and a customer whose account is one on all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.emulate import make_exchange, rows_of
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import MarginMode, OrderType, PositionMode, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.exchange import Exchange
from picaflor.venues import load
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import BalancesReport
from picaflor.wire.venue import Venue

ROW = load("bitget_perpetual")
KEYS = {kind: PlainKeys(kind, kind[0] * 16, "p") for kind in ("unified", "classic")}
NOW = 1_785_500_000_000_000_000
FLOORS = ("bitget_perpetual", "bitget_perpetual-usdc", "bitget_perpetual-usd")
FUNDS = dict(zip(FLOORS, ({"USDT": 40}, {"USDC": 30}, {"BTC": 2}), strict=True))


@pytest.fixture
def house() -> Exchange:
    spot, *others = rows_of("bitget")
    exchange, _ = make_exchange(spot, 1, 1, others=others)
    more = {floor: {coin: read_atoms(str(n)) for coin, n in coins.items()} for floor, coins in FUNDS.items()}
    for kind, keys in KEYS.items():
        exchange.open_account(keys, {"USDT": read_atoms("60")}, more, kind="unified" if kind == "unified" else "")
    exchange.tick(NOW)
    return exchange


def asked(house: Exchange, spoken: Venue, ask: a.Ask, keys: PlainKeys) -> object:
    reply = house.request(spoken.auth.sign(spoken.rest.write_ask(ask), keys, NOW), NOW).reply
    assert reply is not None
    return spoken.rest.read_answer(ask, reply)


def modes(house: Exchange, who: str) -> list[PositionMode]:
    ledgers = [house.floors[name].account_of(who).ledger for name in FLOORS]
    return [ledger.mode for ledger in ledgers if isinstance(ledger, PerpetualLedger)]


def place(house: Exchange, spoken: Venue, symbol: str, keys: PlainKeys) -> object:
    size, price = read_atoms("0.001"), read_atoms("50000")
    order = a.Place(symbol, "one", Side.BUY, OrderType.LIMIT, size, price, margin_mode=MarginMode.CROSS)
    return asked(house, spoken, order, keys)


@pytest.mark.parametrize("family", ROW.every_family(), ids=lambda family: family.floor)
def test_how_each_contract_is_set_is_told_by_the_one_account(house: Exchange, family: Venue) -> None:
    spoken = family.spoken_by("unified")
    symbol = next(iter(house.floors[family.floor].markets))
    assert isinstance(asked(house, spoken, c.SetLeverage(symbol, 7), KEYS["unified"]), c.Agreed)
    told = asked(house, spoken, c.ReadSetup(symbol), KEYS["unified"])
    assert isinstance(told, c.MarginSetup)
    assert (told.leverage, told.position_mode) == (7, PositionMode.ONEWAY)


def test_a_position_mode_is_set_on_all_floors_or_on_none(house: Exchange) -> None:
    spoken, hedge = ROW.spoken_by("unified"), c.SetPositionMode(PositionMode.HEDGE)
    coin = ROW.families["USD"].spoken_by("unified")
    assert isinstance(place(house, coin, "BTCUSD", KEYS["unified"]), a.Placed)
    refused = asked(house, spoken, hedge, KEYS["unified"])
    assert isinstance(refused, a.Refused)
    assert refused.code == spoken.refusals["position mode busy"][0]
    assert modes(house, "unified") == [PositionMode.ONEWAY] * 3
    assert isinstance(asked(house, coin, a.Cancel("BTCUSD", "one"), KEYS["unified"]), a.Cancelling)
    assert isinstance(asked(house, spoken, hedge, KEYS["unified"]), c.Agreed)
    assert modes(house, "unified") == [PositionMode.HEDGE] * 3


def test_of_a_classic_account_each_family_has_its_own_mode(house: Exchange) -> None:
    usdc = ROW.families["USDC"]
    assert isinstance(asked(house, usdc, c.SetPositionMode(PositionMode.HEDGE), KEYS["classic"]), c.Agreed)
    assert modes(house, "classic") == [PositionMode.ONEWAY, PositionMode.HEDGE, PositionMode.ONEWAY]


@pytest.mark.parametrize("family", ROW.every_family(), ids=lambda family: family.floor)
def test_the_one_wallet_has_the_margin_of_every_family(house: Exchange, family: Venue) -> None:
    told = asked(house, family.spoken_by("unified"), a.ReadBalances(), KEYS["unified"])
    assert isinstance(told, BalancesReport)
    there = {row.asset: row.free for row in told.rows}
    assert there == {"USDT": read_atoms("100"), "USDC": read_atoms("30"), "BTC": read_atoms("2")}
    own = asked(house, family, a.ReadBalances(), KEYS["classic"])
    assert isinstance(own, BalancesReport)
    assert {row.asset: row.free for row in own.rows if row.total} == {
        coin: read_atoms(str(n)) for coin, n in FUNDS[family.floor].items()
    }


@pytest.mark.parametrize("family", ROW.every_family(), ids=lambda family: family.floor)
def test_each_kind_of_account_is_refused_the_other_kinds_requests_before_its_signature(
    house: Exchange, family: Venue
) -> None:
    for spoken, kind, code in ((family, "unified", "40085"), (family.spoken_by("unified"), "classic", "40084")):
        for keys in (KEYS[kind], replace(KEYS[kind], secret="w" * 16)):
            for ask in (a.ReadBalances(), c.ReadPositions(), a.ReadOpenOrders()):
                answer = asked(house, spoken, ask, keys)
                assert isinstance(answer, a.Refused)
                assert answer.code == code
