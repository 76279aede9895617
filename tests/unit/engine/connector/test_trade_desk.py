"""The trade desk: intents before requests, cancels once, doubts as questions, and every fact kept as it is fed."""

from __future__ import annotations

import pytest

from picaflor.domain.events import Filled, OrderChanged, OrderState, OrderView, Pending
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import MarginMode, OrderType, Side, Tif, Wish
from picaflor.engine.connector.desk import QUEUE_MAX, Desk, Errand
from picaflor.engine.connector.trade_desk import RECANCEL_NS, TradeDesk
from picaflor.engine.records import Kind, read_bans, read_markets
from picaflor.engine.risk import Approved, Limits, Risk
from picaflor.machines.orders import ClientIds, OrderKeeper
from picaflor.machines.orders.events import CancelSent, Intended, Partition, PlaceOutcome, Sent, read_event
from picaflor.wire.asks import (
    Amend,
    Amending,
    Ask,
    Cancel,
    Cancelling,
    Fills,
    Orders,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
    Refusal,
    Refused,
)
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus, ServerTime
from picaflor.wire.venue import Venue
from tests.unit.engine.connector.conftest import NOW, SECOND
from tests.unit.engine.test_loop import Fake

S = OrderState


@pytest.fixture
def trade(venue: Venue, desk: Desk, market: Market) -> TradeDesk:
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    keeper = OrderKeeper("bitget", "main", {}, ids, 5 * SECOND)
    made = TradeDesk(keeper, ids, desk)
    made.listed((market,), NOW)
    made.take_kept()
    return made


def wish(side: Side = Side.BUY, lots: int = 2, ticks: int = 100) -> Wish:
    return Wish("BTC-USDT", side, lots, ticks)


def approved(market: Market, what: Wish | None = None) -> Approved:
    verdict = Risk(Limits(orders_per_second_max=0)).check(
        "bitget", what or wish(), Fake(markets={"BTC-USDT": market}), 0
    )
    assert isinstance(verdict, Approved), verdict
    return verdict


def placed(trade: TradeDesk, desk: Desk, market: Market, what: Wish | None = None) -> str:
    """An order that has left and has been taken."""
    name = trade.submit(approved(market, what), "maker", NOW)
    left(trade, desk)
    trade.answered(Errand(place(name), "place", NOW), Placed(name, f"9{name}"), NOW)
    trade.take_events()
    trade.take_kept()
    return name


def place(name: str) -> Place:
    return Place("BTCUSDT", name, Side.BUY, OrderType.LIMIT, 2 * ONE, 100 * ONE)


def left(trade: TradeDesk, desk: Desk, now_ns: int = NOW) -> list[Ask]:
    desk.pump(now_ns)
    errands = desk.take_left()
    trade.left(errands, now_ns)
    trade.settle()
    return [errand.ask for errand in errands]


def kept(trade: TradeDesk) -> list[str]:
    return [type(read_event(fact)).__name__ for kind, fact in trade.take_kept() if kind == Kind.KEPT]


def report(name: str, status: OrderStatus, filled: int = 0, fill: FillReport | None = None) -> OrderReport:
    return OrderReport(
        "BTCUSDT", f"9{name}", name, status, Side.BUY, OrderType.LIMIT, filled * ONE, 100 * ONE, 2 * ONE, fill=fill
    )


def a_fill(name: str, lots: int, side: Side = Side.BUY) -> FillReport:
    return FillReport("BTCUSDT", f"t{name}{lots}", f"9{name}", side, 100 * ONE, lots * ONE, 0, "BTC", None, name, NOW)


# out


def test_an_order_on_a_contract_says_its_margin_mode(desk: Desk, venue: Venue, market: Market) -> None:
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    keeper = OrderKeeper("bitget", "main", {}, ids, 5 * SECOND)
    made = TradeDesk(keeper, ids, desk, margin_mode=MarginMode.ISOLATED)
    made.listed((market,), NOW)
    made.submit(approved(market), "maker", NOW)
    (ask,) = left(made, desk)
    assert isinstance(ask, Place)
    assert ask.margin_mode is MarginMode.ISOLATED


