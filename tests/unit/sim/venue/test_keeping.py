"""A house that is closed and opened again: its customer finds what he left, to the last digit, and numbers go on."""

from __future__ import annotations

from collections import deque

import pytest

from picaflor.app.emulate import made_up_keys
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side, StopKind
from picaflor.machines.ledger.keeping import keep
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.keeping import Keeping, changed_ns, pairs_of
from picaflor.sim.venue.listing import contract_listing, spot_listing
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.paper import PaperHouse
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import MarginSetup, ReadSetup, SetLeverage
from picaflor.wire.stops import CancelStop, PlaceStop
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put
from tests.unit.sim.venue.contracts import BTC, VENUE, House

A = read_atoms


class Disk:
    """What is on it: the state, and all of the past."""

    def __init__(self, floor: Floor, account: VenueAccount) -> None:
        self.keeping = Keeping(floor, account)
        self.state = b""
        self.past: list[bytes] = []
        self.write()

    def write(self) -> None:
        self.past += self.keeping.past()
        self.state = self.keeping.state()


def again(floor: Floor, disk: Disk) -> VenueAccount:
    account = floor.open_account(PlainKeys("key", "secret"), {})
    Keeping(floor, account).restore(disk.state, disk.past)
    return account


def same(one: VenueAccount, two: VenueAccount) -> None:
    assert keep(one.ledger) == keep(two.ledger)
    assert {no: order.report() for no, order in one.orders.items()} == {
        no: order.report() for no, order in two.orders.items()
    }
    assert list(one.live) == list(two.live)
    assert (one.fills, one.bills, one.accepted) == (two.fills, two.bills, two.accepted)
    assert one.by_client_id == two.by_client_id


@pytest.fixture
def disk(floor: Floor, account: VenueAccount, other: VenueAccount, put: Put) -> Disk:
    disk = Disk(floor, account)
    put(account, Side.BUY, "0.02", "60000", name="rests")
    put(account, Side.BUY, "0.03", "61000", name="part")
    disk.write()
    put(other, Side.SELL, "0.01", "61000")
    gone = put(account, Side.SELL, "0.01", "70000", name="gone")
    disk.write()
    floor.cancel(account, "", str(gone.no), 9)
    put(other, Side.SELL, "0.005", "60900")
    put(account, Side.SELL, "0.001", "62000", name="quick")
    floor.cancel(account, "quick", "", 10)  # came and went between two looks
    ask = PlaceStop("BTCUSDT", "stop1", Side.SELL, A("59000"), StopKind.STOP, size=A("0.01"))
    assert isinstance(floor.waiting.place(account, ask, floor.last["BTCUSDT"], 11), Placed)
    disk.write()
    return disk


def test_all_of_a_spot_account_is_found_again(floor: Floor, account: VenueAccount, venue: Venue, disk: Disk) -> None:
    opened = Floor(venue, spot_listing(venue, 3), 1_000)
    found = again(opened, disk)
    same(account, found)
    assert [order.place.client_id for order in found.live.values()] == ["rests", "part"]
    assert [fill.size for fill in found.fills] == [A("0.01"), A("0.005")]
    assert opened.books["BTCUSDT"].levels(Side.BUY, 9) == floor.books["BTCUSDT"].levels(Side.BUY, 9)
    assert [stop.report() for stop in opened.waiting.waiting(found)] == [
        stop.report() for stop in floor.waiting.waiting(account)
    ]


def test_what_is_open_goes_on_as_if_nothing_had_been(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put, venue: Venue, disk: Disk
) -> None:
    opened = Floor(venue, spot_listing(venue, 3), 1_000)
    found = again(opened, disk)
    buyer = opened.open_account(PlainKeys("other", "s"), {"BTC": A("1"), "USDT": A("9999")})
    for where, whose in ((floor, other), (opened, buyer)):
        size = A("0.025")
        ask = Place("BTCUSDT", "hits", Side.SELL, OrderType.LIMIT, size, A("60000"))
        assert isinstance(where.place(whose, ask, 20), Placed)
    assert found.balance("BTC") == account.balance("BTC")
    assert found.balance("USDT") == account.balance("USDT")
    assert [fill.price for fill in found.fills] == [fill.price for fill in account.fills]
    for order in list(found.live.values()):
        opened.cancel(found, "", str(order.no), 21)
    assert found.balance("USDT").held == 0


def test_numbers_are_not_given_twice(venue: Venue, disk: Disk) -> None:
    opened = Floor(venue, spot_listing(venue, 3), 1_000)
    found = again(opened, disk)
    assert opened.next_no() > max(found.orders)


def test_each_row_of_the_past_is_told_once(floor: Floor, account: VenueAccount, disk: Disk) -> None:
    told = len(disk.past)
    disk.write()
    assert len(disk.past) == told == len(set(disk.past))
    assert disk.keeping.past() == []


