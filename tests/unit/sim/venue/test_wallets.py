"""Money that moves between floors leaves one and reaches the other, with a line in the books of both."""

from __future__ import annotations

import pytest

from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.news import BalanceNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.wallets import Short, deposit, transfer, withdraw
from picaflor.venues import load
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import BillKind
from tests.unit.sim.venue.contracts import NOW, A, House


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def spot() -> Floor:
    return Floor(load("bitget"), spot_listing(load("bitget"), 1), 1)


@pytest.fixture
def coins(spot: Floor) -> VenueAccount:
    return spot.open_account(PlainKeys("one", "secret"), {"USDT": A("100")})


def test_a_transfer_moves_and_is_booked_on_both_floors(house: House, spot: Floor, coins: VenueAccount) -> None:
    margin = house.one
    transfer(spot, house.floor, 1, "USDT", A("30.000001"), NOW)
    assert (coins.balance("USDT").total, margin.balance("USDT").total) == (A("69.999999"), A("10030.000001"))
    for account, sign in ((coins, -1), (margin, 1)):
        line = account.bills[-1]
        assert (line.kind, line.amount, line.at_ns) == (BillKind.TRANSFER, sign * A("30.000001"), NOW)
        assert line.balance == account.balance("USDT").total
    assert isinstance(spot.news[-1], BalanceNews)
    assert isinstance(house.floor.news[-1], BalanceNews)
    transfer(house.floor, spot, 1, "USDT", A("30.000001"), NOW)
    assert (coins.balance("USDT").total, margin.balance("USDT").total) == (A("100"), A("10000"))


def test_more_than_is_free_does_not_move(house: House, spot: Floor, coins: VenueAccount) -> None:
    with pytest.raises(Short):
        transfer(spot, house.floor, 1, "USDT", A("100.000001"), NOW)
    assert (coins.balance("USDT").total, house.one.balance("USDT").total) == (A("100"), A("10000"))
    with pytest.raises(Short):
        withdraw(house.floor, 1, "USDT", A("10001"), NOW)


def test_deposits_and_withdrawals_have_names_of_their_own(house: House, spot: Floor, coins: VenueAccount) -> None:
    for floor, account in ((spot, coins), (house.floor, house.one)):
        deposit(floor, 1, "USDT", A("7"), NOW)
        withdraw(floor, 1, "USDT", A("2"), NOW)
        assert [(bill.kind, bill.amount) for bill in list(account.bills)[-2:]] == [
            (BillKind.DEPOSIT, A("7")),
            (BillKind.WITHDRAWAL, -A("2")),
        ]
