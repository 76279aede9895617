"""Subscriptions: the venue's `arg` objects ↔ our topics, of all families of markets that share these sockets."""

from __future__ import annotations

import re
from typing import Final

from picaflor.venues.bitget.messages import Arg
from picaflor.venues.bitget.mix_words import PRODUCTS as CONTRACTS
from picaflor.wire.stream import Channel, Topic

SPOT: Final = "SPOT"
DEFAULT: Final = "default"  # all of the account
# Row 71: their word for a family → the product that a topic carries. Other families are unknown here.
PRODUCTS: Final = {SPOT: "", **{product: product for product in CONTRACTS}}
FAMILIES: Final = {product: family for family, product in PRODUCTS.items()}
# Their word for a kind of book → the name that a topic carries. The full book with its changes is the unnamed one.
BOOKS: Final = {"books": "", "books1": "books1", "books5": "books5", "books15": "books15"}
# Row 77: intervals as this socket spells them; those of REST are others. Theirs without `utc` begin at midnight UTC+8.
CANDLES: Final = {
    "candle1m": "1m",
    "candle3m": "3m",
    "candle5m": "5m",
    "candle15m": "15m",
    "candle30m": "30m",
    "candle1H": "1h",
    "candle4H": "4h",
    "candle6Hutc": "6h",
    "candle12Hutc": "12h",
    "candle1Dutc": "1d",
    "candle3Dutc": "3d",
    "candle1Wutc": "1w",
    "candle1Mutc": "1M",
}
_CANDLE_WORDS: Final = {ours: theirs for theirs, ours in CANDLES.items()}
_WORDS: Final = {
    Channel.TRADES: "trade",
    Channel.TICKERS: "ticker",
    Channel.ORDERS: "orders",
    Channel.FILLS: "fill",
    Channel.BALANCES: "account",
    Channel.POSITIONS: "positions",
    Channel.STOPS: "orders-algo",
}
# Row 128: the private topics of unified accounts tell of all markets; ours have this name.
UTA: Final = "UTA"
UNIFIED: Final = "unified"
UNIFIED_WORDS: Final = {
    Channel.ORDERS: "order",
    Channel.FILLS: "fill",
    Channel.BALANCES: "account",
    Channel.POSITIONS: "position",
    Channel.STOPS: "strategy-order",
}
UNIFIED_CHANNELS: Final = {word: channel for channel, word in UNIFIED_WORDS.items()}
_CHANNELS: Final = {word: channel for channel, word in _WORDS.items()}
_IN_WORDS: Final = re.compile(r"instType:([\w-]+),channel:([\w-]+),instId:(\S+)")


def arg_of(topic: Topic) -> Arg:
    """Row 31 to 35; of unified accounts row 128."""
    if topic.name == UNIFIED:
        return Arg(UTA, topic=UNIFIED_WORDS[topic.channel])
    family = FAMILIES[topic.product]
    match topic.channel:
        case Channel.BOOK:
            return Arg(family, topic.name or "books", topic.symbol)
        case Channel.CANDLES:
            return Arg(family, _CANDLE_WORDS[topic.name], topic.symbol)
        case Channel.BALANCES:
            return Arg(family, "account", coin=DEFAULT)
        case channel:
            return Arg(family, _WORDS[channel], topic.symbol or DEFAULT)


def topic_of(arg: Arg, unified: str = "") -> Topic | None:
    """None: there is no such channel. Strangers say `coin` where `instId` belongs, and the venue takes it. `unified`: for
    which product those of unified accounts are heard.
    """
    if arg.instType == UTA:
        told = UNIFIED_CHANNELS.get(arg.topic)
        return None if told is None else Topic(told, name=UNIFIED, product=unified)
    symbol, product = arg.instId or arg.coin, PRODUCTS.get(arg.instType)
    if product is None or not symbol:
        return None
    name = ""
    if arg.channel in BOOKS:
        channel, name = Channel.BOOK, BOOKS[arg.channel]
    elif arg.channel in CANDLES:
        channel, name = Channel.CANDLES, CANDLES[arg.channel]
    elif arg.channel in _CHANNELS:
        channel = _CHANNELS[arg.channel]
    else:
        return None
    if channel is Channel.BALANCES:
        return Topic(channel, product=product)
    if symbol == DEFAULT:
        return Topic(channel, product=product) if channel.private and _offered(channel, product) else None
    return Topic(channel, symbol, name, product) if _offered(channel, product) else None


def _offered(channel: Channel, product: str) -> bool:
    return channel is not Channel.POSITIONS or bool(product)


def named_in(words: str) -> Topic | None:
    """The topic that an error's sentence names, where no `arg` does."""
    found = _IN_WORDS.search(words[:300])
    return topic_of(Arg(found[1], found[2], found[3])) if found else None
