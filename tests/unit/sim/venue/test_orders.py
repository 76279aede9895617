"""An account keeps its orders by both ids, forgets the oldest final ones, and never a live one."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, Side
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import Paid, VenueAccount, is_no
from tests.unit.sim.venue.conftest import Put


def test_an_order_is_found_by_either_id_and_theirs_counts(account: VenueAccount, put: Put) -> None:
    order = put(account, Side.SELL, "0.1", "62000", name="mine")
    assert account.find("mine", "") is order
    assert account.find("", str(order.no)) is order
    assert account.find("mine", "7") is None
    assert account.find("", "") is None
    assert account.find("mine", "no number") is order


@pytest.mark.parametrize("text", ["", "abc", "-1", "٣", "9" * 20, "9" * 5_000])
def test_what_is_no_number_of_ours_is_told_apart(text: str) -> None:
    assert not is_no(text)


def test_the_oldest_final_orders_are_forgotten(floor: Floor, account: VenueAccount, put: Put) -> None:
    account.kept = 3
    rests = put(account, Side.SELL, "0.1", "62000", name="rests")
    for name in ("one", "two", "two", "three"):
        gone = put(account, Side.SELL, "0.1", "62000", name=name)
        floor.cancel(account, "", str(gone.no), 1)
    assert account.accepted == 5
    assert [order.place.client_id for order in account.orders.values()] == ["rests", "two", "three"]
    assert account.find("one", "") is None
    assert account.find("two", "") is not None
    assert account.find("rests", "") is rests


def test_reports_say_what_was_asked_and_what_became_of_it(account: VenueAccount, put: Put) -> None:
    order = put(account, Side.SELL, "0.1", "62000", name="mine")
    order.filled, order.reason = 25_000, "because"
    report = order.report()
    assert (report.client_id, report.venue_id, report.symbol) == ("mine", str(order.no), "BTCUSDT")
    assert (report.size, report.filled, report.price) == (read_atoms("0.1"), read_atoms("0.025"), read_atoms("62000"))
    assert (report.reason, report.fill, report.created_ns) == ("because", None, 1)
    fill = order.fill_report(77, 6_200_000, 25_000, Paid(5, "BGB"), Liquidity.MAKER)
    assert (fill.trade_id, fill.price, fill.size) == ("77", read_atoms("62000"), read_atoms("0.025"))
    assert (fill.fee, fill.fee_asset, fill.client_id, fill.venue_id) == (5, "BGB", "mine", str(order.no))
    assert order.report(fill).fill is fill
