"""The stop desk: intents before requests, lists walked to their end, doubts as questions, every fact kept as it is fed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import MarginMode, Side, StopKind, TriggerBy
from picaflor.domain.stops import StopState, StopWish
from picaflor.engine import stop_risk
from picaflor.engine.connector.desk import QUEUE_MAX, Desk, Errand, Result
from picaflor.engine.connector.stop_desk import PAGES_MAX, RECANCEL_NS, StopAsk, StopDesk
from picaflor.engine.records import Kind
from picaflor.engine.stop_risk import ApprovedStop, check_stop
from picaflor.machines.orders import ClientIds
from picaflor.machines.orders import stop_events as ev
from picaflor.machines.orders.stops import StopKeeper
from picaflor.wire.asks import Amending, Cancelling, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import ServerTime
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, StopReport, Stops, StopStatus
from picaflor.wire.stream import StopsFrame
from picaflor.wire.venue import Venue
from tests.unit.engine.connector.conftest import NOW, SECOND
from tests.unit.engine.test_loop import Fake
from tests.unit.engine.test_risk import NO_LIMITS

KEPT: list[tuple[Kind, bytes]] = []  # what the desk of the running test wrote down
WISH = StopWish("BTC-USDT", Side.SELL, 2, 90, 89)


class Waiting(Desk):
    """A desk whose queue can be read: nothing leaves."""

    def asked(self) -> list[StopAsk]:
        asked = [errand.ask for lane in self._lanes for errand in lane]
        for lane in self._lanes:
            lane.clear()
        return asked  # type: ignore[return-value]


@pytest.fixture
def waiting(venue: Venue, desk: Desk) -> Waiting:
    return Waiting(venue, venue.domains["live"], desk._throttle)


@pytest.fixture
def stops(venue: Venue, waiting: Waiting, market: Market) -> StopDesk:
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    made = StopDesk(venue, StopKeeper(ids, 5 * SECOND), ids, waiting, lambda _event: None, KEPT.append)
    made.listed({market.pair: market}, (market.pair,), NOW)
    made.up(NOW)
    KEPT.clear()
    return made


def approved(venue: Venue, market: Market, wish: StopWish = WISH) -> ApprovedStop:
    row = replace(venue, stop_kinds=tuple(StopKind))
    verdict = check_stop(row, wish, Fake(markets={market.pair: market}), NO_LIMITS, None)
    assert isinstance(verdict, ApprovedStop), verdict
    return verdict


def kept() -> list[type]:
    lines = KEPT[:]
    KEPT.clear()
    assert all(kind is Kind.STOPS for kind, _ in lines)
    return [type(ev.read_stop_event(fact)) for _, fact in lines]


def answer(stops: StopDesk, ask: StopAsk, result: Result, asked_ns: int = NOW) -> None:
    assert stops.answered(Errand(ask, "stop", asked_ns), result, asked_ns)


def state(stops: StopDesk, name: str) -> StopState:
    view = stops.keeper.view(name)
    assert view is not None
    return view.state


def placed(stops: StopDesk, waiting: Waiting, venue: Venue, market: Market) -> str:
    name = stops.submit(approved(venue, market), "me", NOW)
    (ask,) = waiting.asked()
    stops.left(Errand(ask, "stop", NOW), NOW)
    answer(stops, ask, Placed(name, f"9{name}"))
    KEPT.clear()
    return name


def row(name: str, market: Market, status: StopStatus = StopStatus.WAITING) -> StopReport:
    return StopReport(market.symbol, f"9{name}", name, status, Side.SELL, 90 * ONE, price=89 * ONE, size=2 * ONE)


def test_the_intent_is_kept_before_the_request_can_leave(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    name = stops.submit(approved(venue, market), "me", NOW)
    assert kept() == [ev.StopIntended]
    assert waiting.asked() == [
        PlaceStop("BTCUSDT", name, Side.SELL, 90 * ONE, StopKind.STOP, price=89 * ONE, size=2 * ONE)
    ]
    assert state(stops, name) is StopState.INTENDED


def test_a_full_queue_is_a_stop_that_was_never_sent(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    names = [stops.submit(approved(venue, market), "me", NOW) for _ in range(QUEUE_MAX + 1)]
    assert state(stops, names[-1]) is StopState.ABSENT
    assert state(stops, names[-2]) is StopState.INTENDED


def test_an_answer_of_the_wrong_kind_proves_nothing(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    name = stops.submit(approved(venue, market), "me", NOW)
    (ask,) = waiting.asked()
    answer(stops, ask, ServerTime(NOW))
    assert state(stops, name) is StopState.UNKNOWN


@pytest.mark.parametrize(("lots", "whole"), [(0, True), (2, False)])
def test_a_cancel_says_whether_the_stop_is_of_all_of_a_position(
    stops: StopDesk, waiting: Waiting, market: Market, lots: int, whole: bool
) -> None:
    wish = StopWish("BTC-USDT", Side.SELL, lots, 90, kind=StopKind.STOP_LOSS)
    name = stops.submit(ApprovedStop(market, wish, stop_risk._SEAL), "me", NOW)
    (ask,) = waiting.asked()
    stops.left(Errand(ask, "stop", NOW), NOW)
    answer(stops, ask, Placed(name, f"9{name}"))
    stops.cancel(name, NOW)
    (ask,) = waiting.asked()
    assert ask == CancelStop("BTCUSDT", name, f"9{name}", StopKind.STOP_LOSS, whole)


def test_a_cancel_is_sent_once_and_its_answer_is_followed_by_a_look_at_the_lists(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    name = placed(stops, waiting, venue, market)
    stops.cancel(name, NOW)
    stops.cancel(name, NOW)
    (ask,) = waiting.asked()
    assert ask == CancelStop("BTCUSDT", name, f"9{name}")
    answer(stops, ask, Cancelling(name))
    assert state(stops, name) is StopState.WAITING
    stops.tick(NOW)
    asks = waiting.asked()
    assert [type(ask) for ask in asks] == [ReadStops, ReadStops]
    answer(stops, asks[0], Stops(()))
    answer(stops, asks[1], Stops((row(name, market, StopStatus.CANCELLED),)))
    assert state(stops, name) is StopState.CANCELLED


def test_an_amendment_that_is_refused_leaves_the_stop_as_it_was(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    name = placed(stops, waiting, venue, market)
    stops.amend(name, 80, None, 2, NOW)
    (ask,) = waiting.asked()
    assert ask == AmendStop("BTCUSDT", 80 * ONE, name, f"9{name}", size=2 * ONE, by=TriggerBy.LAST)
    answer(stops, ask, Refused("1", "no"))
    view = stops.keeper.view(name)
    assert view is not None
    assert (view.wish.trigger, view.amending, view.reason) == (90, False, "1: no")


def test_an_amendment_that_was_taken_shows_when_the_list_shows_it(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    name = placed(stops, waiting, venue, market)
    stops.amend(name, 80, 79, 2, NOW)
    (ask,) = waiting.asked()
    answer(stops, ask, Amending(name))
    changed = StopReport("BTCUSDT", f"9{name}", name, StopStatus.WAITING, Side.SELL, 80 * ONE, price=79 * ONE)
    stops.heard(StopsFrame((changed,)), NOW)
    view = stops.keeper.view(name)
    assert view is not None
    assert (view.wish.trigger, view.wish.ticks, view.wish.lots) == (80, 79, 2)


def test_a_list_is_walked_page_by_page_and_proves_nothing_before_its_end(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    name = stops.submit(approved(venue, market), "me", NOW)
    (ask,) = waiting.asked()
    answer(stops, ask, NoAnswer("timed out"))
    stops.tick(NOW)
    first, past = waiting.asked()
    assert isinstance(past, ReadStops)
    kept()
    answer(stops, first, Stops((row("other", market),), before="77"))
    assert kept() == []
    (second,) = waiting.asked()
    assert second == ReadStops("BTCUSDT", before="77")
    answer(stops, past, Stops((), before="78"))
    (following,) = waiting.asked()
    assert following == structs.replace(past, before="78")
    assert past.until_ns > NOW
    answer(stops, second, Stops((row(name, market),)))
    assert kept() == [ev.StopsListed]
    assert state(stops, name) is StopState.WAITING
    assert stops.keeper.view("other") is not None


def test_a_list_without_an_end_is_given_up_and_proves_nothing(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    placed(stops, waiting, venue, market)
    stops.up(NOW)
    stops.tick(NOW)
    ask = waiting.asked()[0]
    for n in range(PAGES_MAX):
        answer(stops, ask, Stops((), before=str(n + 1)))
        following = waiting.asked()
        ask = following[0] if following else ask
    assert following == []
    listed = [ev.read_stop_event(fact) for _, fact in KEPT][-1]
    assert isinstance(listed, ev.StopsListed)
    assert listed.asked_ns == 0


def test_answers_from_before_we_were_away_are_no_answers(
    stops: StopDesk, waiting: Waiting, venue: Venue, market: Market
) -> None:
    placed(stops, waiting, venue, market)
    stops.up(NOW)
    stops.tick(NOW)
    asks = waiting.asked()
    stops.down("lost", NOW)
    assert stops.due() is None
    stops.up(NOW)
    kept()
    answer(stops, asks[0], Stops(()))
    assert kept() == []


def test_a_failed_question_is_asked_again(stops: StopDesk, waiting: Waiting, venue: Venue, market: Market) -> None:
    placed(stops, waiting, venue, market)
    stops.up(NOW)
    stops.tick(NOW)
    for ask in waiting.asked():
        answer(stops, ask, Unclear("502"))
    assert stops.due() == NOW + SECOND
    stops.tick(NOW + SECOND)
    assert len(waiting.asked()) == 2


def test_somebody_elses_is_cancelled_by_the_venues_name(stops: StopDesk, waiting: Waiting, market: Market) -> None:
    theirs = StopReport("BTCUSDT", "55", "", StopStatus.WAITING, Side.SELL, 90 * ONE, size=2 * ONE)
    stops.heard(StopsFrame((theirs,)), NOW)
    (view,) = stops.keeper.live()
    stops.cancel(view.client_id, NOW)
    (ask,) = waiting.asked()
    assert ask == CancelStop("BTCUSDT", "", "55")
    answer(stops, ask, Refused("1", "no"))
    assert not stops.keeper.live()[0].cancelling
    stops.cancel(view.client_id, NOW + RECANCEL_NS - 1)
    assert waiting.asked() == []
    stops.cancel(view.client_id, NOW + RECANCEL_NS)
    assert waiting.asked() == [ask]


def test_a_stop_says_the_leverage_that_orders_say(
    venue: Venue, waiting: Waiting, market: Market, stops: StopDesk
) -> None:
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    keeper = StopKeeper(ids, 5 * SECOND)
    made = StopDesk(venue, keeper, ids, waiting, lambda _event: None, KEPT.append, MarginMode.CROSS, 7)
    made.submit(approved(venue, market), "me", NOW)
    (ask,) = waiting.asked()
    assert isinstance(ask, PlaceStop)
    assert (ask.margin_mode, ask.leverage) == (MarginMode.CROSS, 7)


def test_where_one_that_trails_goes_by_its_number_alone_it_is_not_cancelled_before_that_is_known(
    venue: Venue, waiting: Waiting, market: Market
) -> None:
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    row = replace(venue, features=venue.features | {"fixed_trails"})
    made = StopDesk(row, StopKeeper(ids, 5 * SECOND), ids, waiting, lambda _event: None, KEPT.append)
    made.listed({market.pair: market}, (market.pair,), NOW)
    wish = StopWish("BTC-USDT", Side.SELL, 2, 90, kind=StopKind.TRAILING, trail=ONE // 100)
    name = made.submit(ApprovedStop(market, wish, stop_risk._SEAL), "me", NOW)
    (ask,) = waiting.asked()
    made.cancel(name, NOW)
    assert waiting.asked() == []
    answer(made, ask, Placed(name, "9"))
    made.cancel(name, NOW)
    assert waiting.asked() == [CancelStop("BTCUSDT", name, "9", StopKind.TRAILING)]
