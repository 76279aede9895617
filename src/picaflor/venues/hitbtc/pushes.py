"""Tickers and candles of the public socket. A ticker channel has several kinds; the name of a topic says which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.venues.hitbtc import topics as t
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import CandleReport, TickerReport
from picaflor.wire.stream import CandlesFrame, Channel, TickersFrame, Topic, VenueFrame


class PushedCandle(Struct):
    t: int
    o: str
    c: str
    h: str
    l: str
    v: str
    q: str


class CandlePush(Struct, omit_defaults=True):
    ch: str
    snapshot: dict[str, list[PushedCandle]] = {}
    update: dict[str, list[PushedCandle]] = {}


class PushedTicker(Struct, omit_defaults=True):
    """All that one of the kinds shows. A market that is empty has nulls."""

    t: int
    a: str | None = ""
    A: str | None = ""
    b: str | None = ""
    B: str | None = ""
    c: str | None = ""
    o: str | None = ""
    h: str | None = ""
    l: str | None = ""
    v: str | None = ""
    q: str | None = ""
    p: str | None = ""
    P: str | None = ""
    L: int | None = 0


class TickerPush(Struct):
    ch: str
    data: dict[str, PushedTicker]


_CANDLES: Final = Decoder(CandlePush)
_TICKERS: Final = Decoder(TickerPush)


def moment_of(ms: int) -> int:
    if not 0 <= ms < 10**16:
        raise BadMessage(f"not a time in milliseconds: {ms!r:.40}")
    return ms * MS


def read_push(channel: Channel, name: str, data: bytes) -> tuple[VenueFrame, ...]:
    return tuple(_candles(name, data) if channel is Channel.CANDLES else _tickers(name, data))


# row 36


def _candles(name: str, data: bytes) -> Iterator[CandlesFrame]:
    push = _CANDLES.decode(data)
    for snapshot, told in ((True, push.snapshot), (False, push.update)):
        for symbol, rows in told.items():
            bars = sorted(map(_candle, rows), key=lambda bar: bar.open_ns)
            yield CandlesFrame(Topic(Channel.CANDLES, symbol, name), tuple(bars), snapshot)


def _candle(row: PushedCandle) -> CandleReport:
    return CandleReport(moment_of(row.t), *map(read_atoms, (row.o, row.h, row.l, row.c, row.v, row.q)))


def write_candles(frame: CandlesFrame) -> bytes:
    rows = [_pushed(bar) for bar in frame.rows]
    key = "snapshot" if frame.snapshot else "update"
    return encode({"ch": t.word_of(Channel.CANDLES, frame.topic.name), key: {frame.topic.symbol: rows}})


def _pushed(bar: CandleReport) -> PushedCandle:
    values = (bar.open, bar.close, bar.high, bar.low, bar.base_volume, bar.quote_volume)
    return PushedCandle(bar.open_ns // MS, *map(write_atoms, values))


# row 37


def _tickers(name: str, data: bytes) -> Iterator[TickersFrame]:
    for symbol, row in _TICKERS.decode(data).data.items():
        yield TickersFrame(Topic(Channel.TICKERS, symbol, name), (_ticker(symbol, row),))


def _ticker(symbol: str, row: PushedTicker) -> TickerReport:
    return TickerReport(
        symbol=symbol,
        last=_number(row.c),
        bid=_number(row.b),
        bid_size=_number(row.B),
        ask=_number(row.a),
        ask_size=_number(row.A),
        open=_number(row.o),
        high=_number(row.h),
        low=_number(row.l),
        base_volume=_number(row.v),
        quote_volume=_number(row.q),
        at_ns=moment_of(row.t),
    )


def _number(text: str | None) -> int:
    return read_atoms(text) if text else 0


def write_tickers(frame: TickersFrame) -> bytes:
    kind = t.TICKER_KINDS[frame.topic.name]
    rows = {report.symbol: _row(report, kind) for report in frame.rows}
    return encode(TickerPush(t.word_of(Channel.TICKERS, frame.topic.name), rows))


def _row(report: TickerReport, kind: str) -> PushedTicker:
    row = PushedTicker(report.at_ns // MS)
    if kind != t.PRICES:
        row.a, row.A = write_atoms(report.ask), write_atoms(report.ask_size)
        row.b, row.B = write_atoms(report.bid), write_atoms(report.bid_size)
    if kind != t.TOP:
        row.c, row.o = write_atoms(report.last), write_atoms(report.open)
        row.h, row.l = write_atoms(report.high), write_atoms(report.low)
        row.v, row.q = write_atoms(report.base_volume), write_atoms(report.quote_volume)
    if kind == t.WHOLE:
        change = report.last - report.open
        share = round_atoms(abs(change) * 100 * ONE // report.open, 2) if report.open else 0
        row.p, row.P = write_atoms(change), write_atoms(-share if change < 0 else share)
    return row
