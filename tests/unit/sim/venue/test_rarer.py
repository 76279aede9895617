"""The rarer asks reach the machines that answer them, and stops that fire become orders on the floor."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Cause, OrderType, SelfTrade, Side
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.news import StopNews
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import OrderStatus
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

A = read_atoms
SYMBOL = "BTCUSDT"
STOP = s.PlaceStop(SYMBOL, "st", Side.SELL, A("59000"), size=A("0.1"))


def answer(floor: Floor, who: VenueAccount, ask: a.Ask) -> a.Answer | a.Refused:
    return Answers(floor).private(who, ask, 5)


def trade(put: Put, buyer: VenueAccount, seller: VenueAccount, price: str) -> None:
    """Moves the last price."""
    put(buyer, Side.BUY, "0.001", price)
    put(seller, Side.SELL, "0.001", price)


def latest(who: VenueAccount) -> VenueOrder:
    return next(reversed(who.orders.values()))


def test_several_at_once_and_an_amendment(floor: Floor, account: VenueAccount) -> None:
    rows = tuple(a.Place(SYMBOL, name, Side.BUY, OrderType.LIMIT, A("0.01"), A("60000")) for name in "xy")
    assert isinstance(answer(floor, account, a.PlaceMany(SYMBOL, rows)), a.PlacedMany)
    assert isinstance(answer(floor, account, a.Amend(SYMBOL, A("60000"), A("0.02"), "z", "x")), a.Amending)
    assert isinstance(answer(floor, account, a.CancelMany(SYMBOL, (a.Cancel(SYMBOL, "z"),))), a.CancellingMany)
    assert [order.place.client_id for order in account.live.values()] == ["y"]


def test_a_row_may_amend_only_what_has_no_fills(
    venue: Venue, floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.02", "60000", name="x")
    put(other, Side.SELL, "0.01", "60000")
    floor.venue = _with(venue, "amends_untouched")
    said = answer(floor, account, a.Amend(SYMBOL, A("60000"), A("0.02"), "z", "x"))
    assert isinstance(said, a.Refused)


def _with(venue: Venue, feature: str) -> Venue:
    return dataclasses.replace(venue, features=venue.features | {feature})


def test_a_stop_fires_into_an_order_of_its_own(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    taken = answer(floor, account, STOP)
    assert isinstance(taken, a.Placed)
    assert isinstance(account.ledger, SpotLedger)
    assert account.ledger.held("BTC") == 0  # it ties nothing while it waits
    put(other, Side.BUY, "0.1", "58900")
    trade(put, other, account, "59000")
    floor.fire(9)
    order = latest(account)
    assert (order.cause, order.place.type, order.status) == (Cause.STOP, OrderType.MARKET, OrderStatus.FILLED)
    assert order.place.client_id not in ("st", "")
    told = [news.report for news in floor.news if isinstance(news, StopNews)]
    assert [(row.status, row.order_id) for row in told] == [
        (s.StopStatus.WAITING, ""),
        (s.StopStatus.TRIGGERED, str(order.no)),
    ]
    past = answer(floor, account, s.ReadStops(past=True))
    assert isinstance(past, s.Stops)
    assert [row.venue_id for row in past.rows] == [taken.venue_id]
    assert answer(floor, account, s.ReadStops()) == s.Stops(())


def test_every_price_that_passed_is_looked_at(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    """The last price is back where it was when stops are looked at."""
    answer(floor, account, STOP)
    for price in ("60000", "58999", "60000"):
        trade(put, other, account, price)
    floor.fire(9)
    assert floor.waiting.waiting(account) == []


def test_one_stop_fires_another(floor: Floor, account: VenueAccount, other: VenueAccount, put: Put) -> None:
    for name, trigger in (("first", "59000"), ("second", "58500")):
        answer(floor, account, replace(STOP, client_id=name, trigger=A(trigger), size=A("0.01")))
    put(other, Side.BUY, "0.01", "58400")
    put(other, Side.BUY, "0.01", "58300")
    trade(put, other, account, "59000")
    floor.fire(9)
    assert [order.cause for order in account.orders.values()][-2:] == [Cause.STOP, Cause.STOP]
    assert floor.last[SYMBOL] == A("58300") // A("0.01")


def test_a_stop_that_fires_into_an_empty_wallet_fails(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    answer(floor, account, replace(STOP, size=A("5")))
    trade(put, other, account, "59000")
    floor.fire(9)
    (row,) = answer(floor, account, s.ReadStops(past=True)).rows  # type: ignore[union-attr]
    assert (row.status, row.reason) == (s.StopStatus.FAILED, "Insufficient balance")


def test_stops_are_amended_and_cancelled(floor: Floor, account: VenueAccount) -> None:
    answer(floor, account, STOP)
    said = answer(floor, account, s.AmendStop("", A("58000"), "st"))
    assert isinstance(said, a.Amending)
    assert isinstance(answer(floor, account, s.AmendStop("", A("58000"), "nobody")), a.Refused)
    assert isinstance(answer(floor, account, s.CancelStop("", "st")), a.Cancelling)
    assert isinstance(answer(floor, account, replace(STOP, symbol="ODD")), a.Refused)


def test_an_account_may_have_a_tier_of_its_own(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    assert answer(floor, account, c.ReadFees(SYMBOL)) == c.FeesReport(SYMBOL, A("0.001"), A("0.001"))
    account.tier = (-A("0.0001"), A("0.0005"))
    assert answer(floor, account, c.ReadFees(SYMBOL)) == c.FeesReport(SYMBOL, -A("0.0001"), A("0.0005"))
    put(account, Side.BUY, "0.01", "60000")
    put(other, Side.SELL, "0.01", "60000")
    put(other, Side.BUY, "0.01", "60000")
    put(account, Side.SELL, "0.01", "60000")
    assert [fill.fee for fill in account.fills] == [-A("0.000001"), A("0.3")]
    assert isinstance(answer(floor, account, c.ReadFees("ODD")), a.Refused)


def test_bills(floor: Floor, account: VenueAccount) -> None:
    said = answer(floor, account, c.ReadBills())
    assert isinstance(said, c.Bills)
    assert len(said.rows) == 3
    assert isinstance(answer(floor, account, c.ReadBills(before="x")), a.Refused)


@pytest.mark.parametrize(
    ("mode", "old", "new"),
    [
        (None, OrderStatus.FILLED, OrderStatus.FILLED),
        (SelfTrade.CANCEL_MAKER, OrderStatus.CANCELLED, OrderStatus.OPEN),
        (SelfTrade.CANCEL_TAKER, OrderStatus.OPEN, OrderStatus.CANCELLED),
        (SelfTrade.CANCEL_BOTH, OrderStatus.CANCELLED, OrderStatus.CANCELLED),
    ],
)
def test_who_meets_himself(
    mode: SelfTrade | None, old: OrderStatus, new: OrderStatus, account: VenueAccount, put: Put
) -> None:
    rests = put(account, Side.BUY, "0.01", "60000")
    comes = put(account, Side.SELL, "0.01", "60000", self_trade=mode)
    assert (rests.status, comes.status) == (old, new)
    assert comes.report().self_trade is mode
    if OrderStatus.CANCELLED in (old, new):
        assert (comes if new is OrderStatus.CANCELLED else rests).reason == "self_trade"


def test_a_market_buy_of_coins_ties_what_it_may_cost(second: Venue) -> None:
    """The wallet is not overdrawn by a book that is dearer than the last price."""
    floor = Floor(second, spot_listing(second, 1), 1_000)
    poor, rich = (floor.open_account(PlainKeys(name, "s"), {"USDT": A("100"), "BTC": A("1")}) for name in ("a", "b"))
    offer = a.Place(SYMBOL, "o" * 32, Side.SELL, OrderType.LIMIT, A("0.01"), A("62000"))
    assert isinstance(floor.place(rich, offer, 1), a.Placed)
    wish = a.Place(SYMBOL, "w" * 32, Side.BUY, OrderType.MARKET, A("0.01"))
    said = floor.place(poor, wish, 2)
    assert isinstance(said, a.Refused)
    assert said.kind is a.Refusal.FUNDS
    assert isinstance(floor.place(poor, replace(wish, size=A("0.001")), 3), a.Placed)
    assert isinstance(poor.ledger, SpotLedger)
    assert poor.ledger.total("BTC") == A("1.001")
