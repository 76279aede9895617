"""A house of two rows where one customer has one wallet, another one for each."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, Side
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire import asks as a
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import BalancesReport
from picaflor.wire.venue import Venue

SPOT, CONTRACTS = load("bitget"), load("bitget_perpetual")
KEYS = PlainKeys("unified", "u" * 16, "p")
NOW = 1_785_500_000_000_000_000
MONEY = {"bitget_perpetual": {"USDT": read_atoms("40")}}


@pytest.fixture
def house() -> Exchange:
    exchange, _ = make_exchange(SPOT, 1, 1, others=(CONTRACTS,))
    exchange.open_account(KEYS, {"USDT": read_atoms("60"), "BTC": read_atoms("1")}, MONEY, kind="unified")
    exchange.open_account(PlainKeys("classic", "c" * 16, "p"), {"USDT": read_atoms("60")}, MONEY)
    exchange.tick(NOW)
    return exchange


def accounts(house: Exchange, key: str = "unified") -> list[VenueAccount]:
    return [row.floor.account_of(key) for row in house.rows]


def asked(house: Exchange, row: Venue, ask: a.Ask) -> object:
    spoken = row.spoken_by("unified")
    reply = house.request(spoken.auth.sign(spoken.rest.write_ask(ask), KEYS, NOW), NOW).reply
    assert reply is not None
    return spoken.rest.read_answer(ask, reply)


def place(house: Exchange, row: Venue, size: str, price: int, name: str) -> object:
    (symbol,) = house.floors[row.id].markets
    mode = MarginMode.CROSS if row.product else None
    order = a.Place(symbol, name, Side.BUY, OrderType.LIMIT, read_atoms(size), read_atoms(str(price)), margin_mode=mode)
    return asked(house, row, order)


def test_the_money_of_both_rows_is_one_sum_and_is_the_same_from_either_side(house: Exchange) -> None:
    spot, contracts = accounts(house)
    assert spot.balance("USDT") == contracts.balance("USDT")
    assert spot.balance("USDT").free == read_atoms("100")
    assert spot.ledger.assets() == ("BTC", "USDT")
    apart, margin = accounts(house, "classic")
    assert (apart.balance("USDT").free, margin.balance("USDT").free) == (read_atoms("60"), read_atoms("40"))


def test_what_a_spot_order_holds_is_no_margin_and_is_free_again_when_it_is_gone(house: Exchange) -> None:
    placed = place(house, SPOT, "0.001", 50_000, "one")
    assert isinstance(placed, a.Placed), placed
    spot, contracts = accounts(house)
    assert spot.balance("USDT") == contracts.balance("USDT")
    assert (contracts.balance("USDT").free, contracts.balance("USDT").total) == (read_atoms("50"), read_atoms("100"))
    assert isinstance(asked(house, SPOT, a.Cancel("", "one")), a.Cancelling)
    assert contracts.balance("USDT").free == read_atoms("100")


def test_what_contracts_tie_cannot_be_spent(house: Exchange) -> None:
    placed = place(house, CONTRACTS, "0.03", 50_000, "one")  # at 20 times: 75 of 100
    assert isinstance(placed, a.Placed), placed
    refused = place(house, SPOT, "0.001", 50_000, "two")
    assert isinstance(refused, a.Refused)
    assert (refused.code, refused.kind) == ("25202", a.Refusal.FUNDS)


def test_coins_that_are_bought_are_paid_from_the_one_wallet(house: Exchange) -> None:
    (symbol,) = house.floor.markets
    order = a.Place(symbol, "one", Side.BUY, OrderType.MARKET, quote=read_atoms("30"))
    assert isinstance(asked(house, SPOT, order), a.Placed)
    answer = asked(house, SPOT, a.ReadBalances())
    assert isinstance(answer, BalancesReport)
    money = next(row for row in answer.rows if row.asset == "USDT")
    assert read_atoms("70") <= money.total < read_atoms("71")
    assert accounts(house)[1].balance("USDT").total == money.total
    assert accounts(house)[0].balance("BTC").free > read_atoms("1")


def test_an_order_is_found_on_whichever_floor_it_stands(house: Exchange) -> None:
    assert isinstance(place(house, CONTRACTS, "0.01", 50_000, "theirs"), a.Placed)
    found = asked(house, CONTRACTS, a.ReadOrder("", "theirs"))
    assert isinstance(found, a.Orders)
    assert (found.rows[0].client_id, found.rows[0].hold) == ("theirs", Hold.NET)
    assert isinstance(asked(house, CONTRACTS, a.Cancel("", "theirs")), a.Cancelling)
    assert asked(house, CONTRACTS, a.ReadOrder("", "nobodys")) == a.Orders(())
