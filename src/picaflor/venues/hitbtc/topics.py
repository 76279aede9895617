"""Subscriptions ↔ our topics, and the numbers that we give to frames: an answer says only which one it answers."""

from __future__ import annotations

from typing import Final

from picaflor.wire.stream import Channel, Topic

FULL: Final = "full"
_BOOK: Final = "orderbook/"
TRADES: Final = "trades"
# Whole books at a pace: the name that a topic carries → levels a side.
BOOK_CHANNELS: Final = {f"D{depth}/{pace}": depth for depth in (5, 10, 20) for pace in ("100ms", "500ms", "1000ms")}

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
        case _:
            raise ValueError(f"this row has no public channel of {channel}")


def channel_of(word: str) -> tuple[Channel, str] | None:
    """None: this row has no such channel."""
    if word == TRADES:
        return Channel.TRADES, ""
    name = word.removeprefix(_BOOK)
    if name == word or (name != FULL and name not in BOOK_CHANNELS):
        return None
    return Channel.BOOK, "" if name == FULL else name
