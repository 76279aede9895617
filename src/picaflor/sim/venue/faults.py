"""What may go wrong at an emulated venue, drawn from a seeded generator or ordered one by one. Counted by kind."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from random import Random
from typing import TypeVar

F = TypeVar("F", bound=StrEnum)
MS = 1_000_000
CODE = "code"
CHANCES = 10_000


class RequestFault(StrEnum):
    NONE = "none"
    DROP_REQUEST = "drop_request"  # it never arrives
    DROP_REPLY = "drop_reply"  # it is done, and nobody hears of it
    DELAY = "delay"
    TOO_MANY = "429"
    BROKEN = "5xx"  # done or not: the status does not say
    GARBLED = "garbled"  # done, and the body is cut


class FrameFault(StrEnum):
    NONE = "none"
    DROP = "gap"
    TWICE = "duplicate"
    LATER = "reorder"
    SCRAMBLED = "garbled_frame"
    HANG_UP = "disconnect"
    SILENT = "silent"  # the socket stays open and says nothing more
    MUTE = "mute"  # it answers pings, and says nothing else any more
    FORGOTTEN = "forgotten"  # one of its subscriptions is dropped without a word
    CHECKSUM = "checksum"  # a change of a book comes with a wrong one, to all who hear it


@dataclass(frozen=True)
class FaultRates:
    """Chances in ten thousand, for each request or frame; of a checksum, for each change of a book that is heard."""

    requests: dict[RequestFault, int] = field(default_factory=dict)
    frames: dict[FrameFault, int] = field(default_factory=dict)
    delay_max_ns: int = 3_000 * MS

    @cached_property
    def of_frames(self) -> dict[FrameFault, int]:
        """All but that of checksums, which is drawn where books are written."""
        return {kind: chance for kind, chance in self.frames.items() if kind is not FrameFault.CHECKSUM}


class Faults:
    def __init__(self, rates: FaultRates, seed: int) -> None:
        self.rates = rates
        self.counts: Counter[str] = Counter()
        self.on = True
        self._dice = Random(seed)  # noqa: S311  (faults, not secrets)
        self._sum_dice = Random(seed ^ 0xC4EC)  # noqa: S311
        self._ordered_sums = 0
        self._ordered: deque[RequestFault] = deque(maxlen=1_000)
        self._ordered_frames: deque[FrameFault] = deque(maxlen=1_000)
        self._codes: dict[bool, deque[str]] = {True: deque(maxlen=1_000), False: deque(maxlen=1_000)}

    def order_code(self, code: str, times: int = 1, trading: bool = True) -> None:
        """The next `times` requests that change something, or private questions, are answered with a code of the
        venue's, and nothing is done."""
        for _ in range(times):
            self._codes[trading].append(code)

    def code(self, trading: bool) -> str:
        """ "": this one is answered as it deserves."""
        if not self._codes[trading]:
            return ""
        self.counts[CODE] += 1
        return self._codes[trading].popleft()

    def order(self, fault: RequestFault | FrameFault, times: int = 1) -> None:
        """The next `times` requests that change something, or frames, meet this fault."""
        if fault is FrameFault.CHECKSUM:
            self._ordered_sums += times
            return
        queue: deque[RequestFault] | deque[FrameFault]
        queue = self._ordered if isinstance(fault, RequestFault) else self._ordered_frames
        for _ in range(times):
            queue.append(fault)  # type: ignore[arg-type]

    @property
    def frames_ordered(self) -> bool:
        return bool(self._ordered_frames)

    def request(self, trading: bool) -> RequestFault:
        if trading and self._ordered:
            return self._count(self._ordered.popleft(), RequestFault.NONE)
        if not self.on or not self.rates.requests:
            return RequestFault.NONE
        return self._count(self._draw(self.rates.requests, RequestFault.NONE), RequestFault.NONE)

    def frame(self) -> FrameFault:
        if self._ordered_frames:
            return self._count(self._ordered_frames.popleft(), FrameFault.NONE)
        if not self.on or not self.rates.frames:
            return FrameFault.NONE
        return self._count(self._draw(self.rates.of_frames, FrameFault.NONE), FrameFault.NONE)

    def wrong_sum(self) -> bool:
        """Whether the change of a book that is told now has a wrong checksum."""
        if self._ordered_sums:
            self._ordered_sums -= 1
            self._count(FrameFault.CHECKSUM, FrameFault.NONE)
            return True
        chance = self.rates.frames.get(FrameFault.CHECKSUM, 0)
        if not self.on or not chance:
            return False
        drawn = self._sum_dice.randrange(CHANCES) < chance
        return self._count(FrameFault.CHECKSUM if drawn else FrameFault.NONE, FrameFault.NONE) is not FrameFault.NONE

    def delay_ns(self) -> int:
        return self._dice.randrange(1, max(2, self.rates.delay_max_ns))

    def below(self, limit: int) -> int:
        return self._dice.randrange(max(1, limit))

    def _count(self, fault: F, none: F) -> F:
        if fault is not none:
            self.counts[fault.value] += 1
        return fault

    def _draw(self, rates: dict[F, int], none: F) -> F:
        roll = self._dice.randrange(CHANCES)
        for fault, chance in rates.items():
            if roll < chance:
                return fault
            roll -= chance
        return none
