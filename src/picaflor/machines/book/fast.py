"""The compiled twin of the naive book: the same words, the same answers, from one flat array and one call a frame.

What the kernel does not serve (a spelling beyond the plain one, a number beyond a word, a book beyond the capacity) it
refuses untouched. Then a naive book is made of the array, takes the frame, and goes on alone until a snapshot comes that
the kernel takes. `make_book` is the door; importing this module compiles the kernels or takes them from their cache.
"""

from __future__ import annotations

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.market import Market
from picaflor.kernels import ladder as at
from picaflor.kernels.crc import sum_levels
from picaflor.kernels.ladder import ASK, BID, SOUND
from picaflor.kernels.levels import apply_levels
from picaflor.kernels.turn import (
    CHECKSUM,
    CROSSED,
    FULL,
    GAP,
    GOOD,
    HAS_PREV,
    HAS_SEQ,
    KEPT,
    MOVED,
    OUTCOME,
    REFUSED,
    SNAPSHOT,
)
from picaflor.machines.book.keeper import Keeper
from picaflor.machines.book.layout import CAPACITY_MAX, grow, make_words, read_rows, served, spell_rows
from picaflor.machines.book.naive import NaiveBook
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Continuity

TRUSTED = Trust.GOOD  # an enum's member is looked up more slowly than a name
_OUTCOMES = {KEPT: Trust.EMPTY, GAP: Trust.GAP, CHECKSUM: Trust.CHECKSUM, CROSSED: Trust.CROSSED, GOOD: Trust.GOOD}
_TRUSTS = tuple(_OUTCOMES[code] for code in range(len(_OUTCOMES)))


