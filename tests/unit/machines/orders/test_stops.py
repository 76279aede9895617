"""Stops: three outcomes, proof before an end, and the law that no interleaving sends twice or forgets one at the venue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from picaflor.domain.events import Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Side, StopKind
from picaflor.domain.stops import StopState, StopWish
from picaflor.machines.orders import stop_events as ev
from picaflor.machines.orders.ids import ClientIds
from picaflor.machines.orders.stops import ASIDE_NS, NAMED_AFTER_MAX, PROOFS, REACH_NS, StopChanged, StopKeeper
from picaflor.wire.asks import Cancelling, Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import ReadStops, StopReport, StopStatus
from picaflor.wire.venue import ClientIdRule

SECOND = 1_000_000_000
SETTLE = 5 * SECOND
RULE = ClientIdRule(32, "0123456789abcdefghijklmnopqrstuvwxyz")
MARKET = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(1), Grid(3))
WISH = StopWish("BTC-USDT", Side.SELL, 20, 600_000, 599_000)


def ids() -> ClientIds:
    return ClientIds(RULE, "p", "bot", range(1_000))


def keeper() -> StopKeeper:
    made = StopKeeper(ids(), SETTLE)
    made.set_markets({MARKET.symbol: MARKET})
    return made


def report(client_id: str, status: StopStatus = StopStatus.WAITING, **changes: Any) -> StopReport:
    row = StopReport(
        symbol="BTCUSDT",
        venue_id="77",
        client_id=client_id,
        status=status,
        side=Side.SELL,
        trigger=600_000 * MARKET.tick.atoms,
        price=599_000 * MARKET.tick.atoms,
        size=20 * MARKET.lot.atoms,
    )
    return structs.replace(row, **changes)


def sent(stops: StopKeeper, wish: StopWish = WISH, at: int = 0) -> str:
    client_id = ids().next()
    stops.feed(ev.StopIntended(client_id, "BTCUSDT", wish), at)
    stops.feed(ev.StopSent(client_id), at)
    return client_id


def state(stops: StopKeeper, client_id: str) -> StopState:
    view = stops.view(client_id)
    assert view is not None
    return view.state


def listed(stops: StopKeeper, asked: int, *rows: StopReport, past: bool = False) -> list[Any]:
    return stops.feed(ev.StopsListed("BTCUSDT", StopKind.STOP, past, asked, rows), asked)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Placed("x", "77"), StopState.WAITING),
        (Refused("1", "no"), StopState.REFUSED),
        (Refused("1", "there already", Refusal.DUPLICATE), StopState.UNKNOWN),
        (NotSent("no slot"), StopState.ABSENT),
        (NoAnswer("timed out"), StopState.UNKNOWN),
        (Unclear("garbled"), StopState.UNKNOWN),
    ],
)
def test_the_answer_decides_and_no_answer_decides_nothing(outcome: Any, expected: StopState) -> None:
    stops = keeper()
    name = sent(stops)
    (changed,) = stops.feed(ev.StopPlaceOutcome(name, outcome), SECOND)
    assert isinstance(changed, StopChanged)
    assert (changed.before, changed.stop.state) == (StopState.SENT, expected)


def test_unknown_counts_at_worst_until_the_lists_prove_that_it_never_arrived() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("timed out")), SECOND)
    for n in range(PROOFS):
        assert stops.worst_case("BTC-USDT") == (0, 20)
        listed(stops, SETTLE - 1)  # too early to count, however often
        listed(stops, SETTLE + n * SECOND)
        assert state(stops, name) is StopState.UNKNOWN, "the past has not been asked yet"
        listed(stops, SETTLE + n * SECOND, past=True)
    assert state(stops, name) is StopState.ABSENT
    assert stops.worst_case("BTC-USDT") == (0, 0)


def test_what_was_asked_too_early_counts_for_nothing() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("timed out")), SECOND)
    for n in range(PROOFS):
        listed(stops, SECOND + n)
        listed(stops, SECOND + n, past=True)
    assert state(stops, name) is StopState.UNKNOWN


def test_the_same_answer_told_often_is_one_answer() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("timed out")), SECOND)
    for _ in range(PROOFS):
        listed(stops, SETTLE + SECOND)
        listed(stops, SETTLE + SECOND, past=True)
    assert state(stops, name) is StopState.UNKNOWN


def test_a_sign_of_life_voids_what_was_missed() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("timed out")), SECOND)
    for n in range(PROOFS):
        listed(stops, SETTLE + n * SECOND, past=True)
        if n == 1:
            listed(stops, SETTLE + n * SECOND, report(name))
        else:
            listed(stops, SETTLE + n * SECOND)
    assert state(stops, name) is StopState.WAITING
    stops.feed(ev.StopPlaceOutcome(name, Unclear("a late one")), 60 * SECOND)
    for past in (False, True):
        listed(stops, 61 * SECOND, past=past)
    assert state(stops, name) is StopState.WAITING, "the misses of before are void"


def test_without_a_doubt_there_is_no_hurry() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("timed out")), SECOND)
    stops.questions(2 * SECOND)
    assert stops.due() == 3 * SECOND
    listed(stops, 10 * SECOND, report(name))
    stops.questions(30 * SECOND)
    assert stops.due() == 90 * SECOND


def test_one_that_can_only_close_is_no_exposure() -> None:
    stops = keeper()
    sent(stops, replace(WISH, reduce_only=True))
    assert stops.worst_case("BTC-USDT") == (0, 0)


def test_triggered_names_the_order_that_came_of_it_and_stays_an_end() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, Placed(name, "77")), SECOND)
    stops.feed(ev.StopReported(report(name, StopStatus.TRIGGERED, order_id="99")), 2 * SECOND)
    stops.feed(ev.StopReported(report(name)), 3 * SECOND)  # an older word, late
    view = stops.view(name)
    assert view is not None
    assert (view.state, view.order_id) == (StopState.TRIGGERED, "99")


def test_ended_stops_are_asked_for_from_the_oldest_that_waits() -> None:
    """A list that was read from its other end would be given up before it came to them."""
    stops, began = keeper(), REACH_NS * 2
    stops.feed(ev.StopIntended("early", MARKET.symbol, WISH), began)
    stops.feed(ev.StopIntended("late", MARKET.symbol, WISH), began + 100 * SECOND)
    stops.feed(ev.StopPlaceOutcome("late", NoAnswer("timed out")), began + 105 * SECOND)
    now = began + 200 * SECOND
    _, past = stops.questions(now)
    assert (past.since_ns, past.until_ns) == (began - ASIDE_NS, now + ASIDE_NS)
    _, past = stops.questions(now + REACH_NS)
    assert past.since_ns == now


def test_when_one_that_is_not_ours_was_made_is_not_known() -> None:
    stops, now = keeper(), REACH_NS * 2
    stops.feed(ev.StopReported(report("theirs")), now)
    stops.feed(ev.StopPartition("the stream broke", requests=False), now)
    _, past = stops.questions(now + 3_600 * SECOND)
    assert past.since_ns == now + 3_600 * SECOND - REACH_NS


def test_a_cancel_is_done_when_the_venue_says_so_and_not_when_it_took_it() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, Placed(name, "77")), SECOND)
    stops.feed(ev.StopCancelSent(name), 2 * SECOND)
    stops.feed(ev.StopCancelOutcome(name, Cancelling(name, "77")), 3 * SECOND)
    assert state(stops, name) is StopState.WAITING
    asks = stops.questions(3 * SECOND)
    until = 3 * SECOND + ASIDE_NS
    assert asks == [ReadStops("BTCUSDT"), ReadStops("BTCUSDT", past=True, until_ns=until)]
    listed(stops, 4 * SECOND, report(name, StopStatus.CANCELLED), past=True)
    view = stops.view(name)
    assert view is not None
    assert (view.state, view.cancelling) == (StopState.CANCELLED, False)


def test_not_found_in_answer_to_a_cancel_is_no_proof() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("timed out")), SECOND)
    stops.feed(ev.StopCancelSent(name), SECOND)
    stops.feed(ev.StopCancelOutcome(name, Refused("43001", "no such", Refusal.NOT_FOUND)), 2 * SECOND)
    assert state(stops, name) is StopState.UNKNOWN


def test_one_that_is_missing_from_the_list_of_the_waiting_is_asked_for() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, Placed(name, "77")), SECOND)
    listed(stops, 60 * SECOND)
    assert stops.due() == 60 * SECOND
    assert state(stops, name) is StopState.WAITING
    listed(stops, 61 * SECOND, report(name, StopStatus.TRIGGERED), past=True)
    assert state(stops, name) is StopState.TRIGGERED


def test_an_amendment_shows_when_the_venue_shows_it() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, Placed(name, "77")), SECOND)
    stops.feed(ev.StopAmendSent(name, 590_000, None, 20), SECOND)
    stops.feed(ev.StopReported(report(name, trigger=590_000 * MARKET.tick.atoms, price=None)), 2 * SECOND)
    stops.feed(ev.StopAmendOutcome(name, Unclear("cut")), 2 * SECOND)
    listed(stops, 3 * SECOND, report(name, trigger=590_000 * MARKET.tick.atoms, price=None))
    view = stops.view(name)
    assert view is not None
    assert (view.wish.trigger, view.wish.ticks, view.amending) == (590_000, None, False)


def test_somebody_elses_is_shown_and_is_not_ours() -> None:
    stops = keeper()
    stops.feed(ev.StopReported(report("theirs")), SECOND)
    (view,) = stops.live()
    assert (view.client_id, view.ours, view.wish.lots) == ("theirs", False, 20)


def test_one_off_the_grid_is_told_and_not_guessed() -> None:
    (said,) = keeper().feed(ev.StopReported(report("theirs", trigger=1)), SECOND)
    assert isinstance(said, Surprise)


def test_a_restart_reads_back_what_was_and_asks_again() -> None:
    stops = keeper()
    name = sent(stops)
    after = keeper()
    after.load(stops.dump())
    after.feed(ev.StopPartition("the program started"), SECOND)
    assert state(after, name) is StopState.UNKNOWN
    assert after.due() == SECOND
    assert len(after.questions(SECOND)) == 2


@given(st.data())
@settings(max_examples=150)
def test_what_the_venue_holds_is_never_forgotten(data: st.DataObject) -> None:
    """Whatever is lost, late or told twice: once all has settled we show the venue's truth, and nothing was invented."""
    stops, now = keeper(), 0
    name = sent(stops)
    arrived = data.draw(st.booleans())
    truth = StopStatus.WAITING
    told: list[StopReport] = []
    outcome = data.draw(st.sampled_from([Placed(name, "77"), NoAnswer("lost")])) if arrived else NoAnswer("lost")
    for step in data.draw(st.lists(st.sampled_from(["answer", "push", "late", "end", "away", "list"]), max_size=14)):
        now += data.draw(st.sampled_from([1, SECOND, SETTLE]))
        if step == "answer":
            stops.feed(ev.StopPlaceOutcome(name, outcome), now)
        elif step == "away":
            stops.feed(ev.StopPartition("away", data.draw(st.booleans())), now)
        elif step == "end" and arrived:
            truth = truth if truth is not StopStatus.WAITING else StopStatus.TRIGGERED
        elif step == "push" and arrived:
            told.append(report(name, truth))
            stops.feed(ev.StopReported(told[-1]), now)
        elif step == "late" and told:
            stops.feed(ev.StopReported(told[0]), now)
        elif step == "list":
            _walk(stops, name, now, arrived, truth)
        if arrived:
            assert state(stops, name) in (
                StopState.SENT,
                StopState.UNKNOWN,
                StopState.WAITING,
                StopState.TRIGGERED,
            )
    stops.feed(ev.StopPartition("the end", True), now)
    for _ in range(PROOFS + 1):
        now += SETTLE + SECOND
        _walk(stops, name, now, arrived, truth)
    expected = {StopStatus.WAITING: StopState.WAITING, StopStatus.TRIGGERED: StopState.TRIGGERED}[truth]
    assert state(stops, name) is (expected if arrived else StopState.ABSENT)


