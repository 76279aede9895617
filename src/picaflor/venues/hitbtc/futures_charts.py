"""Bars of a contract's mark and of its index: those of trades under another path, and without volumes."""

from __future__ import annotations

from dataclasses import replace as with_fields
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import TriggerBy
from picaflor.venues.hitbtc import charts
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.params import Params
from picaflor.wire.asks import Candles, ReadCandles
from picaflor.wire.decoding import BadMessage, read_iso, write_iso
from picaflor.wire.reports import CandleReport

SERIES: Final = {TriggerBy.MARK: "mark_price", TriggerBy.INDEX: "index_price"}


class PriceRow(Struct):
    timestamp: str
    open: str
    close: str
    min: str
    max: str


_ROWS: Final = Decoder(list[PriceRow])
(_TRADED,) = (row for row in charts.ENDPOINTS if row.ask is ReadCandles)

# row 72


def _write(_ask: ReadCandles, candles: Candles) -> object:
    """Newest first."""
    return [
        PriceRow(write_iso(bar.open_ns), *map(write_atoms, (bar.open, bar.close, bar.low, bar.high)))
        for bar in reversed(candles.rows)
    ]


def _read(_ask: ReadCandles, data: bytes) -> Candles:
    rows = tuple(_read_row(row) for row in reversed(_ROWS.decode(data)))
    if any(one.open_ns >= other.open_ns for one, other in pairwise(rows)):
        raise BadMessage("bars that are not in order")
    return Candles(rows)


def _read_row(row: PriceRow) -> CandleReport:
    opening, high, low, close = map(read_atoms, (row.open, row.max, row.min, row.close))
    return CandleReport(read_iso(row.timestamp), opening, high, low, close, 0, 0)


def _of(by: TriggerBy) -> Endpoint:
    def asked(params: Params) -> ReadCandles:
        plain: ReadCandles = _TRADED.read_ask(params)
        return replace(plain, by=by)

    return with_fields(
        _TRADED,
        path=f"/api/3/public/futures/candles/{SERIES[by]}/{{symbol}}",
        read_ask=asked,
        write_answer=_write,
        read_answer=_read,
        fits=lambda ask: ask.by is by,
    )


ENDPOINTS: Final = (*map(_of, SERIES), with_fields(_TRADED, fits=lambda ask: ask.by is TriggerBy.LAST))
