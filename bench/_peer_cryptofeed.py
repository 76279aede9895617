"""cryptofeed: its Bitget feed's book handler, without validation, since these messages carry no checksum."""

import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from _peer_clock import run
from cryptofeed.exchanges.bitget import Bitget


def start() -> Callable[[str], object]:
    feed_ = Bitget.__new__(Bitget)
    feed_._l2_book = {}
    feed_.max_depth = 0
    feed_.checksum_validation = False
    feed_.book_callback = told

    def feed(text: str) -> object:
        message = json.loads(text, parse_float=Decimal)
        with suppress(StopIteration):
            feed_._book(message, 0.0, "BTC-USDT").send(None)
        book = feed_._l2_book["BTC-USDT"].book
        return book.bids.index(0), book.asks.index(0)

    return feed


async def told(*_: object, **__: object) -> None:
    return


def prepare(messages: list[bytes]) -> list[str]:
    return [data.decode().replace('"seq"', '"checksum":0,"seq"') for data in messages]


run(prepare, start)
