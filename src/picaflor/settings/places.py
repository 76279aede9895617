"""Where files live: in a project's folder if one is named or found, else where the system keeps such things.

Live, paper and emulated runs never share a file of state: each world has a folder of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import platformdirs

from picaflor.settings.problems import BadName, FileTrouble

PROJECT_FILE = "picaflor.toml"
PARENTS_MAX = 40
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# What other systems keep for devices: a folder with such a name could not be copied there.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


class World(StrEnum):
    LIVE = "live"
    PAPER = "paper"
    EMULATED = "emulated"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one install. Nothing is made by looking."""

    config_dir: Path
    data_dir: Path
    project: Path | None = None

    @property
    def config_file(self) -> Path:
        return self.config_dir / PROJECT_FILE

    @property
    def vault(self) -> Path:
        return self.data_dir / "vault"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    def world(self, world: World) -> Path:
        return inside(self.data_dir, str(world))

    def bot(self, world: World, name: str) -> Path:
        """The folder of one bot in one world."""
        return inside(self.world(world), name)

    def journal(self, world: World, bot: str) -> Path:
        return self.bot(world, bot) / "journal"

    def ids(self, world: World, bot: str) -> Path:
        return self.bot(world, bot) / "ids"

    def database(self, world: World, bot: str) -> Path:
        """Of one bot: it has one writer, and a second process is told so."""
        return self.bot(world, bot) / "picaflor.db"

    def paper_account(self, connector: str, account: str) -> Path:
        """The folder of what one account has on paper, whichever bots trade on it, one after the other."""
        return inside(inside(self.data_dir, "paper_accounts"), f"{checked_name(connector)}-{account}")

    def make(self, folder: Path) -> Path:
        """Make a folder, for us alone."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise FileTrouble(f"cannot make {folder}: {error.strerror}; make its parent yours and writable") from error
        return folder


def find_places(project: Path | None, cwd: Path) -> Places:
    """`project` if it was named; else the nearest folder upwards with a picaflor.toml; else the system's places."""
    if project is not None:
        if not project.is_dir():
            raise FileTrouble(f"there is no project folder {project}: make it, or name another with --project")
        return _of_project(project)
    here = cwd.resolve()
    for folder in [here, *here.parents][:PARENTS_MAX]:
        if (folder / PROJECT_FILE).is_file():
            return _of_project(folder)
    return Places(
        Path(platformdirs.user_config_dir("picaflor", appauthor=False)),
        Path(platformdirs.user_data_dir("picaflor", appauthor=False)),
    )


def shared_folder(name: str) -> Path:
    """Where every install of this user looks, whatever folder it lives in. It is made."""
    state = Path(platformdirs.user_state_dir("picaflor", appauthor=False))
    return Places(state, state).make(inside(state, name))


def _of_project(folder: Path) -> Places:
    folder = folder.resolve()
    return Places(folder, folder / "data", folder)


def checked_name(name: str) -> str:
    """A name that can be a file anywhere and can lead nowhere else."""
    if not NAME.fullmatch(name) or name.lower() in DEVICES:
        raise BadName(f"{name[:80]!r} cannot be a name: use 1 to 64 letters, digits, - and _")
    return name


def inside(folder: Path, name: str) -> Path:
    """`folder/name`, refused if a link leads it out of the folder."""
    path = folder / checked_name(name)
    if path.resolve() != folder.resolve() / name:
        raise BadName(f"{path} is a link that leads out of {folder}: remove it or use another name")
    return path
