"""The referee: a dict and a sorted list a side, every number through the one gate. Never deleted, never made clever."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from msgspec import DecodeError

from picaflor.domain.book import Level, Top
from picaflor.domain.market import Market
from picaflor.domain.numbers import BadNumber
from picaflor.machines.book.keeper import Keeper
from picaflor.machines.book.spelling import Spelled, read_levels
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule

CHECKSUM_LEVELS = 25
TEXTS_KEPT = 4096
Told = tuple[int, int, str, str]
Quoted = tuple[int, Spelled]  # lots, and the level as it was spelled


class Ladder:
    """One side: what is quoted at which price, and the prices in ascending order."""

    __slots__ = ("prices", "quotes")

    def __init__(self) -> None:
        self.prices: list[int] = []
        self.quotes: dict[int, Quoted] = {}

    def put(self, ticks: int, quoted: Quoted) -> None:
        if quoted[0] == 0:
            if self.quotes.pop(ticks, None) is not None:
                del self.prices[bisect_left(self.prices, ticks)]
            return
        if ticks not in self.quotes:
            insort(self.prices, ticks)
        self.quotes[ticks] = quoted

    def drop(self, prices: list[int]) -> None:
        for ticks in prices:
            self.put(ticks, (0, ("", "")))


class NaiveBook(Keeper):
    __slots__ = ("_asks", "_bids", "_lots", "_ticks")

    def __init__(self, market: Market, rule: BookRule) -> None:
        super().__init__(market, rule)
        self._bids, self._asks = Ladder(), Ladder()
        # Most texts come again and again: "0" above all.
        self._ticks = lru_cache(TEXTS_KEPT)(market.tick.read)
        self._lots = lru_cache(TEXTS_KEPT)(market.sized.read)

    def _take(self, frame: BookFrame, *, whole: bool) -> bool:
        try:
            bids = self._read(frame.bids)
            asks = self._read(frame.asks)
        except (ValueError, DecodeError, RecursionError):  # BadNumber and OffGrid are ValueErrors
            return False
        if whole:
            self._bids, self._asks = Ladder(), Ladder()
        for ticks, quoted in bids:
            self._bids.put(ticks, quoted)
        for ticks, quoted in asks:
            self._asks.put(ticks, quoted)
        if depth := self.rule.depth:
            self._bids.drop(self._bids.prices[:-depth])
            self._asks.drop(self._asks.prices[depth:])
        return True

    def fill(self, bids: Iterable[Told], asks: Iterable[Told]) -> None:
        """Levels from a twin, as (ticks, lots, and the two as they were spelled)."""
        for ladder, told in ((self._bids, bids), (self._asks, asks)):
            for ticks, lots, price, size in told:
                ladder.put(ticks, (lots, (price, size)))

    def _read(self, data: bytes) -> list[tuple[int, Quoted]]:
        levels = []
        for spelled in read_levels(data, self.rule):
            ticks = self._ticks(spelled[0])
            if ticks == 0:
                raise BadNumber("a price of zero")  # and in a Top zero means that there is none
            levels.append((ticks, (self._lots(spelled[1]), spelled)))
        return levels

    def top(self) -> Top:
        bid = self._bids.prices[-1] if self._bids.prices else 0
        ask = self._asks.prices[0] if self._asks.prices else 0
        return Top(
            bid,
            self._bids.quotes[bid][0] if bid else 0,
            ask,
            self._asks.quotes[ask][0] if ask else 0,
        )

    def bids(self, depth: int) -> list[Level]:
        return [(ticks, self._bids.quotes[ticks][0]) for ticks in self._bids.prices[: -depth - 1 : -1]]

    def asks(self, depth: int) -> list[Level]:
        return [(ticks, self._asks.quotes[ticks][0]) for ticks in self._asks.prices[:depth]]

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self._bids.prices), len(self._asks.prices)

    def crc(self) -> int:
        bids = [self._bids.quotes[ticks][1] for ticks in self._bids.prices[: -CHECKSUM_LEVELS - 1 : -1]]
        asks = [self._asks.quotes[ticks][1] for ticks in self._asks.prices[:CHECKSUM_LEVELS]]
        texts = []
        for rank in range(max(len(bids), len(asks))):
            texts += [text for side in (bids, asks) if rank < len(side) for text in side[rank]]
        value = crc32(":".join(texts).encode())
        return value - (1 << 32) if value & (1 << 31) else value
