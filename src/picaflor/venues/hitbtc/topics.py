"""Subscriptions ↔ our topics, and the numbers that we give to frames: an answer says only which one it answers."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc.charts import INTERVALS, INTERVALS_BACK
from picaflor.wire.stream import Channel, Topic

FULL: Final = "full"
_BOOK: Final = "orderbook/"
TRADES: Final = "trades"
# Whole books at a pace: the name that a topic carries → levels a side.
BOOK_CHANNELS: Final = {
    f"D{depth}/{pace}{batch}": depth
    for depth in (5, 10, 20)
    for pace in ("100ms", "500ms", "1000ms")
    for batch in ("", "/batch")
}

# Row 36: intervals of the candle channels, ours ↔ theirs.
CANDLES: Final = "candles/"
# Row 37: the name that a topic of tickers carries → what it shows. "" is what we ask for.
WHOLE, PRICES, TOP = "whole", "prices", "top"
TICKER_KINDS: Final = {
    "": WHOLE,
    **dict.fromkeys(("1s/batch", "3s", "3s/batch"), WHOLE),
    **{f"price/{pace}{batch}": PRICES for pace in ("1s", "3s") for batch in ("", "/batch")},
    **{f"top/{pace}{batch}": TOP for pace in ("100ms", "500ms", "1000ms") for batch in ("", "/batch")},
}
_TICKER: Final = "ticker/"

LOGIN: Final = 1
SUBSCRIBE: Final = {Channel.ORDERS: 2, Channel.BALANCES: 3}
UNSUBSCRIBE: Final = {Channel.ORDERS: 4, Channel.BALANCES: 5}
PUBLIC_ON: Final = 11
PUBLIC_OFF: Final = 12
ON: Final = {str(number): Topic(channel) for channel, number in SUBSCRIBE.items()}
OFF: Final = {str(number): Topic(channel) for channel, number in UNSUBSCRIBE.items()}

# Rows 32 to 34: the methods of the trading socket.
METHODS: Final = {Channel.ORDERS: "spot", Channel.BALANCES: "spot_balance"}
CHANNELS: Final = {word: channel for channel, word in METHODS.items()}


def word_of(channel: Channel, name: str) -> str:
    """The venue's word for a public channel."""
    match channel:
        case Channel.BOOK:
            return _BOOK + (name or FULL)
        case Channel.TRADES:
            return TRADES
        case Channel.CANDLES:
            return CANDLES + INTERVALS[name]
        case Channel.TICKERS:
            return _BOOK + name if name.startswith("top/") else _TICKER + (name or "1s")
        case _:
            raise ValueError(f"this row has no public channel of {channel}")


def channel_of(word: str) -> tuple[Channel, str] | None:
    """None: this row has no such channel."""
    if word == TRADES:
        return Channel.TRADES, ""
    if word.startswith(CANDLES):
        interval = INTERVALS_BACK.get(word.removeprefix(CANDLES))
        return (Channel.CANDLES, interval) if interval else None
    if word.startswith(_TICKER):
        name = word.removeprefix(_TICKER)
        return (
            (Channel.TICKERS, "" if name == "1s" else name) if name == "1s" or (name and name in TICKER_KINDS) else None
        )
    if word.startswith(_BOOK + "top/"):
        name = word.removeprefix(_BOOK)
        return (Channel.TICKERS, name) if name in TICKER_KINDS else None
    name = word.removeprefix(_BOOK)
    if name == word or (name != FULL and name not in BOOK_CHANNELS):
        return None
    return Channel.BOOK, "" if name == FULL else name
