"""The work that a controller has handed out: each piece is called at each wake, and written down when it has changed.

A piece that has ended is kept for a while, for an order that was proven absent may come back, and then it is let go:
its money stays in the sums. Names are counted and never used twice, for they begin the tags of orders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from picaflor.domain.commands import Command
from picaflor.strategies.executors.table import executor_class, kind_of
from picaflor.strategies.executors.vocabulary import Executor, Phase
from picaflor.strategies.protocols import View

ENDED_KEPT = 20
OWN = "-"  # the record of the orchestra itself; no piece of work has that name


class Piece(Struct, frozen=True):
    """One record: what kind of work, and all that it remembers."""

    kind: str
    memory: msgspec.Raw


class Own(Struct):
    """What the controller itself must know after a restart, beside its work."""

    count: int = 0
    ended: dict[str, int] = {}  # by close type
    notes: dict[str, int] = {}


class Orchestra:
    def __init__(self) -> None:
        self._pieces: dict[str, Executor] = {}
        self._own = Own()
        self._written: dict[str, bytes] = {}

    # handing out

    def begin(self, kind: str, config: Any) -> Executor:
        """A new piece of work. It wants nothing before the next `act`."""
        name = f"{kind[0]}{self._own.count}"
        self._own.count += 1
        made: Executor = executor_class(kind)(name, config)
        self._pieces[name] = made
        return made

    def act(self, view: View) -> list[Command]:
        """Every piece hears what is new, even those that have ended, and says what it wants."""
        commands: list[Command] = []
        for executor in self._pieces.values():
            before = executor.phase
            commands += executor.act(view)
            if executor.phase is Phase.ENDED and before is not Phase.ENDED:
                word = str(executor.close_type)
                self._own.ended[word] = self._own.ended.get(word, 0) + 1
        self._let_go()
        return commands

    def _let_go(self) -> None:
        over = [name for name, executor in self._pieces.items() if executor.phase is Phase.ENDED]
        for name in over[:-ENDED_KEPT]:
            del self._pieces[name]

    def stop(self) -> None:
        for executor in self.active():
            executor.stop()

    # what is so

    def __iter__(self) -> Iterator[Executor]:
        return iter(self._pieces.values())

    def active(self, *kinds: str) -> list[Executor]:
        """Those that have not ended, of these kinds or of any."""
        alive = [each for each in self._pieces.values() if each.phase is not Phase.ENDED]
        return [each for each in alive if not kinds or kind_of(each) in kinds]

    @property
    def ended(self) -> Mapping[str, int]:
        """How many ended how, since the first run. One that came back and ended again counts twice."""
        return self._own.ended

    @property
    def notes(self) -> dict[str, int]:
        """The controller's own numbers: written down with its work."""
        return self._own.notes

    def due(self) -> int | None:
        times = [time for each in self._pieces.values() if (time := each.due()) is not None]
        return min(times, default=None)

    # what is remembered

    def changes(self) -> list[tuple[str, bytes]]:
        now = {OWN: msgspec.json.encode(self._own)}
        for name, executor in self._pieces.items():
            now[name] = msgspec.json.encode(Piece(kind_of(executor), msgspec.Raw(executor.dump())))
        changed = [(name, record) for name, record in now.items() if self._written.get(name) != record]
        changed += [(name, b"") for name in self._written if name not in now]
        self._written = now
        return changed

    def restore(self, records: Mapping[str, bytes]) -> None:
        for name, record in records.items():
            if name == OWN:
                self._own = msgspec.json.decode(record, type=Own)
                continue
            piece = msgspec.json.decode(record, type=Piece)
            self._pieces[name] = executor_class(piece.kind).restore(name, bytes(piece.memory))
        self.changes()  # as they are read back, they are written
