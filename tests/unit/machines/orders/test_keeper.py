"""The keeper's own corners: what the conversations and the law do not show."""

from __future__ import annotations

import json
import string
from dataclasses import replace

import pytest

from picaflor.domain.events import Filled, OrderChanged, OrderState, Origin, Pending, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, OrderType, Side, Wish
from picaflor.machines.orders import ClientIds, NoIds, OrderKeeper, Pace
from picaflor.machines.orders import events as ev
from picaflor.machines.orders.checkpoint import NotOurs
from picaflor.machines.orders.events import Source
from picaflor.wire.asks import (
    Fills,
    Orders,
    Placed,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
    ReadOrder,
    Refusal,
    Refused,
)
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus
from picaflor.wire.venue import ClientIdRule

S = 1_000_000_000
MARKET = Market("v", "BTC-USDT", "BTC", "BTC", "USDT", Grid(1), Grid(2))
WISH = Wish("BTC-USDT", Side.BUY, 10, 500)
RULE = ClientIdRule(32, string.ascii_letters + string.digits)


def keeper(block: range = range(100), account: str = "a", **options: object) -> OrderKeeper:
    ids = ClientIds(RULE, "pf", "b1", block)
    given = {"pace": Pace(every_ns=0)} | options
    return OrderKeeper("v", account, {"BTC": MARKET}, ids, 5 * S, **given)  # type: ignore[arg-type]


def placed(made: OrderKeeper, wish: Wish = WISH, venue_id: str = "v1", now: int = S) -> str:
    view, _ = made.intend(wish, now)
    made.feed(ev.Sent(view.client_id), now)
    made.feed(ev.PlaceOutcome(view.client_id, Placed(view.client_id, venue_id)), now)
    return view.client_id


def report(client_id: str, status: OrderStatus, filled: int = 0, venue_id: str = "v1", **fields: object) -> ev.Reported:
    said = OrderReport(
        "BTC", venue_id, client_id, status, Side.BUY, OrderType.LIMIT, filled * ONE // 100, 50 * ONE, ONE // 10
    )
    return ev.Reported(type(said)(**{**_fields(said), **fields}), Source.STREAM)  # type: ignore[arg-type]


def _fields(said: OrderReport) -> dict[str, object]:
    return {name: getattr(said, name) for name in said.__struct_fields__}


