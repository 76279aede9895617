"""A batch is its orders one after the other; an amendment is a cancel and an order."""

from __future__ import annotations

import dataclasses
from functools import partial

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, StopKind
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.sim.venue.batches import amend, amend_many, cancel_many, place_all, place_many
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.house_rules import Rules
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import (
    Amend,
    Amending,
    AmendingMany,
    AmendMany,
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    Refusal,
    Refused,
)
from picaflor.wire.reports import OrderStatus
from picaflor.wire.stops import Attached
from tests.unit.sim.venue.conftest import Put

A = read_atoms
PRICE = "60000"


def buy(name: str, size: str) -> Place:
    return Place("BTCUSDT", name, Side.BUY, OrderType.LIMIT, A(size), A(PRICE))


def one(floor: Floor, account: VenueAccount, ask: Amend) -> Amending | Refused:
    return amend(floor, account, ask, 2)


def test_each_order_of_a_batch_has_its_own_verdict_and_what_the_first_ties_the_next_lacks(
    floor: Floor, account: VenueAccount
) -> None:
    rows = (buy("x", "0.1"), buy("y", "0.1"), buy("", "0.01"), buy("x", "0.01"))
    said = place_many(floor, account, PlaceMany("BTCUSDT", rows), 20, 1)
    assert isinstance(said, PlacedMany)
    verdicts = dict(said.rows)
    assert isinstance(verdicts["x"], Refused)  # the second of that name
    assert verdicts["x"].kind is Refusal.DUPLICATE
    assert isinstance(verdicts["y"], Refused)
    assert verdicts["y"].kind is Refusal.FUNDS
    (named,) = [name for name in verdicts if name not in ("x", "y")]
    assert isinstance(verdicts[named], Placed)  # named by the house
    assert account.by_client_id.keys() == {"x", named}
    assert account.accepted == 2


def test_where_all_or_none_are_taken_one_refusal_takes_back_the_others(floor: Floor, account: VenueAccount) -> None:
    good, poor = (buy("x", "0.01"), buy("y", "0.02")), buy("z", "5")
    said = place_all(floor, account, PlaceMany("BTCUSDT", (*good, poor)), 20, 1)
    assert isinstance(said, Refused)
    assert said.kind is Refusal.FUNDS
    assert not account.live
    assert account.balance("USDT").held == 0
    assert isinstance(place_all(floor, account, PlaceMany("BTCUSDT", good), 20, 1), PlacedMany)
    assert len(account.live) == 2
    assert isinstance(place_all(floor, account, PlaceMany("BTCUSDT", good), 1, 1), Refused)


def test_a_batch_has_a_size(floor: Floor, account: VenueAccount) -> None:
    rows = tuple(buy(f"x{n}", "0.001") for n in range(21))
    cancels = tuple(Cancel("BTCUSDT", f"x{n}") for n in range(21))
    changes = tuple(Amend("BTCUSDT", A(PRICE), A("0.01"), f"y{n}", f"x{n}") for n in range(21))
    for said in (
        place_many(floor, account, PlaceMany("BTCUSDT", rows), 20, 1),
        cancel_many(floor, account, CancelMany("BTCUSDT", cancels), 20, 1),
        amend_many(floor, AmendMany("BTCUSDT", changes), 20, partial(one, floor, account)),
    ):
        assert isinstance(said, Refused)
        assert said.code == "40306"
    assert account.accepted == 0
    assert isinstance(place_many(floor, account, PlaceMany("BTCUSDT", rows[:20]), 20, 1), PlacedMany)
    assert account.accepted == 20


def test_cancels_go_by_either_name(floor: Floor, account: VenueAccount, put: Put) -> None:
    first, second = put(account, Side.BUY, "0.01", PRICE, name="x"), put(account, Side.BUY, "0.01", PRICE, name="y")
    ask = CancelMany("BTCUSDT", (Cancel("BTCUSDT", "x"), Cancel("BTCUSDT", venue_id=str(second.no)), Cancel("", "z")))
    said = cancel_many(floor, account, ask, 20, 2)
    assert isinstance(said, CancellingMany)
    assert [(name, type(verdict)) for name, verdict in said.rows] == [
        ("x", Cancelling),
        ("y", Cancelling),
        ("z", Refused),
    ]
    assert not account.live
    assert first.status is OrderStatus.CANCELLED


