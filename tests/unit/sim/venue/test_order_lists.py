"""Lists of orders on a floor: which are taken, which leg ends or begins which, and that a refused one leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import Cancel, Orders, Place, Placed, PlacedMany, ReadOpenOrders, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.lists import Contingency, Leg, PlaceList
from picaflor.wire.reports import OrderReport, OrderStatus

A = read_atoms
NOW = 1_785_500_000_000_000_000
BTC, ETH = "BTCUSDT", "ETHUSDT"
C, S = Contingency, OrderStatus
FIRST, SECOND, THIRD = "leg-first", "leg-second", "leg-third"


class House:
    def __init__(self) -> None:
        venue = load("hitbtc")
        self.floor = Floor(venue, spot_listing(venue, 2), 100_000_000)
        self.answers = Answers(self.floor)
        self.one, self.two = (self.customer(name) for name in ("one", "two"))

    def customer(self, name: str) -> VenueAccount:
        funds = {"USDT": A("100000"), "BTC": A("10"), "ETH": A("100")}
        return self.floor.open_account(PlainKeys(name, "secret"), funds)

    def ask(self, kind: Contingency, *legs: Leg) -> PlacedMany | Refused:
        said = self.answers.private(self.one, PlaceList(kind, legs), NOW)
        assert isinstance(said, PlacedMany | Refused)
        self.happens()
        return said

    def put(self, kind: Contingency, *legs: Leg) -> list[OrderReport]:
        said = self.ask(kind, *legs)
        assert isinstance(said, PlacedMany), said
        return [row.order for _, row in said.rows if isinstance(row, Placed) and row.order is not None]

    def trade(self, side: Side, size: str, price: str, tif: Tif = Tif.GTC, symbol: str = BTC) -> None:
        """Somebody else's order."""
        name = f"other{self.floor.next_no()}"
        said = self.floor.place(self.two, Place(symbol, name, side, OrderType.LIMIT, A(size), A(price), tif=tif), NOW)
        assert isinstance(said, Placed), said
        self.happens()

    def happens(self) -> None:
        """As the house does after each request."""
        self.floor.fire(NOW)
        while self.answers.lists.look(NOW):
            self.floor.fire(NOW)

    def order(self, name: str) -> OrderReport:
        order, stop = self.one.find(name, ""), self.floor.waiting.find(self.one, name, "")
        if order is not None:
            return order.report()
        assert stop is not None
        return stop.among_orders()

    def cancel(self, name: str) -> None:
        self.answers.private(self.one, Cancel("", name), NOW)
        self.happens()

    def states(self) -> list[tuple[OrderStatus, bool]]:
        return [(row.status, row.waits) for row in map(self.order, (FIRST, SECOND))]

    def open(self) -> list[str]:
        said = self.answers.private(self.one, ReadOpenOrders(limit=100), NOW)
        assert isinstance(said, Orders)
        return sorted(row.client_id for row in said.rows)


@pytest.fixture
def house() -> House:
    return House()


def limit(name: str, side: Side, price: str, **more: Any) -> Leg:
    return Leg(more.pop("symbol", BTC), name, side, OrderType.LIMIT, A(more.pop("size", "0.1")), A(price), **more)


def stop(name: str, side: Side, trigger: str, **more: Any) -> Leg:
    rises = side is Side.BUY
    return Leg(BTC, name, side, OrderType.MARKET, A("0.1"), trigger=A(trigger), rises=more.pop("rises", rises), **more)


PROFIT, LOSS = limit(FIRST, Side.SELL, "62000"), stop(SECOND, Side.SELL, "60000")
ENTRY = limit(FIRST, Side.BUY, "61000")


def test_of_two_that_end_each_other_the_fill_of_one_ends_the_other(house: House) -> None:
    rows = house.put(C.ONE_CANCELS, PROFIT, LOSS)
    assert [(row.list_id, row.contingency) for row in rows] == [(FIRST, C.ONE_CANCELS)] * 2
    assert [(row.client_id, row.waits) for row in rows] == [(FIRST, False), (SECOND, True)]
    house.trade(Side.BUY, "0.05", "62000", Tif.IOC)
    assert house.states() == [(S.PARTIAL, False), (S.CANCELLED, False)]
    assert house.order(SECOND).reason == "other leg"
    assert house.order(FIRST).list_id == FIRST


def test_of_two_that_end_each_other_the_price_of_one_ends_the_other(house: House) -> None:
    house.put(C.ONE_CANCELS, PROFIT, LOSS)
    house.trade(Side.BUY, "0.5", "59990")
    house.trade(Side.SELL, "0.01", "59990", Tif.IOC)
    assert house.states() == [(S.CANCELLED, False), (S.FILLED, False)]
    assert house.open() == []


def test_a_leg_that_its_owner_cancels_leaves_the_other_alone(house: House) -> None:
    house.put(C.ONE_CANCELS, PROFIT, LOSS)
    house.cancel(FIRST)
    assert house.states() == [(S.CANCELLED, False), (S.OPEN, True)]


def test_the_first_begins_the_others_when_it_is_filled_whole(house: House) -> None:
    rows = house.put(C.ONE_TRIGGERS, ENTRY, limit(SECOND, Side.SELL, "62000"), stop(THIRD, Side.SELL, "60000"))
    assert [(row.waits, row.trigger) for row in rows] == [(False, None), (True, None), (True, A("60000"))]
    assert house.open() == [FIRST, SECOND, THIRD]
    house.trade(Side.SELL, "0.05", "61000", Tif.IOC)
    assert house.states() == [(S.PARTIAL, False), (S.OPEN, True)]
    number = house.order(SECOND).venue_id
    house.trade(Side.SELL, "0.05", "61000", Tif.IOC)
    assert house.states() == [(S.FILLED, False), (S.OPEN, False)]
    assert (house.order(SECOND).venue_id, house.order(SECOND).trigger) == (number, None)
    house.trade(Side.BUY, "0.5", "59990")
    house.trade(Side.SELL, "0.01", "59990", Tif.IOC)
    assert house.order(THIRD).status is S.FILLED
    assert house.order(SECOND).status is S.OPEN  # nothing ends it here


