"""Whose order it is: ours, another's, or nobody's yet."""

from __future__ import annotations

import string

from picaflor.domain.events import Filled, OrderChanged, OrderClaimed, OrderState, Origin, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Wish
from picaflor.machines.orders import ClientIds, OrderKeeper, Pace
from picaflor.machines.orders import events as ev
from picaflor.machines.orders.events import Source, Where
from picaflor.machines.orders.names import STRAY_EVENTS_MAX, STRAYS_MAX
from picaflor.wire.asks import Placed, ReadOrder
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus
from picaflor.wire.venue import ClientIdRule

S = 1_000_000_000
MARKET = Market("v", "BTC-USDT", "BTC", "BTC", "USDT", Grid(0), Grid(0))


def keeper(shared: bool = False) -> OrderKeeper:
    ids = ClientIds(ClientIdRule(32, string.ascii_letters + string.digits), "pf", "b1", range(100))
    return OrderKeeper("v", "a", {"BTC": MARKET}, ids, 5 * S, pace=Pace(every_ns=0), shared_numbers=shared)


def in_flight(made: OrderKeeper, now: int = S) -> str:
    view, _ = made.intend(Wish("BTC-USDT", Side.BUY, 10, 500), now)
    made.feed(ev.Sent(view.client_id), now)
    return view.client_id


def trade(venue_id: str, trade_id: str, lots: int = 1) -> ev.FillReported:
    return ev.FillReported(FillReport("BTC", trade_id, venue_id, Side.BUY, 500 * ONE, lots * ONE, 0, "USDT", at_ns=S))


def row(
    venue_id: str, source: Source, status: OrderStatus = OrderStatus.OPEN, client_id: str = "", filled: int = 0
) -> ev.Reported:
    said = OrderReport("BTC", venue_id, client_id, status, Side.BUY, OrderType.LIMIT, filled * ONE, 500 * ONE, 10 * ONE)
    return ev.Reported(said, source, S)


def told(out: list[object]) -> list[str]:
    return [event.fill.client_id for event in out if isinstance(event, Filled)]


def test_what_was_taken_for_anothers_is_absorbed_when_the_answer_claims_it() -> None:
    made = keeper()
    ours = in_flight(made)
    made.feed(row("v1", Source.PAGE), S)
    assert told(list(made.feed(trade("v1", "t1", 4), S))) == [""]
    out = list(made.feed(ev.PlaceOutcome(ours, Placed(ours, "v1")), 2 * S))
    assert told(out) == []
    view = made.view(ours)
    assert view is not None
    assert (view.state, view.filled, view.venue_id) == (OrderState.PARTIAL, 4, "v1")
    assert [order.client_id for order in made.live()] == [ours]
    assert made.worst_case("BTC-USDT") == (6, 0)
    assert made.counts["absorbed"] == 1
    assert ReadOrder("BTC", ours, "v1") in made.questions(2 * S)


def test_a_venue_id_cannot_be_two_orders_of_ours() -> None:
    made = keeper()
    first, second = in_flight(made), in_flight(made)
    made.feed(ev.PlaceOutcome(first, Placed(first, "v1")), S)
    out = made.feed(ev.PlaceOutcome(second, Placed(second, "v1")), S)
    assert [event.what for event in out if isinstance(event, Surprise)] == ["contradiction"]
    assert made.view(second).venue_id == ""  # type: ignore[union-attr]


def test_a_list_that_names_no_client_shows_somebody_elses() -> None:
    made = keeper()
    in_flight(made)
    made.feed(trade("v9", "t1"), S)
    out = list(made.feed(row("v9", Source.QUERY, OrderStatus.FILLED, filled=1), S))
    assert told(out) == [""]


def test_ends_of_others_in_a_list_are_not_kept() -> None:
    made = keeper()
    assert made.feed(row("v9", Source.PAGE, OrderStatus.CANCELLED), S) == []
    assert made.counts["external ends"] == 1


def test_an_end_of_anothers_on_the_stream_is_shown() -> None:
    made = keeper()
    made.feed(row("v9", Source.STREAM, OrderStatus.FILLED, "theirs", 10), S)
    view = made.view("theirs")
    assert view is not None
    assert (view.state, view.origin) == (OrderState.FILLED, Origin.EXTERNAL)


def test_nobody_claims_it_three_times_after_the_settle_time() -> None:
    made = keeper()
    in_flight(made)
    made.feed(trade("v9", "t1"), S)
    missed = [ev.Missed(Where.QUERY, at * S, symbol="BTC", venue_id="v9") for at in (2, 3, 4, 6, 7, 8)]
    heard = [told(list(made.feed(event, 9 * S))) for event in missed]
    assert heard == [[], [], [], [], [], [""]]


def test_a_miss_of_an_order_is_no_proof_while_a_trade_may_be_its() -> None:
    made = keeper()
    ours = in_flight(made)
    made.feed(ev.PlaceOutcome(ours, NoAnswer("")), S)
    made.feed(trade("v9", "t1"), S)
    for at in range(10, 20):
        for where in Where:
            made.feed(ev.Missed(where, at * S, ours, "BTC"), at * S)
    assert made.view(ours).state is OrderState.UNKNOWN  # type: ignore[union-attr]


def test_what_waits_is_bounded_in_number() -> None:
    made = keeper()
    in_flight(made)
    for number in range(STRAYS_MAX):
        assert made.feed(trade(f"x{number}", f"t{number}"), S) == []
    assert told(list(made.feed(trade("one more", "t"), S))) == [""]


