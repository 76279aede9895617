"""Bitget-like book streams, seeded: one snapshot of 400 levels, then changes that crowd around a wandering middle.

About a quarter of the touched levels are deleted; levels that the middle has walked over disappear; a side stays near 200
levels deep. Prices have one decimal and sizes four, both strings, like a BTC perpetual.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from zlib import crc32

DEPTH = 200
DEPTH_MAX = 210
SYMBOL = "BTCUSDT"


@dataclass(frozen=True, slots=True)
class Mix:
    """How many levels a message touches."""

    name: str
    least: int
    most: int
    seed: int


MIXES = (Mix("small", 1, 5, 8), Mix("mixed", 5, 60, 7), Mix("large", 60, 60, 9))


def write_price(ticks: int) -> str:
    return f"{ticks // 10}.{ticks % 10}"


def write_size(lots: int) -> str:
    return f"{lots // 10_000}.{lots % 10_000:04d}" if lots else "0"


class Crowd:
    """A market that never sleeps, and what its venue would send."""

    def __init__(self, seed: int, *, checksum: bool) -> None:
        self.random = Random(seed)
        self.middle = 970_000
        self.bids: dict[int, int] = {}
        self.asks: dict[int, int] = {}
        self.seq, self.ts = 10_000_000, 1_760_000_000_000
        self.checksum = checksum
        for book, sign in ((self.bids, -1), (self.asks, 1)):
            price = self.middle
            while len(book) < DEPTH:
                price += sign * (1 + int(self.random.expovariate(0.5)))
                book[price] = self.size()

    def size(self) -> int:
        return int(self.random.lognormvariate(8.5, 1.6)) + 1

    def snapshot(self) -> bytes:
        return self.write("snapshot", self.bids, self.asks, 0)

    def update(self, mix: Mix) -> bytes:
        before = self.seq
        self.ts += self.random.randint(20, 120)
        self.seq += self.random.randint(1, 40)
        bids: dict[int, int] = {}
        asks: dict[int, int] = {}
        self.walk(bids, asks)
        count = self.count(mix)
        for _ in range(500):
            if len(bids) + len(asks) >= count:
                break
            self.touch(bids, asks, count)
        return self.write("update", bids, asks, before)

    def count(self, mix: Mix) -> int:
        if mix.most <= 5:
            return self.random.randint(mix.least, mix.most)
        return min(mix.most, max(mix.least, int(self.random.lognormvariate(2.9, 0.6))))

    def walk(self, bids: dict[int, int], asks: dict[int, int]) -> None:
        """The middle moves now and then, and eats what it meets."""
        if self.random.random() < 0.3:
            self.middle += self.random.choice((-3, -2, -1, 1, 2, 3))
        for price in [p for p in self.asks if p <= self.middle]:
            del self.asks[price]
            asks[price] = 0
        for price in [p for p in self.bids if p >= self.middle]:
            del self.bids[price]
            bids[price] = 0

    def touch(self, bids: dict[int, int], asks: dict[int, int], count: int) -> None:
        book, told, sign = self.random.choice(((self.bids, bids, -1), (self.asks, asks, 1)))
        mean = 60.0 if self.random.random() < 0.7 else 8.0
        price = self.middle + sign * (1 + int(self.random.expovariate(1 / mean)))
        if price in told:
            return
        if price in book and len(book) > 60 and self.random.random() < (0.25 if len(book) <= DEPTH else 0.55):
            del book[price]
            told[price] = 0
            return
        if price not in book and len(book) >= DEPTH_MAX:
            far = min(book) if sign < 0 else max(book)
            if far == price or far in told or len(bids) + len(asks) >= count - 1:
                return
            del book[far]
            told[far] = 0
        book[price] = told[price] = self.size()

    def write(self, action: str, bids: dict[int, int], asks: dict[int, int], before: int) -> bytes:
        rows = [
            ",".join(f'["{write_price(p)}","{write_size(side[p])}"]' for p in sorted(side, reverse=side is bids))
            for side in (asks, bids)
        ]
        checksum = f'"checksum":{self.crc()},' if self.checksum else ""
        return (
            f'{{"action":"{action}","arg":{{"instType":"USDT-FUTURES","channel":"books","instId":"{SYMBOL}"}},'
            f'"data":[{{"asks":[{rows[0]}],"bids":[{rows[1]}],{checksum}"seq":{self.seq},"pseq":{before},'
            f'"ts":"{self.ts}"}}],"ts":{self.ts + 1}}}'
        ).encode()

    def crc(self) -> int:
        bids, asks = sorted(self.bids, reverse=True)[:25], sorted(self.asks)[:25]
        texts: list[str] = []
        for bid, ask in zip(bids, asks, strict=True):
            texts += [write_price(bid), write_size(self.bids[bid]), write_price(ask), write_size(self.asks[ask])]
        value = crc32(":".join(texts).encode())
        return value - (1 << 32) if value & (1 << 31) else value


def write_stream(mix: Mix, updates: int, *, checksum: bool = False) -> list[bytes]:
    crowd = Crowd(mix.seed, checksum=checksum)
    return [crowd.snapshot(), *(crowd.update(mix) for _ in range(updates))]