def test_what_waits_for_another_order_hears_no_price(house: House) -> None:
    house.put(C.ONE_TRIGGERS, ENTRY, stop(SECOND, Side.SELL, "61500"))
    house.trade(Side.BUY, "0.05", "61400")
    house.trade(Side.SELL, "0.01", "61400", Tif.IOC)
    assert house.states() == [(S.OPEN, False), (S.OPEN, True)]


def test_a_first_one_that_ends_takes_the_others_with_it(house: House) -> None:
    house.put(C.ONE_TRIGGERS, ENTRY, limit(SECOND, Side.SELL, "62000"))
    house.cancel(FIRST)
    assert house.states() == [(S.CANCELLED, False), (S.CANCELLED, False)]
    assert house.one.balance("BTC").held == 0


def test_what_was_cancelled_before_its_time_does_not_begin(house: House) -> None:
    house.put(C.ONE_TRIGGERS, ENTRY, limit(SECOND, Side.SELL, "62000"))
    house.cancel(SECOND)
    house.trade(Side.SELL, "0.1", "61000", Tif.IOC)
    assert house.states() == [(S.FILLED, False), (S.CANCELLED, False)]


def test_the_first_begins_two_that_end_each_other(house: House) -> None:
    legs = (ENTRY, limit(SECOND, Side.SELL, "62000"), stop(THIRD, Side.SELL, "60000"))
    house.put(C.ONE_TRIGGERS_ONE_CANCELS, *legs)
    house.trade(Side.SELL, "0.1", "61000", Tif.IOC)
    house.trade(Side.BUY, "0.1", "62000", Tif.IOC)
    assert [house.order(name).status for name in (FIRST, SECOND, THIRD)] == [S.FILLED, S.FILLED, S.CANCELLED]


def test_one_that_has_only_begun_ends_none(house: House) -> None:
    legs = (ENTRY, limit(SECOND, Side.SELL, "62000"), stop(THIRD, Side.SELL, "60000"))
    house.put(C.ONE_TRIGGERS_ONE_CANCELS, *legs)
    house.trade(Side.SELL, "0.1", "61000", Tif.IOC)
    assert [house.order(name).status for name in (SECOND, THIRD)] == [S.OPEN, S.OPEN]
    assert (house.order(SECOND).waits, house.order(THIRD).waits) == (False, True)


def test_all_or_none(house: House) -> None:
    def legs(number: int, size: str) -> tuple[Leg, ...]:
        return (
            limit(f"{FIRST}{number}", Side.BUY, "61500", tif=Tif.FOK),
            limit(f"{SECOND}{number}", Side.BUY, "2600", symbol=ETH, size=size, tif=Tif.FOK),
        )

    house.trade(Side.SELL, "0.2", "61300")
    house.trade(Side.SELL, "1", "2550", symbol=ETH)
    assert [row.status for row in house.put(C.ALL_OR_NONE, *legs(1, "1.1"))] == [S.EXPIRED, S.EXPIRED]
    assert [row.status for row in house.put(C.ALL_OR_NONE, *legs(2, "1"))] == [S.FILLED, S.FILLED]


@pytest.mark.parametrize(
    ("kind", "legs"),
    [
        (C.ONE_CANCELS, (PROFIT,)),
        (C.ONE_CANCELS, (PROFIT, limit(SECOND, Side.SELL, "63000"))),
        (C.ONE_CANCELS, (LOSS, Leg(BTC, FIRST, Side.SELL, OrderType.MARKET, A("0.1")))),
        (C.ONE_CANCELS, (PROFIT, stop(FIRST, Side.SELL, "60000"))),
        (C.ONE_TRIGGERS, (ENTRY, limit(SECOND, Side.SELL, "62000", tif=Tif.IOC))),
        (C.ONE_TRIGGERS_ONE_CANCELS, (ENTRY, PROFIT)),
        (
            C.ONE_TRIGGERS_ONE_CANCELS,
            (ENTRY, limit(SECOND, Side.SELL, "2600", symbol=ETH), stop(THIRD, Side.SELL, "1")),
        ),
        (C.ALL_OR_NONE, (ENTRY, limit(SECOND, Side.BUY, "2600", symbol=ETH))),
        (C.ALL_OR_NONE, (limit(FIRST, Side.BUY, "1", tif=Tif.FOK), limit(SECOND, Side.BUY, "1", tif=Tif.FOK))),
    ],
)
def test_what_makes_no_list(house: House, kind: Contingency, legs: tuple[Leg, ...]) -> None:
    said = house.ask(kind, *legs)
    assert isinstance(said, Refused)
    assert said.code == "10001"
    assert (house.open(), house.one.listed) == ([], {})


def test_a_leg_that_is_refused_takes_all_of_the_list_back(house: House) -> None:
    said = house.ask(C.ONE_CANCELS, limit(FIRST, Side.SELL, "62000", size="11"), LOSS)
    assert isinstance(said, Refused)
    assert said.code == "20001"
    assert (house.open(), house.one.listed) == ([], {})
    house.put(C.ONE_CANCELS, limit("leg-fourth", Side.SELL, "62000"), stop(THIRD, Side.SELL, "60000"))
    again = house.ask(C.ONE_CANCELS, limit("leg-fifth", Side.SELL, "62000"), stop(THIRD, Side.SELL, "60000"))
    assert isinstance(again, Refused)
    assert again.code == "20008"
