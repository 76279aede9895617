"""Keys of emulated venues wherever they should not be: each is made from a small number, so all of them are known."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from picaflor.app.emulate import emulated_keys
from picaflor.storage.problems import DiskRefused
from picaflor.storage.segments import Bad, Segment, list_segments, load

SEEDS, CUSTOMERS = range(200), range(1, 10)
LIKE = re.compile(rb"[0-9a-f]{64}|Pass[0-9a-f]{12}")
# What an emulator says to whoever started it, as tests hand it on; lists of customers; and what is typed at a command.
GIVEN = {".json", ".toml"}
TYPED = {"answers", "mistyped"}


@cache
def secrets() -> frozenset[bytes]:
    keys = [emulated_keys(seed, n) for seed in SEEDS for n in CUSTOMERS]
    return frozenset(word.encode() for each in keys for word in (each.secret, each.passphrase))


def holds(data: bytes) -> bool:
    return any(word in secrets() for word in LIKE.findall(data))


def found_in(folder: Path) -> list[str]:
    """Files as they are, and segments of journals unpacked as well."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    ours = [path for path in files if path.suffix not in GIVEN and path.name not in TYPED]
    found = [str(path) for path in ours if holds(path.read_bytes())]
    journals = {path.parent for path in files if re.fullmatch(r"r\d+-\d+\..*", path.name)}
    return found + [str(each.path) for where in journals for each in list_segments(where) if holds(plain(each))]


def plain(segment: Segment) -> bytes:
    with suppress(Bad, DiskRefused):  # damaged, as a test wanted it
        return load(segment)
    return b""
