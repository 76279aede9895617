"""Public endpoints of classic spot that show a market at a glance and over time: tickers and candles."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.messages import TickerRow
from picaflor.venues.bitget.params import BadParameter, Params, moment, need, number
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Tickers
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import CandleReport, TickerReport

CANDLES_MAX: Final = 1000
PAST_CANDLES_MAX: Final = 200
# Ours → theirs. From six hours up theirs without `utc` begin at midnight UTC+8, for which we have no word.
INTERVALS: Final = {
    "1m": "1min",
    "3m": "3min",
    "5m": "5min",
    "15m": "15min",
    "30m": "30min",
    "1h": "1h",
    "4h": "4h",
    "6h": "6Hutc",
    "12h": "12Hutc",
    "1d": "1Dutc",
    "3d": "3Dutc",
    "1w": "1Wutc",
    "1M": "1Mutc",
}
_INTERVALS_BACK: Final = {theirs: ours for ours, theirs in INTERVALS.items()}

_TICKERS: Final = Decoder(list[TickerRow])
_CANDLES: Final = Decoder(list[list[str]])


# row 6


def _ask_tickers(ask: ReadTickers) -> Params:
    return {"symbol": ask.symbol}


def _asked_tickers(params: Params) -> ReadTickers:
    return ReadTickers(params.get("symbol", ""))


def _write_tickers(_ask: ReadTickers, tickers: Tickers) -> object:
    return [_ticker_row(ticker) for ticker in tickers.rows]


def _ticker_row(ticker: TickerReport) -> TickerRow:
    change = round_atoms((ticker.last - ticker.open) * ONE // ticker.open, 5) if ticker.open else 0
    return TickerRow(
        symbol=ticker.symbol,
        lastPr=write_atoms(ticker.last),
        bidPr=write_atoms(ticker.bid),
        bidSz=write_atoms(ticker.bid_size),
        askPr=write_atoms(ticker.ask),
        askSz=write_atoms(ticker.ask_size),
        open=write_atoms(ticker.open),
        high24h=write_atoms(ticker.high),
        low24h=write_atoms(ticker.low),
        baseVolume=write_atoms(ticker.base_volume),
        quoteVolume=write_atoms(ticker.quote_volume),
        usdtVolume=write_atoms(ticker.quote_volume),
        openUtc=write_atoms(ticker.open),
        change24h=write_atoms(change),
        changeUtc24h=write_atoms(change),
        ts=write_ms(ticker.at_ns),
    )


def _read_tickers(_ask: ReadTickers, data: Raw, _at_ns: int) -> Tickers:
    return Tickers(tuple(_read_ticker(row) for row in _TICKERS.decode(data)))


def _read_ticker(row: TickerRow) -> TickerReport:
    return TickerReport(
        symbol=row.symbol,
        last=read_atoms(row.lastPr),
        bid=read_atoms(row.bidPr),
        bid_size=read_atoms(row.bidSz),
        ask=read_atoms(row.askPr),
        ask_size=read_atoms(row.askSz),
        open=read_atoms(row.open),
        high=read_atoms(row.high24h),
        low=read_atoms(row.low24h),
        base_volume=read_atoms(row.baseVolume),
        quote_volume=read_atoms(row.quoteVolume),
        at_ns=read_ms(row.ts),
    )


# row 7


def _ask_candles(ask: ReadCandles) -> Params:
    most = PAST_CANDLES_MAX if ask.history else CANDLES_MAX
    return {
        "symbol": ask.symbol,
        "granularity": INTERVALS[ask.interval],
        "limit": str(min(ask.limit, most)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked_candles(params: Params) -> ReadCandles:
    return _candles(params, CANDLES_MAX, history=False)


def _asked_past_candles(params: Params) -> ReadCandles:
    need(params, "endTime")
    return _candles(params, PAST_CANDLES_MAX, history=True)


def _candles(params: Params, most: int, *, history: bool) -> ReadCandles:
    interval = _INTERVALS_BACK.get(need(params, "granularity"))
    if interval is None:
        raise BadParameter("400172", f"Parameter verification failed: granularity is one of {list(_INTERVALS_BACK)}")
    limit = number(params, "limit", 100, most)
    since_ns, until_ns = moment(params, "startTime"), moment(params, "endTime")
    return ReadCandles(need(params, "symbol"), interval, limit, since_ns, until_ns, history)


def _write_candles(_ask: ReadCandles, candles: Candles) -> object:
    """Eight columns: the last two are the volume in USDT and in the quote coin."""
    return [
        [
            write_ms(c.open_ns),
            *(write_atoms(x) for x in (c.open, c.high, c.low, c.close, c.base_volume, c.quote_volume, c.quote_volume)),
        ]
        for c in candles.rows
    ]


def _read_candles(_ask: ReadCandles, data: Raw, _at_ns: int) -> Candles:
    return Candles(tuple(_read_candle(row) for row in _CANDLES.decode(data)))


def _read_candle(row: list[str]) -> CandleReport:
    if len(row) < 8:
        raise BadMessage(f"a candle of {len(row)} columns")
    numbers = [read_atoms(text) for text in (*row[1:6], row[7])]
    return CandleReport(read_ms(row[0]), *numbers)


ENDPOINTS: Final = (
    Endpoint(
        ReadTickers,
        "GET",
        "/api/v2/spot/market/tickers",
        _ask_tickers,
        _asked_tickers,
        _write_tickers,
        _read_tickers,
    ),
    Endpoint(
        ReadCandles,
        "GET",
        "/api/v2/spot/market/candles",
        _ask_candles,
        _asked_candles,
        _write_candles,
        _read_candles,
        lambda ask: not ask.history,
    ),
    Endpoint(
        ReadCandles,
        "GET",
        "/api/v2/spot/market/history-candles",
        _ask_candles,
        _asked_past_candles,
        _write_candles,
        _read_candles,
        lambda ask: ask.history,
    ),
)