def test_what_waits_under_one_id_is_bounded_and_the_rest_releases_it() -> None:
    made = keeper()
    in_flight(made)
    for number in range(STRAY_EVENTS_MAX):
        assert made.feed(trade("x1", f"t{number}"), S) == []
    assert made.feed(trade("x1", "t0"), S) != []
    assert len(made._docket.fills) == STRAY_EVENTS_MAX


def test_the_same_trade_waits_once() -> None:
    made = keeper()
    ours = in_flight(made)
    made.feed(trade("v1", "t1"), S)
    made.feed(trade("v1", "t1"), S)
    assert made.counts["put aside"] == 1
    out = list(made.feed(ev.PlaceOutcome(ours, Placed(ours, "v1")), S))
    assert told(out) == [ours]


def test_a_foreign_name_that_is_taken_is_not_used() -> None:
    made = keeper()
    made.feed(row("v1", Source.STREAM, client_id="theirs"), S)
    made.feed(row("v2", Source.STREAM, client_id="theirs"), S)
    assert [view.venue_id for view in made.live()] == ["v1", "v2"]
    assert [view.client_id for view in made.live()] == ["theirs", "@BTC:v2"]


def replaced(made: OrderKeeper) -> tuple[str, str]:
    """An order that rests as v1, and one that is asked to take its place."""
    old = in_flight(made)
    made.feed(ev.PlaceOutcome(old, Placed(old, "v1")), S)
    made.feed(row("v1", Source.STREAM, client_id=old), S)
    new = in_flight(made)
    made.feed(ev.CancelSent(old), S)
    return old, new


def test_where_numbers_are_shared_the_new_order_takes_over_the_old_ones() -> None:
    made = keeper(shared=True)
    old, new = replaced(made)
    out = list(made.feed(row("v1", Source.STREAM, OrderStatus.CANCELLED, old), 2 * S))
    out += made.feed(ev.PlaceOutcome(new, Placed(new, "v1")), 2 * S)
    out += made.feed(row("v1", Source.STREAM, client_id=new), 2 * S)
    assert [event for event in out if isinstance(event, Surprise)] == []
    (view,) = made.live()
    assert (view.client_id, view.venue_id, view.state) == (new, "v1", OrderState.OPEN)
    assert told(list(made.feed(trade("v1", "t1", 4), 3 * S))) == [new]
    late = list(made.feed(row("v1", Source.STREAM, OrderStatus.CANCELLED, old), 3 * S))  # once more
    assert [event for event in late if isinstance(event, Surprise)] == []
    gone = made.view(old)
    assert gone is not None
    assert (gone.state, gone.filled) == (OrderState.CANCELLED, 0)


def test_where_each_order_has_its_own_a_shared_number_is_a_contradiction() -> None:
    made = keeper()
    _, new = replaced(made)
    out = list(made.feed(ev.PlaceOutcome(new, Placed(new, "v1")), 2 * S))
    assert [event.what for event in out if isinstance(event, Surprise)] == ["contradiction"]


def came(venue_id: str = "v9", name: str = "stop1") -> ev.CameOfStop:
    return ev.CameOfStop(name, "BTC", venue_id, "seat", "p0.s0")


def test_an_order_that_came_of_a_stop_is_its_owners_and_what_it_traded_is_told_to_him() -> None:
    made = keeper()
    made.feed(row("v9", Source.STREAM), S)
    assert told(list(made.feed(trade("v9", "t1", 4), S))) == [""]
    (gone, claimed) = made.feed(came(), 2 * S)
    assert isinstance(gone, OrderChanged)
    assert (gone.order.state, gone.order.reason) == (OrderState.ABSENT, "is stop1")
    assert isinstance(claimed, OrderClaimed)
    assert (claimed.order.owner, claimed.order.tag, claimed.order.filled) == ("seat", "p0.s0", 4)
    assert ([fill.client_id for fill in claimed.fills], claimed.named) == (["stop1"], False)
    assert made.feed(came(), 3 * S) == [], "told again, it is no news"
    assert told(list(made.feed(trade("v9", "t2", 6), S))) == ["stop1"]
    assert [order.client_id for order in made.known()] == ["stop1"]


def test_one_that_is_known_to_come_is_nobody_elses_when_it_does() -> None:
    made = keeper()
    assert made.feed(came(), S) == []
    assert [ask for ask in made.questions(3 * S) if isinstance(ask, ReadOrder)] == [ReadOrder("BTC", venue_id="v9")]
    again = keeper()
    again.load(made.dump())  # a restart knows it, too
    for each in (made, again):
        assert told(list(each.feed(trade("v9", "t1", 4), 4 * S))) == ["stop1"]
        view = each.view("stop1")
        assert view is not None
        assert (view.owner, view.tag, view.origin) == ("seat", "p0.s0", Origin.OURS)


def test_one_that_ended_before_it_was_heard_of_is_taken_from_a_list() -> None:
    made = keeper()
    made.feed(came(), S)
    out = made.feed(row("v9", Source.QUERY, OrderStatus.FILLED, filled=10), 4 * S)
    assert [event.order.owner for event in out if isinstance(event, OrderChanged)] == ["seat"]


def test_what_never_came_of_a_stop_is_given_up_and_told() -> None:
    made = keeper()
    made.feed(came(), S)
    out: list[object] = []
    for n in range(3):
        out += made.feed(ev.Missed(Where.QUERY, (10 + n) * S, symbol="BTC", venue_id="v9"), (10 + n) * S)
    assert [event.what for event in out if isinstance(event, Surprise)] == ["nothing came of a stop"]
    made.feed(row("v9", Source.STREAM), 20 * S)
    assert [order.origin for order in made.known()] == [Origin.EXTERNAL]
