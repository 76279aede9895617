"""The folder of one bot in one world, held by one process; and a number of two letters that no other bot there has."""

from __future__ import annotations

import string
from dataclasses import dataclass
from pathlib import Path

from picaflor.app.problems import Problem
from picaflor.settings.places import Places, World
from picaflor.storage.ids import IdBlocks
from picaflor.storage.lock import DirectoryLock

LETTERS = string.digits + string.ascii_lowercase
HAND = "hand"  # whose orders are those that people place
SUPERVISOR_LOCK = "supervisor.lock"
NUMBER = "number"  # "00" is nobody's: a number begins with a letter


@dataclass(frozen=True, slots=True)
class BotFiles:
    folder: Path
    journal: Path
    database: Path
    number: str
    ids: IdBlocks
    lock: DirectoryLock


def open_bot(places: Places, world: World, name: str) -> BotFiles:
    """Raises AlreadyRunning where another process has it. `lock.release()` gives it back."""
    folder = places.make(places.bot(world, name))
    lock = DirectoryLock(folder)
    try:
        number = _number(places.world(world), folder)
        ids = IdBlocks(places.ids(world, name))
        return BotFiles(folder, places.journal(world, name), places.database(world, name), number, ids, lock)
    except BaseException:
        lock.release()
        raise


def status_path(folder: Path) -> Path:
    """How the bot stands, as it says itself."""
    return folder / "status.json"


def supervisor_path(folder: Path) -> Path:
    """How it stands, as the one says who looks after it."""
    return folder / "supervisor.json"


def log_path(folder: Path) -> Path:
    return folder / "log"


def _number(world: Path, folder: Path) -> str:
    """Order ids begin with it, so it is given once and kept."""
    own = folder / NUMBER
    if own.exists():
        return _read(own)
    lock = DirectoryLock(world, "numbers.lock")
    try:
        taken = {_read(path) for path in sorted(world.glob(f"*/{NUMBER}"))}
        free = next((a + b for a in string.ascii_lowercase for b in LETTERS if a + b not in taken), None)
        if free is None:
            raise Problem(f"{world} has as many bots as there are numbers: remove the folder of an old one")
        own.write_text(f"{free}\n")
        return free
    finally:
        lock.release()


def _read(path: Path) -> str:
    text = path.read_text().strip()
    if len(text) != 2 or not set(text) <= set(LETTERS):
        raise Problem(f"{path} does not hold a bot's number any more: restore it, its orders are known by it")
    return text
