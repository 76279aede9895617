"""Streams: subscriptions, books, trades, heartbeats, and what a socket's end may cost: nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import BalanceChanged, BookChanged, OrderChanged, OrderState, Surprise, Traded
from picaflor.domain.orders import Side, Tif
from picaflor.engine.instructions import FollowPair, LeavePair
from picaflor.engine.records import Kind, read_outward
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FrameFault
from picaflor.venues import load
from picaflor.wire.asks import ReadFills, ReadOrder, ReadTrades
from picaflor.wire.port import CloseSocket, OpenSocket, SendFrame, SendPing
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Hearing, HearingAll, Nodded, OrdersFrame, Ping, Subscribed, scaled
from picaflor.wire.venue import Continuity, Dialect
from tests.spec.card import ALL, CONTRACTS, EVERYTHING, ROWS, SECOND, SLOW, Card, ready

rows = pytest.mark.parametrize("venue", ROWS)
markets = pytest.mark.parametrize("venue", ALL)  # what all kinds of account share
S = OrderState
OTHER = "ETH-USDT"
BUSY = CrowdConfig(levels=15, beat_ns=50_000_000, take_percent=80)
STEADY = CrowdConfig(levels=10, beat_ns=2 * SECOND, take_percent=0)
DEPTH = 50
BEATING_NS = (3_600 if EVERYTHING else 1_200) * SECOND


def at_venue(card: Card) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    book = card.floor.books[card.market.symbol]
    return book.levels(Side.BUY, DEPTH), book.levels(Side.SELL, DEPTH)


def here(card: Card) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    book = card.connector.book(card.pair)
    return book.bids(DEPTH), book.asks(DEPTH)


def stop_the_crowd(card: Card) -> None:
    for crowd in card.world.exchange.rows[0].crowds.values():
        crowd._next_ns = 10**30


def sent(card: Card, kind: type) -> list[tuple[int, object]]:
    """What left, with its time."""
    return [
        (at_ns, what)
        for mark, at_ns, payload in card.world.journal.lines
        if mark == Kind.OUT and isinstance(what := read_outward(payload).what, kind)
    ]


def losing(card: Card, unwanted: type | tuple[type, ...], times: int) -> None:
    """The venue's next frames of these kinds never leave it."""
    sockets = card.world.exchange.sockets
    honest = sockets._say
    left = [times]

    def say(conn: object, frame: object, now_ns: int) -> None:
        if isinstance(frame, unwanted) and left[0]:
            left[0] -= 1
            return
        honest(conn, frame, now_ns)  # type: ignore[arg-type]

    sockets._say = say  # type: ignore[method-assign, assignment]


@rows
def test_s1_a_subscription_that_nothing_answers_is_not_ready(venue: str) -> None:
    card = Card(venue, crowd=CrowdConfig(levels=1, beat_ns=3_600 * SECOND, take_percent=0))  # no change tells of it
    losing(card, (Subscribed, Hearing, HearingAll, BookFrame, OrdersFrame), 10**6)
    card.run(20)
    (market, *_), rule = card.floor.markets.values(), card.row.book
    channel = scaled(rule.name, market.tick.places) if rule.scaled else rule.name or "book"
    assert f"public: {channel} {market.symbol}" in card.connector.waiting_for()
    if card.row.listen is None:  # else nobody subscribes to it
        assert {"private: orders", "reconcile"} <= set(card.connector.waiting_for())
    assert card.connector.gate.startswith("waiting for")
    assert card.connector.book(card.pair).trust is not Trust.GOOD
    del card.world.exchange.sockets._say  # the venue mends itself
    card.until_open(300)


@markets
def test_s1_a_snapshot_that_was_lost_is_asked_for_again(venue: str) -> None:
    card = Card(venue)
    losing(card, BookFrame, 1)
    card.run(5)
    replaced = card.row.book.continuity is Continuity.REPLACE  # by the next frame, which is whole
    waits = [what for what in card.connector.waiting_for() if what != "reconcile"]
    assert waits == ([] if replaced else [f"book {card.pair}"])
    assert card.until_open() < 10


