"""Public endpoints of contracts that show a market over time: bars of trades, of the mark and of the index."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import TriggerBy
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.params import BadParameter, Params, moment, need, number
from picaflor.wire.asks import Candles, ReadCandles
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import CandleReport

CANDLES_MAX: Final = 1000
PAST_CANDLES_MAX: Final = 200
# Ours → theirs, in another spelling than spot's. From six hours up theirs without `utc` begin at midnight UTC+8.
INTERVALS: Final = {
    "1m": "1m",
    "3m": "3m",
    "5m": "5m",
    "15m": "15m",
    "30m": "30m",
    "1h": "1H",
    "4h": "4H",
    "6h": "6Hutc",
    "12h": "12Hutc",
    "1d": "1Dutc",
    "3d": "3Dutc",
    "1w": "1Wutc",
    "1M": "1Mutc",
}
_INTERVALS_BACK: Final = {theirs: ours for ours, theirs in INTERVALS.items()}
LINES: Final = {TriggerBy.LAST: "MARKET", TriggerBy.MARK: "MARK", TriggerBy.INDEX: "INDEX"}
_LINES_BACK: Final = {word: by for by, word in LINES.items()}
_PAST: Final = {
    TriggerBy.LAST: "market/history-candles",
    TriggerBy.MARK: "market/history-mark-candles",
    TriggerBy.INDEX: "market/history-index-candles",
}
_CANDLES: Final = Decoder(list[list[str]])


# row 83


def _ask(ask: ReadCandles) -> dict[str, str]:
    most = PAST_CANDLES_MAX if ask.history else CANDLES_MAX
    return {
        "symbol": ask.symbol,
        "granularity": INTERVALS[ask.interval],
        "limit": str(min(ask.limit, most)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _ask_latest(ask: ReadCandles) -> Params:
    return {**_ask(ask), "kLineType": "" if ask.by is TriggerBy.LAST else LINES[ask.by]}


def _asked_latest(params: Params) -> ReadCandles:
    by = _LINES_BACK.get((params.get("kLineType") or "MARKET").upper())
    if by is None:
        raise BadParameter("40020", "Parameter kLineType error")
    return _asked(params, CANDLES_MAX, by, history=False)


def _asked(params: Params, most: int, by: TriggerBy, *, history: bool) -> ReadCandles:
    interval = _INTERVALS_BACK.get(need(params, "granularity"))
    if interval is None:
        raise BadParameter("400172", f"Parameter verification failed: granularity is one of {list(_INTERVALS_BACK)}")
    limit = number(params, "limit", 100, most)
    since_ns, until_ns = moment(params, "startTime"), moment(params, "endTime")
    return ReadCandles(need(params, "symbol"), interval, limit, since_ns, until_ns, history, by)


def _write(_ask: ReadCandles, candles: Candles) -> object:
    """Seven columns: the last is the volume in the quote coin."""
    return [
        [
            write_ms(c.open_ns),
            *(write_atoms(atoms) for atoms in (c.open, c.high, c.low, c.close, c.base_volume, c.quote_volume)),
        ]
        for c in candles.rows
    ]


def _read(_ask: ReadCandles, data: Raw, _at_ns: int) -> Candles:
    return Candles(tuple(_candle(row) for row in _CANDLES.decode(data)))


def _candle(row: list[str]) -> CandleReport:
    if len(row) < 7:
        raise BadMessage(f"a candle of {len(row)} columns")
    return CandleReport(read_ms(row[0]), *map(read_atoms, row[1:7]))


def _past(by: TriggerBy) -> Endpoint:
    def asked(params: Params) -> ReadCandles:
        return _asked(params, PAST_CANDLES_MAX, by, history=True)

    def fits(ask: ReadCandles) -> bool:
        return ask.history and ask.by is by

    return mix(ReadCandles, "GET", _PAST[by], _ask, asked, _write, _read, fits)


ENDPOINTS: Final = (
    mix(ReadCandles, "GET", "market/candles", _ask_latest, _asked_latest, _write, _read, lambda ask: not ask.history),
    *map(_past, _PAST),
)
