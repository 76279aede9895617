"""Public endpoints that show a market at a glance and over time: tickers and candles."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.market import PAGE_MAX
from picaflor.venues.hitbtc.params import BadParameter, Params, moment, need, number
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Tickers
from picaflor.wire.decoding import MS, BadMessage, read_iso, write_iso, write_ms
from picaflor.wire.reports import CandleReport, TickerReport

# Ours → theirs: all that there are.
INTERVALS: Final = {
    "1m": "M1",
    "3m": "M3",
    "5m": "M5",
    "15m": "M15",
    "30m": "M30",
    "1h": "H1",
    "4h": "H4",
    "1d": "D1",
    "1w": "D7",
    "1M": "1M",
}
INTERVALS_BACK: Final = {theirs: ours for ours, theirs in INTERVALS.items()}
USUAL: Final = "M30"


class TickerRow(Struct):
    """What an empty market has not is null."""

    ask: str | None
    bid: str | None
    last: str | None
    low: str | None
    high: str | None
    open: str | None
    volume: str
    volume_quote: str
    timestamp: str


class CandleRow(Struct):
    timestamp: str
    open: str
    close: str
    min: str
    max: str
    volume: str
    volume_quote: str


_TICKER: Final = Decoder(TickerRow)
_TICKERS: Final = Decoder(dict[str, TickerRow])
_CANDLES: Final = Decoder(list[CandleRow])


# row 6


def symbols_of(params: Params) -> tuple[str, ...]:
    return tuple(filter(None, params.get("symbols", "").split(",")))


def _ask_tickers(ask: ReadTickers) -> Params:
    return {"symbols": ",".join(ask.symbols)}


def _asked_tickers(params: Params) -> ReadTickers:
    return ReadTickers(symbols=symbols_of(params))


def _write_tickers(_ask: ReadTickers, tickers: Tickers) -> object:
    return {ticker.symbol: _ticker_row(ticker) for ticker in tickers.rows}


def _write_one(_ask: ReadTickers, tickers: Tickers) -> object:
    (ticker,) = tickers.rows
    return _ticker_row(ticker)


def _ticker_row(ticker: TickerReport) -> TickerRow:
    return TickerRow(
        ask=_or_null(ticker.ask),
        bid=_or_null(ticker.bid),
        last=_or_null(ticker.last),
        low=_or_null(ticker.low),
        high=_or_null(ticker.high),
        open=_or_null(ticker.open),
        volume=write_atoms(ticker.base_volume),
        volume_quote=write_atoms(ticker.quote_volume),
        timestamp=write_iso(ticker.at_ns),
    )


def _or_null(atoms: int) -> str | None:
    return write_atoms(atoms) if atoms else None


def _read_tickers(_ask: ReadTickers, data: bytes) -> Tickers:
    return Tickers(tuple(_read_ticker(symbol, row) for symbol, row in _TICKERS.decode(data).items()))


def _read_one(ask: ReadTickers, data: bytes) -> Tickers:
    return Tickers((_read_ticker(ask.symbol, _TICKER.decode(data)),))


def _read_ticker(symbol: str, row: TickerRow) -> TickerReport:
    """Sizes at the top are told by the stream alone."""
    return TickerReport(
        symbol=symbol,
        last=_or_none(row.last),
        bid=_or_none(row.bid),
        bid_size=0,
        ask=_or_none(row.ask),
        ask_size=0,
        open=_or_none(row.open),
        high=_or_none(row.high),
        low=_or_none(row.low),
        base_volume=read_atoms(row.volume),
        quote_volume=read_atoms(row.volume_quote),
        at_ns=read_iso(row.timestamp),
    )


def _or_none(text: str | None) -> int:
    return 0 if text is None else read_atoms(text)


# row 7


def _ask_candles(ask: ReadCandles) -> Params:
    """Both ends are included there; ours excludes the later one."""
    return {
        "symbol": ask.symbol,
        "period": INTERVALS[ask.interval],
        "sort": "DESC",
        "limit": str(min(ask.limit, PAGE_MAX)),
        "from": write_ms(ask.since_ns) if ask.since_ns else "",
        "till": write_ms(ask.until_ns - MS) if ask.until_ns else "",
    }


def _asked_candles(params: Params) -> ReadCandles:
    interval = INTERVALS_BACK.get(params.get("period") or USUAL)
    if interval is None:
        raise BadParameter("10001", f"Validation error. Parameter [period] must be one of {', '.join(INTERVALS_BACK)}")
    till_ns = moment(params, "till")
    return ReadCandles(
        need(params, "symbol"),
        interval,
        number(params, "limit", 100, 1, PAGE_MAX),
        moment(params, "from"),
        till_ns + MS if till_ns else 0,
    )


def _write_candles(_ask: ReadCandles, candles: Candles) -> object:
    """Newest first."""
    return [
        CandleRow(
            write_iso(bar.open_ns),
            write_atoms(bar.open),
            write_atoms(bar.close),
            write_atoms(bar.low),
            write_atoms(bar.high),
            write_atoms(bar.base_volume),
            write_atoms(bar.quote_volume),
        )
        for bar in reversed(candles.rows)
    ]


def _read_candles(_ask: ReadCandles, data: bytes) -> Candles:
    rows = [_read_candle(row) for row in _CANDLES.decode(data)]
    rows.reverse()
    if any(one.open_ns >= other.open_ns for one, other in pairwise(rows)):
        raise BadMessage("bars that are not in order")
    return Candles(tuple(rows))


def _read_candle(row: CandleRow) -> CandleReport:
    numbers = map(read_atoms, (row.open, row.max, row.min, row.close, row.volume, row.volume_quote))
    return CandleReport(read_iso(row.timestamp), *numbers)


_PUBLIC: Final = "/api/3/public/"
ENDPOINTS: Final = (
    Endpoint(
        ReadTickers,
        "GET",
        _PUBLIC + "ticker/{symbol}",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadTickers(need(params, "symbol")),
        _write_one,
        _read_one,
        lambda ask: bool(ask.symbol),
    ),
    Endpoint(
        ReadTickers,
        "GET",
        _PUBLIC + "ticker",
        _ask_tickers,
        _asked_tickers,
        _write_tickers,
        _read_tickers,
        lambda ask: not ask.symbol,
    ),
    Endpoint(
        ReadCandles,
        "GET",
        _PUBLIC + "candles/{symbol}",
        _ask_candles,
        _asked_candles,
        _write_candles,
        _read_candles,
    ),
)
