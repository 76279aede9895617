"""The desk: cancels before orders before questions, never more than fits, every answer matched once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.engine.connector.desk import IN_FLIGHT_MAX, QUEUE_MAX, TIMEOUT_NS, Desk, Errand
from picaflor.machines.throttle import Throttle
from picaflor.venues import load
from picaflor.wire.asks import (
    Ask,
    Cancel,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    ReadOrder,
    ReadTime,
    Refusal,
    Refused,
    Unclear,
)
from picaflor.wire.lists import Contingency, Leg, PlaceList
from picaflor.wire.net import NoAnswer, NotSent, Reply, Request
from picaflor.wire.port import SendCall, SendRequest
from picaflor.wire.reports import OrderReport, OrderStatus, ServerTime
from picaflor.wire.stream import Call
from picaflor.wire.venue import Cost, Limit, Venue
from tests.unit.engine.connector.conftest import NOW, SECOND

TIME = ReadTime()


def place(name: str, symbol: str = "BTCUSDT") -> Place:
    return Place(symbol, name, Side.BUY, OrderType.LIMIT, ONE, 100 * ONE)


def unlimited(venue: Venue) -> Desk:
    costs = {ask: Cost((("all", 1),)) for ask in venue.costs}
    return Desk(venue, venue.domains["live"], Throttle((Limit("all", 10**6, SECOND),), costs))


def one_by_one(venue: Venue) -> Venue:
    """The same house without batches: each order is a request."""
    return replace(venue, features=venue.features - {"batch"})


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
    assert desk.answered(1, reply, NOW) == [(Errand(TIME, "time", NOW), ServerTime(NOW))]
    assert desk.answered(1, reply, NOW) == []
    assert desk.answered(99, reply, NOW) == []
    assert desk.in_flight == 0


@pytest.mark.parametrize("outcome", [NotSent("no route"), NoAnswer("timed out")])
def test_what_did_not_come_back_is_told_as_it_is(desk: Desk, outcome: NotSent | NoAnswer) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    assert desk.answered(1, outcome, NOW) == [(Errand(place("c1"), "place", NOW), outcome)]


def test_an_answer_that_proves_nothing_is_counted(desk: Desk) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    (answered,) = desk.answered(1, Reply(502, b"<html>"), NOW)
    assert isinstance(answered[1], Unclear)
    assert desk.unclear == 1


def test_a_limit_that_is_used_up_says_when_to_come_again(venue: Venue) -> None:
    desk = Desk(one_by_one(venue), venue.domains["live"], Throttle(venue.limits, venue.costs))
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
    (answered,) = desk.answered(1, reply, NOW)
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
    desk = unlimited(one_by_one(venue))
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
    assert [desk.ask(TIME, f"time {n}", NOW) for n in range(QUEUE_MAX + 1)] == [True] * QUEUE_MAX + [False]
    assert desk.ask(place("c1"), "place", NOW)  # another lane


def test_orders_that_wait_can_be_called_back(venue: Venue) -> None:
    desk = unlimited(venue)
    assert desk.recall(lambda _place: True) == []
    for name, symbol in (("c1", "BTCUSDT"), ("c2", "ETHUSDT"), ("c3", "BTCUSDT")):
        desk.ask(place(name, symbol), "place", NOW)
    assert desk.recall(lambda one: one.symbol == "BTCUSDT") == [place("c1"), place("c3")]
    (left,) = asks(venue, desk.pump(NOW))
    assert isinstance(left, Place)
    assert left.client_id == "c2"
    assert desk.recall(lambda _place: True) == []


def test_an_answer_for_an_order_is_what_the_codec_reads(venue: Venue, desk: Desk) -> None:
    desk.ask(place("c1"), "place", NOW)
    desk.pump(NOW)
    (answered,) = desk.answered(1, venue.rest.write_answer(place("c1"), Placed("c1", "77"), NOW), NOW)
    assert answered == (Errand(place("c1"), "place", NOW), Placed("c1", "77"))


class Told:
    """A codec that says the kind of an ask and whom it names: not every row's can write several at once."""

    def write_ask(self, ask: Ask) -> Request:
        names = [row.client_id for row in getattr(ask, "rows", (ask,))]
        return Request("POST", "host", f"/{type(ask).__name__}", body=" ".join(names).encode())


