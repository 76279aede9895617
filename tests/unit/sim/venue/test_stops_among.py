"""Stops that are orders: one number and one name before and after, found by whatever asks for orders."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms as A  # noqa: N812 - as short as a suffix
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.news import OrderNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire import asks as a
from picaflor.wire.asks import Refusal
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.stops import AmendStop, PlaceStop

NAME, OTHER = "stop-0001", "stop-0002"
STOP = PlaceStop("BTCUSDT", NAME, Side.SELL, A("59000"), price=A("58900"), size=A("0.1"), rises=False)


class House:
    def __init__(self) -> None:
        venue = load("hitbtc")
        self.floor = Floor(venue, spot_listing(venue, 1), venue.order_no)
        self.answers = Answers(self.floor)
        self.one = self._account("one")
        self.two = self._account("two")

    def _account(self, name: str) -> VenueAccount:
        return self.floor.open_account(PlainKeys(name, "secret"), {"BTC": A("1"), "USDT": A("100000")})

    def ask(self, ask: a.Ask, who: VenueAccount | None = None) -> a.Answer | a.Refused:
        return self.answers.private(who or self.one, ask, 5)

    def put(self, ask: PlaceStop = STOP) -> OrderReport:
        placed = self.ask(ask)
        assert isinstance(placed, a.Placed), placed
        assert placed.order is not None
        return placed.order

    def trade_at(self, price: str) -> None:
        """Two strangers to the stop."""
        for who, side in ((self.two, Side.BUY), (self.one, Side.SELL)):
            limit = a.Place("BTCUSDT", f"trade-{who.no}-{who.accepted}", side, OrderType.LIMIT, A("0.001"), A(price))
            assert isinstance(self.ask(limit, who), a.Placed)
        self.floor.fire(6)

    def told(self) -> list[OrderReport]:
        news = [item.report for item in self.floor.news if isinstance(item, OrderNews)]
        return [report for report in news if report.trigger is not None]

    def rows(self, ask: a.Ask) -> list[str]:
        page = self.ask(ask)
        assert isinstance(page, a.Orders)
        return [row.client_id for row in page.rows]


@pytest.fixture
def house() -> House:
    return House()


def kind(answer: object) -> Refusal:
    assert isinstance(answer, a.Refused), answer
    return answer.kind


def test_it_waits_is_triggered_and_keeps_its_number_and_name(house: House) -> None:
    placed = house.put()
    assert (placed.waits, placed.status, placed.trigger) == (True, OrderStatus.OPEN, A("59000"))
    assert house.one.live == {}
    assert house.rows(a.ReadOpenOrders()) == [NAME]
    house.trade_at("59000")
    order = house.one.find(NAME, "")
    assert order is not None
    assert str(order.no) == placed.venue_id
    assert [(row.waits, row.status) for row in house.told()] == [(True, OrderStatus.OPEN), (False, OrderStatus.OPEN)]
    assert house.rows(a.ReadOpenOrders()) == [NAME]
    assert house.rows(a.ReadClosedOrders())[0] != NAME


def test_what_waits_for_a_rise_is_not_fired_by_a_fall(house: House) -> None:
    house.put(PlaceStop("BTCUSDT", NAME, Side.SELL, A("59000"), price=A("59000"), size=A("0.1"), rises=True))
    house.trade_at("58000")
    assert house.one.find(NAME, "") is None
    house.trade_at("59000.01")
    assert house.one.find(NAME, "") is not None


def test_a_cancel_of_any_order_ends_it(house: House) -> None:
    placed = house.put()
    gone = house.ask(a.Cancel("", NAME))
    assert isinstance(gone, a.Cancelling)
    assert [(row.venue_id, row.status, row.waits) for row in gone.orders] == [
        (placed.venue_id, OrderStatus.CANCELLED, False)
    ]
    assert kind(house.ask(a.Cancel("", NAME))) is Refusal.NOT_FOUND
    assert (house.rows(a.ReadOpenOrders()), house.rows(a.ReadClosedOrders())) == ([], [NAME])
    assert house.rows(a.ReadOrder("", NAME)) == [NAME]
    assert kind(house.ask(a.ReadOrder("", NAME, live=True))) is Refusal.NOT_FOUND


def test_all_means_those_that_wait_too(house: House) -> None:
    house.put()
    limit = a.Place("BTCUSDT", "limit-0001", Side.BUY, OrderType.LIMIT, A("0.1"), A("50000"))
    assert isinstance(house.ask(limit), a.Placed)
    assert house.rows(a.ReadOpenOrders()) == ["limit-0001", NAME]
    assert house.rows(a.ReadOpenOrders(limit=1)) == ["limit-0001"]
    buys = house.ask(a.CancelAll("", Side.BUY))
    assert isinstance(buys, a.Cancelling)
    assert [row.client_id for row in buys.orders] == ["limit-0001"]
    gone = house.ask(a.CancelAll("BTCUSDT"))
    assert isinstance(gone, a.Cancelling)
    assert [row.client_id for row in gone.orders] == [NAME]


def test_an_amended_one_has_another_name_and_the_same_number(house: House) -> None:
    placed = house.put()
    moved = house.ask(AmendStop("", A("58000"), NAME, price=A("57900"), new_client_id=OTHER))
    assert isinstance(moved, a.Amending)
    assert moved.order is not None
    assert (moved.order.venue_id, moved.order.client_id, moved.order.trigger) == (placed.venue_id, OTHER, A("58000"))
    assert kind(house.ask(a.Cancel("", NAME))) is Refusal.NOT_FOUND
    assert kind(house.ask(a.Place("BTCUSDT", NAME, Side.BUY, OrderType.LIMIT, A("0.1"), A("5")))) is Refusal.DUPLICATE
    resized = house.ask(a.Amend("", 0, A("0.2"), "", OTHER))  # nobody says that it waits
    assert isinstance(resized, a.Amending)
    assert resized.order is not None
    assert (resized.order.size, resized.order.trigger) == (A("0.2"), A("58000"))
    assert resized.order.client_id not in (NAME, OTHER)
    assert kind(house.ask(AmendStop("", A("1"), "nobody-01"))) is Refusal.NOT_FOUND


def test_a_name_is_used_once_whatever_bears_it(house: House) -> None:
    house.put()
    limit = a.Place("BTCUSDT", NAME, Side.BUY, OrderType.LIMIT, A("0.1"), A("50000"))
    assert kind(house.ask(limit)) is Refusal.DUPLICATE
    assert kind(house.ask(STOP)) is Refusal.DUPLICATE
    assert isinstance(house.ask(a.Place("BTCUSDT", OTHER, Side.BUY, OrderType.LIMIT, A("0.1"), A("50000"))), a.Placed)
    assert kind(house.ask(PlaceStop("BTCUSDT", OTHER, Side.SELL, A("59000"), size=A("0.1"), rises=False))) is (
        Refusal.DUPLICATE
    )
    assert kind(house.ask(AmendStop("", A("58000"), NAME, new_client_id=OTHER))) is Refusal.DUPLICATE
    assert kind(house.ask(AmendStop("", A("58000"), NAME, new_client_id=NAME))) is Refusal.DUPLICATE


def test_one_that_fires_into_an_empty_wallet_has_expired(house: House) -> None:
    house.put(PlaceStop("BTCUSDT", NAME, Side.SELL, A("59000"), size=A("5"), rises=False))
    house.trade_at("59000")
    assert [(row.waits, row.status) for row in house.told()] == [(True, OrderStatus.OPEN), (False, OrderStatus.EXPIRED)]
    assert NAME in house.rows(a.ReadClosedOrders())


def test_elsewhere_a_stop_is_no_order(house: House) -> None:
    floor = Floor(load("bitget"), spot_listing(load("bitget"), 1), 1_000)
    account = floor.open_account(PlainKeys("key", "secret"), {"BTC": A("1")})
    answers = Answers(floor)
    assert isinstance(answers.private(account, STOP, 5), a.Placed)
    assert answers.private(account, a.ReadOpenOrders(), 5) == a.Orders(())
    assert isinstance(answers.private(account, a.Cancel("", NAME), 5), a.Refused)
