"""Subscriptions of the spot sockets: `channel:symbol` ↔ our topics."""

from __future__ import annotations

from typing import Final

from picaflor.wire.stream import Channel, Topic

CHANGES: Final = "spot/depth/increase100"
TRADES: Final = "spot/trade"
TICKERS: Final = "spot/ticker"
TOPS: Final = "spot/bookTicker"
TOP: Final = "bookTicker"  # the name of a topic: best bid and ask, as of a ticker
ORDER: Final = "spot/user/order"
ORDERS: Final = "spot/user/orders"
BALANCES: Final = "spot/user/balance"
ALL_ORDERS: Final = "ALL_SYMBOLS"
ALL_BALANCES: Final = "BALANCE_UPDATE"
# Whole books at a pace: the name that a topic carries → levels a side.
BOOK_CHANNELS: Final = {"depth5": 5, "depth20": 20, "depth50": 50}
# Row 36: intervals as these sockets spell them.
CANDLES: Final = {
    "1m": "1m",
    "5m": "5m",
    "15m": "15m",
    "30m": "30m",
    "1h": "1H",
    "2h": "2H",
    "4h": "4H",
    "1d": "1D",
    "1w": "1W",
    "1M": "1M",
}
_KLINE: Final = "spot/kline"
_BOOKS: Final = {"spot/" + name: name for name in BOOK_CHANNELS} | {CHANGES: ""}
_INTERVALS: Final = {_KLINE + theirs: ours for ours, theirs in CANDLES.items()}


def table_of(topic: Topic) -> str:
    """Their word for the channel."""
    match topic.channel:
        case Channel.BOOK:
            return "spot/" + topic.name if topic.name else CHANGES
        case Channel.CANDLES:
            return _KLINE + CANDLES[topic.name]
        case Channel.TRADES:
            return TRADES
        case Channel.TICKERS:
            return TOPS if topic.name == TOP else TICKERS
        case Channel.ORDERS:
            return ORDER if topic.symbol else ORDERS
        case Channel.BALANCES:
            return BALANCES
        case _:
            raise ValueError(f"this row has no channel of {topic.channel}")


def write_topic(topic: Topic) -> str:
    match topic.channel:
        case Channel.BALANCES:
            which = ALL_BALANCES
        case Channel.ORDERS:
            which = topic.symbol or ALL_ORDERS
        case _:
            which = topic.symbol
    return f"{table_of(topic)}:{which}"


def read_topic(text: str) -> Topic | None:
    """None: there is no such channel."""
    table, _, which = text.partition(":")
    if not which:
        return None
    if table == BALANCES:
        return Topic(Channel.BALANCES) if which == ALL_BALANCES else None
    if table == ORDERS:
        return Topic(Channel.ORDERS) if which == ALL_ORDERS else None
    return topic_in(table, which)


def topic_in(table: str, symbol: str) -> Topic | None:
    """The topic that a frame of this table tells of."""
    if table in _BOOKS:
        return Topic(Channel.BOOK, symbol, _BOOKS[table])
    if table in _INTERVALS:
        return Topic(Channel.CANDLES, symbol, _INTERVALS[table])
    match table:
        case "spot/trade":
            return Topic(Channel.TRADES, symbol)
        case "spot/ticker":
            return Topic(Channel.TICKERS, symbol)
        case "spot/bookTicker":
            return Topic(Channel.TICKERS, symbol, TOP)
        case "spot/user/order":
            return Topic(Channel.ORDERS, symbol)
        case "spot/user/orders":
            return Topic(Channel.ORDERS)
        case "spot/user/balance":
            return Topic(Channel.BALANCES)
        case _:
            return None
