"""Runs a recorded session again and compares every byte that left it; the first difference is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from msgspec import MsgspecError

from picaflor.app.build import build_engine
from picaflor.app.plan import RunPlan, read_plan, use
from picaflor.app.problems import OtherVersion
from picaflor.app.progress import Told, unheard
from picaflor.engine.loop import Engine
from picaflor.engine.records import Entry, Kind, read_inward, read_kept, read_outward, read_told
from picaflor.storage.journal import read_journal
from picaflor.strategies.table import UnknownController


class Line(NamedTuple):
    kind: int
    at_ns: int
    payload: bytes


@dataclass(slots=True)
class Verdict:
    inputs: int = 0
    outputs: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    difference: str = ""

    @property
    def same(self) -> bool:
        return not self.difference


class _Collector:
    """The journal of a replay: what would have been written."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, entry: Entry) -> None:
        if entry[0] in _MADE:
            self.lines.append(Line(*entry))


_MADE = (Kind.OUT, Kind.KEPT, Kind.LISTED, Kind.BANNED, Kind.STOPS, Kind.BILLS, Kind.WORK)
_READ = (Kind.FRAME, Kind.INWARD, Kind.TICK, Kind.TOLD)


def replay(plan: RunPlan, records: Iterable[tuple[int, int, bytes]]) -> Verdict:
    """Feeds what came in; compares what was decided and what left, in order."""
    collector = _Collector()
    engine = build_engine(plan, collector)
    verdict = Verdict()
    expected: list[Line] = []
    for kind, at_ns, payload in records:
        if kind in _MADE:
            expected.append(Line(kind, at_ns, payload))
        elif kind in _READ:
            if not _agree(verdict, expected, collector.lines):
                return verdict
            expected, collector.lines = [], []
            feed(engine, kind, at_ns, payload)
            verdict.inputs += 1
            verdict.counts[Kind(kind).name.lower()] += 1
    # The last turn may have been torn off the journal: what was made beyond it is no difference.
    _agree(verdict, expected, collector.lines[: len(expected)])
    return verdict


def feed(engine: Engine, kind: int, at_ns: int, payload: bytes) -> None:
    if kind == Kind.TICK:
        engine.tick(at_ns)
    elif kind == Kind.TOLD:
        engine.tell(read_told(payload), at_ns)
    else:
        came = read_inward(kind, payload)
        engine.feed(came.venue, came.what, at_ns)


def _agree(verdict: Verdict, expected: list[Line], made: list[Line]) -> bool:
    for n in range(max(len(expected), len(made))):
        was = expected[n] if n < len(expected) else None
        now = made[n] if n < len(made) else None
        if was != now:
            verdict.difference = _describe(verdict.inputs, was, now)
            return False
        verdict.outputs += 1
    return True


def _describe(inputs: int, was: Line | None, now: Line | None) -> str:
    at = (was or now or Line(0, 0, b"")).at_ns
    return f"after input {inputs} at {at} ns:\n  recorded: {_words(was)}\n  replayed: {_words(now)}"


def _words(line: Line | None) -> str:
    if line is None:
        return "nothing"
    if line.kind == Kind.OUT:
        out = read_outward(line.payload)
        return f"{out.venue}: {out.what}"
    venue, fact = read_kept(line.payload)
    return f"{venue}: {fact.decode()}"


def replay_directory(directory: Path, run: int = -1, told: Told = unheard) -> Verdict:
    header, records = read_journal(directory, run, told)
    try:
        return replay(read_plan(header), records)
    except UnknownController as error:
        raise OtherVersion(str(error)) from error
    except MsgspecError as error:
        raise OtherVersion(f"a record in {directory} cannot be read ({error}): {use(header)}") from error
