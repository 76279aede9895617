"""Orders on contracts: what they tie, what a fill moves, and that what only reduces never opens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from picaflor.domain.orders import Cause, Hold, MarginMode, PositionMode, Side, StopKind, TriggerBy
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.listing import contract_listing
from picaflor.sim.venue.news import BalanceNews, OrderNews, PositionNews, StopNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Placed
from picaflor.wire.reports import OrderStatus
from picaflor.wire.stops import Attached, PlaceStop, StopStatus
from tests.unit.sim.venue.contracts import BTC, VENUE, A, House, code


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def hedge(house: House) -> House:
    for who in (house.one, house.two):
        house.ledger(who).set_mode(PositionMode.HEDGE)
    return house


def long(house: House, size: str = "0.1", price: str = "60000") -> None:
    house.trade(house.one, house.two, size, price)


def test_an_order_ties_its_margin_and_the_fee_and_gives_both_back(house: House) -> None:
    order = house.put(house.one, Side.BUY, "0.1", "60000")
    assert house.one.balance("USDT").free == A("10000") - A("300") - A("3.6")  # a twentieth, and a taker's fee
    assert (order.leverage, order.margin_mode) == (20, MarginMode.CROSS)
    assert order.report().margin_mode is MarginMode.CROSS
    house.floor.cancel(house.one, "", str(order.no), house.now_ns)
    assert house.one.balance("USDT").free == A("10000")
    assert house.ledger(house.one).line("BTC-USDT").orders == {}


def test_a_fill_moves_a_position_and_its_fee_and_a_close_books_what_was_won(house: House) -> None:
    long(house)
    assert (house.lots(house.one), house.lots(house.two)) == (1_000, -1_000)
    assert house.ledger(house.one).wallet("USDT") == A("10000") - A("3.6")
    assert house.ledger(house.two).wallet("USDT") == A("10000") - A("1.2")
    house.trade(house.two, house.one, "0.1", "60100")
    assert (house.lots(house.one), house.lots(house.two)) == (0, 0)
    assert house.one.fills[-1].realised == A("10")
    assert house.ledger(house.one).wallet("USDT") == A("10000") - A("3.6") + A("10") - A("1.202")
    kinds = [type(item) for item in house.floor.news]
    assert {OrderNews, PositionNews, BalanceNews} <= set(kinds)


def test_the_house_is_the_other_side_of_its_customers(house: House) -> None:
    crowd = house.floor.house
    long(house)
    assert crowd == {}
    house.floor.house_takes(BTC, -500, 600_000)
    assert crowd[BTC] == (-500, -A("3000"))
    assert house.floor.held(BTC) == [-500, 1_000, -1_000]


def test_without_margin_nothing_is_opened(house: House) -> None:
    assert house.refused(house.one, Side.BUY, "3.4", "60000") == code("funds")
    assert house.one.live == {}


def test_leverage_is_bounded_by_size(house: House) -> None:
    rich = house.customer("rich", "100000000")
    house.ledger(rich).set_leverage("BTC-USDT", 125)
    assert house.refused(rich, Side.BUY, "3", "60000") == code("leverage")
    house.put(rich, Side.BUY, "2", "60000")


# what only reduces


def test_what_only_reduces_needs_something_to_reduce(house: House) -> None:
    assert house.refused(house.one, Side.SELL, "0.1", "61000", reduce_only=True) == code("reduce only")
    long(house)
    assert house.refused(house.one, Side.BUY, "0.1", "60000", reduce_only=True) == code("reduce only")
    assert house.refused(house.one, Side.SELL, "0.1001", "61000", reduce_only=True) == code("reduce only")
    house.put(house.one, Side.SELL, "0.1", "61000", reduce_only=True)


def test_older_ones_give_way_oldest_first(house: House) -> None:
    long(house)
    first, second, third = (house.put(house.one, Side.SELL, "0.04", "61000", reduce_only=True) for _ in range(3))
    assert (first.status, first.reason) == (OrderStatus.CANCELLED, "reduce_only")
    assert second.live
    assert third.live
    house.refused(house.one, Side.SELL, "0.2", "61000", reduce_only=True)
    assert second.live  # what is refused moves nothing


def test_a_position_that_shrinks_takes_them_along(house: House) -> None:
    long(house)
    first = house.put(house.one, Side.SELL, "0.06", "61000", reduce_only=True)
    second = house.put(house.one, Side.SELL, "0.03", "61000", reduce_only=True)
    house.trade(house.two, house.one, "0.07", "60000")
    assert not first.live
    assert second.live
    assert house.lots(house.one) == 300


def test_met_after_its_position_is_gone_it_takes_nothing_and_the_house_steps_in(house: House) -> None:
    """One sweep: an ordinary sell of the same customer is met first, and closes what the other one would."""
    long(house)
    house.put(house.one, Side.SELL, "0.08", "61000")
    reduces = house.put(house.one, Side.SELL, "0.1", "61001", reduce_only=True)
    taker = house.put(house.two, Side.BUY, "0.18", "62000")
    assert taker.status is OrderStatus.FILLED
    assert (reduces.filled, reduces.status, reduces.reason) == (200, OrderStatus.CANCELLED, "reduce_only")
    assert house.lots(house.one) == 0
    assert house.floor.house[BTC][0] == -800
    assert sum(house.floor.held(BTC)) == 0


def test_a_plain_order_may_pass_through_nothing(house: House) -> None:
    long(house)
    house.trade(house.two, house.one, "0.3", "60000")
    assert house.lots(house.one) == -2_000
    assert house.floor.positions(house.one, house.now_ns)[0].fees == 0  # what the flip cost is the old one's


# modes


def test_an_order_fits_the_mode_of_its_account(house: House) -> None:
    assert house.refused(house.one, Side.BUY, "0.1", "60000", hold=Hold.LONG) == code("hold")
    house.ledger(house.one).set_mode(PositionMode.HEDGE)
    assert house.refused(house.one, Side.BUY, "0.1", "60000") == code("hold")
    house.put(house.one, Side.BUY, "0.1", "60000", hold=Hold.LONG)


def test_both_sides_of_a_hedge_are_there_and_closes_do_not_open(hedge: House) -> None:
    one, two = hedge.one, hedge.two
    for side, hold in ((Side.BUY, Hold.LONG), (Side.SELL, Hold.SHORT)):
        other = Hold.SHORT if hold is Hold.LONG else Hold.LONG
        hedge.put(two, side.other, "0.1", "60000", hold=other)
        hedge.put(one, side, "0.1", "60000", hold=hold)
    assert (hedge.lots(one, Hold.LONG), hedge.lots(one, Hold.SHORT)) == (1_000, -1_000)
    assert hedge.refused(one, Side.SELL, "0.2", "61000", hold=Hold.LONG) == code("reduce only")
    rests = hedge.put(one, Side.SELL, "0.1", "61000", hold=Hold.LONG)
    assert hedge.refused(one, Side.SELL, "0.1", "60500", hold=Hold.LONG) == code("reduce only")
    hedge.put(two, Side.BUY, "0.1", "59000", hold=Hold.LONG)
    hedge.put(one, Side.SELL, "0.1", hold=Hold.LONG)  # at market: the resting close gives way
    assert not rests.live
    assert (hedge.lots(one, Hold.LONG), hedge.lots(one, Hold.SHORT)) == (0, -1_000)


def test_an_order_brings_its_margin_mode_where_nothing_is_open(house: House) -> None:
    order = house.put(house.one, Side.BUY, "0.1", "60000", margin_mode=MarginMode.ISOLATED)
    assert order.margin_mode is MarginMode.ISOLATED
    assert house.refused(house.one, Side.BUY, "0.1", "60000", margin_mode=MarginMode.CROSS) == code("margin mode busy")


def test_sizes_are_in_coin(house: House) -> None:
    assert house.refused(house.one, Side.BUY, "0.00001", "60000") == code("lot")


# orders that wait


def stop(house: House, who: VenueAccount, side: Side, trigger: str, **more: object) -> Placed:
    ask = PlaceStop(BTC, f"s{house.floor.next_no()}", side, A(trigger), **more)  # type: ignore[arg-type]
    said = house.floor.waiting.place(who, ask, house.floor.watched(BTC, ask.by), house.now_ns)
    assert isinstance(said, Placed), said
    return said


def states(house: House, no: str) -> list[StopStatus]:
    told = (item.report for item in house.floor.news if isinstance(item, StopNews))
    return [report.status for report in told if report.venue_id == no]


def test_a_stop_on_the_mark_fires_at_the_mark(house: House) -> None:
    waits = stop(house, house.one, Side.BUY, "62000", size=A("0.1"), by=TriggerBy.MARK)
    house.put(house.two, Side.SELL, "0.1", "63000")
    house.trade(house.two, house.two, "0.01", "62500")  # the last price is not what it watches
    house.floor.fire(house.now_ns)
    assert house.lots(house.one) == 0
    house.mark("62000")
    house.floor.fire(house.now_ns)
    assert house.lots(house.one) == 1_000
    assert states(house, waits.venue_id)[-1] is StopStatus.TRIGGERED
    assert list(house.one.orders.values())[-1].cause is Cause.STOP


def test_a_stop_loss_closes_what_is_there_and_its_sibling_goes_with_the_position(house: House) -> None:
    long(house)
    loss = stop(house, house.one, Side.SELL, "59000", kind=StopKind.STOP_LOSS, by=TriggerBy.MARK)
    gain = stop(house, house.one, Side.SELL, "65000", kind=StopKind.TAKE_PROFIT, by=TriggerBy.MARK)
    more = stop(house, house.one, Side.SELL, "59000", kind=StopKind.STOP_LOSS, by=TriggerBy.MARK, size=A("9"))
    house.put(house.two, Side.BUY, "1", "58900")
    house.mark("59000")
    house.floor.fire(house.now_ns)
    assert house.lots(house.one) == 0
    assert states(house, loss.venue_id)[-1] is StopStatus.TRIGGERED
    assert states(house, gain.venue_id)[-1] is StopStatus.CANCELLED
    assert states(house, more.venue_id)[-1] is StopStatus.FAILED  # the first one left it nothing
    assert house.floor.waiting.waiting(house.one) == []


def test_what_is_attached_to_an_order_waits_for_what_was_filled_and_goes_with_the_position(house: House) -> None:
    both = (Attached(StopKind.TAKE_PROFIT, A("65000")), Attached(StopKind.STOP_LOSS, A("59000"), A("58900")))
    order = house.put(house.one, Side.BUY, "0.1", "60000", attached=both)
    assert house.floor.waiting.waiting(house.one) == []
    house.put(house.two, Side.SELL, "0.03", "60000")
    house.floor.cancel(house.one, "", str(order.no), house.now_ns)
    gain, loss = house.floor.waiting.waiting(house.one)
    assert [(each.ask.kind, each.ask.side, each.ask.size, each.ask.price) for each in (gain, loss)] == [
        (StopKind.TAKE_PROFIT, Side.SELL, A("0.03"), None),
        (StopKind.STOP_LOSS, Side.SELL, A("0.03"), A("58900")),
    ]
    house.trade(house.two, house.one, "0.03", "60100")
    assert not gain.waits
    assert not loss.waits


def test_what_is_attached_to_an_order_that_is_not_filled_never_waits_and_has_the_markets_tick(house: House) -> None:
    gain = Attached(StopKind.TAKE_PROFIT, A("65000"))
    order = house.put(house.one, Side.BUY, "0.1", "60000", attached=(gain,))
    house.floor.cancel(house.one, "", str(order.no), house.now_ns)
    assert house.floor.waiting.waiting(house.one) == []
    off = structs.replace(gain, trigger=A("65000.001"))
    assert house.refused(house.one, Side.BUY, "0.1", "60000", attached=(off,)) == code("tick")
    off = structs.replace(gain, price=A("65000.001"))
    assert house.refused(house.one, Side.BUY, "0.1", "60000", attached=(off,)) == code("tick")


@pytest.mark.parametrize(
    ("by", "ticks"), [(TriggerBy.LAST, 612_345), (TriggerBy.MARK, 600_000), (TriggerBy.INDEX, 600_000)]
)
def test_the_price_that_is_watched(house: House, by: TriggerBy, ticks: int) -> None:
    house.floor.set_mark(BTC, A("60000"))
    assert house.floor.watched(BTC, by) == ticks


def counted() -> House:
    """A house that counts in contracts, and has nothing but hedges."""
    house = House()
    row = replace(VENUE, features=VENUE.features | {"contracts"}, position_modes=(PositionMode.HEDGE,))
    house.floor = ContractFloor(row, contract_listing(row, 3), 1_000)
    house.one, house.two = house.customer("one"), house.customer("two")
    return house


def test_sizes_in_contracts_are_told_as_such_and_reckoned_in_coin() -> None:
    house = counted()
    house.put(house.two, Side.SELL, "300", "60000", hold=Hold.SHORT)
    order = house.put(house.one, Side.BUY, "100", "60000", hold=Hold.LONG)
    report = order.report()
    assert (report.size, report.filled, report.average) == (A("100"), A("100"), A("60000"))
    assert report.filled_quote == A("600")  # a hundred of 0.0001 BTC
    assert house.floor.positions(house.one, house.now_ns)[0].size == A("100")
    assert house.refused(house.one, Side.BUY, "0.5", "60000", hold=Hold.LONG) == code("lot")


def test_what_only_hedges_begins_so() -> None:
    house = counted()
    assert house.refused(house.one, Side.BUY, "100", "60000") == code("hold")
    assert house.ledger(house.one).mode is PositionMode.HEDGE


def test_an_order_that_opens_may_bring_its_leverage_where_nothing_is_open(house: House) -> None:
    first = house.put(house.one, Side.BUY, "0.1", "60000", leverage=7)
    assert first.leverage == 7
    assert house.refused(house.one, Side.BUY, "0.1", "59000", leverage=9) == code("margin mode busy")
    assert house.put(house.one, Side.BUY, "0.1", "59000", leverage=7).leverage == 7
    assert house.refused(house.two, Side.BUY, "0.1", "59000", leverage=999) == code("leverage")