@markets
def test_s3_a_snapshot_that_was_lost_after_a_gap_is_asked_for_again(venue: str) -> None:
    if load(venue).book.continuity is Continuity.REPLACE:
        return  # there are no gaps: each frame is whole
    card = ready(venue, crowd=BUSY)
    losing(card, BookFrame, 1)
    card.world.exchange.faults.order(FrameFault.DROP, 40)  # book frames are among any forty
    card.until(lambda: card.connector.book(card.pair).trust is Trust.GAP)
    card.run(5)
    assert card.connector.book(card.pair).trust is Trust.GAP
    assert card.until_open() < 10


@markets
def test_s2_snapshot_and_changes_are_the_venues_book_after_ten_minutes(venue: str) -> None:
    card = ready(venue, crowd=replace(BUSY, beat_ns=200_000_000))
    card.run(600)
    stop_the_crowd(card)
    card.run(2)
    assert card.connector.book(card.pair).trust is Trust.GOOD
    assert here(card) == at_venue(card)
    assert len(here(card)[0]) > 5
    changes = sum(mark == Kind.FRAME for mark, _, _ in card.world.journal.lines)
    assert changes > 2_500
    assert [change.trust for change in card.told(BookChanged)][-1] is Trust.GOOD
    assert Trust.GAP not in {change.trust for change in card.told(BookChanged)}


def pieces(sides: Any, apart: bool) -> set[str]:
    """What was true at some time: the book as a whole, or each level of it."""
    return {f"{n} {level}" for n, side in enumerate(sides) for level in side} if apart else {repr(sides)}


@markets
@pytest.mark.parametrize(
    ("fault", "doubted"),
    [
        (FrameFault.DROP, True),
        (FrameFault.LATER, True),
        (FrameFault.SCRAMBLED, True),
        (FrameFault.TWICE, False),
    ],
)
def test_s3_a_spoiled_book_is_never_shown_as_good_and_comes_back(venue: str, fault: FrameFault, doubted: bool) -> None:
    crowd = replace(BUSY, beat_ns=100_000_000)  # as often as books are told
    if fault is FrameFault.LATER:
        crowd = replace(crowd, take_percent=20)  # no trade between two changes
    card = ready(venue, crowd=crowd, private=False)
    (walking,) = card.world.exchange.rows[0].crowds.values()
    known: set[str] = set()
    apart = card.row.book.dialect is Dialect.FLAT  # one level a frame: in between the book is half changed
    judged_ns = card.now_ns + SECOND  # what is shown now, the venue may have had a moment ago
    looked = [-1, -1]  # at how many beats of the crowd, and at how many lines of the journal: else nothing moved

    def look() -> bool:
        beats, lines = walking._beats, len(card.world.journal.lines)
        if looked == [beats, lines]:
            return False
        if looked[0] != beats:
            known.update(pieces(at_venue(card), apart))
        looked[:] = beats, lines
        if card.now_ns >= judged_ns and card.connector.book(card.pair).trust is Trust.GOOD:
            assert known.issuperset(pieces(here(card), apart)), "a book that the venue never had was shown as good"
        return False

    def watch(seconds: int) -> None:
        card.world.joint.run(card.now_ns + seconds * SECOND, stop=look)
        card.world.drain()

    watch(1)
    for _ in range(5):
        card.world.exchange.faults.order(fault, 20)  # trades are spoiled as well as books
        watch(4)
    for _ in range(120):  # each cut frame may cost a socket, and sockets are opened at a pace
        watch(5)
        if card.connector.trusted and not card.world.exchange.faults.frames_ordered:
            break
    trusts = [change.trust for change in card.told(BookChanged)]
    bad = sum(trust in (Trust.GAP, Trust.UNREADABLE, Trust.CLOSED) for trust in trusts)
    whole = card.row.book.continuity is Continuity.REPLACE  # only what cannot be read is doubted
    assert (bad > 0) is (fault is FrameFault.SCRAMBLED if whole else doubted), trusts
    assert card.world.exchange.faults.counts[fault.value] >= 20
    assert card.connector.book(card.pair).trust is Trust.GOOD
    stop_the_crowd(card)
    card.run(2)
    assert here(card) == at_venue(card)


