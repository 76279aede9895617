"""The part of a book that the twins share: may it be trusted? The twins differ in how they hold the levels.

A book is *sound* while every frame since its last snapshot has followed the one before and could be read. A sound
book is GOOD, CROSSED or STALE, and the next frame may make it GOOD again: Peatio tells a trade through three levels in
three frames, and a market may be silent for a minute. Who holds it asks for a snapshot when it stays so. A book that is
not sound (EMPTY, GAP, CHECKSUM, UNREADABLE, CLOSED) ignores changes, unread, until a snapshot comes. A frame is applied
as a whole or not at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.machines.book.continuity import Verdict, judge
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Checksum

NOTHING = Top(0, 0, 0, 0)
_SOUND = (Trust.GOOD, Trust.CROSSED, Trust.STALE)


class Keeper(ABC):
    """Fed frames and the time, says whether its levels may be acted on."""

    __slots__ = ("_fresh", "_sums", "at_ns", "changed", "market", "rule", "seq", "sound", "trust")

    def __init__(self, market: Market, rule: BookRule) -> None:
        self.market = market
        self.rule = rule
        self.trust = Trust.EMPTY
        self.sound = False
        self.at_ns = 0  # when the last frame that counted came in
        self.seq: int | None = None
        self.changed = False  # did the last call move the top of the book or the trust?
        self._fresh = False
        self._sums = rule.checksum is not Checksum.NONE

    def apply(self, frame: BookFrame, now_ns: int) -> Trust:
        """The trust after this frame."""
        self.changed = False
        verdict = judge(self.rule.continuity, frame, self.seq, fresh=self._fresh)
        whole = verdict is Verdict.WHOLE
        if (not self.sound and not whole) or verdict is Verdict.OLD:
            return self.trust
        if verdict is Verdict.GAP:
            return self._break(Trust.GAP)
        before = self.top()
        if verdict is not Verdict.HEARTBEAT:
            if not self._take(frame, whole=whole):
                return self._break(Trust.UNREADABLE)
            self.seq, self._fresh = frame.seq, whole
        self.at_ns = now_ns
        return self._settle(frame, before)

    def know(self, topic: bytes) -> bool:
        """Learns how its messages spell their topic, byte for byte. False: it does not read messages of that topic."""
        return False

    def offer(self, data: bytes, now_ns: int) -> bool:
        """Takes a message of its topic as it came. False: nothing was touched, and it is to be read and applied."""
        return False

    def _settle(self, frame: BookFrame, before: Top) -> Trust:
        """A frame has been taken: is the book still right?"""
        after = self.top()
        self.changed = after != before
        if self._sums and frame.checksum and frame.checksum != self.crc():
            return self._break(Trust.CHECKSUM)
        self.sound = True
        return self._say(Trust.CROSSED if after.bid >= after.ask > 0 else Trust.GOOD)

    def lost(self, why: Trust) -> None:
        """The stream ended or is being asked for anew: nothing but a snapshot counts from here, whatever its number."""
        if why in _SOUND:
            raise ValueError(f"a book is not lost by being {why}")
        self.changed = False
        self.seq, self._fresh = None, False
        self._break(why)

    def tick(self, now_ns: int) -> Trust:
        due = self.due()
        self.changed = False
        return self._say(Trust.STALE) if due is not None and now_ns >= due else self.trust

    def due(self) -> int | None:
        """When the book goes stale unless it hears something."""
        waits = self.rule.stale_ns > 0 and self.sound and self.trust is not Trust.STALE
        return self.at_ns + self.rule.stale_ns if waits else None

    def _break(self, why: Trust) -> Trust:
        self.sound = False
        return self._say(why)

    def _say(self, trust: Trust) -> Trust:
        self.changed |= trust is not self.trust
        self.trust = trust
        return trust

    @abstractmethod
    def _take(self, frame: BookFrame, *, whole: bool) -> bool:
        """Apply all levels of a frame, or leave the book as it was and say False."""

    def best(self) -> tuple[int, int]:
        top = self.top()
        return top.bid, top.ask

    @abstractmethod
    def top(self) -> Top: ...
    @abstractmethod
    def bids(self, depth: int) -> list[Level]: ...
    @abstractmethod
    def asks(self, depth: int) -> list[Level]: ...
    @abstractmethod
    def crc(self) -> int:
        """The signed CRC-32 over the best 25 levels a side, spelled as the venue sent them."""

    @property
    @abstractmethod
    def sizes(self) -> tuple[int, int]:
        """How many levels each side has."""

    def resting(self, side: Side, levels: int) -> int:
        """Lots in the best `levels` of our bids (BUY) or asks (SELL)."""
        return sum(lots for _, lots in (self.bids if side is Side.BUY else self.asks)(levels))

    def imbalance(self, levels: int) -> tuple[int, int]:
        """Lots bid and lots asked in the best `levels`: the ratio is the reader's, and exact."""
        return self.resting(Side.BUY, levels), self.resting(Side.SELL, levels)

    def sweep(self, side: Side, lots: int) -> tuple[int, int]:
        """(Σ ticks × lots, lots) that a taker on `side` would get for up to `lots`; their quotient is the vwap."""
        read, depth = (self.asks, self.sizes[1]) if side is Side.BUY else (self.bids, self.sizes[0])
        value = taken = 0
        for ticks, there in read(depth):
            part = min(there, lots - taken)
            value, taken = value + ticks * part, taken + part
            if taken == lots:
                break
        return value, taken