def test_the_intent_is_on_record_before_the_request_leaves(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = trade.submit(approved(market), "maker", NOW)
    assert kept(trade) == ["Intended"]
    (ask,) = left(trade, desk)
    assert ask == place(name)
    assert kept(trade) == ["Sent"]
    (change,) = trade.take_events()
    assert isinstance(change, OrderChanged)
    assert (change.before, change.order.state) == (S.INTENDED, S.SENT)


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        (Wish("BTC-USDT", Side.SELL, 3, type=OrderType.MARKET), {"size": 3 * ONE, "price": None, "quote": None}),
        (
            Wish("BTC-USDT", Side.BUY, 0, type=OrderType.MARKET, quote=7 * ONE),
            {"size": None, "price": None, "quote": 7 * ONE},
        ),
        (
            Wish("BTC-USDT", Side.SELL, 1, 99, OrderType.LIMIT, Tif.FOK),
            {"size": ONE, "price": 99 * ONE, "tif": Tif.FOK},
        ),
    ],
)
def test_a_request_carries_the_wish_in_atoms(
    trade: TradeDesk, desk: Desk, market: Market, what: Wish, sent: dict[str, object]
) -> None:
    trade.submit(approved(market, what), "maker", NOW)
    (ask,) = left(trade, desk)
    assert {name: getattr(ask, name) for name in sent} == sent


def test_what_waits_to_be_settled_is_in_the_books_when_anything_else_is_learnt(
    trade: TradeDesk, desk: Desk, market: Market
) -> None:
    name = trade.submit(approved(market), "maker", NOW)
    assert trade.keeper.view(name) is None
    trade.streamed(report(name, OrderStatus.OPEN), NOW)
    view = trade.keeper.view(name)
    assert view is not None
    assert view.state is S.OPEN
    assert kept(trade) == ["Intended", "Reported"]


def test_a_full_queue_is_an_order_that_was_not_sent(trade: TradeDesk, desk: Desk, market: Market) -> None:
    for n in range(QUEUE_MAX):
        desk.ask(place(f"x{n}"), "place", NOW)
    name = trade.submit(approved(market), "maker", NOW)
    view = trade.keeper.view(name)
    assert view is not None
    assert view.state is S.ABSENT
    assert "queue" in view.reason
    assert kept(trade) == ["Intended", "PlaceOutcome"]


# cancels


