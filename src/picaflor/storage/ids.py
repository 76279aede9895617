"""Order ids come from blocks that are on the disk before the first of them is used.

After any crash, power loss included, every id that may have been sent is at most `reserved`, so each can be asked for,
and the next block begins above it. Whoever uses the file holds the lock of its directory.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from picaflor.storage.os_calls import Os, replace_whole
from picaflor.storage.problems import DiskRefused, IdsDamaged, JournalBroken, JournalFull, is_full

SHAPE = re.compile(rb"picaflor ids 1\nreserved ([0-9]{1,18})\ncrc32 ([0-9a-f]{8})\n")


class IdBlocks:
    """`at_least` is what the caller knows from elsewhere (the journal's headers): a lost or older file is no reuse."""

    def __init__(self, path: Path, *, at_least: int = 0, calls: Os | None = None) -> None:
        self._path = path
        self._calls = calls or Os()
        self._reserved = max(at_least, _read(path))

    @property
    def reserved(self) -> int:
        """The highest number that may have been used; 0 before the first block."""
        return self._reserved

    def reserve(self, n: int = 1000) -> range:
        """The next `n` numbers, safe to use when this returns."""
        if n < 1:
            raise ValueError(f"a block of {n} ids")
        upto = self._reserved + n
        try:
            replace_whole(self._calls, self._path, _write(upto))
        except OSError as error:
            kind = JournalFull if is_full(error) else JournalBroken
            raise kind(f"cannot reserve order ids in {self._path} ({error.strerror}): mend the disk first") from error
        block = range(self._reserved + 1, upto + 1)
        self._reserved = upto
        return block


def _write(reserved: int) -> bytes:
    body = b"picaflor ids 1\nreserved %d\n" % reserved
    return body + b"crc32 %08x\n" % zlib.crc32(body)


def _read(path: Path) -> int:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise DiskRefused(f"cannot read {path}: {error.strerror}; make the file yours and readable") from error
    shape = SHAPE.fullmatch(data)
    if shape is None or data != _write(int(shape[1])):
        raise IdsDamaged(
            f"the order-id counter {path} is damaged: restore it from a backup, or remove it when the journal beside it"
            " is whole (its headers know the ids); an id is never used twice, so nothing is guessed"
        )
    return int(shape[1])
