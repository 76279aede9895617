"""Subscriptions: the venue's `arg` objects ↔ our topics."""

from __future__ import annotations

import re
from typing import Final

from picaflor.venues.bitget.messages import Arg
from picaflor.wire.stream import Channel, Topic

SPOT: Final = "SPOT"
DEFAULT: Final = "default"  # all of the account
# Their word for a kind of book → the name that a topic carries. The full book with its changes is the unnamed one.
BOOKS: Final = {"books": "", "books1": "books1", "books5": "books5", "books15": "books15"}
_WORDS: Final = {Channel.TRADES: "trade", Channel.ORDERS: "orders", Channel.FILLS: "fill", Channel.BALANCES: "account"}
_CHANNELS: Final = {word: channel for channel, word in _WORDS.items()}
_IN_WORDS: Final = re.compile(r"instType:(\w+),channel:(\w+),instId:(\S+)")


def arg_of(topic: Topic) -> Arg:
    """Row 31 to 35."""
    match topic.channel:
        case Channel.BOOK:
            return Arg(SPOT, topic.name or "books", topic.symbol)
        case Channel.BALANCES:
            return Arg(SPOT, "account", coin=DEFAULT)
        case channel:
            return Arg(SPOT, _WORDS[channel], topic.symbol or DEFAULT)


def topic_of(arg: Arg) -> Topic | None:
    """None: this row has no such channel. Strangers say `coin` where `instId` belongs, and the venue takes it."""
    symbol = arg.instId or arg.coin
    if arg.instType != SPOT or not symbol:
        return None
    if arg.channel in BOOKS:
        return Topic(Channel.BOOK, symbol, BOOKS[arg.channel]) if symbol != DEFAULT else None
    channel = _CHANNELS.get(arg.channel)
    if channel is None or (channel is Channel.TRADES and symbol == DEFAULT):
        return None
    return Topic(channel, "" if symbol == DEFAULT or channel is Channel.BALANCES else symbol)


def named_in(words: str) -> Topic | None:
    """The topic that an error's sentence names, where no `arg` does."""
    found = _IN_WORDS.search(words[:300])
    return topic_of(Arg(found[1], found[2], found[3])) if found else None
