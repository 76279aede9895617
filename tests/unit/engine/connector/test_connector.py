"""The connector as a whole, where a conversation would say too little: what readers may know, and odd things heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import (
    BalanceChanged,
    Event,
    MarketsChanged,
    Readiness,
    Surprise,
    Traded,
)
from picaflor.domain.market import Grid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.engine.audit import Seen
from picaflor.engine.instructions import IdsReserved, PlaceByHand
from picaflor.engine.records import Kind
from picaflor.machines.session import SessionUp, TopicRefused
from picaflor.wire.net import NoAnswer, Reply
from picaflor.wire.port import Answered, Frame, SendRequest
from picaflor.wire.reports import BalanceReport, BalancesReport, Listing, ServerTime, TradeReport
from picaflor.wire.stream import Channel, StreamRefused, Subscribed, Topic, TradesFrame, VenueFrame
from tests.playbooks.connector.script import MARKETS, STARTED, VENUE, Play, play

PAIR = "BTC-USDT"
SECOND = 1_000_000_000


@pytest.fixture
def stage() -> Play:
    return play(Play(), STARTED)


def feed(stage: Play, conn: str, *frames: VenueFrame) -> list[Event]:
    """What came of it."""
    events: list[Event] = []
    for frame in frames:
        for data in stage.venue.stream.write_venue(frame, stage.now_ns):
            stage.engine.feed(VENUE, Frame(conn, data), stage.now_ns)
        events += [line.event for line in stage.engine.audit.drain() if isinstance(line, Seen)]
    return events


def buy(stage: Play, lots: int = 2, ticks: int = 100) -> str:
    stage.engine.tell(PlaceByHand(VENUE, PAIR, Side.BUY, lots, ticks), stage.now_ns)
    stage.engine.settle()
    stage.engine.audit.drain()
    return stage.connector.live_orders()[-1].client_id


# what readers may know


def test_before_the_first_tick_it_is_due_at_once_and_knows_nothing() -> None:
    connector = Play().connector
    assert connector.due() == 0
    assert (connector.trusted, connector.knows((PAIR,)), connector.market(PAIR), connector.book(PAIR)) == (
        False,
        False,
        None,
        None,
    )
    assert connector.knows(())
    assert connector.live_orders() == []


def test_orders_count_by_pair_from_the_moment_they_are_wished(stage: Play) -> None:
    connector = stage.connector
    buy(stage)
    buy(stage, lots=3)
    assert (connector.live_count(PAIR), connector.live_count("ETH-USDT")) == (2, 0)
    assert connector.worst_case(PAIR) == (5, 0)
    assert connector.net_lots(PAIR) == 0
    assert (connector.free("USDT"), connector.total("BTC"), connector.free("XRP")) == (10_000 * ONE, ONE, 0)


def test_without_order_numbers_the_gate_is_shut_until_a_block_comes(stage: Play) -> None:
    stage.connector.ids.burn(98)
    buy(stage)
    assert stage.connector.gate == "waiting for order numbers"
    stage.engine.tell(IdsReserved(VENUE, 100, 200), stage.now_ns)
    assert stage.connector.gate == ""


def test_the_last_number_is_an_order_like_any_other(stage: Play) -> None:
    stage.connector.ids.burn(98)
    outs = stage.engine.tell(PlaceByHand(VENUE, PAIR, Side.BUY, 2, 100), stage.now_ns)
    assert [out.places for _, out in outs if isinstance(out, SendRequest)] == [True]


def test_halted_says_why_before_anything_else(stage: Play) -> None:
    stage.connector.halted = "the journal cannot be written"
    assert stage.connector.gate == "the journal cannot be written"


def test_everything_is_cancelled_or_one_pairs_part_of_it(stage: Play) -> None:
    names = [buy(stage), buy(stage)]
    stage.connector.cancel_everything("ETH-USDT", stage.now_ns)
    assert stage.connector.take_out(stage.now_ns) == ([], [])
    stage.connector.cancel_everything("", stage.now_ns)
    _, out = stage.connector.take_out(stage.now_ns)
    asks = [stage.venue.rest.read_ask(request.request) for request in out if isinstance(request, SendRequest)]
    assert {getattr(ask, "client_id", "") for ask in asks} == set(names)


def test_facts_come_before_what_leaves(stage: Play) -> None:
    lines: list[int] = []
    stage.engine.journal = type("Lines", (), {"add": lambda _self, entry: lines.append(entry[0])})()
    stage.engine.tell(PlaceByHand(VENUE, PAIR, Side.BUY, 2, 100), stage.now_ns)
    assert lines == [Kind.TOLD, Kind.KEPT, Kind.KEPT, Kind.OUT]


# what is heard


def test_a_balance_and_a_trade_are_events(stage: Play) -> None:
    money = BalancesReport((BalanceReport("USDT", 7 * ONE, ONE),), whole=False)
    assert feed(stage, "private", money) == [BalanceChanged(VENUE, "USDT", 7 * ONE, ONE)]
    stage.line(">> trade sell 100@2")
    assert stage.connector.total("USDT") == 8 * ONE


def test_trades_of_the_past_are_none(stage: Play) -> None:
    row = TradeReport("BTCUSDT", "1", Side.SELL, 100 * ONE, ONE, stage.now_ns)
    topic = Topic(Channel.TRADES, "BTCUSDT")
    assert feed(stage, "public", TradesFrame(topic, (row,), snapshot=True)) == []
    assert feed(stage, "public", TradesFrame(topic, (row,))) == [
        Traded(VENUE, PAIR, Side.SELL, 100, 1, stage.now_ns // 1_000_000 * 1_000_000)
    ]


def test_a_topic_that_is_refused_is_told_by_name(stage: Play) -> None:
    stage.connector._obey((TopicRefused("public", Topic(Channel.BOOK, "BTCUSDT"), "30001", "no", 5),), stage.now_ns)
    stage.connector._obey((SessionUp("public"), Surprise("odd")), stage.now_ns)
    events = stage.connector.take_events()
    assert Surprise("no book BTCUSDT", "30001 no") in events
    assert Surprise("odd") in events


def test_what_nobody_asked_for_is_a_surprise_and_no_more(stage: Play) -> None:
    stray = Topic(Channel.BOOK, "XRPUSDT")
    events = feed(stage, "public", Subscribed(stray), StreamRefused("30001", "no such thing", stray))
    assert [type(event) for event in events] == [Surprise, Surprise]
    assert stage.connector.gate == ""


def unreadable(stage: Play) -> bool:
    events = [line.event for line in stage.engine.audit.drain() if isinstance(line, Seen)]
    return any(isinstance(event, Surprise) and event.what == "unreadable" for event in events)


def test_an_unreadable_trade_costs_nothing(stage: Play) -> None:
    data = b'{"action":"update","arg":{"instType":"SPOT","channel":"trade","instId":"BTCUSDT"},"data":7}'
    assert stage.engine.feed(VENUE, Frame("public", data), stage.now_ns) == []
    assert (stage.connector.gate, stage.connector.trusted) == ("", True)
    assert unreadable(stage)


def test_an_unreadable_book_of_a_pair_that_is_not_ours_costs_nothing(stage: Play) -> None:
    data = b'{"action":"update","arg":{"instType":"SPOT","channel":"books","instId":"XRPUSDT"},"data":7}'
    stage.engine.feed(VENUE, Frame("public", data), stage.now_ns)
    assert stage.connector.trusted
    assert unreadable(stage)


def test_the_clock_is_measured_from_the_middle_of_the_question() -> None:
    stage = play(Play(private=False), "at 0s\n<< ask time\n<< ask markets")
    asked_ns = stage.now_ns
    ask = stage.asked[1]
    reply = stage.venue.rest.write_answer(ask, ServerTime(asked_ns + 5 * SECOND), asked_ns)
    stage.engine.feed(VENUE, Answered(1, reply), asked_ns + 2 * SECOND)
    assert stage.connector.clock_offset_ns == 4 * SECOND


@pytest.mark.parametrize("outcome", [NoAnswer("timed out"), Reply(502, b"<html>")])
def test_a_question_without_a_readable_answer_is_asked_again(outcome: NoAnswer | Reply) -> None:
    stage = play(Play(private=False), "at 0s\n<< ask time\n<< ask markets")
    stage.engine.feed(VENUE, Answered(2, outcome), stage.now_ns)
    stage.engine.feed(VENUE, Answered(77, outcome), stage.now_ns)  # nobody's
    stage.engine.audit.drain()
    play(stage, "at 2s\n<< 2s ask markets")


def test_what_the_listing_leaves_out_is_told_once() -> None:
    stage = play(Play(private=False), "at 0s\n<< ask time\n<< ask markets")
    skipped = tuple((f"S{n}", "offline") for n in range(7))
    stage.connector._listed(Listing(MARKETS, skipped), stage.now_ns)
    first = stage.connector.take_events()
    assert (
        Surprise("7 markets left out", "S0 (offline), S1 (offline), S2 (offline), S3 (offline), S4 (offline)") in first
    )
    assert MarketsChanged(VENUE, MARKETS) in first
    stage.connector._listed(Listing(MARKETS, skipped), stage.now_ns)
    assert not [event for event in stage.connector.take_events() if isinstance(event, Surprise)]


def test_a_market_on_a_new_grid_gets_a_new_book(stage: Play) -> None:
    finer = replace(MARKETS[0], tick=Grid(1))
    stage.connector._listed(Listing((finer, MARKETS[1])), stage.now_ns)
    assert stage.connector.waiting_for() == ("public: book BTCUSDT", f"book {PAIR}")
    book = stage.connector.book(PAIR)
    assert book is not None
    assert book.trust is Trust.EMPTY
    same = stage.connector.book(PAIR)
    stage.connector._listed(Listing((finer, MARKETS[1])), stage.now_ns)
    assert stage.connector.book(PAIR) is same
    _, out = stage.connector.take_out(stage.now_ns)
    assert [type(o).__name__ for o in out] == ["SendFrame"]  # out and in again: the same topic


def test_readiness_is_told_when_it_changes_and_only_then(stage: Play) -> None:
    assert feed(stage, "public") == []
    stage.engine.feed(VENUE, Frame("private", b"\x00"), stage.now_ns)
    events = [line.event for line in stage.engine.audit.drain() if isinstance(line, Seen)]
    assert Readiness(VENUE, ("reconcile",)) in events


def test_a_book_that_falls_silent_is_told(stage: Play) -> None:
    stage._wait(stage.now_ns + 31 * SECOND)
    assert "book stale" in [words for _, words in stage.done]
    assert not stage.connector.trusted
    assert stage.connector.gate == "waiting for public: book BTCUSDT", "it is subscribed to again"