def test_a_cancel_goes_by_the_venues_id_and_once(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(trade, desk, market)
    trade.cancel(name, NOW)
    trade.cancel(name, NOW)
    assert left(trade, desk) == [Cancel("BTCUSDT", name, f"9{name}")]
    assert kept(trade) == ["CancelSent"]
    view = trade.keeper.view(name)
    assert view is not None
    assert view.cancel is Pending.ASKED


def test_a_cancel_that_was_refused_is_not_repeated_at_once(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(trade, desk, market)
    trade.cancel(name, NOW)
    (ask,) = left(trade, desk)
    trade.answered(Errand(ask, "cancel", NOW), Refused("1", "busy", Refusal.UNAVAILABLE), NOW + 1)
    trade.cancel(name, NOW + RECANCEL_NS - 1)
    assert left(trade, desk, NOW + RECANCEL_NS - 1) == []
    trade.cancel(name, NOW + RECANCEL_NS)
    assert len(left(trade, desk, NOW + RECANCEL_NS)) == 1


def test_nothing_is_cancelled_that_is_over_or_unheard_of(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(trade, desk, market)
    trade.streamed(report(name, OrderStatus.CANCELLED), NOW)
    trade.cancel(name, NOW)
    trade.cancel("who", NOW)
    assert left(trade, desk) == []


def test_an_order_that_has_not_left_is_taken_back_instead(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = trade.submit(approved(market), "maker", NOW)
    trade.settle()
    trade.cancel(name, NOW)
    assert left(trade, desk) == []
    assert kept(trade) == ["Intended", "PlaceOutcome"]
    view = trade.keeper.view(name)
    assert view is not None
    assert view.state is S.ABSENT
    assert not trade.take_back(lambda _place: True, "nothing is left", NOW)


def test_an_order_on_a_market_that_is_listed_no_more_can_be_cancelled(
    trade: TradeDesk, desk: Desk, market: Market, other: Market
) -> None:
    name = placed(trade, desk, market)
    trade.listed((other,), NOW)
    ((kind, fact),) = trade.take_kept()
    assert (kind, {m.pair for m in read_markets(fact)}) == (Kind.LISTED, {"BTC-USDT", "ETH-USDT"})
    trade.listed((other,), NOW)
    assert trade.take_kept() == []  # no news
    trade.cancel(name, NOW)
    assert len(left(trade, desk)) == 1


# in


def test_fills_are_counted_in_both_directions(trade: TradeDesk, desk: Desk, market: Market) -> None:
    bought, sold = placed(trade, desk, market), placed(trade, desk, market, wish(Side.SELL))
    trade.streamed(report(bought, OrderStatus.FILLED, 2, a_fill(bought, 2)), NOW)
    assert trade.net_lots("BTC-USDT") == 2
    selling = replace_side(report(sold, OrderStatus.PARTIAL, 1, a_fill(sold, 1, Side.SELL)))
    trade.streamed(selling, NOW)
    trade.streamed(selling, NOW)
    assert trade.net_lots("BTC-USDT") == 1
    assert trade.net_lots("A-B") == 0
    assert [e.fill.lots for e in trade.take_events() if isinstance(e, Filled)] == [2, 1]


def replace_side(what: OrderReport) -> OrderReport:
    return OrderReport(**{**{n: getattr(what, n) for n in what.__struct_fields__}, "side": Side.SELL})


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Placed("c", "9c"), S.OPEN),
        (Refused("1", "no", Refusal.RULE), S.REFUSED),
        (NotSent("no route"), S.ABSENT),
        (NoAnswer("timed out"), S.UNKNOWN),
        (ServerTime(5), S.UNKNOWN),  # an answer of the wrong kind proves nothing
    ],
)
def test_each_outcome_of_an_order_is_learnt(
    trade: TradeDesk, desk: Desk, market: Market, said: Placed, state: OrderState
) -> None:
    name = trade.submit(approved(market), "maker", NOW)
    left(trade, desk)
    if isinstance(said, Placed):
        said = Placed(name, "9c")
    trade.answered(Errand(place(name), "place", NOW), said, NOW)
    view = trade.keeper.view(name)
    assert view is not None
    assert view.state is state


@pytest.mark.parametrize(
    ("said", "cancel"),
    [
        (Cancelling("", "9"), Pending.ASKED),
        (NoAnswer("timed out"), Pending.UNKNOWN),
        (ServerTime(5), Pending.UNKNOWN),
        (NotSent("no route"), Pending.NONE),
    ],
)
def test_each_outcome_of_a_cancel_is_learnt(
    trade: TradeDesk, desk: Desk, market: Market, said: Cancelling, cancel: Pending
) -> None:
    name = placed(trade, desk, market)
    trade.cancel(name, NOW)
    trade.answered(Errand(Cancel("BTCUSDT", name, f"9{name}"), "cancel", NOW), said, NOW)
    view = trade.keeper.view(name)
    assert view is not None
    assert (view.state, view.cancel) == (S.OPEN, cancel)


def test_an_answer_to_a_question_that_is_no_answer_changes_nothing(trade: TradeDesk) -> None:
    trade.answered(Errand(ReadOrder("BTCUSDT", "c1"), "question", NOW), ServerTime(5), NOW)
    assert kept(trade) == []


# time


def test_nothing_is_asked_while_the_stream_is_away_or_the_rules_are_not_known(
    venue: Venue, desk: Desk, trade: TradeDesk, market: Market
) -> None:
    ids = ClientIds(venue.client_ids, "pf", "0", range(10))
    bare = TradeDesk(OrderKeeper("bitget", "main", {}, ids, 5 * SECOND), ids, desk)
    bare.start(NOW)
    bare.begin(NOW, "up")
    assert bare.due() is None
    trade.start(NOW)
    assert (trade.due(), trade.reconciled) == (None, False)
    trade.begin(NOW, "the private stream came up")
    assert trade.due() is not None
    trade.parted("gone", NOW)
    assert trade.due() is None
    assert kept(trade) == ["Partition"] * 3


def test_a_start_asks_for_everything_and_is_reconciled_when_it_is_answered(trade: TradeDesk, desk: Desk) -> None:
    trade.start(NOW)
    trade.begin(NOW, "up")
    asked: list[Ask] = []
    for n in range(20):
        now_ns = NOW + n * SECOND
        trade.tick(now_ns)
        asks = left(trade, desk, now_ns)
        for ask in asks:
            nothing = Fills(()) if isinstance(ask, ReadFills) else Orders(())
            trade.answered(Errand(ask, "question", now_ns), nothing, now_ns)
        asked += asks
    assert trade.reconciled
    assert {type(ask) for ask in asked} == {ReadOpenOrders, ReadClosedOrders, ReadFills}


def test_questions_that_find_no_room_are_asked_later(trade: TradeDesk, desk: Desk) -> None:
    for _ in range(QUEUE_MAX):
        desk.ask(ReadOrder("BTCUSDT", "x"), "question", NOW)
    trade.start(NOW)
    trade.begin(NOW, "up")
    trade.tick(NOW + SECOND)
    assert not trade.reconciled
    due = trade.due()
    assert due is not None
    assert due > NOW + SECOND


def test_a_restart_takes_over_orders_and_bans(trade: TradeDesk, venue: Venue, desk: Desk, market: Market) -> None:
    name = placed(trade, desk, market)
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000, 2_000))
    heir = TradeDesk(OrderKeeper("bitget", "main", {}, ids, 5 * SECOND), ids, desk)
    heir.restore(trade.keeper.dump(), {"": NOW + 9 * SECOND})
    heir.listed((market,), NOW)
    view = heir.keeper.view(name)
    assert view is not None
    assert view.state is S.OPEN
    heir.cancel(name, NOW)
    assert left(heir, desk) == []
    assert len(left(heir, desk, NOW + 9 * SECOND)) == 1