def test_an_amended_order_is_a_new_one_behind_its_equals(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    old = put(account, Side.BUY, "0.01", PRICE, name="x")
    rival = put(other, Side.BUY, "0.01", PRICE, name="r")
    said = amend(floor, account, Amend("BTCUSDT", A(PRICE), A("0.02"), "y", "x"), 2)
    assert isinstance(said, Amending)
    new = account.find("y", "")
    assert new is not None
    assert (said.client_id, said.venue_id, said.new_venue_id) == ("y", str(old.no), str(new.no))
    assert (old.status, old.reason, new.status) == (OrderStatus.CANCELLED, "cancelled", OrderStatus.OPEN)
    assert account.ledger.held("USDT") == A("1200")
    put(other, Side.SELL, "0.01", PRICE)
    assert (rival.status, new.status) == (OrderStatus.FILLED, OrderStatus.OPEN)


def test_each_amendment_of_a_batch_has_its_own_verdict_by_its_new_name(
    floor: Floor, account: VenueAccount, put: Put
) -> None:
    first, _ = put(account, Side.BUY, "0.01", PRICE, name="x"), put(account, Side.BUY, "0.02", PRICE, name="y")
    loss = Attached(StopKind.STOP_LOSS, A("59000"))
    rows = (
        Amend("BTCUSDT", A(PRICE), A("0.03"), "x2", "x", attached=(loss,)),
        Amend("BTCUSDT", A(PRICE), A("0.03"), "", "y"),
        Amend("BTCUSDT", A(PRICE), A("0.03"), "z2", "z"),
    )
    said = amend_many(floor, AmendMany("BTCUSDT", rows), 20, partial(one, floor, account))
    assert isinstance(said, AmendingMany)
    assert [type(verdict) for _, verdict in said.rows] == [Amending, Amending, Refused]
    assert {name for name, verdict in said.rows if isinstance(verdict, Amending)} == {
        order.place.client_id for order in account.live.values()
    }
    assert (first.status, said.rows[2][0]) == (OrderStatus.CANCELLED, "z2")
    made = account.find("x2", "")
    assert made is not None
    assert made.place.attached == (loss,)


def test_a_new_one_without_a_name_gets_one(floor: Floor, account: VenueAccount, put: Put) -> None:
    put(account, Side.BUY, "0.01", PRICE, name="x")
    said = amend(floor, account, Amend("BTCUSDT", A(PRICE), A("0.02"), "", "x"), 2)
    assert isinstance(said, Amending)
    assert said.client_id
    assert account.find(said.client_id, "") is account.find("", said.new_venue_id)


@pytest.mark.parametrize("fault", ["funds", "name", "tick"])
def test_what_is_refused_after_the_cancel_leaves_neither(
    fault: str, floor: Floor, account: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.01", PRICE, name="x")
    put(account, Side.BUY, "0.01", PRICE, name="taken")
    price, size = A("60000.001" if fault == "tick" else PRICE), A("1" if fault == "funds" else "0.01")
    said = amend(floor, account, Amend("BTCUSDT", price, size, "taken" if fault == "name" else "y", "x"), 2)
    assert isinstance(said, Amending)
    assert said.failed
    assert [order.place.client_id for order in account.live.values()] == ["taken"]


def test_what_is_refused_at_the_door_leaves_the_old_one_alone(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.01", PRICE, name="x")
    gone = put(account, Side.BUY, "0.01", PRICE, name="gone")
    floor.cancel(account, "gone", "", 2)
    for ask, kind in (
        (Amend("BTCUSDT", A(PRICE), A("0.02"), "x", "x"), Refusal.DUPLICATE),  # its own name again
        (Amend("BTCUSDT", A(PRICE), A("0.02"), "y", "nobody"), Refusal.NOT_FOUND),
        (Amend("BTCUSDT", A(PRICE), A("0.02"), "y", venue_id=str(gone.no)), Refusal.CLOSED),
    ):
        said = amend(floor, account, ask, 3)
        assert isinstance(said, Refused)
        assert said.kind is kind
    put(other, Side.SELL, "0.005", PRICE)
    untouched = Amend("BTCUSDT", A(PRICE), A("0.02"), "y", "x")
    said = amend(floor, account, untouched, 4, with_fills=False)
    assert isinstance(said, Refused)
    assert [order.place.client_id for order in account.live.values()] == ["x"]
    assert isinstance(amend(floor, account, untouched, 4), Amending)


@pytest.mark.parametrize("fault", ["funds", "name", "tick", "same"])
def test_where_an_amendment_is_whole_what_is_refused_leaves_the_old_one_alone(
    fault: str, floor: Floor, account: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.01", PRICE, name="x")
    put(account, Side.BUY, "0.01", PRICE, name="taken")
    price, size = A("60000.001" if fault == "tick" else PRICE), A({"funds": "1", "same": "0.01"}.get(fault, "0.02"))
    ask = Amend("BTCUSDT", price, size, "taken" if fault == "name" else "y", "x")
    floor.venue = dataclasses.replace(floor.venue, refusals={**floor.venue.refusals, "unchanged": ("1", "the same")})
    floor._rules = Rules(floor.venue)
    assert isinstance(amend(floor, account, ask, 2, whole=True), Refused)
    assert [order.place.client_id for order in account.live.values()] == ["x", "taken"]


def test_what_the_old_order_held_counts_for_the_new_one(floor: Floor, account: VenueAccount, put: Put) -> None:
    assert isinstance(account.ledger, SpotLedger)
    old = put(account, Side.BUY, "0.01", PRICE, name="x")
    left = account.ledger.free("USDT")
    account.ledger.withdraw("USDT", left - A("1"))
    assert isinstance(amend(floor, account, Amend("BTCUSDT", A("60001"), A("0.01"), "y", "x"), 2, whole=True), Amending)
    assert not old.live
    more = amend(floor, account, Amend("BTCUSDT", A("60001"), A("0.02"), "z", "y"), 2, whole=True)
    assert isinstance(more, Refused)
    assert more.kind is Refusal.FUNDS


def test_what_an_amendment_does_not_say_stays(floor: Floor, account: VenueAccount, put: Put) -> None:
    put(account, Side.BUY, "0.01", PRICE, name="x")
    said = amend(floor, account, Amend("BTCUSDT", 0, A("0.02"), "y", "x"), 2, whole=True)
    assert isinstance(said, Amending)
    assert said.order is not None
    assert (said.order.price, said.order.size) == (A(PRICE), A("0.02"))
