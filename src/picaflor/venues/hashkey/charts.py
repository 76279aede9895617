"""Public endpoints that show a market at a glance and over time: tickers and candles, and both as they are pushed."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.messages import LastRow, TickerRow, TopRow
from picaflor.venues.hashkey.params import BadParameter, Params, moment, need, number
from picaflor.venues.hashkey.stream_messages import PushedCandle, PushedTicker
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Tickers
from picaflor.wire.decoding import MS, BadMessage, write_ms
from picaflor.wire.reports import CandleReport, TickerReport

# Row 7: all that there are, spelled as ours are.
INTERVALS: Final = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w", "1M")
CANDLES_MAX: Final = 1_000
_Row = tuple[int, str, str, str, str, str, int, str, int, str, str]
_CANDLES: Final = Decoder(list[_Row])
_TICKERS: Final = Decoder(list[TickerRow])
_LASTS: Final = Decoder(list[LastRow])
_TOPS: Final = Decoder(list[TopRow])
RATIO_PLACES: Final = 4
NOTHING_OF_THE_DAY: Final = (0, 0, 0, 0, 0)
HALF: Final = ONE // (2 * 10**RATIO_PLACES)


# row 6


def _ask_tickers(ask: ReadTickers) -> Params:
    return {"symbol": ask.symbol}


def _asked_tickers(params: Params) -> ReadTickers:
    return ReadTickers(params.get("symbol", ""))


def _asked_lasts(params: Params) -> ReadTickers:
    return ReadTickers(params.get("symbol", ""), shows="last")


def _asked_tops(params: Params) -> ReadTickers:
    return ReadTickers(need(params, "symbol"), shows="top")


def _write_tickers(_ask: ReadTickers, tickers: Tickers, _now_ns: int) -> object:
    return [
        TickerRow(
            row.at_ns // MS,
            row.symbol,
            *map(write_atoms, (row.last, row.high, row.low, row.open)),
            *map(write_atoms, (row.bid, row.ask, row.base_volume, row.quote_volume)),
        )
        for row in tickers.rows
    ]


def _write_lasts(_ask: ReadTickers, tickers: Tickers, _now_ns: int) -> object:
    return [LastRow(row.symbol, write_atoms(row.last)) for row in tickers.rows]


def _write_tops(_ask: ReadTickers, tickers: Tickers, _now_ns: int) -> object:
    return [
        TopRow(
            s=row.symbol,
            b=write_atoms(row.bid),
            bq=write_atoms(row.bid_size),
            a=write_atoms(row.ask),
            aq=write_atoms(row.ask_size),
            t=row.at_ns // MS,
        )
        for row in tickers.rows
    ]


def _read_tickers(_ask: ReadTickers, data: bytes) -> Tickers:
    return Tickers(tuple(_read_ticker(row) for row in _TICKERS.decode(data)))


def _read_ticker(row: TickerRow) -> TickerReport:
    """Sizes at the top are told by another endpoint."""
    return TickerReport(
        symbol=row.s,
        last=read_atoms(row.c),
        bid=read_atoms(row.b),
        bid_size=0,
        ask=read_atoms(row.a),
        ask_size=0,
        open=read_atoms(row.o),
        high=read_atoms(row.h),
        low=read_atoms(row.l),
        base_volume=read_atoms(row.v),
        quote_volume=read_atoms(row.qv),
        at_ns=moment_of(row.t),
    )


def _read_lasts(_ask: ReadTickers, data: bytes) -> Tickers:
    rows = (TickerReport(row.s, read_atoms(row.p), 0, 0, 0, 0, *NOTHING_OF_THE_DAY, 0) for row in _LASTS.decode(data))
    return Tickers(tuple(rows))


def _read_tops(_ask: ReadTickers, data: bytes) -> Tickers:
    return Tickers(tuple(read_top(row) for row in _TOPS.decode(data)))


def read_top(row: TopRow) -> TickerReport:
    bid, bid_size, ask, ask_size = map(read_atoms, (row.b, row.bq, row.a, row.aq))
    return TickerReport(row.s, 0, bid, bid_size, ask, ask_size, *NOTHING_OF_THE_DAY, at_ns=moment_of(row.t))


# row 7: oldest first, those that are forming, too


def _ask_candles(ask: ReadCandles) -> Params:
    """Both ends are included there; ours excludes the later one."""
    return {
        "symbol": ask.symbol,
        "interval": ask.interval,
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns - MS) if ask.until_ns else "",
        "limit": str(min(ask.limit, CANDLES_MAX)),
    }


def _asked_candles(params: Params) -> ReadCandles:
    interval = need(params, "interval")
    if interval not in INTERVALS:
        raise BadParameter("-1130", "Illegal parameter 'interval'")
    until_ns = moment(params, "endTime")
    return ReadCandles(
        need(params, "symbol"),
        interval,
        number(params, "limit", 100, CANDLES_MAX),
        moment(params, "startTime"),
        until_ns + MS if until_ns else 0,
    )


def _write_candles(_ask: ReadCandles, candles: Candles, _now_ns: int) -> object:
    """What nobody counts here, the trades and what their takers bought, is told as nought."""
    return [
        [bar.open_ns // MS, *map(write_atoms, _numbers(bar)), 0, write_atoms(bar.quote_volume), 0, "0", "0"]
        for bar in candles.rows
    ]


def _numbers(bar: CandleReport) -> tuple[int, ...]:
    return (bar.open, bar.high, bar.low, bar.close, bar.base_volume)


def _read_candles(_ask: ReadCandles, data: bytes) -> Candles:
    rows = tuple(_read_candle(row) for row in _CANDLES.decode(data))
    if any(one.open_ns >= other.open_ns for one, other in pairwise(rows)):
        raise BadMessage("bars that are not in order")
    return Candles(rows)


def _read_candle(row: _Row) -> CandleReport:
    return CandleReport(moment_of(row[0]), *map(read_atoms, (*row[1:6], row[7])))


# rows 35 and 36: pushed


def read_pushed_candle(row: PushedCandle) -> CandleReport:
    """The money that was traded is told by newer sites alone."""
    opened, high, low, close, volume = map(read_atoms, (row.o, row.h, row.l, row.c, row.v))
    return CandleReport(moment_of(row.t), opened, high, low, close, volume, 0)


def write_pushed_candle(symbol: str, bar: CandleReport) -> PushedCandle:
    opened, high, low, close, volume = map(write_atoms, _numbers(bar))
    return PushedCandle(bar.open_ns // MS, symbol, symbol, close, high, low, opened, volume)


def read_pushed_ticker(row: PushedTicker) -> TickerReport:
    """The top of the book is not told."""
    return TickerReport(
        symbol=row.s,
        last=read_atoms(row.c),
        bid=0,
        bid_size=0,
        ask=0,
        ask_size=0,
        open=read_atoms(row.o),
        high=read_atoms(row.h),
        low=read_atoms(row.l),
        base_volume=read_atoms(row.v),
        quote_volume=read_atoms(row.qv),
        at_ns=moment_of(row.t),
    )


def write_pushed_ticker(row: TickerReport) -> PushedTicker:
    return PushedTicker(
        t=row.at_ns // MS,
        s=row.symbol,
        sn=row.symbol,
        c=write_atoms(row.last),
        h=write_atoms(row.high),
        l=write_atoms(row.low),
        o=write_atoms(row.open),
        v=write_atoms(row.base_volume),
        qv=write_atoms(row.quote_volume),
        m=_change(row),
    )


def _change(row: TickerReport) -> str:
    """Of the day, as a ratio, to the nearest."""
    if not row.open:
        return "0"
    ratio = round_atoms(abs(row.last - row.open) * ONE // row.open + HALF, RATIO_PLACES)
    return ("-" if row.last < row.open and ratio else "") + write_atoms(ratio)


_QUOTE: Final = "/quote/v1/"
_TICKER: Final = _QUOTE + "ticker/"
ENDPOINTS: Final = (
    Endpoint(
        ReadTickers,
        "GET",
        _TICKER + "24hr",
        _ask_tickers,
        _asked_tickers,
        _write_tickers,
        _read_tickers,
        lambda ask: not ask.shows,
    ),
    Endpoint(
        ReadTickers,
        "GET",
        _TICKER + "price",
        _ask_tickers,
        _asked_lasts,
        _write_lasts,
        _read_lasts,
        lambda ask: ask.shows == "last",
    ),
    Endpoint(
        ReadTickers,
        "GET",
        _TICKER + "bookTicker",
        _ask_tickers,
        _asked_tops,
        _write_tops,
        _read_tops,
        lambda ask: ask.shows == "top",
    ),
    Endpoint(ReadCandles, "GET", _QUOTE + "klines", _ask_candles, _asked_candles, _write_candles, _read_candles),
)
