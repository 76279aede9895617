"""The books of one connector: frames in, trust out, and which topics must be asked for anew."""

from __future__ import annotations

from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged
from picaflor.domain.market import Market
from picaflor.machines.book.keeper import Keeper as Book
from picaflor.machines.book.twins import make_book
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import BookRule

_RESYNC = (Trust.GAP, Trust.CHECKSUM, Trust.UNREADABLE)


class Shelf:
    def __init__(self, venue: str, rule: BookRule, fast: bool) -> None:
        self.by_pair: dict[str, Book] = {}
        self._by_symbol: dict[str, Book] = {}
        self._venue = venue
        self._rule = rule
        self._fast = fast
        self.gaps = 0

    def open(self, market: Market) -> None:
        if market.pair not in self.by_pair:
            book = make_book(market, self._rule, fast=self._fast)
            self.by_pair[market.pair] = self._by_symbol[market.symbol] = book

    def close(self, pair: str) -> Topic | None:
        book = self.by_pair.pop(pair, None)
        if book is None:
            return None
        del self._by_symbol[book.market.symbol]
        return Topic(Channel.BOOK, book.market.symbol)

    def apply(self, frame: BookFrame, now_ns: int) -> tuple[BookChanged | None, Topic | None]:
        """What changed for readers, and the topic to ask for anew if the book lost its thread."""
        book = self._by_symbol.get(frame.symbol)
        if book is None:
            return None, None
        before = book.trust
        trust = book.apply(frame, now_ns)
        if not book.changed:
            return None, None
        lost = trust in _RESYNC and trust is not before
        self.gaps += lost
        topic = Topic(Channel.BOOK, frame.symbol, frame.name) if lost else None
        return BookChanged(self._venue, book.market.pair, trust), topic

    def lost(self, why: Trust) -> list[BookChanged]:
        """The socket that fed them is gone."""
        changes = []
        for pair, book in self.by_pair.items():
            book.lost(why)
            if book.changed:
                changes.append(BookChanged(self._venue, pair, book.trust))
        return changes

    def tick(self, now_ns: int) -> list[BookChanged]:
        changes = []
        for pair, book in self.by_pair.items():
            due = book.due()
            if due is not None and now_ns >= due:
                book.tick(now_ns)
                if book.changed:
                    changes.append(BookChanged(self._venue, pair, book.trust))
        return changes

    def due(self) -> int | None:
        times = [due for book in self.by_pair.values() if (due := book.due()) is not None]
        return min(times) if times else None

    def waiting_for(self) -> list[str]:
        return [f"book {pair}" for pair, book in self.by_pair.items() if book.trust is not Trust.GOOD]
