"""Several processes, one key: how much of each rate limit is whose. One small locked file per host and key.

Every holder has a row: what it holds of each limit, what it would like, and until when. A holder may use what it holds
in every window of the limit (its own throttle sees to that), so the file is touched once a second, not once a request.
What keeps the sum below the limit, always:

    what all rows hold + what is cooling  <=  count

Whatever a holder gives up (because others want their part, because it closed, died or let its lease run out) cools for
one window before anybody else gets it, since it may have been used a moment ago; what it says it did not use is free at
once. A holder's throttle stops by itself
when its lease ends, so a process that was paused for an hour cannot use what has long been given away.

Each may have what it wants as long as others keep what they want up to their even part; what does not divide goes
round. Parts are whole multiples of the heaviest single ask, for less than that is of no use.

The file is read and written whole under flock, never waiting for the lock: a second later will do. It has two halves
written in turn, each with a checksum, so a kill in the middle of writing leaves the older one. It is not mapped into
memory: a mapped file that somebody truncates kills its readers. If both halves are damaged, nobody gets anything until
all leases that may exist have ended and cooled.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from picaflor.machines.throttle.lease import heaviest
from picaflor.machines.throttle.machine import JITTER_NS
from picaflor.storage.problems import StorageProblem
from picaflor.storage.processes import born, here, surely_dead
from picaflor.wire.venue import Cost, Limit

LASTS_NS: Final = 10_000_000_000
HOLDERS_MAX: Final = 16
COOLING_MAX: Final = 8  # pieces a holder and limit; more are merged into the one that cools longest
HALF: Final = 65_536
HEAD: Final = struct.Struct("<QII")  # number of this writing, length, checksum


class BudgetProblem(StorageProblem):
    """The file of a shared budget cannot be used."""

    exit_code = 3


class Cooling(msgspec.Struct, array_like=True):
    owner: int
    limit: int
    amount: int
    until_ns: int


class Row(msgspec.Struct, array_like=True):
    owner: int
    pid: int
    born: int
    where: str
    until_ns: int
    holds: list[int]
    wants: list[int]


class Books(msgspec.Struct, array_like=True):
    layout: str  # a fingerprint of the limits that the numbers are about
    rows: list[Row] = []
    cooling: list[Cooling] = []


def budget_path(folder: Path, host: str, who: str) -> Path:
    """`who` is the API key for limits by key, the address or "" for limits by address. Neither can be read back."""
    return folder / f"{hashlib.sha256(host.encode() + bytes(1) + who.encode()).hexdigest()[:32]}.budget"


class Budget:
    """A Lease over a file. `now_ns` must tell the same time in all processes of the machine: time since boot."""

    lasts_ns = LASTS_NS

    def __init__(self, path: Path, limits: tuple[Limit, ...], costs: Mapping[type, Cost]) -> None:
        self._path = path
        self._limits = limits
        self._lumps = [max(1, heaviest(limit.bucket, costs)) for limit in limits]
        self._layout = hashlib.sha256(repr((limits, self._lumps)).encode()).hexdigest()[:16]
        self._owner = int.from_bytes(os.urandom(7), "big") + 1  # 0 is nobody
        self._writing = 0
        self._here = here()
        self._fd = self._open()

    def _open(self) -> int:
        try:
            _create(self._path, _pack(1, Books(self._layout)))
            fd = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            os.fchmod(fd, 0o600)
        except OSError as error:
            text = f"cannot use {self._path}: {error.strerror}; make the folder yours and writable"
            raise BudgetProblem(text) from error
        return fd

    def lease(
        self, wants: Mapping[Limit, int], now_ns: int, used: Mapping[Limit, int] | None = None
    ) -> dict[Limit, int]:
        """What is ours from now on, for `lasts_ns`. Nothing at all if the file is busy: then what was said holds on.
        `used`: of each limit, within its window; None: as if it were all that we had.
        """
        with suppress(BlockingIOError):
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                books = self._read(now_ns)
                _reap(books, self._limits, now_ns)
                row = self._row(books)
                row.until_ns = now_ns + LASTS_NS
                row.wants = [wants.get(limit, 0) for limit in self._limits]
                for index in range(len(self._limits)):
                    taken = row.holds[index] if used is None else used.get(self._limits[index], 0)
                    self._settle(books, row, index, taken, now_ns)
                self._write(books)
                return dict(zip(self._limits, row.holds, strict=True))
            finally:
                fcntl.flock(self._fd, fcntl.LOCK_UN)
        return {}

    def close(self, now_ns: int, used: Mapping[Limit, int] | None = None) -> None:
        """Give everything back; what was not used is free at once. If the file is busy, our end does it."""
        with suppress(BlockingIOError, BudgetProblem):
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            books = self._read(now_ns)
            for row in books.rows:
                if row.owner == self._owner:
                    row.until_ns = now_ns
                    if used is not None:
                        held = zip(row.holds, self._limits, strict=True)
                        row.holds = [min(hold, used.get(limit, 0)) for hold, limit in held]
            _reap(books, self._limits, now_ns)
            self._write(books)
        os.close(self._fd)

    def _row(self, books: Books) -> Row:
        for row in books.rows:
            if row.owner == self._owner and row.pid == os.getpid():
                return row
        if len(books.rows) >= HOLDERS_MAX:
            raise BudgetProblem(f"{HOLDERS_MAX} processes share this key already; stop one, or use another key")
        nothing = [0] * len(self._limits)
        pid = os.getpid()
        row = Row(self._owner, pid, born(pid), self._here, 0, list(nothing), list(nothing))
        books.rows.append(row)
        return row

    def _settle(self, books: Books, row: Row, index: int, used: int, now_ns: int) -> None:
        """What we get of one limit. Of what we give up only the part that was used has to cool."""
        limit, lump, live = self._limits[index], self._lumps[index], len(books.rows)
        base, rest = divmod(limit.count // lump, live)
        turn = now_ns // (4 * cooling_ns(limit))
        taken = sum(c.amount for c in books.cooling if c.limit == index and c.owner != row.owner)
        for rank, other in enumerate(books.rows):
            if other is not row:
                fair = (base + ((rank + turn) % live < rest)) * lump
                taken += max(other.holds[index], min(other.wants[index], fair))
        granted = max(0, min(row.wants[index], limit.count - taken))
        change, row.holds[index] = granted - row.holds[index], granted
        if change > 0:
            _reclaim(books, row.owner, index, change)
        elif used > granted:
            _cool(books, Cooling(row.owner, index, min(used - granted, -change), now_ns + cooling_ns(limit)))

    def _read(self, now_ns: int) -> Books:
        halves = [half for half in (_unpack(os.pread(self._fd, HALF, at)) for at in (0, HALF)) if half is not None]
        writing, books = max(halves, key=lambda half: half[0], default=(1, None))
        self._writing = writing
        if books is not None and books.layout != self._layout:
            others = [r.pid for r in books.rows if now_ns < r.until_ns and not surely_dead(r.pid, r.born, r.where)]
            if others:
                text = f"process {others[0]} uses this key under other rate limits (another version?); stop it first"
                raise BudgetProblem(text)
            books = None
        return self._start_anew(now_ns) if books is None else books

    def _start_anew(self, now_ns: int) -> Books:
        books = Books(self._layout)
        for index, limit in enumerate(self._limits):
            until_ns = now_ns + LASTS_NS + cooling_ns(limit)
            books.cooling.append(Cooling(0, index, limit.count, until_ns))
        return books

    def _write(self, books: Books) -> None:
        self._writing += 1
        os.pwrite(self._fd, _pack(self._writing, books), HALF * (self._writing % 2))


def read_holders(path: Path, now_ns: int) -> tuple[int, list[int]]:
    """How many processes hold something, and how much of each limit together. Only looks: nothing is made or locked."""
    try:
        data = path.read_bytes()
    except OSError:
        return 0, []
    halves = [half for at in (0, HALF) if (half := _unpack(data[at : at + HALF])) is not None]
    books = max(halves, key=lambda half: half[0])[1] if halves else Books("")
    rows = [row for row in books.rows if now_ns < row.until_ns and not surely_dead(row.pid, row.born, row.where)]
    return len({row.pid for row in rows}), [sum(holds) for holds in zip(*(row.holds for row in rows), strict=False)]


def cooling_ns(limit: Limit) -> int:
    return limit.per_ns + 2 * JITTER_NS


def _reap(books: Books, limits: tuple[Limit, ...], now_ns: int) -> None:
    """Rows that ended cool down, and what has cooled is free. After a reboot the clock starts again: no end is far."""
    for row in books.rows:
        row.until_ns = min(row.until_ns, now_ns + LASTS_NS)
        if now_ns >= row.until_ns or surely_dead(row.pid, row.born, row.where):
            ended_ns = min(now_ns, row.until_ns)
            for index, amount in enumerate(row.holds):
                _cool(books, Cooling(row.owner, index, amount, ended_ns + cooling_ns(limits[index])))
            row.until_ns = 0
    books.rows = [row for row in books.rows if row.until_ns]
    for piece in books.cooling:
        piece.until_ns = min(piece.until_ns, now_ns + LASTS_NS + cooling_ns(limits[piece.limit]))
    books.cooling = [piece for piece in books.cooling if piece.until_ns > now_ns]


def _cool(books: Books, piece: Cooling) -> None:
    if piece.amount == 0:
        return
    same = [old for old in books.cooling if (old.owner, old.limit) == (piece.owner, piece.limit)]
    if len(same) < COOLING_MAX:
        books.cooling.append(piece)
    else:
        same[-1].amount += piece.amount
        same[-1].until_ns = max(same[-1].until_ns, piece.until_ns)


def _reclaim(books: Books, owner: int, index: int, amount: int) -> None:
    """What we gave up a moment ago and nobody has got yet is ours to take back."""
    for piece in reversed(books.cooling):
        if piece.owner == owner and piece.limit == index:
            back = min(amount, piece.amount)
            piece.amount -= back
            amount -= back
    books.cooling = [piece for piece in books.cooling if piece.amount]


def _pack(writing: int, books: Books) -> bytes:
    payload = msgspec.msgpack.encode(books)
    if HEAD.size + len(payload) > HALF:
        raise BudgetProblem("too many limits for one shared budget")
    return HEAD.pack(writing, len(payload), zlib.crc32(payload, writing & 0xFFFFFFFF)) + payload


def _unpack(half: bytes) -> tuple[int, Books] | None:
    """None: damaged, or never written."""
    if len(half) < HEAD.size:
        return None
    writing, length, checksum = HEAD.unpack_from(half)
    payload = half[HEAD.size : HEAD.size + length]
    if writing == 0 or len(payload) != length or zlib.crc32(payload, writing & 0xFFFFFFFF) != checksum:
        return None
    try:
        return writing, msgspec.msgpack.decode(payload, type=Books)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _create(path: Path, first: bytes) -> None:
    """The file appears whole or not at all, so that an empty one is a damaged one."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.pwrite(fd, first, HALF)
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        os.close(fd)
        os.unlink(fresh)
