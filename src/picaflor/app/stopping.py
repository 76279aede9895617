"""Tells bots to stop, waits until their processes are gone, and reads what they proved."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from picaflor.app.progress import Tally, Told, unheard
from picaflor.app.roster import Entry, read_entry_of

LOOK_SECONDS: Final = 0.05
SECOND: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Stopped:
    """`proven`: its last word was that all of its orders are gone. False: it said the contrary, or nothing."""

    world: str
    bot: str
    gone: bool
    proven: bool
    cancelled: tuple[str, ...]
    not_proven: tuple[str, ...]
    took_ns: int

    def record(self) -> dict[str, Any]:
        return {
            "world": self.world,
            "bot": self.bot,
            "stopped": self.gone,
            "proven_cancelled": self.proven,
            "cancelled": list(self.cancelled),
            "not_proven": list(self.not_proven),
            "seconds": seconds(self.took_ns),
        }

    def words(self) -> str:
        if not self.gone:
            return f"{self.bot}: NOT stopped yet after {seconds(self.took_ns)} s"
        counted = f"{len(self.cancelled)} order{'' if len(self.cancelled) == 1 else 's'}"
        if self.proven:
            return f"{self.bot}: stopped in {seconds(self.took_ns)} s; {counted} cancelled, and nothing of it is live"
        named = f": {', '.join(self.not_proven)}" if self.not_proven else ""
        return f"{self.bot}: stopped in {seconds(self.took_ns)} s; its orders are NOT all proven cancelled{named}"


def seconds(took_ns: int) -> str:
    """To a tenth, exactly."""
    tenths = took_ns * 10 // SECOND
    return f"{tenths // 10}.{tenths % 10}"


async def stop_bots(entries: Sequence[Entry], within_ns: int, told: Told = unheard) -> list[Stopped]:
    """Side by side."""
    for entry in entries:
        tell_to_stop(entry)
    return await until_stopped(entries, within_ns, Tally(told))


def tell_to_stop(entry: Entry) -> None:
    """Its supervisor where it has one, which passes it on: else it would be started again."""
    told = entry.supervisor_pid or entry.pid
    if told is not None:
        with suppress(ProcessLookupError):
            os.kill(told, signal.SIGTERM)


async def until_stopped(entries: Sequence[Entry], within_ns: int, tally: Tally) -> list[Stopped]:
    return await tally.all(_until_stopped(entry, within_ns) for entry in entries)


async def _until_stopped(entry: Entry, within_ns: int) -> Stopped:
    loop = asyncio.get_running_loop()
    began = loop.time()
    with suppress(TimeoutError):
        async with asyncio.timeout(within_ns / SECOND):
            while not entry.gone:
                await asyncio.sleep(LOOK_SECONDS)
                entry = read_entry_of(entry.world, Path(entry.folder))
    entry = read_entry_of(entry.world, Path(entry.folder))  # after its end: what it said last
    over = entry.told if entry.told.get("kind") == "summary" else {}
    return Stopped(
        entry.world,
        entry.bot,
        gone=entry.gone,
        proven=bool(over.get("proven_cancelled")),
        cancelled=tuple(over.get("cancelled", ())),
        not_proven=tuple(over.get("not_proven", ())),
        took_ns=int((loop.time() - began) * SECOND),
    )