def batching(venue: Venue, count: int = 10**6) -> Desk:
    row = replace(venue, features=venue.features | {"batch"}, rest=Told())  # type: ignore[arg-type]
    kinds = {*venue.costs, PlaceMany, CancelMany}
    costs = {ask: Cost((("many" if ask in (PlaceMany, CancelMany) else "one", 1),)) for ask in kinds}
    return Desk(
        row, venue.domains["live"], Throttle((Limit("one", 10**6, SECOND), Limit("many", count, SECOND)), costs)
    )


def test_three_of_a_kind_leave_in_one_request_and_each_is_told_of(venue: Venue) -> None:
    desk = batching(venue)
    for n in range(3):
        desk.ask(place(f"c{n}"), "place", NOW)
        desk.ask(Cancel("BTCUSDT", f"d{n}"), "cancel", NOW)
    cancels, places = desk.pump(NOW)
    assert (cancels.urgent, cancels.places) == (True, False)
    assert (places.urgent, places.places) == (True, True)
    assert [getattr(errand.ask, "client_id", "") for errand in desk.take_left()] == ["d0", "d1", "d2", "c0", "c1", "c2"]
    assert desk.queued == 0
    (answered,) = desk.answered(places.no, NoAnswer("timed out"), NOW)
    assert isinstance(answered[0].ask, PlaceMany)


def test_where_there_is_no_room_for_a_bundle_they_leave_one_by_one(venue: Venue) -> None:
    desk = batching(venue, count=1)
    for n in range(6):
        desk.ask(place(f"c{n}", "BTCUSDT" if n < 3 else "ETHUSDT"), "place", NOW)
    first, *others = [(out.request.path, out.request.body) for out in desk.pump(NOW)]
    assert first == ("/PlaceMany", b"c0 c1 c2")
    assert others == [("/Place", b"c3"), ("/Place", b"c4"), ("/Place", b"c5")]


@pytest.mark.parametrize(("domain", "host"), [("live", "api.hitbtc.com"), ("testnet", "api.demo.hitbtc.com")])
def test_a_request_goes_to_the_host_of_its_domain(domain: str, host: str) -> None:
    row = load("hitbtc")
    desk = Desk(row, row.domains[domain], Throttle(row.limits, row.costs))
    desk.ask(TIME, "time", NOW)
    (request,) = desk.pump(NOW)
    assert isinstance(request, SendRequest)
    assert request.request.host == host


# over a socket

HITBTC = load("hitbtc")


@pytest.fixture
def calling() -> Desk:
    desk = Desk(HITBTC, HITBTC.domains["live"], Throttle(HITBTC.limits, HITBTC.costs))
    desk.line_up("private")
    return desk


def refused(no: int) -> bytes:
    """How the venue says no to call `no`."""
    assert HITBTC.calls is not None
    (data,) = HITBTC.calls.write_reply(Call(place("c1"), f'"{no}"'), Refused("20001", "Insufficient funds"), NOW)
    return data


def test_what_may_travel_as_a_frame_does_while_the_socket_is_up(calling: Desk) -> None:
    for ask in (ReadOrder("BTCUSDT", "mine-0001"), place("mine-0001"), Cancel("BTCUSDT", "mine-0002")):
        calling.ask(ask, "why", NOW)
    cancel, order, question = calling.pump(NOW)
    assert isinstance(cancel, SendCall)
    assert isinstance(order, SendCall)
    assert isinstance(question, SendRequest)
    assert [(call.no, call.conn, call.places) for call in (cancel, order)] == [
        (1, "private", False),
        (2, "private", True),
    ]
    assert HITBTC.stream.read_client(order.data) == (Call(place("mine-0001"), '"2"'),)
    assert calling.line_down("gone") != []
    calling.ask(place("mine-0003"), "place", NOW)
    (request,) = calling.pump(NOW)
    assert isinstance(request, SendRequest)


def test_an_answer_by_frame_is_matched_once_and_by_its_number(calling: Desk) -> None:
    calling.ask(place("mine-0001"), "place", NOW)
    calling.pump(NOW)
    for ref in ("", '"2"', "null", '"x"', '"' + "9" * 30 + '"'):
        assert calling.replied(ref, refused(1), NOW) == []
    ((errand, result),) = calling.replied('"1"', refused(1), NOW)
    assert errand.ask == place("mine-0001")
    assert isinstance(result, Refused)
    assert (result.kind, calling.in_flight, calling.due()) == (Refusal.FUNDS, 0, None)
    assert calling.replied('"1"', refused(1), NOW) == []


