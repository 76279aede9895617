"""Candles: every interval, pages, the unfinished bar, the join with the stream, built bars, new listings."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from picaflor.domain.bars import Bar
from picaflor.domain.events import BarChanged
from picaflor.engine.connector.feed import SETTLE_NS, CandleFeed
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.machines.candles import bar_of, parse_interval
from picaflor.sim.venue.conns import HangUp
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FrameFault
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.tape import Before, Tape
from picaflor.venues import load
from picaflor.wire.asks import ReadBalances, ReadCandles
from picaflor.wire.stream import CandlesFrame
from tests.spec.card import ALL as ROWS
from tests.spec.card import PAIR, SECOND, Card

WITH_BARS = [name for name in ROWS if load(name).candle_intervals]
WITH_STREAM = [name for name in WITH_BARS if load(name).candles.streamed]
rows = pytest.mark.parametrize("venue", WITH_BARS)
streamed = pytest.mark.parametrize("venue", WITH_STREAM)
BUSY = CrowdConfig(levels=10, beat_ns=SECOND, take_percent=90)
MINUTE = 60 * SECOND


def follow(venue: str, *wanted: BarsWanted, **how: Any) -> Card:
    """Books are told as seldom as forming bars are: nobody looks at them here."""
    how = {"books_every_ns": SECOND, **how}
    return Card(venue, bars=wanted or (BarsWanted(PAIR, "1m", 200),), crowd=BUSY, private=False, **how)


def feed(card: Card, interval: str = "1m") -> CandleFeed:
    found = card.connector.feeds.feed(PAIR, interval)
    assert found is not None
    assert isinstance(found, CandleFeed)
    return found


def until_ready(card: Card, interval: str = "1m", seconds: int = 60) -> None:
    card.until(lambda: card.connector.feeds.feed(PAIR, interval) and feed(card, interval).ready, seconds)


def ours(card: Card, count: int, interval: str = "1m") -> list[Bar]:
    bars: list[Bar] = card.connector.feeds.bars(PAIR, interval, count, card.now_ns)
    return bars


def theirs(card: Card, count: int, interval: str = "1m") -> list[Bar]:
    tape = card.floor.tapes[card.market.symbol]
    told = tape.candles(parse_interval(interval), card.now_ns, limit=count)
    return [bar_of(card.market, bar) for bar in told]


def values(bars: list[Bar]) -> list[tuple[int, ...]]:
    return [(b.open_ns, b.open, b.high, b.low, b.close, b.volume, b.money) for b in bars]


def told(card: Card, bars: list[Bar]) -> list[tuple[int, ...]]:
    """What the venue tells of them: of money some say nothing."""
    return values(bars if card.row.candles.money else [replace(bar, money=0) for bar in bars])


def agree(card: Card, count: int, interval: str = "1m") -> None:
    """Those that are over are the venue's own; the last one is forming, and may be a beat behind."""
    assert told(card, ours(card, count, interval))[:-1] == told(card, theirs(card, count, interval))[:-1]
    assert ours(card, count, interval)[-1].open_ns == theirs(card, 1, interval)[0].open_ns


@rows
def test_c1_every_interval_of_the_record_by_rest_and_stream(venue: str) -> None:
    names = load(venue).candle_intervals
    card = follow(venue, *(BarsWanted(PAIR, name, 30) for name in names))
    card.until(lambda: card.connector.waiting_for() == (), 120)
    for name in names:
        bars = ours(card, 30, name)
        numbers = [parse_interval(name).number(bar.open_ns) for bar in bars]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), name
        assert len(bars) == 30 or name in ("1w", "1M", "3d"), name
        agree(card, len(bars), name)
    asked = {ask.interval for ask in card.asked(ReadCandles)}
    assert asked == set(names)
    card.run(200)
    for name in names:
        agree(card, 20, name)
        assert feed(card, name).ready, name


@rows
def test_c2_five_thousand_bars_in_pages_without_a_gap_or_a_repeat(venue: str) -> None:
    card = follow(venue, BarsWanted(PAIR, "1m", 5_000))
    until_ready(card)
    bars = ours(card, 5_000)
    assert len(bars) == 5_000
    assert all(other.open_ns - one.open_ns == MINUTE for one, other in pairwise(bars))
    assert feed(card).gaps(card.now_ns) == []
    agree(card, 5_000)
    rule = card.row.candles
    pages = [ask for ask in card.asked(ReadCandles) if ask.history == bool(rule.past_page_max)]
    assert len(pages) <= 5_000 // (rule.past_page_max or rule.page_max) + 2, "no page was asked for twice"


@rows
def test_c3_open_times_order_and_the_unfinished_bar(venue: str) -> None:
    card = follow(venue, BarsWanted(PAIR, "5m", 50))
    until_ready(card, "5m")
    interval = parse_interval("5m")
    for _ in range(6):
        bars = ours(card, 50, "5m")
        assert [bar.open_ns for bar in bars] == sorted({interval.opens(bar.open_ns) for bar in bars})
        assert bars[-1].open_ns == interval.opens(card.now_ns)
        assert [bar.finished for bar in bars] == [True] * 49 + [False]
        agree(card, 50, "5m")
        card.run(97)


