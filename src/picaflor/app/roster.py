"""Every bot of this install, in every world: how it stands, by what it and its supervisor wrote and whether they live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from picaflor.app.bot_files import HAND, NUMBER, status_path, supervisor_path
from picaflor.app.meant import unknown
from picaflor.app.problems import NotFound
from picaflor.settings.places import Places, World
from picaflor.storage.state_files import read_state, runs

KEPT = ("connector", "account", "pair", "pairs", "bought", "sold", "denied", "profit", "quote", "position", "seconds")
ENDED: Final = ("did not start", "stopped", "given up")  # what a supervisor says that is only on its way out


@dataclass(frozen=True, slots=True)
class Entry:
    world: str
    bot: str
    folder: Path
    told: Mapping[str, Any]  # by the bot
    watched: Mapping[str, Any]  # by its supervisor

    @property
    def name(self) -> str:
        return f"{self.world}/{self.bot}"

    @property
    def pid(self) -> int | None:
        """Of the bot, while it runs: the process may live on, as a shell does that had one in its foreground."""
        over = self.told.get("kind") in ("summary", "failed")
        return self.told["process"]["pid"] if not over and runs(self.told.get("process")) else None

    @property
    def supervisor_pid(self) -> int | None:
        return self.watched["process"]["pid"] if runs(self.watched.get("process")) else None

    @property
    def state(self) -> str:
        """starting, running, restarting, stopped, failed, crashed, given up or never ran."""
        if self.pid is not None:
            return "starting" if self.told.get("kind") == "starting" or self.told.get("waiting_for") else "running"
        if self._looked_after:
            return "restarting"
        if self.watched.get("state") == "given up":
            return "given up"
        return {"summary": "stopped", "failed": "failed", None: "never ran"}.get(self.told.get("kind"), "crashed")

    @property
    def _looked_after(self) -> bool:
        return self.supervisor_pid is not None and self.watched.get("state") not in ENDED

    @property
    def alive(self) -> bool:
        return self.pid is not None or self._looked_after

    @property
    def gone(self) -> bool:
        """No process of it is left, on its way out or not: it may be started again."""
        return self.pid is None and self.supervisor_pid is None

    def record(self) -> dict[str, Any]:
        return {
            "world": self.world,
            "bot": self.bot,
            "state": self.state,
            "pid": None if self.pid is None else str(self.pid),
            "supervised": self.supervisor_pid is not None,
            "restarts": self.watched.get("restarts", "0"),
            **{name: self.told.get(name) for name in KEPT},
            "waiting_for": self.told.get("waiting_for", []),
            "orders": self.told.get("orders", []) if self.alive else [],
            "tale": self.told.get("tale", []),
            "words": self.told.get("words"),
            "proven_cancelled": self.told.get("proven_cancelled"),
            "not_proven": self.told.get("not_proven", []),
        }


def read_roster(places: Places, *, hand: bool = False) -> list[Entry]:
    """`hand`: also what people did by hand, which is kept like a bot's and never runs for long."""
    return [
        read_entry_of(str(world), number.parent)
        for world in World
        for number in sorted(places.world(world).glob(f"*/{NUMBER}"))
        if hand or number.parent.name != HAND
    ]


def read_entry_of(world: str, home: Path) -> Entry:
    return Entry(world, home.name, home, read_state(status_path(home)), read_state(supervisor_path(home)))


def find_bots(places: Places, name: str | None, *, hand: bool = False) -> list[Entry]:
    """All, or those of a name: in one world as `emulated/maker`, else in each that has one."""
    there = read_roster(places, hand=hand)
    if name is None:
        return there
    found = [entry for entry in there if name in (entry.bot, entry.name)]
    if not found:
        known = sorted({entry.bot for entry in there})
        raise NotFound(unknown("bot", name, known) if known else f"there is no bot {name}: none was ever started here")
    return found