def test_who_may_not_order_by_frame_orders_by_request_from_then_on(calling: Desk) -> None:
    calling.ask(place("mine-0001"), "place", NOW)
    calling.pump(NOW)
    call = Call(place("mine-0001"), '"1"')
    assert HITBTC.calls is not None
    (data,) = HITBTC.calls.write_reply(call, Refused("1003", "Action is forbidden for this API key"), NOW)
    ((_, result),) = calling.replied('"1"', data, NOW)
    assert isinstance(result, Refused)
    assert result.kind is Refusal.AUTH
    calling.line_up("private, again")
    calling.ask(place("mine-0002"), "place", NOW)
    (request,) = calling.pump(NOW)
    assert isinstance(request, SendRequest)


LEGS = tuple(Leg("BTCUSDT", f"leg-000{n}", Side.SELL, OrderType.LIMIT, ONE, (n + 1) * ONE) for n in range(3))
LIST = PlaceList(Contingency.ONE_TRIGGERS, LEGS)


def answer_of(leg: Leg) -> bytes:
    assert HITBTC.calls is not None
    report = OrderReport(
        leg.symbol, "7", leg.client_id, OrderStatus.OPEN, leg.side, leg.type, 0, price=leg.price, size=leg.size
    )
    told = PlacedMany(((leg.client_id, Placed(leg.client_id, "7", report)),))
    (data,) = HITBTC.calls.write_reply(Call(LIST, '"1"'), told, NOW)
    return data


def test_an_answer_in_pieces_is_an_answer_when_it_is_whole(calling: Desk) -> None:
    calling.ask(LIST, "list", NOW)
    calling.pump(NOW)
    first, second, third = map(answer_of, LEGS)
    assert calling.replied('"1"', first, NOW) == calling.replied('"1"', second, NOW) == []
    assert calling.in_flight == 1
    ((errand, result),) = calling.replied('"1"', third, NOW)
    assert errand.ask == LIST
    assert isinstance(result, PlacedMany)
    assert [name for name, _ in result.rows] == [leg.client_id for leg in LEGS]
    assert (calling.in_flight, calling.due(), calling.replied('"1"', third, NOW)) == (0, None, [])


@pytest.mark.parametrize("cut", [True, False])
def test_of_one_that_never_becomes_whole_what_was_told_holds(calling: Desk, cut: bool) -> None:
    calling.ask(LIST, "list", NOW)
    calling.pump(NOW)
    calling.replied('"1"', answer_of(LEGS[0]), NOW)
    ((_, result),) = calling.line_down("cut") if cut else calling.overdue(NOW + TIMEOUT_NS)
    assert isinstance(result, PlacedMany)
    assert [name for name, _ in result.rows] == [LEGS[0].client_id]


def test_a_list_is_taken_back_whole(calling: Desk) -> None:
    calling.ask(LIST, "list", NOW)
    assert calling.recall(lambda ask: isinstance(ask, PlaceList)) == [LIST]
    assert calling.pump(NOW) == []


def test_what_a_socket_may_not_say_in_one_second_is_asked_by_request() -> None:
    row = load("bitget").spoken_by("unified")
    assert row.calls is not None
    assert (row.calls.most(), HITBTC.calls is not None and HITBTC.calls.most()) == (8, 0)
    costs = {ask: Cost((("all", 1),)) for ask in row.costs}
    desk = Desk(row, row.domains["live"], Throttle((Limit("all", 10**6, SECOND),), costs))
    desk.line_up("private")
    for n in range(10):
        desk.ask(place(f"mine-{n:04}"), "place", NOW + n)
        (out,) = desk.pump(NOW + n)
        assert isinstance(out, SendCall) == (n < 8)
    later = NOW + SECOND + 1  # two of the eight were said more than a second ago
    ways: list[type] = []
    for n in range(10, 14):
        desk.ask(place(f"mine-{n:04}"), "place", later)
        ways += [type(out) for out in desk.pump(later)]
    assert ways == [SendCall, SendCall, SendRequest, SendRequest]


def test_a_request_is_never_answered_by_a_frame(calling: Desk) -> None:
    calling.ask(TIME, "time", NOW)
    calling.pump(NOW)
    assert calling.replied('"1"', refused(1), NOW) == []
    assert calling.in_flight == 1


def test_what_was_on_its_way_when_the_socket_went_is_unknown_and_not_sent_again(calling: Desk) -> None:
    for n in (1, 2):
        calling.ask(place(f"mine-000{n}"), "place", NOW)
    calling.pump(NOW)
    lost = calling.line_down("cut")
    assert [(errand.ask, result) for errand, result in lost] == [
        (place("mine-0001"), NoAnswer("cut")),
        (place("mine-0002"), NoAnswer("cut")),
    ]
    calling.line_up("private")
    assert calling.pump(NOW) == []
    assert (calling.in_flight, calling.line_down("again")) == (0, [])


