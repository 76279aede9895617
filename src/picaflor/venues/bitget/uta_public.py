"""Public topics of unified accounts, row 150: what they are called, and each topic's rows ↔ our frames; books: uta_stream.

Bars of six hours and more are told, too, but theirs begin at midnight UTC+8, for which we have no word: they are refused.
"""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget.mix_market import read_maybe, write_change, write_maybe
from picaflor.venues.bitget.mix_words import PRODUCTS
from picaflor.venues.bitget.uta_market import INTERVALS
from picaflor.venues.bitget.words import read_side
from picaflor.wire.decoding import MS, BadMessage, read_ms, write_ms
from picaflor.wire.reports import CandleReport, TickerReport, TradeReport
from picaflor.wire.stream import CandlesFrame, Channel, TickersFrame, Topic, TradesFrame, VenueFrame

FAMILIES: Final = {"spot": "", **{product.lower(): product for product in PRODUCTS}}
_FAMILY_WORDS: Final = {product: word for word, product in FAMILIES.items()}
BOOKS: Final = {"books": "", "books1": "books1", "books5": "books5", "books50": "books50"}
BOOK_CHANNELS: Final = {"books1": 1, "books5": 5, "books50": 50}
_INTERVAL_WORDS: Final = {ours: theirs for theirs, ours in INTERVALS.items()}
STREAMED: Final = tuple(_INTERVAL_WORDS)
_WORDS: Final = {Channel.TRADES: "publicTrade", Channel.TICKERS: "ticker"}
_CHANNELS: Final = {word: channel for channel, word in _WORDS.items()}


class PublicArg(Struct, omit_defaults=True):
    """Some say `instId` where `symbol` belongs."""

    instType: str
    topic: str = ""
    symbol: str = ""
    interval: str = ""
    instId: str = ""


class _Trade(Struct):
    i: str
    p: str
    v: str
    S: str
    T: str
    L: str = ""
    isRPI: str = "no"


class _Ticker(Struct, omit_defaults=True, kw_only=True):
    """Without a symbol or a time of its own; what only contracts have is absent from spot's."""

    highPrice24h: str
    lowPrice24h: str
    openPrice24h: str
    lastPrice: str
    turnover24h: str
    volume24h: str
    bid1Price: str
    ask1Price: str
    bid1Size: str
    ask1Size: str
    price24hPcnt: str
    indexPrice: str | None = None
    markPrice: str | None = None
    fundingRate: str | None = None
    nextFundingTime: str | None = None
    openInterest: str | None = None


class _Candle(Struct):
    start: str
    open: str
    close: str
    high: str
    low: str
    volume: str
    turnover: str


class _Trades(Struct):
    action: Literal["snapshot", "update"]
    data: list[_Trade]


class _Tickers(Struct):
    data: list[_Ticker]
    ts: int


class _Candles(Struct):
    action: Literal["snapshot", "update"]
    data: list[_Candle]


_TRADES: Final = Decoder(_Trades)
_TICKERS: Final = Decoder(_Tickers)
_CANDLES: Final = Decoder(_Candles)


def arg_of(topic: Topic) -> PublicArg:
    family = _FAMILY_WORDS[topic.product]
    match topic.channel:
        case Channel.BOOK:
            return PublicArg(family, topic.name or "books", topic.symbol)
        case Channel.CANDLES:
            return PublicArg(family, "kline", topic.symbol, _INTERVAL_WORDS[topic.name])
        case channel:
            return PublicArg(family, _WORDS[channel], topic.symbol)


def topic_of(arg: PublicArg) -> Topic | None:
    """None: there is no such public topic."""
    product, symbol = FAMILIES.get(arg.instType.lower()), arg.symbol or arg.instId
    if product is None or not symbol:
        return None
    if arg.topic in BOOKS:
        return Topic(Channel.BOOK, symbol, BOOKS[arg.topic], product)
    if arg.topic == "kline":
        interval = INTERVALS.get(arg.interval)
        return Topic(Channel.CANDLES, symbol, interval, product) if interval else None
    channel = _CHANNELS.get(arg.topic)
    return Topic(channel, symbol, product=product) if channel else None