def test_a_ban_is_kept_like_every_other_fact(trade: TradeDesk, venue: Venue, desk: Desk, market: Market) -> None:
    name = trade.submit(approved(market), "maker", NOW)
    left(trade, desk)
    trade.take_kept()
    code, words = venue.refusals["rate"]
    desk.answered(1, venue.rest.write_answer(place(name), Refused(code, words, Refusal.RATE), NOW), NOW)
    ((kind, fact),) = trade.take_kept()
    assert kind == Kind.BANNED
    assert max(read_bans(fact).values()) > NOW


def test_facts_are_of_the_keepers_own_kinds(trade: TradeDesk, desk: Desk, market: Market) -> None:
    """What a restart reads back."""
    name = trade.submit(approved(market), "maker", NOW)
    left(trade, desk)
    trade.cancel(name, NOW)
    trade.start(NOW)
    trade.answered(Errand(place(name), "place", NOW), NoAnswer(""), NOW)
    facts = [read_event(fact) for kind, fact in trade.take_kept() if kind == Kind.KEPT]
    assert [type(fact) for fact in facts] == [Intended, Sent, CancelSent, Partition, PlaceOutcome]
    assert isinstance(facts[0], Intended)
    assert facts[0].wish == wish()


# amendments


@pytest.fixture
def replacing(venue: Venue, desk: Desk, market: Market) -> TradeDesk:
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    made = TradeDesk(OrderKeeper("bitget", "main", {}, ids, 5 * SECOND), ids, desk, replaces=True)
    made.listed((market,), NOW)
    made.take_kept()
    return made


def amend_of(desk: Desk) -> Amend:
    """It stays in the queue: what the venue's codec makes of it is not the desk's business."""
    (errand,) = desk._lanes[1]
    assert isinstance(errand.ask, Amend)
    desk._lanes[1].clear()
    return errand.ask


def view(trade: TradeDesk, name: str) -> OrderView:
    found = trade.keeper.view(name)
    assert found is not None
    return found


def test_an_amendment_that_makes_a_new_order_is_a_cancel_and_an_order(
    replacing: TradeDesk, desk: Desk, market: Market
) -> None:
    name = placed(replacing, desk, market)
    replacing.amend(name, approved(market, wish(ticks=101)), NOW)
    ask = amend_of(desk)
    assert (ask.client_id, ask.venue_id, ask.price) == (name, f"9{name}", 101 * ONE)
    kept = [type(read_event(fact)) for _, fact in replacing.take_kept()]
    assert kept == [Intended, CancelSent]
    new = ask.new_client_id
    assert (view(replacing, name).cancel, view(replacing, new).state) == (Pending.ASKED, S.INTENDED)
    replacing.left([Errand(ask, "amend", NOW)], NOW)
    replacing.answered(Errand(ask, "amend", NOW), Amending(name, f"9{name}", "99"), NOW)
    assert (view(replacing, new).state, view(replacing, new).venue_id) == (S.OPEN, "99")
    assert view(replacing, name).state is S.OPEN, "its own report is the proof"


def test_a_new_order_that_the_answer_does_not_name_is_unknown_until_it_is_seen(
    replacing: TradeDesk, desk: Desk, market: Market
) -> None:
    """The old order may be filled meanwhile, and then there is no new one."""
    name = placed(replacing, desk, market)
    replacing.amend(name, approved(market, wish(ticks=101)), NOW)
    ask = amend_of(desk)
    replacing.left([Errand(ask, "amend", NOW)], NOW)
    replacing.answered(Errand(ask, "amend", NOW), Amending(name, f"9{name}"), NOW)
    assert view(replacing, ask.new_client_id).state is S.UNKNOWN
    assert replacing.keeper.due() is not None


