"""Questions: paced per order, doubled, bounded, page by page."""

from __future__ import annotations

from itertools import pairwise

from picaflor.domain.events import OrderState
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.orders.events import Where
from picaflor.machines.orders.inquiry import Inquiry, Pace, Walk
from picaflor.machines.orders.record import Record
from picaflor.wire.asks import Fills, Orders, ReadClosedOrders, ReadFills, ReadOpenOrders, ReadOrder

S = 1_000_000_000
QUIET = Pace(every_ns=0)


def record(name: str, state: OrderState = OrderState.UNKNOWN, created_ns: int = 0) -> Record:
    return Record(
        name, "BTC", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 10, 500, state=state, created_ns=created_ns
    )


class Desk:
    """An inquiry and the orders that it asks about."""

    def __init__(self, pace: Pace = QUIET, *, by_id: bool = True, symbols: tuple[str, ...] = ("",)) -> None:
        self.records: dict[str, Record] = {}
        self.inquiry = Inquiry(pace, 5 * S, symbols, by_id=by_id)

    def doubt(self, *records: Record, now: int = 0) -> None:
        for each in records:
            self.records[each.client_id] = each
            self.inquiry.mind(each.client_id, now)

    def ask(self, now: int) -> list[object]:
        return list(self.inquiry.questions(now, self.records.get, 0))

    def answered(self, *asks: object) -> None:
        for ask in asks:
            self.inquiry.answered(ask)  # type: ignore[arg-type]

    def turn(self, ask: object, answer: Orders | Fills, now: int) -> bool:
        asked = self.inquiry.answered(ask)  # type: ignore[arg-type]
        assert asked is not None
        assert isinstance(asked.about, Walk)
        return self.inquiry.turned(asked.about, answer, now)


def test_nothing_open_nothing_due() -> None:
    desk = Desk()
    assert desk.inquiry.due() is None
    assert desk.ask(10 * S) == []


