"""Orders that wait for a price: what they need to wait, what fires them, and what is told of each."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, StopKind, TriggerBy
from picaflor.machines.matching import PriceRule
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.house_rules import Rules
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.waiting import KEPT_STOPS, MOST_WAITING, VenueStop, Waiting
from picaflor.wire.asks import Amending, Cancelling, CancellingMany, Placed, Refusal, Refused
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, Stops, StopStatus

A = read_atoms
LAST = 6_000_000  # ticks: 60000.00


class Room:
    def __init__(self, floor: Floor, *, marked: bool = False) -> None:
        self.told: list[tuple[int, StopStatus]] = []
        self._no = 0
        self.waiting = Waiting(Rules(floor.venue), floor.markets, self.next_no, self._hear, marked=marked)

    def next_no(self) -> int:
        self._no += 1
        return self._no

    def _hear(self, stop: VenueStop) -> None:
        self.told.append((stop.no, stop.status))

    def put(self, who: VenueAccount, side: Side = Side.SELL, trigger: str = "59000", **more: Any) -> VenueStop:
        said = self.waiting.place(who, stop(side, trigger, **more), LAST, 1)
        assert isinstance(said, Placed), said
        found = self.waiting.find(who, "", said.venue_id)
        assert found is not None
        return found

    def fired(self, price: str, rule: PriceRule = PriceRule.LAST) -> list[int]:
        return [stop.no for stop in self.waiting.reached("BTCUSDT", A(price) // A("0.01"), rule)]


def stop(side: Side = Side.SELL, trigger: str = "59000", **more: Any) -> PlaceStop:
    sized = {} if "quote" in more or "size" in more else {"size": A("0.1")}
    return PlaceStop("BTCUSDT", more.pop("name", ""), side, A(trigger), **sized, **more)


@pytest.fixture
def room(floor: Floor) -> Room:
    return Room(floor)


def refused(said: object, kind: Refusal) -> bool:
    return isinstance(said, Refused) and said.kind is kind


@pytest.mark.parametrize(
    ("side", "trigger", "not_yet", "then"),
    [
        (Side.SELL, "59000", "59000.01", "59000"),  # a stop-loss
        (Side.SELL, "61000", "60999.99", "61000.01"),  # a take-profit
        (Side.BUY, "61000", "60999.99", "61000"),
        (Side.BUY, "59000", "59000.01", "58999.99"),
    ],
)
def test_a_plan_waits_for_the_price_to_come_from_where_it_is(
    side: Side, trigger: str, not_yet: str, then: str, room: Room, account: VenueAccount
) -> None:
    waits = room.put(account, side, trigger)
    assert room.fired(not_yet) == []
    assert room.fired(then) == [waits.no]
    assert room.fired(then) == []  # once


@pytest.mark.parametrize(("kind", "price"), [(StopKind.TAKE_PROFIT, "61000"), (StopKind.STOP_LOSS, "59000")])
def test_of_a_position_the_kind_says_the_way(kind: StopKind, price: str, room: Room, account: VenueAccount) -> None:
    """Even where the price is beyond it already."""
    beyond = room.put(account, Side.SELL, "60000", kind=kind, size=None)
    assert beyond.order().size is None  # how large the position is, the floor knows
    assert room.fired(price) == [beyond.no]


def test_mark_and_last_price_are_watched_apart(floor: Floor, account: VenueAccount) -> None:
    room = Room(floor, marked=True)
    by_mark = room.put(account, by=TriggerBy.MARK)
    by_last = room.put(account)
    assert room.fired("58000") == [by_last.no]
    assert room.fired("58000", PriceRule.MARK) == [by_mark.no]


def test_where_there_is_no_mark_the_last_price_stands_for_it(room: Room, account: VenueAccount) -> None:
    by_mark = room.put(account, by=TriggerBy.MARK)
    assert by_mark.report().by is TriggerBy.MARK
    assert room.fired("58000") == [by_mark.no]


def test_what_it_becomes(room: Room, account: VenueAccount) -> None:
    at_market = room.put(account).order()
    assert (at_market.type, at_market.size, at_market.price, at_market.client_id) == (
        OrderType.MARKET,
        A("0.1"),
        None,
        "",
    )
    limited = room.put(account, price=A("58900")).order()
    assert (limited.type, limited.price) == (OrderType.LIMIT, A("58900"))
    by_money = room.put(account, Side.BUY, quote=A("50")).order()
    assert (by_money.quote, by_money.size) == (A("50"), None)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"name": "x" * 99}, Refusal.RULE),
        ({"name": "taken"}, Refusal.DUPLICATE),
        ({"trigger": "59000.001"}, Refusal.RULE),
        ({"price": A("59000.001")}, Refusal.RULE),
        ({"size": A("0.0000001")}, Refusal.RULE),
        ({"size": A("0.000001")}, Refusal.RULE),  # worth less than the minimum
        ({"quote": A("0.5"), "side": Side.BUY}, Refusal.RULE),
    ],
)
def test_what_may_not_wait(more: dict[str, Any], kind: Refusal, room: Room, account: VenueAccount) -> None:
    room.put(account, name="taken")
    assert refused(room.waiting.place(account, stop(**more), LAST, 1), kind)
    assert len(room.waiting) == 1


def test_an_unknown_market(room: Room, account: VenueAccount) -> None:
    odd = PlaceStop("ODD", "", Side.BUY, A("1"), size=A("1"))
    assert refused(room.waiting.place(account, odd, LAST, 1), Refusal.SYMBOL)


def test_names_are_free_again_and_are_given_where_there_is_none(room: Room, account: VenueAccount) -> None:
    first = room.put(account, name="x")
    room.waiting.cancel(account, CancelStop("", "x"), 2)
    second = room.put(account, name="x")
    assert room.waiting.find(account, "x", "") is second
    assert room.waiting.find(account, "", str(first.no)) is first
    assert room.put(account).ask.client_id


def test_so_many_wait_and_no_more(room: Room, account: VenueAccount, other: VenueAccount) -> None:
    for _ in range(MOST_WAITING):
        room.put(account)
    assert refused(room.waiting.place(account, stop(), LAST, 1), Refusal.RULE)
    room.put(other)  # each account for itself


def test_an_amended_stop_waits_at_its_new_price(room: Room, account: VenueAccount) -> None:
    old = room.put(account, name="x", price=A("58900"))
    said = room.waiting.amend(account, AmendStop("", A("58000"), "x", size=A("0.2")), LAST, 2)
    assert said == Amending("x", str(old.no))
    assert (old.ask.trigger, old.ask.size, old.ask.price) == (A("58000"), A("0.2"), A("58900"))
    assert room.fired("58500") == []
    assert room.fired("58000") == [old.no]


def test_an_amended_stop_in_money_stays_in_money(room: Room, account: VenueAccount) -> None:
    old = room.put(account, Side.BUY, name="x", quote=A("50"))
    room.waiting.amend(account, AmendStop("", A("58000"), "x", size=A("70")), LAST, 2)
    assert (old.ask.quote, old.ask.size) == (A("70"), None)


def test_what_cannot_be_amended_or_cancelled(room: Room, account: VenueAccount, other: VenueAccount) -> None:
    old = room.put(account, name="x")
    assert refused(room.waiting.amend(account, AmendStop("", A("0.001"), "x"), LAST, 2), Refusal.RULE)
    assert old.ask.trigger == A("59000")
    for who, name in ((other, "x"), (account, "y")):
        assert refused(room.waiting.cancel(who, CancelStop("", name), 2), Refusal.NOT_FOUND)
        assert refused(room.waiting.amend(who, AmendStop("", A("1"), name), LAST, 2), Refusal.NOT_FOUND)
    assert isinstance(room.waiting.cancel(account, CancelStop("", "x"), 2), Cancelling)
    assert room.fired("59000") == []
    assert refused(room.waiting.cancel(account, CancelStop("", "x"), 3), Refusal.CLOSED)
    assert isinstance(room.waiting.amend(account, AmendStop("", A("1"), "x"), LAST, 3), Refused)


def test_a_cancel_without_a_name_is_of_all_on_the_symbol(
    room: Room, account: VenueAccount, other: VenueAccount
) -> None:
    mine = [room.put(account), room.put(account)]
    kept = [room.put(other), room.put(account, kind=StopKind.STOP_LOSS)]
    said = room.waiting.cancel(account, CancelStop("BTCUSDT"), 2)
    assert isinstance(said, CancellingMany)
    assert [row.venue_id for _, row in said.rows if isinstance(row, Cancelling)] == [str(each.no) for each in mine]
    assert [each.waits for each in kept] == [True, True]
    assert room.waiting.cancel(account, CancelStop("ETHUSDT"), 2) == CancellingMany(())


def test_what_became_of_it_is_told(room: Room, account: VenueAccount) -> None:
    first, second = room.put(account), room.put(account)
    fired = room.waiting.reached("BTCUSDT", LAST // 2)
    assert fired == [first, second]
    room.waiting.became(first, Placed("c", "77"), 5)
    room.waiting.became(second, Refused("43012", "Insufficient balance"), 5)
    told = [stop.report() for stop in fired]
    assert [(row.status, row.order_id, row.reason, row.at_ns) for row in told] == [
        (StopStatus.TRIGGERED, "77", "", 5),
        (StopStatus.FAILED, "", "Insufficient balance", 5),
    ]
    assert room.told[2:] == [(first.no, StopStatus.TRIGGERED), (second.no, StopStatus.FAILED)]
    assert len(room.waiting) == 0


def test_lists_are_newest_first_and_lead_on(room: Room, account: VenueAccount) -> None:
    numbers = [str(room.put(account).no) for _ in range(3)]
    loss = room.put(account, kind=StopKind.STOP_LOSS)

    def listed(**more: Any) -> list[str]:
        page = room.waiting.page(account, ReadStops(**more))
        assert not isinstance(page, Refused)
        return [row.venue_id for row in page.rows] + [page.before][: bool(page.before)]

    assert listed() == numbers[::-1]
    assert listed(limit=2) == [numbers[2], numbers[1], numbers[1]]
    assert listed(before=numbers[1]) == [numbers[0]]
    assert listed(kind=StopKind.TAKE_PROFIT) == [str(loss.no)]  # the two kinds of a position are one list
    assert listed(symbol="ETHUSDT") == []
    assert listed(past=True) == []
    room.waiting.cancel(account, CancelStop("", venue_id=numbers[0]), 9)
    assert listed(past=True) == [numbers[0]]
    assert listed(past=True, since_ns=2) == []
    assert listed(past=True, until_ns=1) == []
    assert listed(venue_id=numbers[2]) == [numbers[2]]
    assert refused(room.waiting.page(account, ReadStops(before="x")), Refusal.RULE)


def test_what_waits_no_more_is_forgotten_in_the_end_and_what_waits_is_not(
    room: Room, account: VenueAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEPT_STOPS > MOST_WAITING  # so that there is always one to forget
    monkeypatch.setattr("picaflor.sim.venue.waiting.KEPT_STOPS", 3)
    waits = room.put(account, name="waits")
    for name in ("a", "b", "c"):
        gone = room.put(account, name=name)
        room.waiting.end(gone, "", 2)
    assert room.waiting.find(account, "waits", "") is waits
    assert room.waiting.find(account, "a", "") is None
    assert room.waiting.find(account, "c", "") is gone


def test_a_cancel_finds_only_the_kind_that_it_names(room: Room, account: VenueAccount) -> None:
    waits = room.put(account, kind=StopKind.STOP_LOSS, size=None)
    for kind, whole in ((StopKind.STOP, False), (StopKind.TAKE_PROFIT, True), (StopKind.STOP_LOSS, False)):
        said = room.waiting.cancel(account, CancelStop("BTCUSDT", venue_id=str(waits.no), kind=kind, whole=whole), 1)
        assert refused(said, Refusal.NOT_FOUND)
    said = room.waiting.cancel(
        account, CancelStop("BTCUSDT", venue_id=str(waits.no), kind=StopKind.STOP_LOSS, whole=True), 1
    )
    assert isinstance(said, Cancelling)


def test_one_that_trails_follows_the_best_price_from_its_trigger_on(room: Room, account: VenueAccount) -> None:
    waits = room.put(account, Side.SELL, "61000", kind=StopKind.TRAILING, trail=A("0.01"))
    assert room.fired("59000") == []  # its trigger was not reached
    assert room.fired("61000") == []
    assert waits.waits
    assert room.fired("62000") == []
    assert room.fired("61380.01") == []
    assert room.fired("61380") == [waits.no]
    assert room.fired("61380") == []
    assert waits.report().trail == A("0.01")


def test_one_that_trails_and_is_amended_waits_for_its_trigger_anew(room: Room, account: VenueAccount) -> None:
    waits = room.put(account, Side.SELL, "61000", kind=StopKind.TRAILING, trail=A("0.01"))
    room.fired("61000")
    said = room.waiting.amend(
        account, AmendStop("BTCUSDT", A("63000"), venue_id=str(waits.no), trail=A("0.02")), LAST, 2
    )
    assert isinstance(said, Amending)
    assert waits.ask.trail == A("0.02")
    assert room.fired("60000") == []
    room.fired("63000")
    assert room.fired("61740") == [waits.no]


def test_what_trails_stands_in_a_list_of_its_own_and_is_cancelled_there(room: Room, account: VenueAccount) -> None:
    plain, waits = room.put(account), room.put(account, kind=StopKind.TRAILING, trail=A("0.01"), trigger="61000")
    room.fired("61000")

    def listed(kind: StopKind) -> list[str]:
        page = room.waiting.page(account, ReadStops(kind=kind))
        assert isinstance(page, Stops)
        return [row.venue_id for row in page.rows]

    assert (listed(StopKind.STOP), listed(StopKind.TRAILING), listed(StopKind.STOP_LOSS)) == (
        [str(plain.no)], [str(waits.no)], [],
    )  # fmt: skip
    assert refused(room.waiting.cancel(account, CancelStop("BTCUSDT", venue_id=str(waits.no)), 1), Refusal.NOT_FOUND)
    room.waiting.cancel(account, CancelStop("BTCUSDT", kind=StopKind.TRAILING), 1)
    assert (plain.waits, waits.waits) == (True, False)
    assert room.fired("1") == [plain.no]


def test_one_of_a_position_that_trails_is_cancelled_by_a_word_of_its_own(room: Room, account: VenueAccount) -> None:
    waits = room.put(account, Side.SELL, "61000", kind=StopKind.TAKE_PROFIT, trail=A("0.01"), size=A("0.1"))
    plain = CancelStop("BTCUSDT", venue_id=str(waits.no), kind=StopKind.TAKE_PROFIT)
    room.fired("61000")
    assert waits.waits
    assert refused(room.waiting.cancel(account, plain, 1), Refusal.NOT_FOUND)
    assert isinstance(room.waiting.cancel(account, replace(plain, trails=True), 1), Cancelling)
    assert room.fired("1") == []