def test_an_amendment_without_an_answer_leaves_both_unknown(replacing: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(replacing, desk, market)
    replacing.amend(name, approved(market, wish(ticks=101)), NOW)
    ask = amend_of(desk)
    replacing.left([Errand(ask, "amend", NOW)], NOW)
    replacing.answered(Errand(ask, "amend", NOW), NoAnswer("timed out"), NOW)
    assert view(replacing, ask.new_client_id).state is S.UNKNOWN
    assert view(replacing, name).cancel is Pending.UNKNOWN
    assert replacing.keeper.worst_case("BTC-USDT") == (4, 0)


def test_a_refused_amendment_made_nothing_and_the_old_order_is_asked_for(
    replacing: TradeDesk, desk: Desk, market: Market
) -> None:
    name = placed(replacing, desk, market)
    replacing.amend(name, approved(market, wish(ticks=101)), NOW)
    ask = amend_of(desk)
    replacing.left([Errand(ask, "amend", NOW)], NOW)
    replacing.answered(Errand(ask, "amend", NOW), Refused("43012", "Insufficient balance"), NOW)
    assert view(replacing, ask.new_client_id).state is S.REFUSED
    assert view(replacing, name).cancel is Pending.UNKNOWN
    assert replacing.keeper.due() is not None


def test_an_amendment_that_is_taken_back_never_was(replacing: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(replacing, desk, market)
    replacing.amend(name, approved(market, wish(ticks=101)), NOW)
    (errand,) = desk._lanes[1]
    assert isinstance(errand.ask, Amend)
    assert replacing.take_back(lambda _ask: True, "the gate closed", NOW)
    assert view(replacing, errand.ask.new_client_id).state is S.ABSENT
    assert view(replacing, name).cancel is Pending.NONE


def test_an_amendment_in_place_keeps_the_name(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(trade, desk, market)
    trade.amend(name, approved(market, wish(lots=3, ticks=101)), NOW)
    ask = amend_of(desk)
    assert (ask.client_id, ask.new_client_id) == (name, name)
    trade.left([Errand(ask, "amend", NOW)], NOW)
    assert view(trade, name).amend is Pending.ASKED
    assert trade.keeper.worst_case("BTC-USDT") == (3, 0)
    trade.answered(Errand(ask, "amend", NOW), Amending(name, f"9{name}"), NOW)
    assert (view(trade, name).lots, view(trade, name).ticks, view(trade, name).amend) == (3, 101, Pending.NONE)


def test_what_is_being_cancelled_or_amended_is_not_amended(trade: TradeDesk, desk: Desk, market: Market) -> None:
    name = placed(trade, desk, market)
    trade.amend(name, approved(market, wish(ticks=101)), NOW)
    amend_of(desk)
    trade.amend(name, approved(market, wish(ticks=102)), NOW)
    trade.amend("nobody", approved(market, wish(ticks=102)), NOW)
    assert not desk._lanes[1]


def test_an_answer_to_many_is_an_answer_to_each(trade: TradeDesk, desk: Desk, market: Market) -> None:
    names = [trade.submit(approved(market), "maker", NOW) for _ in range(3)]
    left(trade, desk)
    ask = PlaceMany("BTCUSDT", tuple(place(name) for name in names))
    rows = ((names[0], Placed(names[0], "71")), (names[1], Refused("43012", "Insufficient balance")))
    trade.answered(Errand(ask, "place", NOW), PlacedMany(rows), NOW)
    assert [view(trade, name).state for name in names] == [S.OPEN, S.REFUSED, S.UNKNOWN]


def test_where_only_the_venues_number_cancels_a_cancel_waits_until_it_is_known(
    venue: Venue, desk: Desk, market: Market
) -> None:
    desk.features = frozenset({"cancel_by_number"})
    ids = ClientIds(venue.client_ids, "pf", "0", range(1_000))
    numbered = TradeDesk(OrderKeeper("bitget", "main", {}, ids, 5 * SECOND), ids, desk)
    numbered.listed((market,), NOW)
    name, other = (numbered.submit(approved(market), "maker", NOW) for _ in range(2))
    assert len(left(numbered, desk)) == 2
    for each in (name, other):
        numbered.cancel(each, NOW)
    assert left(numbered, desk) == []
    numbered.answered(Errand(place(name), "place", NOW), Placed(name, "77"), NOW)
    assert left(numbered, desk) == [Cancel("BTCUSDT", name, "77")]
    numbered.answered(Errand(place(other), "place", NOW), Refused("1", "no", Refusal.FUNDS), NOW)
    assert left(numbered, desk) == []
