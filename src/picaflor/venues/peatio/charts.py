"""Public endpoints that show a market at a glance and over time: tickers and k-line."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, round_atoms
from picaflor.venues.peatio.endpoint import Endpoint
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import Ticker, TickerBox
from picaflor.venues.peatio.params import BadParameter, Given, Params, number, one, seconds
from picaflor.venues.peatio.spelling import SECOND, amount, bare, moment, some, spelled
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Tickers
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import CandleReport, TickerReport

CANDLES_MAX: Final = 10_000
# Ours → minutes, which is how REST says it; the stream uses our words.
PERIODS: Final = {
    "1m": 1,
    "5m": 5,
    "15m": 15,
    "30m": 30,
    "1h": 60,
    "2h": 120,
    "4h": 240,
    "6h": 360,
    "12h": 720,
    "1d": 1440,
    "3d": 4320,
    "1w": 10080,
}
_INTERVALS: Final = {minutes: ours for ours, minutes in PERIODS.items()}
_TICKERS: Final = Decoder(dict[str, TickerBox])
_TICKER: Final = Decoder(TickerBox)
_CANDLES: Final = Decoder(list[list[Raw]])


# row 6


def _ask_tickers(_house: House, _ask: ReadTickers) -> Params:
    return {}


def _ask_ticker(_house: House, ask: ReadTickers) -> Params:
    return {"market": ask.symbol}


def _asked_ticker(_house: House, params: Given) -> ReadTickers:
    return ReadTickers(one(params, "market"))


def _write_tickers(house: House, _ask: ReadTickers, tickers: Tickers) -> object:
    return {row.symbol: _box(house, row) for row in tickers.rows}


def _write_ticker(house: House, _ask: ReadTickers, tickers: Tickers) -> object:
    (row,) = tickers.rows
    return _box(house, row)


def _box(house: House, row: TickerReport) -> dict[str, object]:
    return {"at": str(row.at_ns // SECOND), "ticker": write_ticker(house, row)}


def write_ticker(house: House, row: TickerReport) -> dict[str, object]:
    """Best prices are told by the oldest alone."""
    change = round_atoms((row.last - row.open) * 100 * ONE // row.open, 2) if row.open else 0
    average = round_atoms(row.quote_volume * ONE // row.base_volume, 8) if row.base_volume else 0
    hundredths = abs(change) // (ONE // 100)
    best: dict[str, object] = {"buy": spelled(row.bid), "sell": spelled(row.ask)} if house.edition == "2.3" else {}
    return best | {
        "low": spelled(row.low),
        "high": spelled(row.high),
        "open": spelled(row.open),
        "last": spelled(row.last),
        "volume": spelled(row.quote_volume),
        "amount": spelled(row.base_volume),
        "vol": spelled(row.quote_volume),
        "avg_price": spelled(average),
        "price_change_percent": f"{'-' if change < 0 else '+'}{hundredths // 100}.{hundredths % 100:02d}%",
    }


def _read_tickers(_house: House, _ask: ReadTickers, data: bytes) -> Tickers:
    return Tickers(tuple(read_ticker(symbol, box.ticker, box.at) for symbol, box in _TICKERS.decode(data).items()))


def _read_ticker(_house: House, ask: ReadTickers, data: bytes) -> Tickers:
    box = _TICKER.decode(data)
    return Tickers((read_ticker(ask.symbol, box.ticker, box.at),))


def read_ticker(symbol: str, row: Ticker, at: Raw) -> TickerReport:
    """Of the best prices newer servers say nothing; sizes nobody tells."""
    return TickerReport(
        symbol=symbol,
        last=_told(row.last),
        bid=_told(row.buy),
        bid_size=0,
        ask=_told(row.sell),
        ask_size=0,
        open=_told(row.open),
        high=_told(row.high),
        low=_told(row.low),
        base_volume=_told(row.amount),
        quote_volume=_told(row.volume),
        at_ns=moment(at),
    )


def _told(raw: Raw) -> int:
    return amount(raw) if some(raw) else 0


# row 7: both ends count, and the number of bars does so only where one of them is open


def _ask_candles(_house: House, ask: ReadCandles) -> Params:
    first = -(-ask.since_ns // SECOND)
    last = -(-ask.until_ns // SECOND) - 1 if ask.until_ns else 0
    span = PERIODS[ask.interval] * 60
    if first and last:
        first = max(first, last - span * ask.limit + 1)  # the newest ones, since the limit is not heeded
    return {
        "market": ask.symbol,
        "period": str(PERIODS[ask.interval]),
        "time_from": str(first) if first else "",
        "time_to": str(last) if ask.until_ns else "",
        "limit": str(min(ask.limit, CANDLES_MAX)),
    }


def _asked_candles(_house: House, params: Given) -> ReadCandles:
    text = one(params, "period") or "1"
    interval = _INTERVALS.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else None
    if interval is None:
        raise BadParameter("public.k_line.invalid_period")
    limit = number(params, "limit", 30, 1, CANDLES_MAX, "public.k_line")
    first, last = seconds(params, "time_from"), seconds(params, "time_to")
    if first and last:
        limit = CANDLES_MAX
    elif first:
        last = first + (limit - 1) * PERIODS[interval] * 60 * SECOND  # the first ones from there
    return ReadCandles(
        one(params, "market"), interval, limit, first, last + SECOND if one(params, "time_to") or last else 0
    )


def _write_candles(_house: House, _ask: ReadCandles, candles: Candles) -> object:
    return [write_candle(bar) for bar in candles.rows]


def write_candle(bar: CandleReport) -> list[object]:
    prices = (bar.open, bar.high, bar.low, bar.close, bar.base_volume)
    return [bar.open_ns // SECOND, *(bare(atoms) for atoms in prices)]


def _read_candles(_house: House, ask: ReadCandles, data: bytes) -> Candles:
    rows = tuple(read_candle(row) for row in _CANDLES.decode(data))
    if any(one.open_ns >= other.open_ns for one, other in pairwise(rows)):
        raise BadMessage("bars that are not in their order")
    return Candles(rows[-ask.limit :])


def read_candle(row: list[Raw]) -> CandleReport:
    """Of money nobody tells."""
    if len(row) != 6:
        raise BadMessage("a bar of another size")
    opened, *prices, volume = row
    first, high, low, last = (amount(price) for price in prices)
    return CandleReport(moment(opened), first, high, low, last, amount(volume), 0)


def _single(ask: ReadTickers) -> bool:
    return bool(ask.symbol)


_MARKETS: Final = "/public/markets/"
ENDPOINTS: Final = (
    Endpoint(
        ReadTickers,
        "GET",
        _MARKETS + "tickers",
        _ask_tickers,
        lambda _house, _params: ReadTickers(),
        _write_tickers,
        _read_tickers,
        fits=lambda ask: not ask.symbol,
    ),
    Endpoint(
        ReadTickers,
        "GET",
        _MARKETS + "{market}/tickers",
        _ask_ticker,
        _asked_ticker,
        _write_ticker,
        _read_ticker,
        fits=_single,
    ),
    Endpoint(
        ReadCandles,
        "GET",
        _MARKETS + "{market}/k-line",
        _ask_candles,
        _asked_candles,
        _write_candles,
        _read_candles,
    ),
)
