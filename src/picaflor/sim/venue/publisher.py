"""Book frames of the emulated venue: a snapshot on subscription, then on every beat what changed since the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from msgspec import structs

from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.sim.venue.checksums import LEVELS, book_sum, wrong
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.merging import merge, merged_changes, ticks_together
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Topic, scale_of
from picaflor.wire.venue import Dialect, Venue

BEAT_NS = 100_000_000
_untold = attrgetter("untold")
DEPTH = 200  # levels a side in a full snapshot
TOGETHER = 10  # books that are published in one go
TEXTS_KEPT = 500  # of each book: most levels are told as they were told before


@dataclass(frozen=True, slots=True)
class Sums:
    """Whether whole books come with a checksum, as they did until 2026, and which of their changes have a wrong one."""

    sent: bool = False
    wrong: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class _Group:
    symbols: tuple[str, ...]
    next_ns: int = 0


Texts = dict[tuple[int, int], str]


class Publisher:
    def __init__(self, venue: Venue, floor: Floor, sums: Sums | None = None) -> None:
        self._venue = venue
        self._sums = sums or Sums()
        self._floor = floor
        self._channels = {name: depth for spoken in venue.kinds() for name, depth in spoken.book_channels.items()}
        self._seq = dict.fromkeys(floor.markets, 1)
        self._touched: dict[str, dict[tuple[Side, int], int]] = {}  # by the last change
        self._texts: dict[str, Texts] = {}
        self._groups = [_Group(symbols) for symbols in _batched(floor.markets, TOGETHER)]
        self.every_ns = BEAT_NS
        self._sleeps_ns = 0  # until when beats are left out

    def pace(self, every_ns: int) -> None:
        """From now on, and now."""
        self.every_ns = every_ns
        for group in self._groups:
            group.next_ns = 0

    def due(self) -> int:
        groups = self._groups
        if len(groups) == 1:
            return groups[0].next_ns
        return min([group.next_ns for group in groups], default=0)

    def sleep(self, until_ns: int) -> int:
        """While books are as they were told to be, beats are left out; but not the first at or after a time."""
        due = self.due()
        if 0 < due < until_ns:
            due += -((due - until_ns) // self.every_ns) * self.every_ns
        self._sleeps_ns = due
        return due

    @property
    def idle(self) -> bool:
        """A small house whose books are as they were told to be. A large one has always something to tell."""
        if self._floor.home is not None:
            return True
        return len(self._groups) == 1 and not any(map(_untold, self._floor.books.values()))

    def oversleeps(self, now_ns: int) -> bool:
        """After beats at which nobody had anything to tell the next one comes when it would have come all the same."""
        group, slept_ns = self._groups[0], self._sleeps_ns
        self._sleeps_ns = 0
        left_out = slept_ns > group.next_ns
        if len(self._groups) > 1 or not group.next_ns or (left_out and now_ns >= slept_ns):
            return False
        late = now_ns - group.next_ns >= (1 if left_out else self.every_ns)
        if late:
            group.next_ns = now_ns + (group.next_ns - now_ns) % self.every_ns
        return late and group.next_ns > now_ns

    def offers(self, topic: Topic) -> bool:
        """Whether anything is ever told by a channel of books of that name."""
        kind, places = scale_of(topic.name)
        market = self._floor.markets.get(topic.symbol)
        finer = places is not None and market is not None and places > market.tick.places
        return not topic.name or (kind in self._channels and not finer)

    def depth(self, topic: Topic) -> int:
        """Levels a side of each frame; 0: what changed, after one that is whole."""
        return self._channels.get(scale_of(topic.name)[0], 0)

    def snapshot(self, topic: Topic, now_ns: int, depth: int = DEPTH) -> BookFrame:
        market, book = self._floor.markets[topic.symbol], self._floor.books[topic.symbol]
        together = self._together(topic)
        reach = depth * together  # ticks of as many prices, at the most
        bids, asks = (merge(side, book.levels(side, reach), together)[:depth] for side in (Side.BUY, Side.SELL))
        return BookFrame(
            symbol=topic.symbol,
            snapshot=True,
            bids=self._levels(market, bids),
            asks=self._levels(market, asks),
            seq=self._seq[topic.symbol],
            prev=0,
            checksum=self._sum(topic.symbol) if self._sums.sent and not topic.name else None,
            at_ns=now_ns,
            name=topic.name,
            product=self._venue.product,
        )

    def changes(self, topics: list[Topic], now_ns: int, only: str = "") -> list[tuple[Topic, BookFrame]]:
        """The change of each book since its last beat; books that did not change say nothing."""
        # Unheard books are asked as well: what they changed is theirs to forget.
        changed = {symbol: self._changes(symbol, now_ns) for symbol in ([only] if only else self._turn(now_ns))}
        frames: list[tuple[Topic, BookFrame]] = []
        if not any(changed.values()):
            return frames
        for topic in sorted(topics, key=lambda t: (t.symbol, t.name)):
            news = changed.get(topic.symbol)
            if not news or not self.offers(topic):
                continue
            depth = self.depth(topic)
            if depth:
                frames.append((topic, self.snapshot(topic, now_ns, depth)))
            else:
                frames += [(topic, self._as_heard(topic, self._summed(change))) for change in news]
        return frames

    def _together(self, topic: Topic) -> int:
        return ticks_together(self._floor.markets[topic.symbol].tick, scale_of(topic.name)[1])

    def _as_heard(self, topic: Topic, change: BookFrame) -> BookFrame:
        together = self._together(topic)
        if together > 1:
            market, book = self._floor.markets[topic.symbol], self._floor.books[topic.symbol]
            bids, asks = merged_changes(book.levels, self._touched[topic.symbol], together)
            change = structs.replace(change, bids=self._levels(market, bids), asks=self._levels(market, asks))
        return structs.replace(change, name=topic.name) if topic.name else change

    def _summed(self, change: BookFrame) -> BookFrame:
        """Of the book as it is after the change."""
        spoilt = self._sums.wrong()
        if not self._sums.sent and not spoilt:
            return change
        right = self._sum(change.symbol)
        return structs.replace(change, checksum=wrong(right) if spoilt else right)

    def _sum(self, symbol: str) -> int:
        market, book = self._floor.markets[symbol], self._floor.books[symbol]
        return book_sum(market, book.levels(Side.BUY, LEVELS), book.levels(Side.SELL, LEVELS))

    def _turn(self, now_ns: int) -> Iterator[str]:
        """The books whose beat it is. The groups of a large house take turns, so that none waits for all the others."""
        for n, group in enumerate(self._groups):
            if group.next_ns <= now_ns or len(self._groups) == 1:
                late = 0 if group.next_ns else self.every_ns * n // len(self._groups)
                group.next_ns = now_ns + self.every_ns + late
                yield from group.symbols

    def _changes(self, symbol: str, now_ns: int) -> list[BookFrame]:
        """One for all that changed, or one for each level where the venue tells them so."""
        market = self._floor.markets.get(symbol)
        if market is None or self._floor.home is not None:
            return []  # taken off the list; or they are another floor's books, which tells of them
        touched = self._touched[symbol] = self._floor.books[symbol].touched()
        if self._venue.book.dialect is not Dialect.FLAT:
            return [self._change(market, touched, now_ns)] if touched else []
        # What is gone goes first, so that the book does not look crossed for longer than it must.
        order = sorted(touched.items(), key=lambda item: (item[1] > 0, item[0][0], item[0][1]))
        return [self._level(market, side, ticks, lots, now_ns) for (side, ticks), lots in order]

    def _level(self, market: Market, side: Side, ticks: int, lots: int, now_ns: int) -> BookFrame:
        before = self._seq[market.symbol]
        self._seq[market.symbol] = before + 1
        size = market.sized.write(lots) if lots else ""
        level = f'["{market.tick.write(ticks)}","{size}"]'.encode()
        sides = (level, b"") if side is Side.BUY else (b"", level)
        return BookFrame(market.symbol, False, *sides, before + 1, before, at_ns=now_ns, product=self._venue.product)

    def _change(self, market: Market, touched: dict[tuple[Side, int], int], now_ns: int) -> BookFrame:
        symbol = market.symbol
        before = self._seq[symbol]
        self._seq[symbol] = before + 1
        bids = sorted(((t, n) for (side, t), n in touched.items() if side is Side.BUY), reverse=True)
        asks = sorted((t, n) for (side, t), n in touched.items() if side is Side.SELL)
        return BookFrame(
            symbol=symbol,
            snapshot=False,
            bids=self._levels(market, bids),
            asks=self._levels(market, asks),
            seq=before + 1,
            prev=before,
            at_ns=now_ns,
            product=self._venue.product,
        )

    def _levels(self, market: Market, rows: Iterable[tuple[int, int]]) -> bytes:
        texts = self._texts.setdefault(market.symbol, {})
        if len(texts) > TEXTS_KEPT:
            texts.clear()
        return levels(market, rows, texts)


def levels(market: Market, rows: Iterable[tuple[int, int]], texts: Texts | None = None) -> bytes:
    """A level array in the pairs dialect; a size of zero deletes. `texts`: of levels that were told on this grid before."""
    price, size, texts = market.tick.write, market.sized.write, {} if texts is None else texts
    for row in (rows := list(rows)):
        if row not in texts:
            ticks, lots = row
            texts[row] = f'["{price(ticks)}","{size(lots) if lots else 0}"]'
    return ("[" + ",".join([texts[row] for row in rows]) + "]").encode()


def _batched(symbols: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    left = iter(symbols)
    while batch := tuple(islice(left, size)):
        yield batch
