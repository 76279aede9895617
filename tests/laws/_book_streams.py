"""Seeded streams of book frames, mostly fair and now and then hostile, and a duel of the twins over them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid, Market
from picaflor.machines.book.envelope import make_reader
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.naive import NaiveBook
from picaflor.machines.book.raw import RawBook
from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Checksum, Continuity, Dialect

TOPIC = b'{"instType":"SPOT","channel":"books","instId":"AB"}'
OTHER_TOPICS = (TOPIC.replace(b"AB", b"AC"), TOPIC.replace(b"SPOT", b"spot"), TOPIC.replace(b",", b", "), TOPIC[:-1])
GRIDS = ((Grid(1), Grid(4)), (Grid(2, 5), Grid(0)), (Grid(0), Grid(8)), (Grid(8), Grid(2, 25)), (Grid(12), Grid(18)))
HOSTILE = (
    '"NaN"', '"Infinity"', '"-1"', '"-0"', '"1E+999999"', '""', "null", '"0"', '"' + "9" * 40 + '"', "NaN", "-1", "1e5",
    '"1e5"', '"1E2"', '"1_000"', '" 1"', '"1 "', "01", '"01"', '"1."', '".5"', '"0.0"', "true", "{}", "[]", '"\\u0031"',
    '"٣"', '"1"x', '"1', '"0x10"', '"1.5.5"', '"' + "9" * 18 + '"', '"' + "9" * 19 + '"', '"0.' + "0" * 18 + '1"',
    '"4611686018427387904"', '"4503599627370496"', '"9223372036854775808"', '"1.' + "0" * 17 + '"', '"+1"', "1.0", "5",
)  # fmt: skip
RULES = tuple(
    BookRule(continuity, dialect, checksum, depth, price_key="price", size_key="vol", stale_ns=1000)
    for continuity in Continuity
    for dialect, checksum, depth in (
        (Dialect.PAIRS, Checksum.CRC32_25, 0),
        (Dialect.PAIRS, Checksum.NONE, 7),
        (Dialect.FLAT, Checksum.NONE, 0),
        (Dialect.OBJECTS, Checksum.CRC32_25, 20),
    )
)


@dataclass(slots=True)
class Count:
    frames: int = 0
    levels: int = 0
    kernel: int = 0  # frames after which the kernel held the levels
    trusts: dict[Trust, int] | None = None


class Spellings(dict[int, tuple[str, str, str, str]]):
    """How a number of steps is written: bare, in quotes, as short as can be, with more zeros than it needs."""

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid

    def __missing__(self, steps: int) -> tuple[str, str, str, str]:
        text = self.grid.write(steps)
        long = text + ("00" if "." in text else ".0")
        short = text.rstrip("0").rstrip(".") if "." in text else long
        self[steps] = text, f'"{text}"', f'"{short}"', f'"{long}"'
        return self[steps]


class Stream:
    """Frames of one market, some of them as no venue should send them."""

    def __init__(self, random: Random, market: Market, rule: BookRule) -> None:
        self.random, self.market, self.rule = random, market, rule
        self.middle, self.seq, self.levels = 1000, 100, 0
        self.prices, self.sizes = Spellings(market.tick), Spellings(market.lot)
        self.spoiling = random.choice((0.5, 0.5, 0.5, 40))  # 1: one array in two hundred

    def number(self, written: tuple[str, str, str, str]) -> str:
        roll = self.random.random()
        return written[2 if roll < 0.1 else 3 if roll < 0.15 else 0 if roll > 0.9 else 1]

    def level(self, sign: int) -> str:
        roll = self.random.random
        self.levels += 1
        ticks = max(1, self.middle + sign * int(roll() ** 2 * 60 + (roll() > 0.02)))
        lots = 0 if roll() < 0.3 else int(10 ** (roll() * 5)) + 1
        price, size = self.number(self.prices[ticks]), self.number(self.sizes[lots])
        if roll() < 0.001:
            price, size = self.random.choice(
                ((self.random.choice(HOSTILE), size), (price, self.random.choice(HOSTILE)))
            )
        return self.spell(price, size)

    def spell(self, price: str, size: str) -> str:
        roll = self.random.random()
        if self.rule.dialect is Dialect.OBJECTS:
            pairs = [f'"price":{price}', f'"vol":{size}']
            if roll < 0.01:
                pairs.append(self.random.choice(('"n":[1,{}]', '"price":"7"', '"vol":"0"', '"pri\\u0063e":"9"')))
            return "{" + ",".join(pairs if roll < 0.8 else pairs[::-1]) + "}"
        return f"[{price},{size}]" if roll > 0.002 else f"[{price},{size},3]" if roll > 0.001 else f"[{price}]"

    def side(self, sign: int, count: int) -> bytes:
        if self.rule.dialect is Dialect.FLAT and self.random.random() < 0.8:
            text = self.level(sign) if count else "[]"
            return text.replace('"0"', '""').encode()
        levels = [self.level(sign) for _ in range(count)]
        roll = self.random.random()
        text = f"[{','.join(levels)}]" if roll > 0.002 else f"[ {' , '.join(levels)}\n]"
        return self.spoil(text.encode())

    def spoil(self, data: bytes) -> bytes:
        """Now and then some bytes are wrong."""
        roll, place = self.random.random() / self.spoiling, self.random.randrange(len(data) + 1)
        if roll > 0.005:
            return data
        if roll < 0.001:
            return data[:place]
        if roll < 0.002:
            return data[:place] + self.random.randbytes(self.random.randint(1, 9)) + data[place:]
        if roll < 0.003:
            return data[:place] + bytes([self.random.choice(b'[]{}",:.0-e\\ ')]) + data[place + 1 :]
        if roll < 0.004:
            other = self.random.randrange(len(data) + 1)
            return data[: max(place, other)] + data[min(place, other) :]
        return self.random.choice((b"", b"null", b"[", b"[[", b"{}", b'["', b"[" * 3000, self.random.randbytes(20)))

    def counts(self) -> tuple[int, int]:
        roll = self.random.random()
        most = 40 if roll < 0.02 else 12
        return self.random.randint(0, most), self.random.randint(0, most)

    def numbers(self) -> tuple[int | None, int | None]:
        """Where the frame says that it stands: mostly right."""
        roll, last = self.random.random(), self.seq
        self.seq += 1 if self.rule.continuity is Continuity.PLUS_ONE else self.random.randint(1, 9)
        if roll > 0.02:
            return self.seq, last
        return self.random.choice(
            (
                (last, last), (last, last - 2), (last - 3, last - 5),
                (self.seq + 7, last + 7), (self.seq, 0), (self.seq, None),
                (None, None), (None, last), (self.seq, self.seq), (2**62, last), (2**63 - 1, last), (2**64, last),
                (-5, last), (self.seq, -1), (1, 2**70),
            )
        )  # fmt: skip

    def frame(self, naive: NaiveBook) -> BookFrame:
        snapshot = not naive.sound if self.random.random() < 0.3 else self.random.random() < 0.03
        self.middle += self.random.choice((-2, -1, 0, 0, 1, 2)) if self.random.random() < 0.2 else 0
        self.middle = max(100, self.middle)
        bids, asks = self.counts()
        if snapshot or self.rule.continuity is Continuity.REPLACE:
            bids, asks = bids + 6, asks + 6
        seq, prev = self.numbers()
        checksum = None if self.random.random() < 0.99 else self.random.choice((0, 1, -1, 2**31, 2**70, naive.crc()))
        return BookFrame("AB", snapshot, self.side(-1, bids), self.side(1, asks), seq, prev, checksum)

    def message(self, frame: BookFrame) -> bytes:
        """The frame in its envelope, whose keys come in any order and now and then twice or not at all."""
        inner = [b'"asks":' + frame.asks, b'"bids":' + frame.bids, b'"ts":"1760000000000"']
        for name, value in ((b'"seq":', frame.seq), (b'"pseq":', frame.prev), (b'"checksum":', frame.checksum)):
            if value is not None:
                inner.append(name + (b'"%d"' if self.random.random() < 0.1 else b"%d") % value)
        outer = [
            b'"action":"snapshot"' if frame.snapshot else b'"action":"update"',
            b'"arg":' + (TOPIC if self.random.random() > 0.002 else self.random.choice(OTHER_TOPICS)),
            b'"data":[{' + b",".join(self.disturb(inner)) + b"}]",
            b'"ts":1760000000001',
        ]
        return self.spoil(b"{" + b",".join(self.disturb(outer)) + b"}")

    def disturb(self, parts: list[bytes]) -> list[bytes]:
        roll = self.random.random()
        if roll < 0.05:
            self.random.shuffle(parts)
        if roll < 0.003:
            parts.append(self.random.choice(parts))
        elif roll < 0.006:
            parts.pop()
        elif roll < 0.01:
            extra = (
                b'"ts":null',
                b'"maxDepth":5',
                b'"ts":"x\\n"',
                b'"ts":-7',
                b'"ts":{}',
                b'"action":"error"',
                b'"action":"update"',
                b'"arg":{}',
            )
            parts.append(self.random.choice(extra))
        return parts


class Difference(AssertionError):
    """The twins disagree; the words name the seed."""


class Duel:
    """The naive and a fast book, fed the same, compared after each frame."""

    def __init__(self, seed: int, *, raw: bool) -> None:
        random = Random(seed)
        tick, lot = random.choice(GRIDS)
        market = Market("v", "A-B", "AB", "A", "B", tick, lot)
        rules = [rule for rule in RULES if not raw or rule.dialect is Dialect.PAIRS]
        self.seed, self.random, self.rule = seed, random, random.choice(rules)
        self.stream = Stream(random, market, self.rule)
        self.naive = NaiveBook(market, self.rule)
        self.fast = RawBook(market, self.rule, Envelope(), TOPIC) if raw else FastBook(market, self.rule)
        self.read = make_reader(Envelope(), TOPIC, "AB")

    def run(self, frames: int, count: Count) -> None:
        now = 0
        for number in range(frames):
            now += 400 if self.random.random() < 0.01 else 1
            told = self.step(now)
            self.compare(number, told, whole=number % 8 == 0)
            count.kernel += self.fast.compiled
            if count.trusts is not None:
                count.trusts[self.naive.trust] = count.trusts.get(self.naive.trust, 0) + 1
        self.compare(frames, "the end", whole=True)
        count.frames += frames
        count.levels += self.stream.levels

    def step(self, now: int) -> object:
        if self.random.random() < 0.004:
            why = self.random.choice((Trust.CLOSED, Trust.GAP, Trust.EMPTY))
            self.naive.lost(why)
            self.fast.lost(why)
            return why
        if self.random.random() < 0.02:
            self.naive.tick(now)
            self.fast.tick(now)
            return "tick"
        frame = self.stream.frame(self.naive)
        if not isinstance(self.fast, RawBook):
            self.naive.apply(frame, now)
            self.fast.apply(frame, now)
            return frame
        data = self.stream.message(frame)
        read = self.read(data)
        if read is None:
            self.naive.lost(Trust.UNREADABLE)
        else:
            self.naive.apply(read, now)
        self.fast.feed(data, now)
        return data

    def compare(self, number: int, told: object, *, whole: bool) -> None:
        for name, look in LOOKS.items():
            if (whole or name not in COSTLY) and look(self.naive) != look(self.fast):
                was, is_ = look(self.naive), look(self.fast)
                where = f"seed {self.seed}, frame {number}, {self.rule}"
                raise Difference(f"{where}: {name} is {is_!r}, should be {was!r}, after {told!r}")


LOOKS = {
    "trust": lambda book: book.trust,
    "changed": lambda book: book.changed,
    "seq": lambda book: book.seq,
    "sound": lambda book: book.sound,
    "at_ns": lambda book: book.at_ns,
    "due": lambda book: book.due(),
    "top": lambda book: book.top(),
    "sizes": lambda book: book.sizes,
    "bids": lambda book: book.bids(10_000),
    "asks": lambda book: book.asks(10_000),
    "crc": lambda book: book.crc(),
}
COSTLY = ("bids", "asks", "crc", "due")


def run_duels(seeds: range, frames: int, *, raw: bool) -> Count:
    count = Count(trusts={})
    for seed in seeds:
        Duel(seed, raw=raw).run(frames, count)
    return count