class FastBook(Keeper):
    __slots__ = ("_naive", "_view", "_words")

    def __init__(self, market: Market, rule: BookRule) -> None:
        if not served(market, rule):
            raise ValueError(f"no kernel for {market.pair}")
        self._naive: NaiveBook | None = None
        self._words = make_words(market, rule)
        self._view = self._words.data  # single words are read from it three times as fast
        super().__init__(market, rule)

    # Where the stream stands is told by the array, for the kernel moves it on. While a naive twin leads, by that.

    @property
    def seq(self) -> int | None:
        if self._naive is not None:
            return self._naive.seq
        return self._view[at.SEQ] if self._view[at.NUMBERED] else None

    @seq.setter
    def seq(self, seq: int | None) -> None:
        self._view[at.NUMBERED] = seq is not None
        self._view[at.SEQ] = seq or 0

    @property
    def sound(self) -> bool:
        return self._naive.sound if self._naive is not None else bool(self._view[at.SOUND])

    @sound.setter
    def sound(self, sound: bool) -> None:
        self._view[at.SOUND] = sound

    @property
    def _fresh(self) -> bool:
        return bool(self._view[at.FRESH])

    @_fresh.setter
    def _fresh(self, fresh: bool) -> None:
        self._view[at.FRESH] = fresh

    def apply(self, frame: BookFrame, now_ns: int) -> Trust:
        if self._naive is None and (frame.snapshot or self._view[SOUND]):
            # What _ask does, without the call: this is the way of nearly every frame.
            has = SNAPSHOT if frame.snapshot else 0
            if (seq := frame.seq) is not None:
                has |= HAS_SEQ
            if (prev := frame.prev) is not None:
                has |= HAS_PREV
            try:
                code = apply_levels(frame.bids, frame.asks, self._words, has, seq or 0, prev or 0, frame.checksum or 0)
            except (IndexError, OverflowError):  # cut off, or beyond a word
                code = REFUSED
            if code & OUTCOME == GOOD and self.trust is TRUSTED:
                self.changed = code > MOVED
                self.at_ns = now_ns
                return TRUSTED
            if code >= KEPT:
                return self._settle_with(code, now_ns)
        return self._apply_slowly(frame, now_ns)

    def _apply_slowly(self, frame: BookFrame, now_ns: int) -> Trust:
        """The kernel has refused, or does not hold the levels, or only a whole book can help."""
        naive = self._naive
        whole = frame.snapshot or self.rule.continuity is Continuity.REPLACE
        if not whole and not self.sound:
            self.changed = False
            return self.trust
        if naive is None or (whole and self._mirror(naive)):
            code = self._ask(frame)
            if code >= KEPT:
                return self._settle_with(code, now_ns)
        return self._lead(naive or self._retreat(), frame, now_ns)

    def _ask(self, frame: BookFrame) -> int:
        has = SNAPSHOT if frame.snapshot else 0
        if (seq := frame.seq) is not None:
            has |= HAS_SEQ
        if (prev := frame.prev) is not None:
            has |= HAS_PREV
        try:
            code = apply_levels(frame.bids, frame.asks, self._words, has, seq or 0, prev or 0, frame.checksum or 0)
        except (IndexError, OverflowError):  # cut off, or beyond a word
            return REFUSED
        return self._ask_with_room(frame) if code == FULL else code

    def _ask_with_room(self, frame: BookFrame) -> int:
        """Doubles the room as often as it takes."""
        if self._view[at.CAPACITY] >= CAPACITY_MAX:
            return REFUSED
        self._words = grow(self._words)
        self._view = self._words.data
        return self._ask(frame)

    def _settle_with(self, code: int, now_ns: int) -> Trust:
        """Takes over what the kernel found."""
        if code == KEPT:
            self.changed = False
            return self.trust
        self._naive = None
        trust = _TRUSTS[code & (MOVED - 1)]
        self.changed = code >= MOVED or trust is not self.trust
        self.trust = trust
        if trust is not Trust.GAP:
            self.at_ns = now_ns
        return trust

    def _lead(self, naive: NaiveBook, frame: BookFrame, now_ns: int) -> Trust:
        """The naive twin takes a frame, and leads if there was something to take."""
        naive.trust = self.trust
        trust = naive.apply(frame, now_ns)
        self.trust, self.at_ns, self.changed = trust, naive.at_ns, naive.changed
        taken = naive.sound or trust is Trust.CHECKSUM
        if taken or self._naive is not None:
            self._naive = naive
        else:
            self.sound = False
        return trust

    def _retreat(self) -> NaiveBook:
        """A naive book that is what this one is."""
        naive = NaiveBook(self.market, self.rule)
        naive.trust, naive.at_ns = self.trust, self.at_ns
        naive.seq, naive.sound, naive._fresh = self.seq, self.sound, self._fresh
        naive.fill(*(spell_rows(self._words, self.market, side) for side in (at.BIDS, at.ASKS)))
        return naive

    def _mirror(self, naive: NaiveBook) -> bool:
        """Tells the array what the kernel must know of the leading twin before a snapshot: its number and its top."""
        if naive.seq is not None and not 0 <= naive.seq < 2**62:
            return False
        self.seq, self.sound = naive.seq, naive.sound
        top = naive.top()
        words = (top.bid, top.bid_lots, top.ask, top.ask_lots)
        fits = max(words) < 2**62
        for word, value in zip((at.BID, at.BID_LOTS, at.ASK, at.ASK_LOTS), words, strict=True):
            self._view[word] = value if fits else -1
        return True

    def lost(self, why: Trust) -> None:
        super().lost(why)
        if self._naive is not None:
            self._naive.lost(why)

    def _take(self, frame: BookFrame, *, whole: bool) -> bool:
        raise AssertionError("frames are taken by the kernel, or by the naive twin")

    def best(self) -> tuple[int, int]:
        """Bid and ask in ticks, 0 for none: the top without its sizes, and sooner."""
        if self._naive is not None:
            top = self._naive.top()
            return top.bid, top.ask
        view = self._view
        return view[BID], view[ASK]

    def top(self) -> Top:
        if self._naive is not None:
            return self._naive.top()
        return Top(*self._view[at.BID : at.ASK_LOTS + 1].tolist())

    def bids(self, depth: int) -> list[Level]:
        if self._naive is not None:
            return self._naive.bids(depth)
        return [(key, quote >> at.QUOTE_BITS) for key, quote in read_rows(self._words, at.BIDS, depth)]

    def asks(self, depth: int) -> list[Level]:
        if self._naive is not None:
            return self._naive.asks(depth)
        return [(-key, quote >> at.QUOTE_BITS) for key, quote in read_rows(self._words, at.ASKS, depth)]

    @property
    def sizes(self) -> tuple[int, int]:
        if self._naive is not None:
            return self._naive.sizes
        return self._view[at.BIDS], self._view[at.ASKS]

    def crc(self) -> int:
        return self._naive.crc() if self._naive is not None else sum_levels(self._words)

    @property
    def compiled(self) -> bool:
        """Does the kernel hold the levels now?"""
        return self._naive is None
