"""Positions: whole reports replace, gone at the venue is gone here, old answers are no news, nothing is guessed."""

from __future__ import annotations

from picaflor.domain.events import PositionChanged, Surprise
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold
from picaflor.engine.connector.positions import PositionBook
from picaflor.wire.reports import PositionReport

MARKET = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(1), Grid(3), MarketKind.LINEAR, "USDT")
LOT = MARKET.lot.atoms


def row(lots: int, hold: Hold = Hold.NET, entry: int = 100) -> PositionReport:
    return PositionReport("BTCUSDT", hold, lots * LOT, entry * ONE)


def book() -> PositionBook:
    made = PositionBook("v")
    made.set_markets({MARKET.pair: MARKET})
    return made


def told(events: list[PositionChanged | Surprise]) -> list[tuple[Hold, int, int]]:
    return [(e.position.hold, e.before, e.position.lots) for e in events if isinstance(e, PositionChanged)]


def test_a_position_opens_changes_and_is_gone() -> None:
    positions = book()
    assert told(positions.streamed((row(5),), 1, whole=True)) == [(Hold.NET, 0, 5)]
    assert told(positions.streamed((row(5),), 2, whole=True)) == []
    assert told(positions.streamed((row(-2),), 3, whole=True)) == [(Hold.NET, 5, -2)]
    assert positions.net("BTC-USDT") == -2
    assert told(positions.streamed((), 4, whole=True)) == [(Hold.NET, -2, 0)]
    assert positions.all() == []


def test_a_partial_report_leaves_the_others_alone() -> None:
    positions = book()
    positions.streamed((row(5, Hold.LONG), row(-3, Hold.SHORT)), 1, whole=True)
    assert told(positions.streamed((row(6, Hold.LONG),), 2, whole=False)) == [(Hold.LONG, 5, 6)]
    assert (positions.lots("BTC-USDT", Hold.SHORT), positions.net("BTC-USDT")) == (-3, 3)


def test_an_answer_older_than_the_streams_word_is_no_news() -> None:
    positions = book()
    positions.streamed((row(5),), 10, whole=True)
    assert positions.answered((), 9, whole=True) == []
    assert positions.net("BTC-USDT") == 5
    assert told(positions.answered((), 11, whole=True)) == [(Hold.NET, 5, 0)]


def test_a_word_that_a_later_one_has_overtaken_is_no_news() -> None:
    positions = book()
    positions.streamed((row(5),), 10, whole=True, at_ns=100)
    assert positions.streamed((row(3),), 11, whole=True, at_ns=99) == []
    assert told(positions.streamed((row(6),), 12, whole=True, at_ns=100)) == [(Hold.NET, 5, 6)]
    assert told(positions.streamed((row(7),), 13, whole=True)) == [(Hold.NET, 6, 7)], "no time is told"
    assert positions.streamed((row(8),), 14, whole=True, at_ns=99) == []


def test_known_until_the_stream_is_lost() -> None:
    positions = book()
    assert not positions.known
    positions.streamed((), 1, whole=False)
    assert not positions.known
    positions.answered((), 2, whole=True)
    assert positions.known
    positions.lost()
    assert not positions.known


def test_what_cannot_be_read_is_told_and_takes_nothing_away() -> None:
    positions = book()
    positions.streamed((row(5),), 1, whole=True)
    odd = PositionReport("BTCUSDT", Hold.NET, LOT // 2)
    (said,) = positions.streamed((odd,), 2, whole=True)
    assert isinstance(said, Surprise)
    (said,) = positions.streamed((PositionReport("XUSDT", Hold.NET, LOT),), 3, whole=True)
    assert isinstance(said, Surprise)
    assert positions.net("BTC-USDT") == 5
