"""What the processes of a detached bot tell each other over their pipes."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from picaflor.app.alerts import Channels


class Job(msgspec.Struct, frozen=True):
    """A bot, as it is started. Keys are on no command line, in no environment and in no file: only in here."""

    files: tuple[str, ...]
    bot: str
    endpoint: str | None
    project: str  # "": as it was found
    live: bool
    for_ns: int
    keys: dict[str, str]
    more_keys: tuple[dict[str, str], ...] = ()  # of its other venues, in the plan's order

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(map(Path, self.files))

    def __repr__(self) -> str:
        return f"Job({self.bot})"


class Order(msgspec.Struct, frozen=True):
    """What its supervisor is told."""

    job: Job
    folder: str
    level: str
    channels: Channels = Channels()

    def __repr__(self) -> str:
        return f"Order({self.job.bot})"


def tell(record: dict[str, Any]) -> None:
    """To whoever started us. He may be gone; we go on without him."""
    with suppress(OSError):
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()
