"""The desk: cancels before orders before questions, never more than fits, every answer matched once."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.engine.connector.desk import IN_FLIGHT_MAX, QUEUE_MAX, TIMEOUT_NS, Desk, Errand
from picaflor.machines.throttle import Throttle
from picaflor.wire.asks import Ask, Cancel, Place, Placed, ReadOrder, ReadTime, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent, Reply
from picaflor.wire.port import SendRequest
from picaflor.wire.reports import ServerTime
from picaflor.wire.venue import Cost, Limit, Venue
from tests.unit.engine.connector.conftest import NOW, SECOND

TIME = ReadTime()


def place(name: str, symbol: str = "BTCUSDT") -> Place:
    return Place(symbol, name, Side.BUY, OrderType.LIMIT, ONE, 100 * ONE)


def unlimited(venue: Venue) -> Desk:
    costs = {ask: Cost((("all", 1),)) for ask in venue.costs}
    return Desk(venue, venue.domains["live"], Throttle((Limit("all", 10**6, SECOND),), costs))


def asks(venue: Venue, out: list[SendRequest]) -> list[Ask | Refused]:
    return [venue.rest.read_ask(request.request) for request in out]


def test_cancels_before_orders_before_questions(venue: Venue, desk: Desk) -> None:
    for ask in (ReadOrder("BTCUSDT", "c0"), place("c1"), Cancel("BTCUSDT", "c0")):
        assert desk.ask(ask, "why", NOW)
    out = desk.pump(NOW)
    assert [type(ask) for ask in asks(venue, out)] == [Cancel, Place, ReadOrder]
    assert [(r.no, r.signed, r.urgent, r.places) for r in out] == [
        (1, True, True, False),
        (2, True, True, True),
        (3, True, False, False),
    ]
    assert {r.timeout_ns for r in out} == {TIMEOUT_NS}
    assert desk.pump(NOW) == []
    assert desk.in_flight == 3


def test_public_questions_go_unsigned_and_headers_of_the_domain_are_added(venue: Venue) -> None:
    desk = Desk(venue, venue.domains["testnet"], Throttle(venue.limits, venue.costs))
    desk.ask(TIME, "time", NOW)
    (request,) = desk.pump(NOW)
    assert not request.signed
    assert ("paptrading", "1") in request.request.headers


def test_what_has_left_is_told_once(desk: Desk) -> None:
    desk.ask(place("c1"), "place", NOW)
    assert desk.take_left() == []
    desk.pump(NOW)
    assert desk.take_left() == [Errand(place("c1"), "place", NOW)]
    assert desk.take_left() == []


def test_an_answer_is_matched_once(venue: Venue, desk: Desk) -> None:
    desk.ask(TIME, "time", NOW)
    desk.pump(NOW)
    reply = venue.rest.write_answer(TIME, ServerTime(NOW), NOW)
    assert desk.answered(1, reply, NOW) == (Errand(TIME, "time", NOW), ServerTime(NOW))
    assert desk.answered(1, reply, NOW) is None
    assert desk.answered(99, reply, NOW) is None
    assert desk.in_flight == 0


@pytest.mark.parametrize("outcome", [NotSent("no route"), NoAnswer("timed out")])
def test_what_did_not_come_back_is_told_as_it_is(desk: Desk, outcome: NotSent | NoAnswer) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    assert desk.answered(1, outcome, NOW) == (Errand(place("c1"), "place", NOW), outcome)


def test_an_answer_that_proves_nothing_is_counted(desk: Desk) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    answered = desk.answered(1, Reply(502, b"<html>"), NOW)
    assert answered is not None
    assert isinstance(answered[1], Unclear)
    assert desk.unclear == 1


def test_a_limit_that_is_used_up_says_when_to_come_again(venue: Venue, desk: Desk) -> None:
    for n in range(12):
        desk.ask(place(f"c{n}"), "place", NOW)
    sent = len(desk.pump(NOW))
    assert 0 < sent <= 10
    assert (desk.held, desk.queued) == (True, 12 - sent)
    due = desk.due()
    assert due is not None
    assert NOW < due < NOW + 2 * SECOND
    desk.ask(Cancel("BTCUSDT", "c0"), "cancel", NOW)
    assert [type(ask) for ask in asks(venue, desk.pump(NOW))] == [Cancel]  # its own bucket has room
    total = sent
    while desk.held and (due := desk.due()) is not None:
        total += len(desk.pump(due))
    assert total == 12
    assert desk.due() is None


def test_a_refusal_for_the_rate_silences_everything_and_is_kept(venue: Venue, desk: Desk) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    assert desk.news_of_bans() is None
    code, words = venue.refusals["rate"]
    reply = venue.rest.write_answer(place("c1"), Refused(code, words, Refusal.RATE), NOW)
    answered = desk.answered(1, reply, NOW)
    assert answered is not None
    assert isinstance(answered[1], Refused)
    desk.ask(Cancel("BTCUSDT", "c1"), "cancel", NOW)
    assert desk.pump(NOW) == []
    bans = desk.news_of_bans()
    assert bans
    assert max(bans.values()) > NOW
    assert desk.news_of_bans() is None
    heir = Desk(venue, venue.domains["live"], Throttle(venue.limits, venue.costs))
    heir.restore_bans(bans)
    heir.ask(TIME, "time", NOW)
    assert heir.pump(NOW) == []


def test_a_full_house_lets_only_cancels_in(venue: Venue) -> None:
    desk = unlimited(venue)
    for n in range(IN_FLIGHT_MAX + 1):
        desk.ask(place(f"c{n}"), "place", NOW)
    assert len(desk.pump(NOW)) == IN_FLIGHT_MAX
    desk.ask(Cancel("BTCUSDT", "c0"), "cancel", NOW)
    assert [type(ask) for ask in asks(venue, desk.pump(NOW))] == [Cancel]
    desk.answered(1, NoAnswer(""), NOW)
    desk.answered(2, NoAnswer(""), NOW)
    assert len(desk.pump(NOW)) == 1


def test_a_lane_is_bounded_and_the_asker_is_told(venue: Venue) -> None:
    desk = unlimited(venue)
    assert [desk.ask(TIME, "time", NOW) for _ in range(QUEUE_MAX + 1)] == [True] * QUEUE_MAX + [False]
    assert desk.ask(place("c1"), "place", NOW)  # another lane


def test_orders_that_wait_can_be_called_back(venue: Venue) -> None:
    desk = unlimited(venue)
    assert desk.recall(lambda _place: True) == []
    for name, symbol in (("c1", "BTCUSDT"), ("c2", "ETHUSDT"), ("c3", "BTCUSDT")):
        desk.ask(place(name, symbol), "place", NOW)
    assert desk.recall(lambda one: one.symbol == "BTCUSDT") == ["c1", "c3"]
    (left,) = asks(venue, desk.pump(NOW))
    assert isinstance(left, Place)
    assert left.client_id == "c2"
    assert desk.recall(lambda _place: True) == []


def test_an_answer_for_an_order_is_what_the_codec_reads(venue: Venue, desk: Desk) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    answered = desk.answered(1, venue.rest.write_answer(place("c1"), Placed("c1", "77"), NOW), NOW)
    assert answered == (Errand(place("c1"), "place", NOW), Placed("c1", "77"))
