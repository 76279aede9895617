"""Contracts: what trading waits for, funding and marks told when they change, liquidations, margin, tiers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from picaflor.domain.events import Event, FundingKnown, Liquidated, MarkChanged, PositionChanged
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, Side
from picaflor.engine.connector.contracts import EVERY_NS, RETRY_NS, TAKEN_KEPT, Contracts
from picaflor.engine.connector.desk import Errand, Result
from picaflor.engine.connector.setup import Wanted
from picaflor.wire.asks import Ask, Fills, Orders, ReadClosedOrders, ReadFills
from picaflor.wire.contracts import (
    FundingReport,
    MarginSetup,
    MarkReport,
    Positions,
    ReadFunding,
    ReadMark,
    ReadPositions,
    ReadSetup,
    ReadTiers,
    TierReport,
    Tiers,
)
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus, PositionReport, PotReport, TickerReport
from picaflor.wire.stream import Channel, OrdersFrame, PositionsFrame, TickersFrame, Topic
from picaflor.wire.venue import Venue
from tests.unit.engine.connector.conftest import NOW, SECOND
from tests.unit.engine.connector.test_setup import Asked

X = "BTCUSDT"
TICKER = TickerReport(X, 100, 99, 1, 101, 1, 100, 101, 99, 5, 500, NOW)


class Stage:
    def __init__(self, venue: Venue, market: Market) -> None:
        self.desk, self.events = Asked(), list[Event]()
        row = replace(venue, product="FUTURES")
        self.contracts = Contracts(row, Wanted(leverage=5), self.desk, self.events.append)  # type: ignore[arg-type]
        self.contracts.listed({market.pair: market}, (market.pair,), NOW)
        self.contracts.up(NOW)
        self.contracts.tick(NOW)

    def answer(self, ask: Ask, result: Result, at_ns: int = NOW) -> None:
        assert self.contracts.answered(Errand(ask, "contract", at_ns), result, at_ns)


@pytest.fixture
def stage(venue: Venue, market: Market) -> Stage:
    return Stage(venue, market)


def ready(stage: Stage) -> None:
    stage.answer(ReadSetup(X), MarginSetup(X, Wanted().position_mode, Wanted().margin_mode, 5))
    stage.answer(ReadPositions(), Positions(()))
    stage.answer(ReadFunding(X), FundingReport(X, 3, NOW + SECOND))
    stage.answer(ReadTiers(X), Tiers(X, (TierReport(1, 0, 1_000 * ONE, 50, 1), TierReport(2, 1_000 * ONE, 0, 20, 2))))


def test_trading_waits_for_setup_positions_funding_and_tiers(stage: Stage) -> None:
    assert stage.contracts.missing() == ["setup of BTCUSDT", "positions", "funding of BTCUSDT", "tiers of BTCUSDT"]
    asked = {type(ask) for ask in stage.desk.asks}
    assert asked == {ReadSetup, ReadPositions, ReadFunding, ReadTiers, ReadMark}
    ready(stage)
    assert stage.contracts.missing() == []
    stage.contracts.down("lost", NOW)
    assert stage.contracts.missing() == ["positions"]


def test_it_listens_to_tickers_of_each_pair_and_to_positions(stage: Stage, market: Market) -> None:
    assert stage.contracts.public_topics(market) == [Topic(Channel.TICKERS, X, product="FUTURES")]
    assert stage.contracts.private_topics() == [Topic(Channel.POSITIONS, product="FUTURES")]


def test_marks_and_funding_are_told_when_they_change(stage: Stage) -> None:
    row = replace_row(mark=100 * ONE, index=101 * ONE, funding_rate=7, funding_next_ns=NOW + 9)
    for _ in range(2):
        assert stage.contracts.heard(TickersFrame(Topic(Channel.TICKERS, X), (row,)), NOW)
    assert stage.events == [
        MarkChanged("bitget", "BTC-USDT", 100 * ONE, 101 * ONE),
        FundingKnown("bitget", "BTC-USDT", 7, NOW + 9),
    ]
    assert (stage.contracts.mark(X), stage.contracts.settlements()) == (100 * ONE, [NOW + 9])


def replace_row(**changes: int) -> TickerReport:
    values = {name: getattr(TICKER, name) for name in TICKER.__struct_fields__}
    return TickerReport(**{**values, **changes})


def test_a_position_is_told_and_closable_on_its_own_side(stage: Stage) -> None:
    row = PositionReport(X, Hold.NET, 5 * ONE, 100 * ONE)
    assert stage.contracts.heard(PositionsFrame((row,)), NOW)
    (event,) = stage.events
    assert isinstance(event, PositionChanged)
    assert stage.contracts.closable("BTC-USDT", Hold.NET, sells=True) == 5
    assert stage.contracts.closable("BTC-USDT", Hold.NET, sells=False) == 0


def test_a_liquidation_is_told_and_its_order_is_left_to_the_keeper(stage: Stage) -> None:
    report = OrderReport(X, "9", "", OrderStatus.FILLED, Side.SELL, OrderType.MARKET, 5 * ONE, cause=Cause.LIQUIDATION)
    assert not stage.contracts.heard(OrdersFrame((report,)), NOW)
    assert stage.events == [Liquidated("bitget", "BTC-USDT", Hold.NET, 5, "9")]


@pytest.mark.parametrize("cause", [Cause.LIQUIDATION, Cause.DELEVERAGING])
def test_it_is_told_once_whether_a_stream_or_a_list_says_it(venue: Venue, market: Market, cause: Cause) -> None:
    stage, ended = Stage(venue, market), set[tuple[str, str]]()
    stage.contracts._over = lambda *name: name in ended  # type: ignore[method-assign]
    report = OrderReport(X, "9", "", OrderStatus.FILLED, Side.SELL, OrderType.MARKET, 5 * ONE, cause=cause)
    assert not stage.contracts.answered(Errand(ReadClosedOrders(), "closed", NOW), Orders((report,)), NOW)
    assert stage.events == [Liquidated("bitget", "BTC-USDT", Hold.NET, 5, "9")]
    stage.contracts.heard(OrdersFrame((report,)), NOW)
    assert len(stage.events) == 1, "whether the keeper keeps it or not"
    ended.add((X, "8"))  # as an earlier process knew it
    stage.contracts.heard(OrdersFrame((replace_id(report, "8"),)), NOW)
    assert len(stage.events) == 1
    for no in range(TAKEN_KEPT + 5):
        stage.contracts.heard(OrdersFrame((replace_id(report, f"x{no}"),)), NOW)
    assert len(stage.contracts._taken) == TAKEN_KEPT


def replace_id(report: OrderReport, venue_id: str) -> OrderReport:
    return structs.replace(report, venue_id=venue_id)


def test_what_was_not_answered_is_asked_again(stage: Stage) -> None:
    ready(stage)
    stage.answer(ReadMark(X), NoAnswer("timed out"))
    assert stage.contracts.due() == NOW + RETRY_NS


def test_margin_goes_by_leverage_and_fee_and_the_ladder_by_size(stage: Stage, market: Market) -> None:
    ready(stage)
    fees = replace(market, taker_fee=ONE // 1_000)
    assert stage.contracts.initial_margin(fees, 100, 10) == 200 * ONE + ONE + 1
    assert stage.contracts.most_leverage(X, 1_000 * ONE) == 50
    assert stage.contracts.most_leverage(X, 1_001 * ONE) == 20
    assert stage.contracts.most_leverage("ETHUSDT", ONE) == 0


def test_a_mark_that_only_the_stream_tells_is_not_asked_for(venue: Venue, market: Market) -> None:
    stage = Stage(replace(venue, features=venue.features | {"mark_streamed"}), market)
    assert [ask for ask in stage.desk.asks if isinstance(ask, ReadMark)] == []


def test_a_position_whose_leverage_is_not_told_has_the_one_that_is_set(stage: Stage) -> None:
    ready(stage)
    stage.contracts.heard(PositionsFrame((PositionReport(X, Hold.NET, ONE),)), NOW)
    assert [view.leverage for view in stage.contracts.positions.all()] == [5]


def test_a_mark_and_an_index_that_are_told_apart_are_put_together(venue: Venue, market: Market) -> None:
    stage = Stage(replace(venue, features=venue.features | {"index_apart"}), market)
    assert {ask.index_only for ask in stage.desk.asks if isinstance(ask, ReadMark)} == {False, True}
    stage.answer(ReadMark(X, index_only=True), MarkReport(X, 0, 7))
    stage.answer(ReadMark(X), MarkReport(X, 5, 0))
    assert stage.contracts.heard(TickersFrame(Topic(Channel.TICKERS, X), (replace_row(mark=6),)), NOW)
    told = [(event.mark, event.index) for event in stage.events if isinstance(event, MarkChanged)]
    assert told == [(0, 7), (5, 7), (6, 7)]
    before = len(stage.desk.asks)
    stage.contracts.tick(NOW + EVERY_NS)
    assert {ask.index_only for ask in stage.desk.asks[before:] if isinstance(ask, ReadMark)} == {False, True}


def test_a_question_about_funding_says_when_it_is_asked(stage: Stage) -> None:
    assert [ask.asked_ns for ask in stage.desk.asks if isinstance(ask, ReadFunding)] == [NOW]


def test_a_position_keeps_the_margin_mode_that_a_later_report_leaves_out(stage: Stage) -> None:
    row = PositionReport(X, Hold.LONG, 5 * ONE, 100 * ONE, margin_mode=MarginMode.ISOLATED)
    assert stage.contracts.heard(PositionsFrame((row,), whole=False), NOW)
    stage.answer(ReadPositions(), Positions((structs.replace(row, margin_mode=None),)), NOW + 1)
    (view,) = stage.contracts.positions.all()
    assert view.margin_mode is MarginMode.ISOLATED


def fill(no: str, at_ns: int = NOW) -> FillReport:
    return FillReport(X, no, "9", Side.SELL, 100 * ONE, ONE, at_ns=at_ns, liquidates=True)


def test_where_fills_say_what_was_taken_over_they_are_asked_for_and_told_once(stage: Stage) -> None:
    stage.desk.asks.clear()
    stage.contracts.heard(PositionsFrame((), whole=False, liquidated=(X,)), NOW)
    ask = stage.desk.asks.pop()
    assert isinstance(ask, ReadFills)
    told = Fills((fill("1"), structs.replace(fill("2"), liquidates=False), fill("3", NOW - 1)))
    for purpose, ours in (("liquidations", True), ("inquiry", False)):
        assert stage.contracts.answered(Errand(ask, purpose, NOW), told, NOW) is ours
    (event,) = [event for event in stage.events if isinstance(event, Liquidated)]
    assert event.venue_id == "9"


def test_an_isolated_contract_is_traded_with_what_its_account_has(venue: Venue, market: Market) -> None:
    row = replace(venue, product="FUTURES", features=venue.features | {"pots"})
    wanted = Wanted(margin_mode=MarginMode.ISOLATED)
    contracts = Contracts(row, wanted, Asked(), list[Event]().append)  # type: ignore[arg-type]
    assert contracts.free(X, 1_000) == 0
    pot = PotReport(X, "USDT", 90, orders=20, positions=30)
    contracts.heard(PositionsFrame((), pots=(pot,)), NOW)
    assert contracts.free(X, 1_000) == 40
    contracts.heard(PositionsFrame((), whole=False, pots=(structs.replace(pot, orders=0),)), NOW)
    assert contracts.free(X, 1_000) == 60
    contracts.heard(PositionsFrame(()), NOW)
    assert contracts.free(X, 1_000) == 0
    assert Contracts(row, Wanted(), Asked(), list[Event]().append).free(X, 1_000) == 1_000  # type: ignore[arg-type]