def _begun_late(card: Card) -> int:
    """The minutes since the history whose first trade was long in coming."""
    first: dict[int, int] = {}
    for trade in card.floor.tapes[card.market.symbol].trades:
        first.setdefault(trade.at_ns // MINUTE, trade.at_ns % MINUTE)
    here = card.now_ns // MINUTE
    return sum(first.get(minute, MINUTE) >= SETTLE_NS - SECOND for minute in range(here - 10, here + 1))


@streamed
def test_c4_updates_join_history_and_are_told(venue: str) -> None:
    card = follow(venue)
    until_ready(card)
    asked = len(card.asked(ReadCandles))
    card.run(600)
    agree(card, 200)
    doubts = (
        _begun_late(card) if card.row.candles.skips_quiet else 0
    )  # one that nobody trades in at first may be asked for
    assert len(card.asked(ReadCandles)) <= asked + doubts, "the stream told all of it"
    if card.row.candles.skips_quiet:  # that a bar has ended is known by the next one's first trade
        ours_ended = lambda: {event.bar.open_ns for event in card.told(BarChanged) if event.bar.finished}  # noqa: E731
        card.until(lambda: ours(card, 2)[0].open_ns in ours_ended(), 200)
    told = [event.bar for event in card.told(BarChanged)]
    ended = [bar.open_ns for bar in told if bar.finished]
    assert ended == sorted(set(ended)), "each bar ends once"
    assert len(ended) >= 10 - doubts
    assert max(ended) == ours(card, 2)[0].open_ns
    assert len(told) > 100, "the forming bar is told as it changes"
    assert not any(bar.built for bar in told)


@streamed
def test_c4_whatever_is_lost_on_the_way_is_asked_for(venue: str) -> None:
    card = follow(venue)
    until_ready(card)
    conn = card.conn(False)
    card.run(30)
    card.world.exchange.sockets.out.append(HangUp(conn.no, 1006, "gone"))
    card.world.exchange.closed(conn.no)
    card.until(lambda: not feed(card).ready, 60)
    card.world.joint.cut(True)
    card.run(200)
    card.world.joint.cut(False)
    until_ready(card, seconds=120)
    agree(card, 200)
    assert feed(card).gaps(card.now_ns) == []
    lost = 0
    for _ in range(20):
        card.world.exchange.faults.order(FrameFault.DROP, 3)
        lost += 3
        card.run(40)
    card.until(lambda: feed(card).ready, 120)
    assert card.world.exchange.faults.counts[FrameFault.DROP] >= lost // 2
    agree(card, 200)


@streamed
def test_c4_a_silent_stream_is_noticed_by_the_bar_that_did_not_come(venue: str) -> None:
    card = follow(venue)
    until_ready(card)
    asked = len(card.asked(ReadCandles))
    read = card.row.stream.read_venue

    def deaf(data: bytes) -> Any:
        return tuple(frame for frame in read(data) if not isinstance(frame, CandlesFrame))

    card.connector.venue = replace(card.row, stream=_Ears(card.row.stream, deaf))
    card.run(300)
    assert len(card.asked(ReadCandles)) > asked
    agree(card, 100)


class _Ears:
    """The stream of a row that hears otherwise."""

    def __init__(self, stream: Any, read_venue: Any) -> None:
        self.write_client, self.read_client = stream.write_client, stream.read_client
        self.write_venue, self.read_venue = stream.write_venue, read_venue


@pytest.mark.parametrize("venue", ROWS)
@pytest.mark.parametrize("history", [True, False])
def test_c5_without_a_stream_bars_are_built_from_trades_and_say_so(
    venue: str, history: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = load(venue)
    if history and not row.candle_intervals:
        pytest.skip(f"the record of {venue} has no bars to ask for")
    lacking = replace(
        row,
        candles=replace(row.candles, streamed=()),
        candle_intervals=row.candle_intervals if history else (),
    )
    monkeypatch.setattr("picaflor.app.build.load", lambda _: lacking)
    card = follow(venue)
    until_ready(card)
    card.run(400)
    assert feed(card).ready
    bars = ours(card, 200)
    built = [bar for bar in bars if bar.built]
    skips = row.candles.skips_quiet
    assert bars[-1].built or (skips and not bars[-1].volume)
    assert len(built) >= 6
    agree(card, len(bars))
    changed = [event.bar for event in card.told(BarChanged)]
    assert changed
    assert all(bar.built for bar in changed)
    if history:
        assert len(bars) == 200
        assert len(built) < 10, "what was before is the venue's own"
    else:
        assert all(bar.built or (skips and not bar.volume) for bar in bars)
        assert card.asked(ReadCandles) == []


@rows
def test_c6_a_new_listing_with_few_bars_is_ready(venue: str) -> None:
    card = follow(venue, BarsWanted(PAIR, "1m", 500))
    floor: Floor = card.floor
    market = next(iter(floor.markets.values()))
    floor.tapes[market.symbol] = Tape(market, Before(6_123_450, 20_000, 1, days=0))
    until_ready(card)
    assert len(ours(card, 500)) <= 2
    card.run(300)
    assert feed(card).ready
    assert 4 <= len(ours(card, 500)) <= 8
    assert all(other.open_ns - one.open_ns == MINUTE for one, other in pairwise(ours(card, 500)))


@rows
def test_bars_need_no_key_and_what_is_missing_is_said(venue: str) -> None:
    card = follow(venue)
    assert f"bars {PAIR} 1m" in card.connector.waiting_for()
    assert card.world.joint.keys == {}
    until_ready(card)
    assert card.connector.waiting_for() == ()
    assert card.asked(ReadBalances) == []
