"""The files of a bot that runs, looked at twice a second: what has changed of its controllers' settings is told to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from picaflor.app.bot_plan import seats_of
from picaflor.app.bot_seats import AskedSeat
from picaflor.app.configuration import load_config
from picaflor.app.own_controllers import add_own_controllers, folder_of, keep_version
from picaflor.app.problems import Problem
from picaflor.engine.audit import Step
from picaflor.engine.instructions import Reloaded, Retuned
from picaflor.engine.retuning import KEPT
from picaflor.settings.places import Places
from picaflor.settings.problems import BadConfig, FileTrouble
from picaflor.strategies.table import digest_of

Stamp = tuple[tuple[int, int, int] | None, ...]
Told = Retuned | Reloaded | Step
WHO: Final = "configuration"


@dataclass(slots=True)
class Files:
    """What a bot was started from. Only [strategy] is read anew: all else counts from its next start."""

    places: Places
    paths: tuple[Path, ...]
    seats: tuple[AskedSeat, ...] = ()  # as the run has them, or was told to
    digests: dict[str, str] = field(default_factory=dict)  # of the files of controllers of one's own, by their names
    _stamp: Stamp = field(init=False)

    def __post_init__(self) -> None:
        self._stamp = self._now()

    def begin(self, seats: Sequence[AskedSeat]) -> None:
        self.seats = tuple(seats)
        self._stamp = self._now()
        for seat in seats:
            self._keep(seat.controller)

    def _keep(self, controller: str) -> None:
        self.digests[controller] = digest_of(controller)
        keep_version(self.places, controller)

    def look(self, bot: str, pairs: dict[str, str], now_ns: int) -> list[Told]:
        """What is to be told, and what only to be logged. `pairs`: of each seat, as its venue writes it."""
        if (stamp := self._now()) == self._stamp:
            return []
        self._stamp = stamp
        try:
            if any(self.digests.values()):
                add_own_controllers(self.places)
            seats = seats_of(load_config(self.places, self.paths))
        except (Problem, BadConfig, FileTrouble) as problem:
            return [Step(now_ns, WHO, KEPT, str(problem))]
        before, after = [(each.name, each.controller) for each in self.seats], [(s.name, s.controller) for s in seats]
        if before != after:
            return [Step(now_ns, WHO, KEPT, "other controllers are named: that counts from the bot's next start")]
        told: list[Told] = []
        for was, seat in zip(self.seats, seats, strict=True):
            if (seat.limits, seat.row, seat.elsewhere) != (was.limits, was.row, was.elsewhere):
                why = "its limits, and where it trades, count from the next start"
                told.append(Step(now_ns, seat.name or bot, KEPT, why))
            name, digest = seat.name or bot, digest_of(seat.controller)
            pair = pairs[name] if seat.settings["pair"] == was.settings["pair"] else seat.settings["pair"]
            if digest != self.digests[seat.controller]:
                told.append(Reloaded(name, seat.controller, digest, {**seat.settings, "pair": pair}))
            elif seat.settings != was.settings:
                told.append(Retuned(name, {**seat.settings, "pair": pair}))
        for seat in seats:
            if digest_of(seat.controller) != self.digests[seat.controller]:
                self._keep(seat.controller)
        self.seats = tuple(seats)
        return told

    def _now(self) -> Stamp:
        parts = [seat.file for seat in self.seats if seat.file is not None]
        own = [folder_of(self.places) / f"{name}.py" for name, digest in self.digests.items() if digest]
        return tuple(_stamp(path) for path in (self.places.config_file, *self.paths, *parts, *own))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
