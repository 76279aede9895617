"""The rarer orders: amended, several at once, waiting for a price. Each still has three outcomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.commands import AmendOrder, AmendStopOrder, CancelStopOrder, PlaceStopOrder
from picaflor.domain.events import Filled, OrderClaimed, OrderState, Surprise
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, OrderType, Side, StopKind, Tif, TriggerBy, Wish
from picaflor.domain.stops import StopChanged, StopState, StopView, StopWish
from picaflor.engine.amending import Rarer, amend
from picaflor.sim.venue.faults import RequestFault
from picaflor.wire.asks import Amend, AmendMany, CancelMany, Place, PlaceMany
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop
from tests.spec.card import ALL, ROWS, Card, carries, only, ready
from tests.worlds import spoken as load

rows = pytest.mark.parametrize("venue", ROWS)
S = OrderState
LOTS = 2_000


def size(card: Card) -> int:
    """Enough for every row's minimum, and little for its funds."""
    return LOTS if card.row.kind == "spot" else 200


def command(card: Card, *commands: Rarer) -> None:
    """As a strategy would give it."""
    engine = card.world.engine
    for each in commands:
        amend(card.connector, engine.risk, engine.audit, "hand", each, card.now_ns)
    card.world.joint.carry(card.world.checker.turn(engine.tick(card.now_ns)))


def places(card: Card, *wishes: Wish) -> list[str]:
    """All in one turn. Their client ids."""
    engine = card.world.engine
    before = {order.client_id for order in card.live()}
    for wish in wishes:
        engine._place("hand", card.world.venue, wish, card.now_ns)
    card.world.joint.carry(card.world.checker.turn(engine.tick(card.now_ns)))
    engine.settle()
    return [order.client_id for order in card.live() if order.client_id not in before]


def resting(card: Card, away: int = 100) -> str:
    name = card.place(Side.BUY, size(card), card.bid - away)
    card.rest()
    assert card.order(name).state is S.OPEN
    return name


# O13


@rows
def test_o13_an_amended_order_rests_at_its_new_price_and_the_old_one_is_gone(venue: str) -> None:
    only(venue, "amend")
    card = ready(venue)
    name = resting(card)
    ticks, lots = card.bid - 90, size(card) + 1_000
    command(card, AmendOrder(name, lots, ticks))
    card.rest()
    assert len(card.asked(Amend)) == 1
    (now,) = card.live()
    assert (now.ticks, now.lots, now.state) == (ticks, lots, S.OPEN)
    if now.client_id != name:
        assert card.order(name).state is S.CANCELLED
    assert len(card.account.live) == 1
    card.books_agree()


@rows
@pytest.mark.parametrize("fault", [RequestFault.DROP_REPLY, RequestFault.DROP_REQUEST, RequestFault.GARBLED])
def test_o13_an_amendment_whose_answer_is_lost_is_found_out(venue: str, fault: RequestFault) -> None:
    only(venue, "amend")
    card = ready(venue)
    name = resting(card)
    card.world.exchange.faults.order(fault)
    command(card, AmendOrder(name, size(card), card.bid - 90))
    card.run(1)
    assert card.connector.worst_case(card.pair)[0] >= size(card), "whatever became of it, it counts"
    card.run(120)
    card.rest()
    (left,) = card.live()
    (theirs,) = card.account.live.values()
    assert left.ticks == theirs.place.price // card.market.tick.atoms
    assert not any(order.state is S.UNKNOWN for order in card.live())
    card.books_agree()


@rows
def test_o13_what_was_filled_is_not_amended_away(venue: str) -> None:
    only(venue, "amend")
    card = ready(venue)
    name = card.place(Side.BUY, size(card), card.middle)
    card.rest()
    ticks = card.order(name).ticks or 0
    card.by_stranger(Side.SELL, size(card), ticks, Tif.IOC)
    command(card, AmendOrder(name, size(card), card.bid - 50))
    card.rest()
    card.run(70)
    assert card.order(name).state is S.FILLED
    assert card.live() == [], "there was nothing left to amend"
    card.books_agree()


# O14 and O11


