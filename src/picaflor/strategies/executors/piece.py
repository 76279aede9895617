"""What every executor remembers, and what all of them answer alike: how far it is, why it ends, when it tries again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Self, TypeVar, get_args

import msgspec
from msgspec import Struct

from picaflor.domain.book import Level
from picaflor.domain.market import Market
from picaflor.strategies.executors.vocabulary import CloseType, Phase

SECOND = 1_000_000_000
BACK_OFF_MAX = 10
DENIALS_MAX = 20  # in a row, while something is opened: then it has failed


class Memory(Struct, kw_only=True):
    phase: Phase = Phase.WAITING
    close_type: CloseType | None = None
    closing: CloseType | None = None  # why it is to end
    began_ns: int = 0
    again_ns: int = 0  # not before this is anything placed anew


M = TypeVar("M", bound=Memory)


class Piece(Generic[M]):
    """A class below says `Piece[ItsMemory]`: that is also how a record of it is read."""

    def __init__(self, name: str, memory: M) -> None:
        self.name, self._m = name, memory

    @classmethod
    def restore(cls, name: str, dumped: bytes) -> Self:
        (kind,) = get_args(cls.__orig_bases__[0])  # type: ignore[attr-defined]
        memory = msgspec.json.decode(dumped, type=kind)
        made = cls.__new__(cls)
        made.name, made._m = name, memory
        return made

    @property
    def phase(self) -> Phase:
        return self._m.phase

    @property
    def close_type(self) -> CloseType | None:
        return self._m.close_type

    def dump(self) -> bytes:
        return msgspec.json.encode(self._m)

    def stop(self) -> None:
        self._m.closing = self._m.closing or CloseType.EARLY_STOP

    def due(self) -> int | None:
        return self._m.again_ns or None if self._m.phase is not Phase.ENDED else None

    # for those below

    def _wake(self, now_ns: int, alive: bool) -> bool:
        """Whether there is anything to do. `alive`: there is news of something that can still trade or be closed; what
        was thought to be over then goes on to be closed.
        """
        memory = self._m
        if now_ns >= memory.again_ns:
            memory.again_ns = 0
        if memory.phase is not Phase.ENDED:
            return True
        if alive:
            memory.phase, memory.closing, memory.close_type = Phase.CLOSING, memory.close_type, None
        return alive

    def _pause(self, now_ns: int, denials: int) -> None:
        """Not again before a while has passed: the longer, the more often it was refused."""
        if denials:
            self._m.again_ns = now_ns + SECOND * min(BACK_OFF_MAX, denials)

    def _end(self) -> None:
        memory = self._m
        memory.phase, memory.close_type, memory.again_ns = Phase.ENDED, memory.closing, 0


def tradable(market: Market, lots: int, ticks: int) -> bool:
    """Whether a venue takes so little. `ticks`: its price, or one near it."""
    return lots >= max(1, market.min_lots) and market.notional(ticks, lots) >= market.min_notional


def cut(market: Market, lots: int, *, at_market: bool) -> int:
    """As much of it as one order may be."""
    most = (market.max_market_lots or market.max_lots) if at_market else market.max_lots
    return min(lots, most) if most else lots


def walk(levels: Iterable[Level], lots: int, market: Market) -> tuple[int, int] | None:
    """What trading so much would move, in atoms of the quote coin, and its worst price; None where there is not so much."""
    money = 0
    for ticks, size in levels:
        taken = min(size, lots)
        money += market.notional(ticks, taken)
        lots -= taken
        if lots <= 0:
            return money, ticks
    return None