@markets
def test_s4_trades_carry_the_takers_side(venue: str) -> None:
    card = ready(venue)
    name = card.place(Side.BUY, 2_000, card.middle)
    card.run(1)
    card.by_stranger(Side.SELL, 1_500, card.order(name).ticks or 0, Tif.IOC)
    card.run(1)
    (trade,) = card.told(Traded)
    assert (trade.side, trade.lots, trade.ticks) == (Side.SELL, 1_500, card.order(name).ticks)
    card.place(Side.BUY, 1_000, card.ask + 100)
    card.run(1)
    assert {trade.side for trade in card.told(Traded)[1:]} == {Side.BUY}
    assert len(card.told(Traded)) == len(card.floor.tapes[card.market.symbol].trades)


@rows
def test_s5_heartbeats_keep_both_sockets_open(venue: str) -> None:
    card = ready(venue, crowd=CrowdConfig(levels=1, beat_ns=3_600 * SECOND, take_percent=0), books_every_ns=5 * SECOND)
    card.run(BEATING_NS // SECOND)
    assert len(sent(card, OpenSocket)) == 2
    beat = card.row.heartbeat
    for conn in ("public", "private"):
        ping = SendFrame(conn, *card.row.stream.write_client(Ping())) if beat.text else SendPing(conn)
        pings = [at_ns for at_ns, what in sent(card, type(ping)) if what == ping]
        assert max(b - a for a, b in pairwise(pings)) < beat.closes_after_ns
        assert len(pings) >= BEATING_NS // beat.closes_after_ns
    if beat.venue_text:
        nods = [what.conn for _, what in sent(card, SendFrame) if card.row.stream.read_client(what.data) == (Nodded(),)]
        assert set(nods) == {"private"}
        assert BEATING_NS // beat.venue_every_ns - 2 < len(nods) <= BEATING_NS // beat.venue_every_ns
    assert card.connector.waiting_for() == ()


@rows
@pytest.mark.parametrize("private", [True, False])
def test_s6_a_silent_socket_is_noticed_in_the_time_that_the_record_says(venue: str, private: bool) -> None:
    card = ready(venue)
    card.conn(private).silent = True
    began = card.now_ns
    name = "private" if private else "public"
    card.until(lambda: any(what.conn == name for _, what in sent(card, CloseSocket)), 120)  # type: ignore[attr-defined]
    assert card.now_ns - began <= card.row.heartbeat.silent_after_ns + SECOND
    assert card.connector.gate != ""
    if not private:
        assert card.connector.book(card.pair).trust in (Trust.CLOSED, Trust.STALE)
    card.until_open()
    assert len(sent(card, OpenSocket)) == 3


@rows
def test_s7_the_user_stream_tells_new_partial_full_cancelled_and_balances_without_a_question(venue: str) -> None:
    card = ready(venue)
    asked = len(card.asked(ReadOrder | ReadFills))
    filled = card.place(Side.BUY, 2_000, card.middle)
    dropped = card.place(Side.SELL, 2_000, card.ask + 500)
    card.run(0.5)
    for lots in (500, 1_500):
        card.by_stranger(Side.SELL, lots, card.order(filled).ticks or 0, Tif.IOC)
        card.run(0.5)
    card.cancel(dropped)
    card.run(0.5)
    assert card.states(filled) == [S.SENT, S.OPEN, S.PARTIAL, S.FILLED]
    assert card.states(dropped) == [S.SENT, S.OPEN, S.CANCELLED]
    coins = {card.coin} if card.row.product else {"BTC", "USDT"}
    assert {change.asset for change in card.told(BalanceChanged)} >= coins
    if "fees_later" in card.row.features:
        assert not card.asked(ReadOrder)
    else:
        assert len(card.asked(ReadOrder | ReadFills)) == asked
    card.books_agree()


@rows
@pytest.mark.parametrize("private", [True, False])
def test_s9_a_forced_disconnect_loses_nothing(venue: str, private: bool) -> None:
    card = ready(venue)
    names = [card.place(Side.BUY, 2_000, card.middle - n) for n in range(3)]
    card.run(1)
    ticks = [card.order(name).ticks or 0 for name in names]
    card.hang_up(card.conn(private).no)
    card.by_stranger(Side.SELL, 2_000, ticks[0], Tif.IOC)
    card.by_stranger(Side.SELL, 500, ticks[1], Tif.IOC)
    card.until(lambda: card.connector.gate != "")
    card.until_open()
    card.rest()
    assert [card.order(name).state for name in names] == [S.FILLED, S.PARTIAL, S.OPEN]
    assert sorted(fill.lots for fill in card.world.fills()) == [500, 2_000]
    assert len(card.told(OrderChanged)) < 30
    card.run(70)
    card.books_agree()


@markets
def test_s10_a_pair_comes_and_goes_while_the_other_trades(venue: str) -> None:
    card = ready(venue, symbols=2)
    resting = card.place(Side.BUY, 2_000, card.bid - 50)
    card.run(1)
    card.world.tell(FollowPair(venue, OTHER))
    card.until_open()
    mine = card.connector.book(OTHER)
    assert mine.trust is Trust.GOOD
    theirs = card.floor.books[card.connector.markets[OTHER].symbol].best()
    card.rest()
    assert mine.top().bid > 0
    assert theirs.bid > 0
    second = card.place(Side.BUY, 2_000, mine.top().bid - 50, pair=OTHER)
    card.run(1)
    assert card.order(second).state is S.OPEN
    card.world.tell(LeavePair(venue, OTHER))
    card.rest()
    assert card.order(second).state is S.CANCELLED, "what was live on it is proven gone"
    assert card.order(resting).state is S.OPEN
    assert card.connector.book(OTHER) is None
    assert card.connector.gate == ""
    heard = {topic.symbol for topic in card.conn(private=False).topics}
    assert heard == {card.market.symbol}
    card.books_agree()


@markets
def test_s10_a_pair_that_is_not_listed_is_told_and_stops_nothing(venue: str) -> None:
    card = ready(venue)
    card.world.tell(FollowPair(venue, "NO-SUCH"))
    card.rest()
    assert any(surprise.what == "no such market" for surprise in card.told(Surprise))
    assert card.connector.gate == ""


@rows
def test_s8_a_connection_is_renewed_before_the_venue_ends_it(venue: str) -> None:
    """Days are long: here one has ten minutes. What the record says of it is obeyed before the socket opens."""
    card = Card(venue, crowd=STEADY, books_every_ns=2 * SECOND)
    lasts_ns = 600 * SECOND
    for session in card.connector._sessions.values():
        session._heartbeat = replace(session._heartbeat, connection_lasts_ns=lasts_ns)
    card.until_open()
    began = card.now_ns
    resting = card.place(Side.BUY, 2_000, card.bid - card.bid // 30)
    card.run(1_500)
    card.until_open()
    for conn in ("public", "private"):
        opened = [at_ns for at_ns, what in sent(card, OpenSocket) if what.conn == conn]  # type: ignore[attr-defined]
        assert len(opened) >= 3
        assert all(b - a < lasts_ns for a, b in pairwise([began, *opened[1:]]))
    assert card.order(resting).state is S.OPEN
    card.rest()
    card.books_agree()


# what is silent, and answers pings


@rows
def test_s11_a_public_socket_that_only_answers_pings_is_noticed_and_its_book_comes_back(venue: str) -> None:
    card = ready(venue, crowd=STEADY, private=False)
    card.conn(private=False).mute = True
    began = card.now_ns
    card.until(lambda: card.connector.book(card.pair).trust is Trust.STALE, 70)
    assert (card.now_ns - began) <= card.row.book.stale_ns + 3 * SECOND
    assert card.connector.gate != "" or not card.connector.trusted
    assert card.until_open(40) <= 30
    assert len(sent(card, OpenSocket)) == 2
    stop_the_crowd(card)
    card.run(2)
    assert here(card) == at_venue(card)


@rows
def test_s11_a_book_that_is_dropped_without_a_word_is_subscribed_to_again(venue: str) -> None:
    card = ready(venue, crowd=STEADY, private=False)
    conn = card.conn(private=False)
    card.world.exchange.sockets.forget(conn, next(each for each in conn.topics if each.channel is Channel.BOOK))
    card.until(lambda: card.connector.book(card.pair).trust is Trust.STALE, 70)
    assert card.until_open() <= 5
    assert len(sent(card, OpenSocket)) == 1, "the others go on as they were"
    stop_the_crowd(card)
    card.run(2)
    assert here(card) == at_venue(card)
    assert [told.detail for told in card.told(Surprise) if told.what == "a silent book"] == [
        f"{card.pair} had moved, and nothing said so"
    ]


@rows
def test_s11_a_private_socket_that_only_answers_pings_is_noticed_by_what_a_placed_order_did_not_bring(
    venue: str,
) -> None:
    card = ready(venue, crowd=SLOW)
    card.conn(private=True).mute = True
    name = card.place(Side.BUY, 2_000, card.bid - card.bid // 50)
    began = card.now_ns
    card.until(lambda: len(sent(card, OpenSocket)) == 3, 20)
    assert card.now_ns - began >= 10 * SECOND
    told = [each.detail for each in card.told(Surprise) if each.what == "the private socket is opened anew"]
    assert told == ["it says nothing of orders, and they change"]
    card.until_open()
    card.rest()
    assert card.order(name).state is S.OPEN
    card.books_agree()
    assert len(sent(card, OpenSocket)) == 3


@rows
def test_s11_a_topic_of_orders_that_is_dropped_is_noticed_by_what_the_lists_show(venue: str) -> None:
    card = ready(venue, crowd=SLOW, books_every_ns=2 * SECOND)
    name = card.place(Side.BUY, 2_000, card.middle)
    card.run(90)
    conn = card.conn(private=True)
    for topic in [each for each in conn.topics if each.channel in (Channel.ORDERS, Channel.FILLS)]:
        card.world.exchange.sockets.forget(conn, topic)
    card.run(60)
    card.by_stranger(Side.SELL, 2_000, card.order(name).ticks or 0, Tif.IOC)
    card.until(lambda: card.order(name).state is S.FILLED, 70)
    card.until(lambda: len(sent(card, OpenSocket)) == 3, 20)
    card.until_open()
    card.rest()
    card.books_agree()
    assert [fill.lots for fill in card.world.fills()] == [2_000]


@rows
def test_s11_trades_that_are_dropped_without_a_word_are_asked_for_and_subscribed_to_again(venue: str) -> None:
    card = ready(venue, crowd=replace(STEADY, take_percent=100), private=False)
    card.run(5)
    heard = len(card.told(Traded))
    assert heard
    conn = card.conn(private=False)
    card.world.exchange.sockets.forget(conn, next(each for each in conn.topics if each.channel is Channel.TRADES))
    card.run(115)
    assert len(card.told(Traded)) == heard
    card.run(20)
    assert len(card.told(Traded)) > heard
    told = [each.detail for each in card.told(Surprise) if each.what == "a silent topic"]
    assert told == [f"trades of {card.market.symbol} were missed"]
    assert len(sent(card, OpenSocket)) == 1


@rows
def test_s11_in_a_quiet_market_nothing_is_done_but_a_few_questions(venue: str) -> None:
    card = ready(venue, crowd=CrowdConfig(levels=3, beat_ns=10**15, take_percent=0), private=False)
    left = len(sent(card, SendFrame))
    card.run(3_600)
    assert not [each.what for each in card.told(Surprise) if "anew" in each.what or "silent" in each.what]
    assert len(sent(card, OpenSocket)) == 1
    pings = SendFrame("public", *card.row.stream.write_client(Ping())) if card.row.heartbeat.text else None
    assert len([what for _, what in sent(card, SendFrame)[left:] if what != pings]) <= 40
    assert len(card.asked(ReadTrades)) <= 8


@pytest.mark.parametrize("venue", CONTRACTS)
def test_s11_tickers_that_are_dropped_without_a_word_are_subscribed_to_again(venue: str) -> None:
    card = ready(venue, crowd=SLOW, books_every_ns=2 * SECOND, private=False)
    if Channel.TICKERS not in {topic.channel for topic in card.conn(private=False).topics}:
        card = ready(venue, crowd=SLOW, books_every_ns=2 * SECOND)
    (tickers,) = (each for each in card.conn(private=False).topics if each.channel is Channel.TICKERS)
    card.world.exchange.sockets.forget(card.conn(private=False), tickers)
    card.run(110)
    assert tickers not in card.conn(private=False).topics
    card.run(15)
    assert tickers in card.conn(private=False).topics
    assert len({what.conn for _, what in sent(card, OpenSocket)}) == len(sent(card, OpenSocket))  # type: ignore[attr-defined]