def test_after_a_restart_only_what_is_new_is_told_as_past(venue: Venue, disk: Disk) -> None:
    opened = Floor(venue, spot_listing(venue, 3), 1_000)
    account = opened.open_account(PlainKeys("key", "secret"), {})
    keeping = Keeping(opened, account)
    keeping.restore(disk.state, disk.past)
    assert keeping.past() == []
    opened.cancel(account, "rests", "", 30)
    assert len(keeping.past()) == 1


def test_an_order_of_a_market_that_is_gone_is_left_out(venue: Venue, disk: Disk) -> None:
    assert pairs_of(disk.state) == ("BTC-USDT",)
    opened = Floor(venue, spot_listing(venue, 3)[1:], 1_000)
    found = again(opened, disk)
    assert found.live == {}


@pytest.mark.parametrize("mode", PositionMode)
def test_positions_orders_and_settings_of_contracts_are_found_again(mode: PositionMode) -> None:
    house = House()
    one = house.one
    house.ledger(one).set_mode(mode)
    house.isolate(one, 7)
    disk = Disk(house.floor, one)
    hold = Hold.NET if mode is PositionMode.ONEWAY else Hold.LONG
    house.put(house.two, Side.SELL, "0.5", "61000")
    house.put(one, Side.BUY, "0.5", "61000", hold=hold)
    house.put(one, Side.SELL, "0.2", "65000", hold=hold, reduce_only=hold is Hold.NET)
    house.put(one, Side.BUY, "0.1", "50000", hold=hold)
    disk.write()
    assert pairs_of(disk.state) == ("BTC-USDT",)
    floor = ContractFloor(VENUE, contract_listing(VENUE, 3), 1_000)
    found = again(floor, disk)
    same(one, found)
    line, was = floor.line(found, BTC), house.floor.line(one, BTC)
    assert (line.mode, line.times(hold)) == (MarginMode.ISOLATED, 7)
    assert (line.orders, line.closers) == (was.orders, was.closers)
    assert {key: (sums.lots, sums.value) for key, sums in line.sums.items() if sums.lots} == {
        key: (sums.lots, sums.value) for key, sums in was.sums.items() if sums.lots
    }
    assert floor.positions(found, 50) == house.floor.positions(one, 50)
    assert isinstance(found.fills, deque)


def test_the_time_of_the_last_change_is_kept_and_that_of_a_look_is_not(venue: Venue, disk: Disk) -> None:
    opened = Floor(venue, spot_listing(venue, 3), 1_000)
    account = opened.open_account(PlainKeys("key", "secret"), {})
    keeping = Keeping(opened, account)
    keeping.restore(disk.state, disk.past)
    opened.now_ns = 77
    assert keeping.state() == disk.state
    opened.cancel(account, "rests", "", 30)
    assert changed_ns(keeping.state()) == 30
    assert changed_ns(b"") == 0


def test_one_that_trails_follows_from_where_it_was() -> None:
    house, opened = House(), House()
    last = house.floor.last[BTC]
    tick = house.floor.markets[BTC].tick.atoms
    ask = PlaceStop(
        BTC, "trails", Side.SELL, (last + 100) * tick, StopKind.TRAILING, size=A("0.01"), trail=A("0.01")
    )  # fmt: skip
    waiting = house.floor.waiting
    assert isinstance(waiting.place(house.one, ask, last, 5), Placed)
    assert waiting.reached(BTC, last + 100) == [], "its trigger: it follows from now on"
    assert waiting.reached(BTC, last + 10_000) == []
    disk = Disk(house.floor, house.one)
    found = again(opened.floor, disk)
    there = opened.floor.waiting
    (stop,) = there.waiting(found)
    assert there.trails.best(stop.no) == last + 10_000
    turned = (last + 10_000) * 99 // 100
    assert there.reached(BTC, turned + 100) == [], "not yet one percent below its best"
    assert there.reached(BTC, turned) == [stop]
    there.cancel(found, CancelStop(BTC, "trails", kind=StopKind.TRAILING), 9)


def test_what_a_contract_was_set_to_outlives_a_house_that_does_not_list_it() -> None:
    row = load("bitget_perpetual")
    bitcoin, ether = contract_listing(row, 2)
    state, told = b"", []
    for listed, times in ((ether, 7), (bitcoin, 5), (ether, 0), (bitcoin, 0)):
        house = PaperHouse(row, [listed], made_up_keys(row, 1), 1)
        if state:
            house.go_on(state, ())
        answers, symbol = house.exchange.rows[0].answers, listed.market.symbol
        if times:
            answers.private(house.account, SetLeverage(symbol, times), 1)
        setup = answers.private(house.account, ReadSetup(symbol), 1)
        assert isinstance(setup, MarginSetup)
        told.append(setup.leverage)
        written: list[bytes] = []
        house.write_to(lambda state, _past, to=written: to.append(state))  # type: ignore[misc]
        state = written[-1]
    assert told == [7, 5, 7, 5]