def trade(venue_id: str, trade_id: str, lots: int, client_id: str = "", at_ns: int = S) -> ev.FillReported:
    return ev.FillReported(
        FillReport("BTC", trade_id, venue_id, Side.BUY, 50 * ONE, lots * ONE // 100, 0, "USDT", None, client_id, at_ns)
    )


def surprises(out: list[object]) -> list[str]:
    return [event.what for event in out if isinstance(event, Surprise)]


def test_an_intent_is_an_event_that_was_fed_already() -> None:
    made = keeper()
    view, event = made.intend(replace(WISH, hold=Hold.SHORT, reduce_only=True), S)
    assert (view.state, view.hold, view.reduce_only) == (OrderState.INTENDED, Hold.SHORT, True)
    assert surprises(list(made.feed(event, S))) == ["id used twice"]
    assert made.view(view.client_id) == view


def test_without_ids_nothing_is_intended() -> None:
    made = keeper(range(1))
    made.intend(WISH, S)
    with pytest.raises(NoIds):
        made.intend(WISH, S)
    assert len(made.live()) == 1


def test_open_is_what_the_venue_told_and_live_everything_that_is_not_final() -> None:
    made = keeper()
    placed(made)
    made.intend(WISH, S)
    assert ([view.state for view in made.open()], len(made.live())) == ([OrderState.OPEN], 2)


def test_over_is_what_is_known_to_have_ended_and_nothing_else() -> None:
    made = keeper()
    name = placed(made)
    assert [made.over("BTC", venue_id) for venue_id in ("v1", "v2")] == [False, False]
    made.feed(report(name, OrderStatus.CANCELLED), 2 * S)
    assert [made.over(*key) for key in (("BTC", "v1"), ("BTC", "v2"), ("ETH", "v1"))] == [True, False, False]


def test_what_ended_is_over_though_nobody_knows_yet_whose_it_was() -> None:
    made = keeper()
    made.feed(ev.Sent(made.intend(WISH, S)[0].client_id), S)  # its venue id is not known: it may be any of these
    made.feed(report("", OrderStatus.OPEN, venue_id="v8"), S)
    made.feed(report("", OrderStatus.FILLED, 10, venue_id="v9"), S)
    assert made.counts["put aside"] == 2
    assert [made.over("BTC", venue_id) for venue_id in ("v8", "v9")] == [False, True]


def test_whose_an_order_is_and_what_it_is_called_outlive_the_process() -> None:
    made = keeper()
    intended = ev.Intended("pfb10000", "BTC", Wish("BTC-USDT", Side.BUY, 10, 500, tag="entry"), 0, "maker")
    made.feed(ev.read_event(ev.write_event(intended)), S)
    after = keeper()
    after.load(made.dump())
    assert [(view.owner, view.tag) for view in (*made.live(), *after.live())] == [("maker", "entry")] * 2


def test_a_second_send_is_told() -> None:
    made = keeper()
    view, _ = made.intend(WISH, S)
    made.feed(ev.Sent(view.client_id), S)
    assert surprises(list(made.feed(ev.Sent(view.client_id), S))) == ["sent twice"]


def test_an_outcome_of_nobodys_order_is_told() -> None:
    made = keeper()
    assert surprises(list(made.feed(ev.PlaceOutcome("x", NoAnswer("")), S))) == ["unknown order"]
    assert surprises(list(made.feed(ev.Garbled("?"), S))) == ["unknown order"]


def test_a_market_that_nobody_knows_is_told() -> None:
    made = keeper()
    odd = ev.FillReported(FillReport("XYZ", "t", "v1", Side.BUY, 1, 1))
    assert surprises(list(made.feed(odd, S))) == ["unreadable"]


def test_a_report_for_the_other_side_is_a_contradiction_and_somebody_elses_order() -> None:
    made = keeper()
    ours = placed(made)
    out = list(made.feed(report(ours, OrderStatus.OPEN, venue_id="v9", side=Side.SELL), S))
    assert "contradiction" in surprises(out)
    assert [view.origin for view in made.live()] == [Origin.OURS, Origin.EXTERNAL]


def test_a_refusal_after_it_was_seen_open_makes_us_ask() -> None:
    made = keeper()
    view, _ = made.intend(WISH, S)
    made.feed(report(view.client_id, OrderStatus.OPEN), S)
    out = list(made.feed(ev.PlaceOutcome(view.client_id, Refused("1", "no")), S))
    assert surprises(out) == ["contradiction"]
    assert made.view(view.client_id).state is OrderState.UNKNOWN  # type: ignore[union-attr]
    assert made.questions(S) == [ReadOrder("BTC", view.client_id, "v1")]


def test_a_live_report_of_an_order_that_was_refused_is_told() -> None:
    made = keeper()
    view, _ = made.intend(WISH, S)
    made.feed(ev.PlaceOutcome(view.client_id, Refused("1", "no")), S)
    out = list(made.feed(report(view.client_id, OrderStatus.OPEN), S))
    assert surprises(out) == ["alive after refusal"]
    assert made.worst_case("BTC-USDT") == (10, 0)
    made.feed(report(view.client_id, OrderStatus.CANCELLED), S)
    assert made.worst_case("BTC-USDT") == (0, 0)
    assert made.view(view.client_id).state is OrderState.REFUSED  # type: ignore[union-attr]


def test_two_answers_with_two_ids_are_two_orders() -> None:
    made = keeper()
    ours = placed(made)
    out = list(made.feed(ev.PlaceOutcome(ours, Placed(ours, "v2")), S))
    assert surprises(out) == ["second order"]
    assert ReadOrder("BTC", venue_id="v2") in made.questions(S)


def test_an_amend_that_is_a_replacement_brings_a_new_venue_id() -> None:
    made = keeper()
    ours = placed(made)
    made.feed(ev.AmendSent(ours, 20, 510), S)
    made.feed(ev.AmendOutcome(ours, Placed(ours, "v2")), S)
    view = made.view(ours)
    assert view is not None
    assert (view.venue_id, view.lots, view.ticks, view.amend) == ("v2", 20, 510, Pending.NONE)
    made.feed(trade("v1", "t1", 2), S)
    made.feed(trade("v2", "t2", 3), S)
    assert made.view(ours).filled == 5  # type: ignore[union-attr]


def test_an_embedded_trade_is_booked_before_its_status() -> None:
    made = keeper()
    ours = placed(made)
    fill = trade("v1", "t1", 10).report
    out = list(made.feed(report(ours, OrderStatus.FILLED, 10, fill=fill), S))
    assert [type(event) for event in out] == [Filled, OrderChanged]
    assert made.feed(report(ours, OrderStatus.FILLED, 10, fill=fill), S) == []
    assert made.counts["trade again"] == 1


def test_a_size_that_differs_is_told_and_believed() -> None:
    made = keeper()
    ours = placed(made)
    out = list(made.feed(report(ours, OrderStatus.OPEN, size=12 * ONE // 100), S))
    assert surprises(out) == ["size differs"]
    assert made.worst_case("BTC-USDT") == (12, 0)


def test_trades_before_our_time_on_orders_of_others_are_not_ours_to_book() -> None:
    made = keeper()
    made.feed(ev.Partition("start"), 100 * S)
    assert made.feed(trade("x1", "t1", 3, at_ns=99 * S), 100 * S) == []
    assert made.counts["before our time"] == 1


def test_a_trade_without_any_id_is_told() -> None:
    assert surprises(list(keeper().feed(trade("", "t1", 3), S))) == ["nameless"]


def test_a_name_of_ours_that_we_never_gave_is_told_and_followed_as_anothers() -> None:
    made = keeper()
    out = list(made.feed(report(ClientIds(RULE, "pf", "b1", range(50, 51)).next(), OrderStatus.OPEN), S))
    assert surprises(out) == ["not our order"]
    assert made.live()[0].origin is Origin.EXTERNAL


def test_an_intent_that_went_with_the_power_is_found_again() -> None:
    before = keeper()
    saved = before.dump()
    lost = placed(before, now=2 * S)
    after = keeper(range(100, 200))
    after.load(saved)
    after.feed(ev.Partition("power"), 10 * S)
    out = list(after.feed(report(lost, OrderStatus.OPEN), 11 * S))
    assert surprises(out) == ["found again"]
    assert (after.live()[0].client_id, after.live()[0].origin) == (lost, Origin.OURS)


def test_the_journal_after_the_checkpoint_leads_to_the_same_state() -> None:
    made, again = keeper(), keeper(range(100, 200))
    placed(made)
    saved = made.dump()
    view, intended = made.intend(WISH, 2 * S)
    later: list[tuple[ev.KeeperEvent, int]] = [
        (ev.Sent(view.client_id), 2 * S),
        (ev.PlaceOutcome(view.client_id, Placed("", "v2")), 3 * S),
        (trade("v2", "t1", 4), 4 * S),
    ]
    for event, now in later:
        made.feed(event, now)
    again.load(saved)
    out = again.refeed([(intended, 2 * S), *later])
    assert [event.fill.lots for event in out if isinstance(event, Filled)] == [4]
    assert again.live() == made.live()
    assert again.worst_case("BTC-USDT") == made.worst_case("BTC-USDT")
    assert again.feed(trade("v2", "t1", 4), 5 * S) == []
    assert again.intend(WISH, 6 * S)[0].client_id not in {view.client_id for view in made.live()}


def test_a_checkpoint_of_another_account_is_refused() -> None:
    with pytest.raises(NotOurs, match="other at v"):
        keeper().load(keeper(account="other").dump())


def test_what_was_put_aside_survives_a_restart() -> None:
    made, again = keeper(), keeper(range(100, 200))
    view, _ = made.intend(WISH, S)
    made.feed(trade("v1", "t1", 4), S)
    again.load(made.dump())
    again.feed(ev.Partition("restart"), 2 * S)
    out = list(again.feed(ev.PlaceOutcome(view.client_id, Placed("", "v1")), 3 * S))
    assert [event.fill.client_id for event in out if isinstance(event, Filled)] == [view.client_id]


def test_a_finer_tick_keeps_orders_where_they_are() -> None:
    made = keeper()
    ours = placed(made)
    finer = replace(MARKET, tick=Grid(2))
    out = made.set_markets({"BTC": finer}, 2 * S)
    assert [event.order.ticks for event in out if isinstance(event, OrderChanged)] == [5000]
    assert made.feed(report(ours, OrderStatus.OPEN), 3 * S) == []


def test_a_coarser_lot_that_an_order_does_not_fit_is_told() -> None:
    made = keeper()
    placed(made)
    assert surprises(list(made.set_markets({"BTC": replace(MARKET, lot=Grid(0))}, 2 * S))) == ["off grid"]


def test_rules_that_changed_while_we_were_down_are_applied_to_the_checkpoint() -> None:
    made = keeper()
    ours = placed(made)
    ids = ClientIds(RULE, "pf", "b1", range(100, 200))
    again = OrderKeeper("v", "a", {"BTC": replace(MARKET, tick=Grid(2))}, ids, 5 * S)
    again.load(made.dump())
    assert again.view(ours).ticks == 5000  # type: ignore[union-attr]


def test_an_answer_to_a_question_from_before_we_were_away_still_tells_but_never_proves() -> None:
    made = keeper()
    view, _ = made.intend(WISH, S)
    made.feed(ev.PlaceOutcome(view.client_id, NoAnswer("")), S)
    (ask,) = made.questions(S)
    made.feed(ev.Partition("away"), 2 * S)
    assert made.hear(ask, Orders(()), 3 * S) == []
    assert made.hear(ask, Orders((report(view.client_id, OrderStatus.OPEN).report,)), 3 * S) != []


def test_not_found_in_answer_to_a_question_is_an_empty_answer() -> None:
    made = keeper()
    view, _ = made.intend(WISH, S)
    made.feed(ev.PlaceOutcome(view.client_id, NoAnswer("")), S)
    ask = made.questions(6 * S)[0]
    events = made.hear(ask, Refused("404", "no such order", Refusal.NOT_FOUND), 6 * S)
    assert events == [ev.Missed(ev.Where.QUERY, 6 * S, view.client_id, "BTC")]


def test_other_answers_are_no_answer() -> None:
    made = keeper()
    assert made.answered(ReadBalances(), NoAnswer("?"), S) == []
    assert made.counts["questions failed"] == 1


def test_reconciled_when_both_lists_were_walked() -> None:
    made = keeper()
    made.feed(ev.Partition("start"), S)
    assert not made.reconciled
    for ask in made.questions(S):
        made.answered(ask, Fills(()) if isinstance(ask, ReadFills) else Orders(()), S)
    assert made.reconciled


def test_a_restart_reads_the_lists_on_from_where_the_facts_say_that_they_were_read_to() -> None:
    first, after, again = (keeper(range(n, n + 100), pace=Pace()) for n in (0, 100, 200))
    facts: list[tuple[ev.KeeperEvent, int]] = [(ev.Partition("start"), 1_000 * S)]
    first.refeed(facts)
    for second in range(1_000, 2_000):
        for ask in first.questions(second * S):
            for event in first.hear(ask, Fills(()) if isinstance(ask, ReadFills) else Orders(()), second * S):
                facts.append((event, second * S))
                first.feed(event, second * S)
    after.refeed(facts)
    assert json.loads(after.dump())["walked"] == json.loads(first.dump())["walked"]
    again.load(after.dump())
    again.feed(ev.Partition("restart"), 2_000 * S)
    asks = again.questions(2_000 * S)
    since = {type(ask): ask.since_ns for ask in asks if isinstance(ask, ReadFills | ReadClosedOrders)}
    assert len(since) == 2
    assert all(since_ns > 1_700 * S for since_ns in since.values())


@pytest.mark.parametrize("later", [False, True])
def test_memory_is_bounded(later: bool) -> None:
    made = keeper(range(10_000)) if later else keeper(range(10_000), keep=50, fills_keep=60)
    if later:
        made.remember(50, 60)
    for number in range(400):
        ours = placed(made, venue_id=f"v{number}", now=S + number)
        made.feed(trade(f"v{number}", f"t{number}", 10, at_ns=S + number), S + number)
        assert made.view(ours) is not None
    assert len(made._register) <= 52
    assert len(made._docket.fills) == 60
    assert len(made._register.by_venue) <= 52
    assert made.due() is None


def test_a_trade_as_old_as_those_forgotten_is_not_booked_again() -> None:
    made = keeper(range(1000), keep=5, fills_keep=10)
    for number in range(30):
        placed(made, venue_id=f"v{number}", now=S + number)
        made.feed(trade(f"v{number}", f"t{number}", 10, at_ns=S + number), S + number)
    again = list(made.feed(trade("v0", "t0", 10), 2 * S))
    assert surprises(again) == ["old trade"]
    assert not [event for event in again if isinstance(event, Filled)]


def test_a_missing_trade_is_booked_however_old() -> None:
    made = keeper(range(1000), fills_keep=2)
    late = placed(made, venue_id="late")
    for number in range(5):
        placed(made, venue_id=f"v{number}", now=S + number)
        made.feed(trade(f"v{number}", f"t{number}", 10, at_ns=S + number), S + number)
    made.feed(report(late, OrderStatus.FILLED, 10, venue_id="late"), 2 * S)
    out = list(made.feed(trade("late", "t-late", 10), 3 * S))
    assert [event.fill.trade_id for event in out if isinstance(event, Filled)] == ["t-late"]


@pytest.mark.parametrize(("requests", "ends"), [(False, OrderState.ABSENT), (True, OrderState.UNKNOWN)])
def test_what_lists_did_not_show_stands_though_a_stream_was_lost_meanwhile(requests: bool, ends: OrderState) -> None:
    """A process that died has lost more than a stream: what was on its way is not known any more, so it asks afresh."""
    made = keeper()
    view, _ = made.intend(WISH, S)
    made.feed(ev.Sent(view.client_id), S)
    made.feed(ev.PlaceOutcome(view.client_id, NoAnswer("time-out")), 2 * S)
    for n in range(3):
        if n == 2:
            made.feed(ev.Partition("the private stream is gone", requests=requests), (20 + n) * S)
        for where in (ev.Where.QUERY, ev.Where.OPEN, ev.Where.CLOSED, ev.Where.FILLS):
            made.feed(ev.Missed(where, (20 + n) * S, view.client_id), (20 + n) * S)
    after = made.view(view.client_id)
    assert after is not None
    assert after.state is ends
