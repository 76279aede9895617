"""The checksum of a book, as venues that send one compute it: the first levels of both sides in turn, as written."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Final
from zlib import crc32

from picaflor.domain.market import Market

LEVELS: Final = 25  # a side


def book_sum(market: Market, bids: Iterable[tuple[int, int]], asks: Iterable[tuple[int, int]]) -> int:
    """Signed, of `price:size` of the best bid, the best ask, the second bid, … The deeper side ends it alone."""
    price, size = market.tick.write, market.sized.write
    both = zip_longest(bids, asks)
    texts = [f"{price(level[0])}:{size(level[1])}" for rank in both for level in rank if level is not None]
    value = crc32(":".join(texts).encode())
    return value - (1 << 32) if value >> 31 else value


def wrong(checksum: int) -> int:
    """Another one, and never the 0 that says that there is none."""
    return checksum ^ 1 or 2