def _walk(stops: StopKeeper, name: str, now: int, arrived: bool, truth: StopStatus) -> None:
    for past in (False, True):
        shown = arrived and (truth is not StopStatus.WAITING) is past
        listed(stops, now, *([report(name, truth)] if shown else []), past=past)


def test_an_amended_one_is_known_by_its_new_name_and_asked_for_by_the_old_one() -> None:
    stops, names = keeper(), ids()
    name, new = names.next(), names.next()
    sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, Placed(name, "77")), 1)
    stops.feed(ev.StopReported(report(new, trigger=590_000 * MARKET.tick.atoms)), 2)
    view = stops.view(name)
    assert view is not None
    assert (view.there, view.wish.trigger, view.state) == (new, 590_000, StopState.WAITING)
    assert stops.view(new) is None
    again = keeper()
    again.load(stops.dump())
    assert again.view(name) == view
    again.feed(ev.StopReported(report(new, StopStatus.CANCELLED)), 3)
    assert state(again, name) is StopState.CANCELLED


def test_what_waits_is_asked_for_as_often_as_the_row_wants_although_nothing_is_in_doubt() -> None:
    stops = StopKeeper(ids(), SETTLE, 5 * SECOND)
    stops.set_markets({MARKET.symbol: MARKET})
    sent(stops, at=SECOND)
    assert stops.due() == 6 * SECOND
    assert [ask.past for ask in stops.questions(6 * SECOND)] == [False, True]
    assert stops.due() == 11 * SECOND


