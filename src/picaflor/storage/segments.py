"""The bytes of the journal: names, headers and records. Nothing here opens a file for writing.

A directory holds segments named `r<run>-<number>` with an ending that says how far the segment has come:

    .open     being written, or closed and not yet known to be on the disk; its tail may be torn
    .seg      sealed: ended by an END record and fsynced; a bad byte in it is damage
    .seg.gz   the same, compressed (zcat shows it)

A segment is a header (magic, format, run, number, length, CRC32, JSON) and then records:

    <u32 length> <u32 crc> <u8 kind> <i64 at_ns> <payload>       length and crc are of all that follows them

All integers are little-endian. Each start of the program is a new run with a header of its own.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

from picaflor.storage.problems import DiskRefused, NewerJournal

MAGIC = b"PICAJRNL"
FORMAT = 1
PREFIX = Struct("<8sHIII")  # magic, format, run, number, length of the JSON
CRC = Struct("<I")
FRAME = Struct("<II")
STAMP = Struct("<Bq")

END = 255  # the last record of a sealed segment
HEADER_MAX = 1 << 20
GAP = 254  # the disk was full for so long that records were given up; its payload counts them
NAME = re.compile(r"r([0-9]{6,})-([0-9]{6,})\.(open|seg|seg\.gz)", re.ASCII)


class Record(NamedTuple):
    kind: int
    at_ns: int
    payload: bytes


class Bad(ValueError):
    """The bytes from `offset` on are not what a writer wrote."""

    def __init__(self, offset: int, why: str) -> None:
        super().__init__(why)
        self.offset = offset


@dataclass(frozen=True, slots=True, order=True)
class SegmentName:
    run: int
    number: int

    @property
    def stem(self) -> str:
        return f"r{self.run:06d}-{self.number:06d}"


@dataclass(frozen=True, slots=True)
class Segment:
    name: SegmentName
    path: Path
    sealed: bool


def list_segments(directory: Path) -> list[Segment]:
    """In order. Where a crash left a segment and its compressed twin, the plain one counts: it was there first."""
    found: dict[SegmentName, Segment] = {}
    for path in sorted(directory.iterdir(), reverse=True):  # .seg.gz, .seg, .open
        shape = NAME.fullmatch(path.name)
        if shape:
            name = SegmentName(int(shape[1]), int(shape[2]))
            found[name] = Segment(name, path, shape[3] != "open")
    return [found[name] for name in sorted(found)]


def write_header(name: SegmentName, header: dict[str, Any]) -> bytes:
    text = json.dumps(header, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    if len(text) > HEADER_MAX - PREFIX.size - CRC.size:
        raise ValueError(f"a journal header of {len(text)} bytes: keep what is large elsewhere")
    prefix = PREFIX.pack(MAGIC, FORMAT, name.run, name.number, len(text))
    return prefix + CRC.pack(zlib.crc32(text, zlib.crc32(prefix))) + text


def read_header(name: SegmentName, data: bytes) -> tuple[dict[str, Any], int]:
    """The header and where the records begin."""
    begin = PREFIX.size + CRC.size
    if len(data) < begin:
        raise Bad(0, "the header is cut off")
    magic, version, run, number, length = PREFIX.unpack_from(data)
    if magic != MAGIC:
        raise Bad(0, "it does not begin as a journal does")
    if (
        zlib.crc32(data[begin : begin + length], zlib.crc32(data[: PREFIX.size]))
        != CRC.unpack_from(data, PREFIX.size)[0]
    ):
        raise Bad(0, "the header's checksum is wrong")
    if version != FORMAT:
        raise NewerJournal(
            f"{name.stem} has journal format {version} and this program reads {FORMAT}: use the newer program"
        )
    if (run, number) != (name.run, name.number):
        raise Bad(0, f"it says that it is {SegmentName(run, number).stem}")
    header: dict[str, Any] = json.loads(data[begin : begin + length])
    return header, begin + length


def write_record(kind: int, at_ns: int, payload: bytes) -> bytes:
    stamp = STAMP.pack(kind, at_ns)
    return FRAME.pack(STAMP.size + len(payload), zlib.crc32(payload, zlib.crc32(stamp))) + stamp + payload


def read_records(data: bytes, offset: int) -> Iterator[tuple[Record, int]]:
    """Each record with the offset behind it, END included; Bad at the first that is not whole."""
    size = len(data)
    while offset < size:
        body = offset + FRAME.size
        if body + STAMP.size > size:
            raise Bad(offset, "a record is cut off")
        length, crc = FRAME.unpack_from(data, offset)
        if length < STAMP.size or body + length > size:
            raise Bad(offset, "a record's length leads past the end")
        if zlib.crc32(data[body : body + length]) != crc:
            raise Bad(offset, "a record's checksum is wrong")
        kind, at_ns = STAMP.unpack_from(data, body)
        yield Record(kind, at_ns, data[body + STAMP.size : body + length]), body + length
        offset = body + length


def whole_records(data: bytes | bytearray, limit: int) -> int:
    """How many of the first `limit` bytes are whole records (of bytes that we wrote ourselves)."""
    offset = 0
    while offset + FRAME.size <= limit:
        after = offset + FRAME.size + FRAME.unpack_from(data, offset)[0]
        if after > limit:
            break
        offset = after
    return offset


def load_head(segment: Segment) -> bytes:
    """As many bytes as a header can have: of a long recording only its begin is read."""
    path, data = _read_bytes(segment.path, HEADER_MAX)
    if path.suffix != ".gz":
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, HEADER_MAX)
    except zlib.error as error:
        raise Bad(0, f"it does not unpack ({error})") from error


def load(segment: Segment) -> bytes:
    """The plain bytes of a segment; Bad where the compressed form is damaged."""
    path, data = _read_bytes(segment.path)
    if path.suffix != ".gz":
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data) + unpacker.flush()
    except zlib.error as error:
        raise Bad(0, f"it does not unpack ({error})") from error
    if not unpacker.eof or unpacker.unused_data:
        raise Bad(len(data), "the compressed file is cut off or has bytes behind its end")
    return plain


def _read_bytes(path: Path, most: int = -1) -> tuple[Path, bytes]:
    """A writer at work may have sealed or compressed the file since it was listed."""
    stem = path.name.partition(".")[0]
    for candidate in (path, path.with_name(f"{stem}.seg"), path.with_name(f"{stem}.seg.gz")):
        try:
            with candidate.open("rb") as file:
                return candidate, file.read(most)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DiskRefused(f"cannot read {candidate}: {error.strerror}; check its rights and the disk") from error
    raise DiskRefused(f"{path} has gone while it was read: is something else tidying up there?")