def read_push(topic: Topic, data: bytes) -> VenueFrame:
    match topic.channel:
        case Channel.TRADES:
            trades = _TRADES.decode(data)
            rows = tuple(_read_trade(row, topic.symbol) for row in trades.data)
            return TradesFrame(topic, rows, snapshot=trades.action == "snapshot")
        case Channel.TICKERS:
            tickers = _TICKERS.decode(data)
            return TickersFrame(topic, tuple(_read_ticker(row, topic.symbol, tickers.ts) for row in tickers.data))
        case Channel.CANDLES:
            candles = _CANDLES.decode(data)
            return CandlesFrame(topic, tuple(map(_read_candle, candles.data)), snapshot=candles.action == "snapshot")
        case channel:
            raise BadMessage(f"nothing is pushed of {channel}")


def _read_trade(row: _Trade, symbol: str) -> TradeReport:
    return TradeReport(symbol, row.i, read_side(row.S), read_atoms(row.p), read_atoms(row.v), read_ms(row.T))


def _read_ticker(row: _Ticker, symbol: str, at_ms: int) -> TickerReport:
    return TickerReport(
        symbol=symbol,
        last=read_atoms(row.lastPrice),
        bid=read_atoms(row.bid1Price),
        bid_size=read_atoms(row.bid1Size),
        ask=read_atoms(row.ask1Price),
        ask_size=read_atoms(row.ask1Size),
        open=read_atoms(row.openPrice24h),
        high=read_atoms(row.highPrice24h),
        low=read_atoms(row.lowPrice24h),
        base_volume=read_atoms(row.volume24h),
        quote_volume=read_atoms(row.turnover24h),
        at_ns=at_ms * MS,
        mark=read_maybe(row.markPrice),
        index=read_maybe(row.indexPrice),
        funding_rate=read_maybe(row.fundingRate, signed=True),
        funding_next_ns=read_ms(row.nextFundingTime or "0"),
        open_interest=read_maybe(row.openInterest),
    )


def _read_candle(row: _Candle) -> CandleReport:
    numbers = (row.open, row.high, row.low, row.close, row.volume, row.turnover)
    return CandleReport(read_ms(row.start), *map(read_atoms, numbers))


def write_trade(trade: TradeReport) -> _Trade:
    price, size = write_atoms(trade.price), write_atoms(trade.size)
    return _Trade(trade.trade_id, price, size, trade.side, write_ms(trade.at_ns), trade.trade_id)


def write_ticker(ticker: TickerReport, product: str) -> _Ticker:
    row = _Ticker(
        highPrice24h=write_atoms(ticker.high),
        lowPrice24h=write_atoms(ticker.low),
        openPrice24h=write_atoms(ticker.open),
        lastPrice=write_atoms(ticker.last),
        turnover24h=write_atoms(ticker.quote_volume),
        volume24h=write_atoms(ticker.base_volume),
        bid1Price=write_atoms(ticker.bid),
        ask1Price=write_atoms(ticker.ask),
        bid1Size=write_atoms(ticker.bid_size),
        ask1Size=write_atoms(ticker.ask_size),
        price24hPcnt=write_change(ticker),
    )
    if product:
        row.indexPrice, row.markPrice = write_maybe(ticker.index), write_maybe(ticker.mark)
        row.fundingRate, row.openInterest = write_maybe(ticker.funding_rate), write_maybe(ticker.open_interest)
        row.nextFundingTime = write_ms(ticker.funding_next_ns)
    return row


def write_candle(candle: CandleReport) -> _Candle:
    c = candle
    numbers = (c.open, c.close, c.high, c.low, c.base_volume, c.quote_volume)
    return _Candle(write_ms(c.open_ns), *map(write_atoms, numbers))
