"""The words that all executors share: how far one has come, and why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Protocol, Self

from picaflor.domain.commands import Command
from picaflor.strategies.protocols import View


class Phase(StrEnum):
    WAITING = "waiting"  # nothing has been wanted yet
    WORKING = "working"
    CLOSING = "closing"  # nothing new is begun; what is live is taken back, what is held is given up
    ENDED = "ended"  # nothing of it is live, and nothing that can be traded is held


# The table of states: from which phase one call may lead to which. What an order does late may bring back what has ended.
MOVES: Final[Mapping[Phase, frozenset[Phase]]] = {
    Phase.WAITING: frozenset(Phase),
    Phase.WORKING: frozenset({Phase.WORKING, Phase.CLOSING, Phase.ENDED}),
    Phase.CLOSING: frozenset({Phase.CLOSING, Phase.ENDED}),
    Phase.ENDED: frozenset({Phase.ENDED, Phase.CLOSING}),
}


class CloseType(StrEnum):
    COMPLETED = "completed"
    TAKE_PROFIT = "take_profit"
    STOP_LOSS = "stop_loss"
    TIME_LIMIT = "time_limit"
    TRAILING_STOP = "trailing_stop"
    EARLY_STOP = "early_stop"  # somebody asked for it
    FAILED = "failed"  # it was refused too often


class Executor(Protocol):
    """Called at each wake of its controller; what it returns goes through risk like any other command."""

    def __init__(self, name: str, config: Any) -> None: ...

    @classmethod
    def restore(cls, name: str, dumped: bytes) -> Self: ...

    @property
    def name(self) -> str:
        """Of this one piece of work: the beginning of the tag of each of its orders."""
        ...

    @property
    def phase(self) -> Phase: ...
    @property
    def close_type(self) -> CloseType | None: ...
    def act(self, view: View) -> list[Command]: ...
    def stop(self) -> None:
        """Wind down, whatever it takes: the next `act` begins with it."""
        ...

    def due(self) -> int | None:
        """When time alone changes something."""
        ...

    def dump(self) -> bytes:
        """All that a restart must know of it."""
        ...