def test_a_list_that_leads_on_is_asked_until_it_names_the_order_that_came_of_an_owned_one() -> None:
    stops = StopKeeper(ids(), SETTLE, leads_on=True)
    stops.set_markets({MARKET.symbol: MARKET})
    name = ids().next()
    stops.feed(ev.StopIntended(name, "BTCUSDT", WISH, "seat"), 0)
    stops.feed(ev.StopSent(name), 0)
    stops.feed(ev.StopReported(report(name, StopStatus.TRIGGERED)), SECOND)
    again = StopKeeper(ids(), SETTLE, leads_on=True)
    again.load(stops.dump())  # so does a restart
    again.feed(ev.StopPartition("start"), 2 * SECOND)
    for each in (stops, again):
        assert [ask.past for ask in each.questions(2 * SECOND)] == [True]
        (told,) = each.feed(ev.StopReported(report(name, StopStatus.TRIGGERED, order_id="o9")), 3 * SECOND)
        assert isinstance(told, StopChanged)
        assert (told.stop.order_id, told.stop.owner) == ("o9", "seat")
        assert each.questions(99 * SECOND) == []
        assert each.due() is None


def test_a_name_that_nobody_tells_is_not_asked_for_without_end() -> None:
    stops = StopKeeper(ids(), SETTLE, leads_on=True)
    stops.set_markets({MARKET.symbol: MARKET})
    stops.feed(ev.StopIntended("s1", "BTCUSDT", WISH, "seat"), 0)
    stops.feed(ev.StopReported(report("s1", StopStatus.TRIGGERED)), SECOND)
    asked, now = 0, 0
    while (due := stops.due()) is not None and asked < 1_000:
        now = max(now + 1, due)
        asked += len(stops.questions(now))
    assert asked == NAMED_AFTER_MAX


def test_one_that_is_cancelled_again_and_again_is_proven_absent_all_the_same() -> None:
    stops = keeper()
    name = sent(stops)
    stops.feed(ev.StopPlaceOutcome(name, NoAnswer("time-out")), SECOND)
    for n in range(PROOFS):
        at = SETTLE + (2 + 2 * n) * SECOND
        stops.feed(ev.StopCancelSent(name), at)
        stops.feed(ev.StopCancelOutcome(name, Refused("40109", "not found", Refusal.NOT_FOUND)), at)
        assert state(stops, name) is StopState.UNKNOWN
        listed(stops, at + SECOND)
        listed(stops, at + SECOND, past=True)
    assert state(stops, name) is StopState.ABSENT
