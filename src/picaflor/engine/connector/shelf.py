"""The books of one connector: frames in, trust out, and which topics must be asked for anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from picaflor.domain.book import Top, Trust
from picaflor.domain.events import BookChanged, Surprise
from picaflor.domain.market import Market
from picaflor.engine.connector.vigil import PATIENCE_NS, Vigil
from picaflor.machines.book.envelope import read_topic
from picaflor.machines.book.keeper import Keeper as Book
from picaflor.machines.book.twins import make_book
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Topic, scaled
from picaflor.wire.venue import BookRule, OtherBooks

_RESYNC = (Trust.GAP, Trust.CHECKSUM, Trust.UNREADABLE)
HEADS_MAX = 8  # spellings of what stands before the data that are learnt for one book
HEAD_BYTES_MAX = 400
UNMOVED = (None, None)
Told = tuple[BookChanged | None, Topic | None]  # what changed for readers, and the topic to be asked for anew
Swap = tuple[Topic, Topic]  # a topic that is to go, and the one in its place; twice the same: it is asked for anew


def _mark(rule: BookRule, fast: bool) -> bytes:
    """What stands before the data of a message that a book may read itself."""
    return f'"{rule.envelope.data}":'.encode() if rule.envelope is not None and fast else b""


class Shelf:
    def __init__(self, venue: str, rule: BookRule, fast: bool, product: str = "") -> None:
        self._product = product
        self._name = rule.name  # of the channel that books come by
        self._spoken = rule.instead is None  # something came by it: there is no need to look for another one
        self.by_pair: dict[str, Book] = {}
        self._by_symbol: dict[str, Book] = {}
        self._venue = venue
        self._rule = rule
        self._fast = fast
        self.untrusted: set[str] = set()  # pairs
        self.gaps = 0
        self.turned = True  # the trust of some book changed since somebody looked
        self._mark = _mark(rule, fast)
        self._heads: dict[bytes, tuple[Book, Topic]] = {}  # what stands before the data → who reads what follows
        self._learnt: dict[str, int] = {}  # by symbol
        self._due: int | None = None  # never later than the first book goes stale
        self._news: list[BookChanged | Surprise] = []
        self._vigil = Vigil(rule.stale_ns)
        self._silent: dict[str, Top] = {}  # as they were when they were asked about

    def topic(self, market: Market) -> Topic:
        return Topic(Channel.BOOK, market.symbol, self._named(market), self._product)

    def _named(self, market: Market) -> str:
        return scaled(self._name, market.tick.places) if self._rule.scaled else self._name

    def open(self, market: Market) -> None:
        if market.pair not in self.by_pair:
            book = make_book(market, self._rule, fast=self._fast)
            self.by_pair[market.pair] = self._by_symbol[market.symbol] = book
            self.untrusted.add(market.pair)
            self.turned = True

    def fits(self, market: Market) -> bool:
        """There is a book for it, on the grid that it has now."""
        book = self.by_pair.get(market.pair)
        if book is None:
            return False
        had = book.market
        return (had.symbol, had.tick, had.lot) == (market.symbol, market.tick, market.lot)

    def close(self, pair: str) -> Topic | None:
        book = self.by_pair.pop(pair, None)
        if book is None:
            return None
        del self._by_symbol[book.market.symbol]
        self._learnt.pop(book.market.symbol, None)
        self._heads = {head: reader for head, reader in self._heads.items() if reader[0] is not book}
        self.untrusted.discard(pair)
        self._vigil.forget(pair)
        self._silent.pop(pair, None)
        return self.topic(book.market)

    def offer(self, data: bytes, now_ns: int) -> Told | None:
        """A message as it came, before anybody has looked into it. None: nothing was touched, somebody has to read it."""
        reader = self._heads.get(data[: data.find(self._mark, 0, HEAD_BYTES_MAX)])
        if reader is None:
            return None
        book, topic = reader
        before = book.trust
        if not book.offer(data, now_ns):
            return None
        if not book.changed:
            return UNMOVED
        trust = book.trust
        if trust is before:
            return BookChanged(self._venue, book.market.pair, trust), None
        return self._told(book, before, topic)

    def apply(self, frame: BookFrame, now_ns: int) -> Told:
        book = self._by_symbol.get(frame.symbol)
        if book is None or (self._rule.instead is not None and frame.name != self._named(book.market)):
            return UNMOVED
        self._spoken = True
        before = book.trust
        book.apply(frame, now_ns)
        return self._told(book, before, self._topic_of(frame)) if book.changed else UNMOVED

    def _topic_of(self, frame: BookFrame) -> Topic:
        return Topic(Channel.BOOK, frame.symbol, frame.name, self._product)

    def _told(self, book: Book, before: Trust, topic: Topic) -> Told:
        trust, lost = book.trust, False
        if trust is not before:
            self._note(book)
            lost = trust in _RESYNC
            self.gaps += lost
        return BookChanged(self._venue, book.market.pair, trust), topic if lost else None

    def learn(self, frame: BookFrame, data: bytes) -> None:
        """This message was that frame and nothing else: whoever holds the book may read the next one of its kind itself.
        It is a hint only, for what reads messages looks for the topic in each of them."""
        book, tries = self._by_symbol.get(frame.symbol), self._learnt.get(frame.symbol, 0)
        head = data[: data.find(self._mark, 0, HEAD_BYTES_MAX)]
        if not self._mark or book is None or tries >= HEADS_MAX or head in self._heads:
            return
        self._learnt[frame.symbol] = tries + 1
        spelled = read_topic(self._rule.envelope, data) if self._rule.envelope is not None else None
        if spelled is not None and book.know(spelled):
            self._heads[head] = book, self._topic_of(frame)

    def lost(self, why: Trust, symbol: str = "") -> list[BookChanged]:
        """The socket that fed them is gone, or what came for one of them could not be read."""
        changes = []
        for pair, book in self.by_pair.items():
            if symbol and book.market.symbol != symbol:
                continue
            book.lost(why)
            if book.changed:
                self._note(book)
                changes.append(BookChanged(self._venue, pair, book.trust))
        return changes

    def _note(self, book: Book) -> None:
        """The trust of a book changed."""
        self.turned, pair = True, book.market.pair
        if book.trust is Trust.GOOD:
            self.untrusted.discard(pair)
            self._vigil.trusted(pair, all_are=not self.untrusted)
            due = book.due()
            self._due = due if self._due is None or due is None else min(self._due, due)
            before = self._silent.pop(pair, None)
            if before is not None and before != book.top():
                self._news.append(Surprise("a silent book", f"{pair} had moved, and nothing said so"))
                self._due = 0
        else:
            self.untrusted.add(pair)
            self._vigil.turned(pair)

    def tick(self, now_ns: int) -> list[BookChanged | Surprise]:
        if self._due is None or now_ns < self._due:
            return []
        changes, self._news = self._news, []
        times = []
        for pair, book in self.by_pair.items():
            due = book.due()
            if due is not None and now_ns >= due:
                book.tick(now_ns)
                if book.changed:
                    self._note(book)
                    changes.append(BookChanged(self._venue, pair, book.trust))
            elif due is not None:
                times.append(due)
        self._due = min(times) if times else None
        return changes

    def overdue(self, asked: Callable[[Topic], int | None], now_ns: int) -> tuple[list[Swap], str]:
        """Books that wait for a snapshot which does not come: it, or the request for it, was lost; or nothing ever comes
        by their channel; and books that are silent, or crossed for long. `asked`: when a topic was asked for that the
        venue has taken, None for any other. And why all of them want another socket, where they do.
        """
        swaps: list[Swap] = []
        for pair in sorted(self.untrusted):
            book = self.by_pair[pair]
            stale = book.trust is Trust.STALE
            if not self._vigil.is_due(pair, book.at_ns if stale else None, now_ns):
                continue
            topic = self.topic(book.market)
            asked_ns = asked(topic)
            if stale:
                self._silent[pair] = book.top()
            if not self._spoken and asked_ns is not None and not book.sound:
                if now_ns >= asked_ns + PATIENCE_NS:
                    return self._try_other(now_ns), ""
                self._vigil.wait(pair, asked_ns + PATIENCE_NS)
            elif asked_ns is not None and self._vigil.hopeless(pair, now_ns):
                return [], f"the book of {pair} was asked for again and again, and does not come"
            else:
                swaps.append((topic, topic))
        return swaps, ""

    def _try_other(self, now_ns: int) -> list[Swap]:
        """All books begin anew on the other channel."""
        other = self._rule.instead
        assert other is not None, "there is no other channel"
        markets = [book.market for book in self.by_pair.values()]
        gone = [self.topic(market) for market in markets]
        back = OtherBooks(self._name, replace(self._rule, instead=None))
        self._name, self._rule = other.name, replace(other.rule, instead=back)
        self._mark, self._due = _mark(self._rule, self._fast), now_ns
        self._news.append(
            Surprise("no books", f"{gone[0].symbol} is heard, and nothing comes: another channel is tried")
        )
        self._heads.clear()
        self._learnt.clear()
        self.by_pair.clear()
        for market in markets:
            self.open(market)
            self._vigil.wait(market.pair, now_ns + PATIENCE_NS)
        return list(zip(gone, (self.topic(market) for market in markets), strict=True))

    def doubts(self, symbol: str) -> bool:
        book = self._by_symbol.get(symbol)
        return book is None or book.trust is not Trust.GOOD

    @property
    def unread(self) -> list[str]:
        """Pairs whose book waits for a snapshot."""
        return [pair for pair, book in self.by_pair.items() if not book.sound]

    def due(self) -> int | None:
        """A frame only moves a book's time later, so what was true at the last look is early at worst."""
        if not self.untrusted:
            return self._due
        ask_ns = min(map(self._vigil.due, self.untrusted))
        return ask_ns if self._due is None else min(ask_ns, self._due)