def test_an_answer_that_does_not_come_in_time_is_no_answer(calling: Desk) -> None:
    for n in (1, 2):
        calling.ask(place(f"mine-000{n}"), "place", NOW + n)
        calling.pump(NOW + n)
    assert calling.due() == NOW + 1 + TIMEOUT_NS
    assert calling.overdue(NOW + TIMEOUT_NS) == []
    ((errand, result),) = calling.overdue(NOW + 1 + TIMEOUT_NS)
    assert (errand.ask, result) == (place("mine-0001"), NoAnswer("timed out"))
    assert calling.due() == NOW + 2 + TIMEOUT_NS
    assert calling.replied('"1"', refused(1), NOW) == []  # too late


def test_a_call_that_could_not_be_written_was_not_sent(calling: Desk) -> None:
    calling.ask(place("mine-0001"), "place", NOW)
    calling.pump(NOW)
    ((_, result),) = calling.answered(1, NotSent("the socket is gone"), NOW)
    assert result == NotSent("the socket is gone")
    assert (calling.due(), calling.line_down("gone")) == (None, [])


def test_a_no_for_the_rate_by_frame_silences_too(calling: Desk) -> None:
    calling.ask(place("mine-0001"), "place", NOW)
    calling.pump(NOW)
    calling.replied('"1"', refused(1).replace(b"20001", b"429"), NOW)
    assert calling.news_of_bans()


def used(count: str, most: str = "40") -> tuple[tuple[str, str], ...]:
    names = ("x-bm-ratelimit-remaining", "x-bm-ratelimit-limit", "x-bm-ratelimit-reset")
    return tuple(zip(names, (count, most, "2"), strict=True))


def test_what_others_have_used_is_learned_from_the_headers_of_an_answer() -> None:
    venue = load("bitmart")
    for headers, left in ((used("39"), 0), (used("41"), 0), (used("many"), 1), (used("1"), 1), ((), 1)):
        desk = Desk(venue, venue.domains["live"], Throttle(venue.limits, venue.costs))
        desk.ask(place("c1", "BTC_USDT"), "why", NOW)
        (sent,) = desk.pump(NOW)
        body = b'{"code":1000,"message":"OK","trace":"t","data":{"order_id":"5"}}'
        ((_, answer),) = desk.answered(sent.no, Reply(200, body, headers), NOW)
        assert isinstance(answer, Placed)
        desk.ask(place("c2", "BTC_USDT"), "why", NOW)
        assert len(desk.pump(NOW)) == left
        assert len(desk.pump(NOW + 2 * SECOND)) == 1 - left


def test_a_question_that_has_not_left_is_not_asked_twice(venue: Venue, desk: Desk) -> None:
    desk._throttle.refused(SECOND, NOW)
    for seconds in range(3):
        for ask, why in ((TIME, "time"), (ReadOrder("", "c0"), "question"), (TIME, "other")):
            assert desk.ask(ask, why, NOW + seconds)
    assert desk.queued == 3
    out = desk.pump(NOW + SECOND)
    assert asks(venue, [each for each in out if isinstance(each, SendRequest)]) == [
        TIME,
        ReadOrder("", "c0"),
        TIME,
    ]
    assert [errand.asked_ns for errand in desk.take_left()] == [NOW + 2] * 3
    assert desk.ask(TIME, "time", NOW + SECOND)
    assert desk.queued == 1, "it has left, and may be asked again"


def test_a_refusal_after_many_answers_is_the_first_one_again(venue: Venue, desk: Desk) -> None:
    def ask(status: int, now_ns: int) -> None:
        desk.ask(TIME, "time", now_ns)
        (request,) = desk.pump(now_ns)
        body = b'{"code":"00000","msg":"success","requestTime":1,"data":{"serverTime":"1785500000123"}}'
        desk.answered(request.no, Reply(status, body if status == 200 else b""), now_ns)

    now_ns = NOW
    for answers, silent in ((0, 1), (3, 2), (30, 1)):
        for _ in range(answers):
            ask(200, now_ns)
            now_ns += SECOND // 4
        ask(429, now_ns)
        desk.ask(TIME, "time", now_ns)
        assert desk.due() == now_ns or not desk.pump(now_ns)
        assert desk.due() == now_ns + silent * SECOND
        now_ns += silent * SECOND
        (request,) = desk.pump(now_ns)
        desk.answered(request.no, NotSent("elsewhere"), now_ns)
