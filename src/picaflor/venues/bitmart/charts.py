"""Public endpoint of the spot market's candles."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.params import BadParameter, Params, need, number
from picaflor.wire.asks import Candles, ReadCandles
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import CandleReport

SECOND: Final = 1_000 * MS
DIGITS_MAX: Final = 11
CANDLES_MAX: Final = 200
CANDLES: Final = 100
COLUMNS: Final = 7
# Ours → theirs, in minutes.
INTERVALS: Final = {
    "1m": "1",
    "5m": "5",
    "15m": "15",
    "30m": "30",
    "1h": "60",
    "2h": "120",
    "4h": "240",
    "1d": "1440",
    "1w": "10080",
    "1M": "43200",
}
_INTERVALS_BACK: Final = {theirs: ours for ours, theirs in INTERVALS.items()}
_CANDLES: Final = Decoder(list[list[str]])


def _ask_candles(ask: ReadCandles) -> dict[str, object]:
    """Row 7: a second beside the bars, so that it does not matter which bounds count as within."""
    return {
        "symbol": ask.symbol,
        "step": INTERVALS[ask.interval],
        "after": ask.since_ns // SECOND - 1 if ask.since_ns else "",
        "before": ask.until_ns // SECOND - 1 if ask.until_ns else "",
        "limit": min(ask.limit, CANDLES_MAX),
    }


def _asked_candles(params: Params) -> ReadCandles:
    interval = _INTERVALS_BACK.get(need(params, "step", "71005"))
    if interval is None:
        raise BadParameter("71005", "step parameter error")
    after, before = _second(params, "after", "71001"), _second(params, "before", "71002")
    if after and before and before < after:
        raise BadParameter("71003", "before must be greater than after")
    limit = number(params, "limit", CANDLES, 10**9, "71004")
    if limit > CANDLES_MAX:
        raise BadParameter("71004", f"limit is {CANDLES_MAX} at most")
    return ReadCandles(need(params, "symbol", "70001"), interval, limit, after, before)


def _second(params: Params, name: str, code: str) -> int:
    """The second behind the one that was named, in nanoseconds; 0: none was."""
    text = params.get(name, "")
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal()) or len(text) > DIGITS_MAX:
        raise BadParameter(code, f"{name} parameter error")
    return (int(text) + 1) * SECOND


def _write_candles(ask: ReadCandles, candles: Candles) -> object:
    """Newest first, but where a client walks forward."""
    rows = candles.rows if ask.since_ns else reversed(candles.rows)
    return [[str(bar.open_ns // SECOND), *map(write_atoms, _numbers(bar))] for bar in rows]


def _numbers(bar: CandleReport) -> tuple[int, ...]:
    return (bar.open, bar.high, bar.low, bar.close, bar.base_volume, bar.quote_volume)


def _read_candles(_ask: ReadCandles, data: Raw) -> Candles:
    """In whichever order they come."""
    bars = sorted((_read_candle(row) for row in _CANDLES.decode(data)), key=lambda bar: bar.open_ns)
    return Candles(tuple(bars))


def _read_candle(row: list[str]) -> CandleReport:
    if len(row) != COLUMNS:
        raise BadMessage(f"a candle of {len(row)} columns")
    at = row[0]
    if not (at.isascii() and at.isdecimal()) or len(at) > DIGITS_MAX:
        raise BadMessage(f"not a time in seconds: {at[:40]!r}")
    return CandleReport(int(at) * SECOND, *(read_atoms(text) for text in row[1:]))


_KLINES: Final = "/spot/quotation/v3/klines"
ENDPOINTS: Final = (Endpoint(ReadCandles, "GET", _KLINES, _ask_candles, _asked_candles, _write_candles, _read_candles),)