@rows
def test_o14_several_orders_leave_together_and_each_has_its_own_outcome(venue: str) -> None:
    only(venue, "batch")
    card = ready(venue)
    near = [Wish(card.pair, Side.BUY, size(card), card.bid - 10 * n) for n in range(1, 4)]
    # Beyond the venue's band, and within ours: it is for the venue to refuse.
    far = Wish(card.pair, Side.BUY, size(card), card.ask + card.ask * 7 // 100)
    if "batch_whole" in card.row.features:
        code = card.row.refusals["funds"][0]
        card.world.exchange.faults.order_code(code)
    names = places(card, *near, far)
    card.rest()
    (asked,) = card.asked(PlaceMany)
    assert [row.client_id for row in asked.rows] == names
    assert card.asked(Place) == []
    if "batch_whole" in card.row.features:  # nobody says what became of the others: each is asked for
        card.run(90)
        assert [card.order(name).state for name in names] == [S.ABSENT] * 4
        card.books_agree()
        return
    assert [card.order(name).state for name in names] == [S.OPEN, S.OPEN, S.OPEN, S.REFUSED]
    assert card.order(names[3]).reason
    card.books_agree()


@rows
def test_o14_several_amendments_leave_together_and_each_has_its_own_outcome(venue: str) -> None:
    only(venue, "amend_batch")
    card = ready(venue)
    middle = card.middle
    names = [card.place(Side.BUY, size(card), ticks) for ticks in (middle, middle - 40, middle - 60, middle - 80)]
    card.rest()
    card.by_stranger(Side.SELL, size(card), middle, Tif.IOC)  # too late for the first one
    command(card, *(AmendOrder(name, size(card) + 1_000, card.bid - 200) for name in names))
    card.rest()
    card.run(70)
    (asked,) = card.asked(AmendMany)
    assert [row.venue_id for row in asked.rows] == [card.order(name).venue_id for name in names]
    assert card.order(names[0]).state is S.FILLED
    assert sorted(order.lots for order in card.live()) == [size(card) + 1_000] * 3
    card.books_agree()


@rows
def test_o14_a_batch_whose_answer_is_lost_leaves_all_of_it_unknown_until_it_is_found_out(venue: str) -> None:
    only(venue, "batch")
    card = ready(venue)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    names = places(card, *(Wish(card.pair, Side.BUY, size(card), card.bid - 10 * n) for n in range(1, 4)))
    card.run(90)
    card.rest()
    assert [card.order(name).state for name in names] == [S.OPEN, S.OPEN, S.OPEN]
    assert card.account.accepted == 3
    card.books_agree()


@rows
def test_o11_each_order_of_a_cancel_of_all_has_its_own_answer(venue: str) -> None:
    card = ready(venue)
    prices = [card.middle - n for n in (1, 20, 40, 60)]
    names = [card.place(Side.BUY, size(card), ticks) for ticks in prices]
    card.rest()
    # One is taken while the cancel is under way: for that one there is nothing to cancel any more.
    card.connector.cancel_everything("", card.now_ns)
    card.by_stranger(Side.SELL, size(card), prices[0], Tif.IOC)
    card.world.joint.carry(card.world.checker.turn(card.world.engine.tick(card.now_ns)))
    card.rest()
    card.run(70)
    assert [card.order(name).state for name in names] == [S.FILLED, S.CANCELLED, S.CANCELLED, S.CANCELLED]
    if "batch" in card.row.features:
        assert len(card.asked(CancelMany)) >= 1
    card.books_agree()


# O20, O21, O22


def stop_of(card: Card, wish: StopWish) -> str:
    command(card, PlaceStopOrder(wish))
    card.rest()
    (view,) = card.connector.extra.live_stops()
    assert view.state is StopState.WAITING
    return str(view.client_id)


def stop(card: Card, name: str) -> StopView:
    view = card.connector.extra.stops.keeper.view(name)
    assert isinstance(view, StopView)
    return view


def has_stops(venue: str, kind: StopKind) -> None:
    if kind not in load(venue).stop_kinds:
        pytest.skip(f"the record of {venue} has no {kind} orders")


def leads_on(venue: str) -> None:
    has_stops(venue, StopKind.STOP)
    if load(venue).features.isdisjoint(("stops_lead_on", "stops_among_orders")):
        pytest.skip(f"{venue} does not say which order came of a stop")


def move_last_to(card: Card, ticks: int) -> None:
    """Somebody clears the book up or down to a price where somebody else waits, and trades there."""
    down = ticks < card.bid
    taker = Side.SELL if down else Side.BUY
    book = card.floor.books[card.market.symbol]
    on_the_way = sum(lots for at, lots in book.levels(taker.other, 100) if (at >= ticks) is down or at == ticks)
    card.by_stranger(taker.other, 500, ticks)
    card.by_stranger(taker, on_the_way + 500, ticks, Tif.IOC)


@rows
def test_o20_a_stop_waits_is_triggered_and_fills(venue: str) -> None:
    has_stops(venue, StopKind.STOP)
    card = ready(venue)
    trigger = card.bid - 30
    name = stop_of(card, StopWish(card.pair, Side.SELL, size(card), trigger, card.bid - card.bid // 50))
    assert len(card.asked(PlaceStop)) == 1
    assert card.connector.worst_case(card.pair)[1] == size(card), "what waits may sell"
    card.run(5)
    assert stop(card, name).state is StopState.WAITING
    move_last_to(card, trigger)
    card.rest()
    card.run(70)
    ended = stop(card, name)
    assert ended.state is StopState.TRIGGERED
    sold = sum(fill.lots for fill in card.world.fills() if fill.side is Side.SELL)
    assert sold == size(card)
    changes = [event.stop.state for event in card.told(StopChanged)]
    assert changes[-1] is StopState.TRIGGERED
    if "stops_among_orders" in card.row.features:
        assert (ended.order_id, card.order(name).state) == (ended.venue_id, S.FILLED)
        assert not [event for event in card.told(Surprise) if event.what == "not our order"]
    card.books_agree()


@rows
def test_o20_what_came_of_a_stop_is_its_owners_and_so_is_all_that_it_traded(venue: str) -> None:
    leads_on(venue)
    card = ready(venue)
    trigger = card.bid - 30
    name = stop_of(card, StopWish(card.pair, Side.SELL, size(card), trigger, card.bid - card.bid // 50, tag="mine"))
    assert stop(card, name).owner == "hand"
    move_last_to(card, trigger)
    card.rest()
    card.run(70)
    order, mine = card.order(name), _owned(card)
    assert (order.owner, order.tag, order.state, order.filled) == ("hand", "mine", S.FILLED, size(card))
    assert sum(fill.lots for fill in mine) == size(card)
    card.world.kill()  # and after a crash it still is
    card.until_open()
    card.run(70)
    assert (card.order(name).owner, card.order(name).tag) == ("hand", "mine")
    assert sum(fill.lots for fill in _owned(card)) == size(card), "nothing is told twice"
    card.books_agree()


@rows
def test_o20_a_stop_that_fired_while_nobody_was_there_has_its_owner_all_the_same(venue: str) -> None:
    leads_on(venue)
    card = ready(venue)
    trigger = card.bid - 30
    name = stop_of(card, StopWish(card.pair, Side.SELL, size(card), trigger, card.bid - card.bid // 50, tag="mine"))
    card.world.drain()
    move_last_to(card, trigger)
    card.world.kill()
    card.until_open()
    card.run(90)
    assert stop(card, name).state is StopState.TRIGGERED
    order = card.order(name)
    assert (order.owner, order.tag, order.state, order.filled) == ("hand", "mine", S.FILLED, size(card))
    assert sum(fill.lots for fill in _owned(card)) == size(card)
    card.books_agree()


def _owned(card: Card) -> list[Fill]:
    """By name, or as they were claimed: what the owner is told."""
    told: dict[str, Fill] = {}
    for event in card.world.seen:
        if isinstance(event, OrderClaimed):
            told |= {fill.trade_id: fill for fill in event.fills}
        elif isinstance(event, Filled) and (view := card.connector.keeper.view(event.fill.client_id)) and view.owner:
            told[event.fill.trade_id] = event.fill
    return list(told.values())


@rows
def test_o20_one_that_trails_follows_the_price_and_fires_when_it_turns_back(venue: str) -> None:
    has_stops(venue, StopKind.TRAILING)
    card = ready(venue, setup={"leverage": 5})
    card.place(Side.BUY, size(card), type=OrderType.MARKET)
    card.rest()
    trigger = card.ask + 40
    wish = StopWish(
        card.pair, Side.SELL, size(card), trigger, None, StopKind.TRAILING, TriggerBy.LAST, reduce_only=True
    )
    name = stop_of(card, replace(wish, trail=ONE * 3 // 100))
    best = trigger + trigger // 50
    for ticks in (trigger, best):
        move_last_to(card, ticks)  # others trade where they did, some two percent below the best
        card.rest()
        assert stop(card, name).state is StopState.WAITING
    card.by_stranger(Side.BUY, 5_000, best - best // 20)
    move_last_to(card, best - best // 28)
    card.rest()
    card.run(70)
    ended = stop(card, name)
    assert (ended.state, ended.wish.trail) == (StopState.TRIGGERED, ONE * 3 // 100)
    assert card.connector.net_lots(card.pair) == 0
    card.books_agree()


@rows
def test_o20_a_stop_whose_answer_is_lost_is_placed_once(venue: str) -> None:
    has_stops(venue, StopKind.STOP)
    card = ready(venue)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    command(card, PlaceStopOrder(StopWish(card.pair, Side.SELL, size(card), card.bid - 500, card.bid - 600)))
    card.run(60)
    card.rest()
    (view,) = card.connector.extra.live_stops()
    assert view.state is StopState.WAITING
    assert len(card.asked(PlaceStop)) == 1


@rows
def test_o20_a_stop_survives_a_restart(venue: str) -> None:
    has_stops(venue, StopKind.STOP)
    card = ready(venue)
    name = stop_of(card, StopWish(card.pair, Side.SELL, size(card), card.bid - 500, card.bid - 600))
    card.world.kill()
    card.until_open()
    card.run(10)
    assert stop(card, name).state is StopState.WAITING
    command(card, CancelStopOrder(name))
    card.rest()
    card.run(40)
    assert stop(card, name).state is StopState.CANCELLED


@rows
def test_o21_a_stop_is_amended_and_cancelled(venue: str) -> None:
    has_stops(venue, StopKind.STOP)
    carries(venue, AmendStop)
    card = ready(venue)
    name = stop_of(card, StopWish(card.pair, Side.SELL, size(card), card.bid - 500, card.bid - 600))
    trigger, ticks = card.bid - 700, card.bid - 800
    command(card, AmendStopOrder(name, trigger, ticks, size(card)))
    card.rest()
    card.run(40)
    moved = stop(card, name)
    assert (moved.state, moved.wish.trigger, moved.wish.ticks) == (StopState.WAITING, trigger, ticks)
    command(card, CancelStopOrder(name))
    card.rest()
    card.run(40)
    assert stop(card, name).state is StopState.CANCELLED
    assert card.connector.worst_case(card.pair) == (0, 0)
    card.books_agree()


@rows
def test_o21_what_a_venue_cannot_change_of_a_stop_it_is_not_asked_to(venue: str) -> None:
    only(venue, "stops_keep_size")
    only(venue, "fixed_trails")
    card = ready(venue)
    fixed = StopWish(card.pair, Side.SELL, size(card), card.bid - 500, card.bid - 600)
    trails = StopWish(card.pair, Side.SELL, size(card), card.ask + 500, None, StopKind.TRAILING, trail=ONE // 100)
    for wish in (fixed, trails):
        name = stop_of(card, wish)
        command(card, AmendStopOrder(name, wish.trigger + 10, wish.ticks, size(card) + (wish is fixed)))
        card.rest()
        assert card.world.steps[-1].what == f"no amendment of {name}"
        command(card, CancelStopOrder(name))
        card.rest()
        card.run(40)
        assert stop(card, name).state is StopState.CANCELLED
    assert card.asked(AmendStop) == []


@rows
@pytest.mark.parametrize("whole", [True, False])
def test_o22_a_stop_loss_of_all_or_of_a_part_is_cancelled_and_the_position_stays(venue: str, whole: bool) -> None:
    has_stops(venue, StopKind.STOP_LOSS)
    card = ready(venue, setup={"leverage": 5})
    card.place(Side.BUY, size(card), type=OrderType.MARKET)
    card.rest()
    lots = 0 if whole else size(card)
    name = stop_of(
        card, StopWish(card.pair, Side.SELL, lots, card.bid - 400, kind=StopKind.STOP_LOSS, by=TriggerBy.LAST)
    )
    command(card, CancelStopOrder(name))
    card.rest()
    if "stops_by_id" not in card.row.features:
        assert [ask.whole for ask in card.asked(CancelStop) if not ask.among] in ([whole], [])
    assert stop(card, name).state is StopState.CANCELLED
    assert card.connector.net_lots(card.pair) == size(card)


@pytest.mark.parametrize(
    ("venue", "kind"),
    [
        (venue, kind)
        for venue in ROWS
        for kind in (StopKind.TAKE_PROFIT, StopKind.STOP_LOSS)
        if venue in ALL or kind is StopKind.STOP_LOSS  # one of them is enough of a further kind of account
    ],
)
def test_o22_what_belongs_to_a_position_closes_it_and_goes_with_it(venue: str, kind: StopKind) -> None:
    has_stops(venue, kind)
    card = ready(venue, setup={"leverage": 5})
    for fires in (True, False):
        card.place(Side.BUY, size(card), type=OrderType.MARKET)
        card.rest()
        away = 400 if kind is StopKind.TAKE_PROFIT else -400
        wish = StopWish(card.pair, Side.SELL, 0, card.bid + away, kind=kind, by=TriggerBy.LAST)
        name = stop_of(card, wish)
        if fires:
            move_last_to(card, wish.trigger)
        else:
            card.place(Side.SELL, size(card), type=OrderType.MARKET, reduce_only=True)
        card.rest()
        card.run(130)
        assert card.connector.net_lots(card.pair) == 0
        assert stop(card, name).state is (StopState.TRIGGERED if fires else StopState.CANCELLED)
        card.books_agree()
