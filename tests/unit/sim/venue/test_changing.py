"""An order changed where it stands: the same one, behind its equals, and as it was where that is refused."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.changing import change
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.news import OrderNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Amend, Amending, Refusal, Refused
from picaflor.wire.reports import OrderStatus
from tests.unit.sim.venue.conftest import Put
from tests.unit.sim.venue.contracts import House

A = read_atoms
PRICE = "60000"


def ask(price: str = "", size: str = "", name: str = "x") -> Amend:
    return Amend("", A(price) if price else 0, A(size) if size else 0, "", name)


def test_it_keeps_its_number_and_its_name_and_stands_behind_its_equals(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    order, rival = put(account, Side.BUY, "0.01", PRICE, name="x"), put(other, Side.BUY, "0.01", PRICE)
    floor.news.clear()
    said = change(floor, account, ask(size="0.02"), 2)
    assert isinstance(said, Amending)
    assert (said.client_id, said.venue_id, account.accepted) == ("x", str(order.no), 1)
    told = [each.report for each in floor.news if isinstance(each, OrderNews)]
    assert [(report.size, report.status) for report in told] == [(A("0.02"), OrderStatus.OPEN)]
    assert account.ledger.held("USDT") == A("1200")
    put(other, Side.SELL, "0.01", PRICE)
    assert (rival.status, order.status) == (OrderStatus.FILLED, OrderStatus.OPEN)


def test_what_was_filled_stays_filled_and_the_rest_can_be_taken(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    order = put(account, Side.BUY, "0.02", PRICE, name="x")
    put(other, Side.SELL, "0.01", PRICE)
    for size in ("0.01", "0.005"):
        assert isinstance(change(floor, account, ask(size=size), 2), Refused)
    assert isinstance(change(floor, account, ask("59000", "0.03"), 2), Amending)
    assert (order.status, order.filled, account.ledger.held("USDT")) == (OrderStatus.PARTIAL, 10_000, A("1180"))
    put(other, Side.SELL, "0.02", "59000")
    assert (order.status, order.live) == (OrderStatus.FILLED, False)
    assert account.ledger.held("USDT") == 0


def test_where_it_now_meets_somebody_it_takes_and_one_that_only_makes_ends(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(other, Side.SELL, "0.01", "60500")
    order, maker = (
        put(account, Side.BUY, "0.01", PRICE, name=name, type=kind)
        for name, kind in (("x", OrderType.LIMIT), ("m", OrderType.LIMIT_MAKER))
    )
    assert isinstance(change(floor, account, ask("60500", name="m"), 2), Amending)
    assert maker.status is OrderStatus.REFUSED
    change(floor, account, ask("60500"), 2)
    assert order.status is OrderStatus.FILLED


@pytest.mark.parametrize(
    ("price", "size", "kind"),
    [
        ("", "", Refusal.RULE),
        ("60000", "0.01", Refusal.RULE),
        ("60000.001", "", Refusal.RULE),
        ("", "0.0000001", Refusal.RULE),
        ("90000", "", Refusal.RULE),
        ("", "9", Refusal.FUNDS),
    ],
)
def test_what_is_refused_leaves_it_as_it_was(
    price: str, size: str, kind: Refusal, floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    order, rival = put(account, Side.BUY, "0.01", PRICE, name="x"), put(other, Side.BUY, "0.01", PRICE)
    said = change(floor, account, ask(price, size), 2)
    assert isinstance(said, Refused)
    assert said.kind is kind
    assert account.ledger.held("USDT") == A("600")
    put(other, Side.SELL, "0.01", PRICE)
    assert (order.status, rival.status) == (OrderStatus.FILLED, OrderStatus.OPEN)


def test_what_is_not_there_or_over_or_has_no_price_is_not_changed(
    floor: Floor, account: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.01", PRICE, name="gone")
    floor.cancel(account, "gone", "", 1)
    for name, kind in (("nobody", Refusal.NOT_FOUND), ("gone", Refusal.CLOSED)):
        said = change(floor, account, ask("59000", name=name), 2)
        assert isinstance(said, Refused)
        assert said.kind is kind


def test_on_a_contract_what_it_ties_is_tied_anew() -> None:
    house = House()
    order = house.put(house.one, Side.BUY, "0.1", PRICE, name="x")
    before = house.floor.ledger(house.one).available("USDT")
    assert isinstance(change(house.floor, house.one, ask(size="0.2"), 2), Amending)
    assert house.floor.ledger(house.one).available("USDT") < before
    refused = change(house.floor, house.one, ask(size="900"), 2)
    assert isinstance(refused, Refused)
    assert (refused.kind, order.lots) == (Refusal.FUNDS, 2_000)
    house.put(house.two, Side.SELL, "0.2", PRICE)
    assert (house.lots(house.one), order.status) == (2_000, OrderStatus.FILLED)