def test_one_order_is_asked_for_with_growing_pauses() -> None:
    desk = Desk()
    desk.doubt(record("a", OrderState.OPEN), now=100 * S)
    desk.records["a"].doubt_ns = 1
    times = []
    for _ in range(7):
        due = desk.inquiry.due()
        assert due is not None
        assert desk.ask(due) == [ReadOrder("BTC", "a")]
        times.append(due)
        desk.answered(ReadOrder("BTC", "a"))
    pauses = [(after - before) // S for before, after in pairwise(times)]
    assert pauses == [1, 2, 4, 8, 16, 30]


def test_a_market_order_that_seems_to_rest_is_asked_for_and_no_list_is() -> None:
    desk = Desk()
    taken = record("a", OrderState.OPEN)
    taken.type, taken.venue_id = OrderType.MARKET, "7"
    desk.doubt(taken)
    assert desk.ask(9 * S) == [ReadOrder("BTC", "a", "7")]
    taken.state = OrderState.FILLED
    assert desk.ask(20 * S) == []


def test_from_the_settle_time_on_it_is_asked_quickly_again() -> None:
    desk = Desk()
    desk.doubt(record("a"))
    now, times = 0, []
    while now < 12 * S:
        asks = desk.ask(now)
        if any(isinstance(ask, ReadOrder) for ask in asks):
            times.append(now // S)
        desk.answered(*asks)
        now += S
    assert times == [0, 1, 3, 5, 6, 8]


def test_haste_does_not_outrun_the_pace() -> None:
    desk = Desk()
    desk.doubt(record("a"))
    desk.answered(*desk.ask(0))
    desk.inquiry.hurry("a", S // 10)
    assert desk.ask(S // 10) == []
    assert len(desk.ask(S)) == 1


def test_the_same_question_is_not_asked_twice_at_once() -> None:
    desk = Desk()
    desk.doubt(record("a"))
    assert desk.ask(0) == [ReadOrder("BTC", "a")]
    assert desk.ask(3 * S) == []


def test_so_many_at_once_and_no_more() -> None:
    desk = Desk(Pace(every_ns=0, asks_max=3))
    desk.doubt(*(record(name, created_ns=S) for name in "abcdef"))
    first = desk.ask(S)
    assert len(first) == 3
    assert desk.inquiry.due() == 61 * S
    assert desk.ask(2 * S) == []
    desk.answered(*first)
    assert [ask.client_id for ask in desk.ask(2 * S)] == ["d", "e", "f"]  # type: ignore[attr-defined]


def test_a_question_without_any_outcome_is_forgotten() -> None:
    desk = Desk()
    desk.doubt(record("a"))
    desk.ask(0)
    assert ReadOrder("BTC", "a") in desk.ask(60 * S)


def test_an_unknown_order_that_must_be_visible_by_now_is_looked_for_everywhere() -> None:
    desk = Desk()
    desk.doubt(record("a"), now=5 * S)
    kinds = [type(ask) for ask in desk.ask(5 * S)]
    assert kinds == [ReadOrder, ReadOpenOrders, ReadClosedOrders, ReadFills]


def test_a_venue_without_a_query_by_our_id_is_asked_for_lists_or_by_its_own() -> None:
    desk = Desk(by_id=False)
    desk.doubt(record("a"), now=5 * S)
    assert [type(ask) for ask in desk.ask(5 * S)] == [ReadOpenOrders, ReadClosedOrders, ReadFills]
    known = record("b")
    known.venue_id = "v1"
    desk.doubt(known, now=9 * S)
    assert ReadOrder("BTC", "b", "v1") in desk.ask(9 * S)


def test_missing_trades_are_asked_for_by_order_or_else_by_list() -> None:
    desk = Desk()
    owing = record("a", OrderState.FILLED)
    owing.told, owing.venue_id = 5, "v1"
    desk.doubt(owing)
    assert desk.ask(0) == [ReadFills("BTC", "v1")]
    nameless = record("b", OrderState.FILLED)
    nameless.told = 5
    desk.doubt(nameless, now=2 * S)
    assert ReadFills("", since_ns=0) in desk.ask(2 * S)


def test_fees_that_never_come_are_given_up() -> None:
    desk = Desk()
    feeless = record("a", OrderState.FILLED)
    feeless.fees_due, feeless.venue_id = 1, "v1"
    desk.doubt(feeless)
    now = 0
    for _ in range(9):
        desk.answered(*desk.ask(now))
        now += 40 * S
    assert feeless.fees_due == 0


def test_an_order_that_is_no_more_is_dropped() -> None:
    desk = Desk()
    desk.inquiry.mind("gone", 0)
    assert desk.ask(0) == []
    assert desk.inquiry.due() is None


def test_both_lists_are_walked_on_a_timer() -> None:
    desk = Desk(Pace(every_ns=60 * S))
    desk.inquiry.start(100 * S)
    assert desk.inquiry.due() == 160 * S
    assert desk.ask(160 * S) == [ReadOpenOrders(), ReadFills(since_ns=0)]


def test_after_an_absence_the_lists_are_walked_at_once_and_again_when_settled() -> None:
    desk = Desk()
    desk.inquiry.sync(100 * S, closed=True, since_ns=90 * S)
    assert not desk.inquiry.synced
    asks = desk.ask(100 * S)
    assert asks == [ReadOpenOrders(), ReadClosedOrders(since_ns=25 * S), ReadFills(since_ns=0)]
    for ask in asks:
        answer = Fills(()) if isinstance(ask, ReadFills) else Orders(())
        assert desk.turn(ask, answer, 101 * S)
    assert desk.inquiry.synced
    assert desk.inquiry.due() == 105 * S
    walked = 0
    while (due := desk.inquiry.due()) is not None:
        for ask in desk.ask(due):
            walked += isinstance(ask, ReadClosedOrders)
            desk.turn(ask, Fills(()) if isinstance(ask, ReadFills) else Orders(()), due)
    assert walked == 3


def test_a_list_of_several_pages_is_whole_at_its_last() -> None:
    desk = Desk()
    desk.inquiry.sync(100 * S, closed=False, since_ns=90 * S)
    first = desk.ask(100 * S)[0]
    assert not desk.turn(first, Orders((), before="c1"), 100 * S)
    assert desk.inquiry.due() == 0
    second = desk.ask(100 * S)
    assert second == [ReadOpenOrders(before="c1")]
    assert desk.turn(second[0], Orders(()), 100 * S)


def test_an_endless_list_is_given_up_and_proves_nothing() -> None:
    desk = Desk(Pace(every_ns=0, pages_max=3))
    desk.inquiry.sync(100 * S, closed=False, since_ns=90 * S)
    asks = desk.ask(100 * S)
    for page in range(3):
        assert not desk.turn(asks[0], Orders((), before=f"c{page}"), 100 * S)
        asks = desk.ask(100 * S)
    assert desk.inquiry.given_up == 1
    assert not desk.inquiry.synced


def test_a_refusal_with_a_time_silences_all_questions() -> None:
    desk = Desk()
    desk.doubt(record("a"))
    ask = desk.ask(0)[0]
    asked = desk.inquiry.answered(ask)  # type: ignore[arg-type]
    assert asked is not None
    desk.inquiry.failed(asked, 0, retry_after_ns=40 * S)
    assert desk.ask(39 * S) == []
    assert desk.inquiry.due() == 40 * S
    assert desk.ask(40 * S) != []


def test_a_list_that_fails_is_tried_again_later() -> None:
    desk = Desk()
    desk.inquiry.sync(100 * S, closed=False, since_ns=90 * S)
    for ask in desk.ask(100 * S):
        asked = desk.inquiry.answered(ask)  # type: ignore[arg-type]
        assert asked is not None
        desk.inquiry.failed(asked, 100 * S)
    assert desk.ask(100 * S) == []
    assert desk.inquiry.due() == 101 * S


def test_three_walks_cover_each_span_of_trades() -> None:
    desk = Desk(Pace(every_ns=100 * S, skew_ns=0))
    desk.inquiry.start(0)
    since = []
    for turn in range(1, 6):
        for ask in desk.ask(turn * 100 * S):
            if isinstance(ask, ReadFills):
                since.append(ask.since_ns // S)
                desk.turn(ask, Fills(()), turn * 100 * S)
            else:
                desk.turn(ask, Orders(()), turn * 100 * S)
    assert since == [0, 0, 0, 95, 195]


def test_lists_by_symbol_where_the_venue_has_no_other() -> None:
    desk = Desk(symbols=("BTC", "ETH"))
    desk.inquiry.sync(0, closed=False, since_ns=0)
    assert {(type(a), a.symbol) for a in desk.ask(0)} == {  # type: ignore[attr-defined]
        (kind, symbol) for kind in (ReadOpenOrders, ReadFills) for symbol in ("BTC", "ETH")
    }
    assert (Where.OPEN, "ETH") in desk.inquiry.walks


def test_symbols_that_come_later_are_owed_what_all_were() -> None:
    desk = Desk(symbols=())
    desk.inquiry.sync(5 * S, closed=True, since_ns=2 * S)
    assert desk.inquiry.synced
    desk.inquiry.cover(["BTC"], 6 * S)
    assert not desk.inquiry.synced
    asks = desk.ask(6 * S)
    assert {(type(a), a.symbol) for a in asks} == {  # type: ignore[attr-defined]
        (kind, "BTC") for kind in (ReadOpenOrders, ReadClosedOrders, ReadFills)
    }
    for ask in asks:
        desk.turn(ask, Fills(()) if isinstance(ask, ReadFills) else Orders(()), 7 * S)
    assert desk.inquiry.synced
    walk = desk.inquiry.walks[Where.OPEN, "BTC"]
    desk.inquiry.cover(["BTC", "ETH"], 8 * S)
    assert desk.inquiry.walks[Where.OPEN, "BTC"] is walk
    assert not desk.inquiry.synced
    desk.inquiry.cover(["BTC"], 9 * S)
    assert desk.inquiry.synced
    assert (Where.OPEN, "ETH") not in desk.inquiry.walks


def test_before_anything_was_owed_a_new_symbol_is_not_asked_about() -> None:
    desk = Desk(symbols=())
    desk.inquiry.cover(["BTC"], 0)
    assert desk.ask(0) == []
