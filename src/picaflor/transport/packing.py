"""Packed bytes, unpacked up to a cap and never further: a bomb costs as much memory as the cap, not as its promise."""

from __future__ import annotations

import zlib
from enum import Enum
from typing import Final


class Unpackable(Exception):
    """Not what it claims to be: broken, cut short, or an encoding nobody asked for."""


class TooBig(Exception):
    """More than the cap when unpacked."""


class Packing(Enum):
    """The window bits that tell zlib which clothes the deflate stream wears."""

    RAW = -zlib.MAX_WBITS
    ZLIB = zlib.MAX_WBITS
    GZIP = zlib.MAX_WBITS | 16


PACKINGS: Final = {"deflate-raw": Packing.RAW, "gzip": Packing.GZIP}  # as records of venues spell them
TAIL: Final = b"\x00\x00\xff\xff"  # what permessage-deflate cuts off each message


def unpack(data: bytes, packing: Packing, cap: int, *, whole: bool = True) -> bytes:
    """`whole`: the stream must have ended, and exactly here. Raw deflate over websockets often ends in a flush."""
    inflater = zlib.decompressobj(packing.value)
    try:
        plain = inflater.decompress(data, cap + 1)
    except zlib.error as error:
        raise Unpackable(f"broken {packing.name.lower()} data: {error}") from error
    if len(plain) > cap:
        raise TooBig(f"more than {cap} bytes when unpacked")
    if inflater.unused_data or inflater.unconsumed_tail or (whole and not inflater.eof):
        raise Unpackable(f"{packing.name.lower()} data cut short or with something behind it")
    return plain


def pack(data: bytes, packing: Packing) -> bytes:
    """A stream that ends with its message."""
    deflater = zlib.compressobj(level=1, wbits=packing.value)
    return deflater.compress(data) + deflater.flush()


def unpack_body(encoding: str, body: bytes, cap: int) -> bytes:
    """An HTTP body under its content-encoding."""
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return unpack(body, Packing.GZIP, cap)
        case "deflate":
            # The standard says zlib, half of the servers send raw: the first nibble tells.
            zlib_head = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
            return unpack(body, Packing.ZLIB if zlib_head else Packing.RAW, cap)
        case other:
            raise Unpackable(f"content-encoding {other!r}, which was not asked for")


class MessageInflater:
    """One direction of permessage-deflate: the window may live on from message to message."""

    def __init__(self, cap: int, *, keeps_window: bool) -> None:
        self._cap, self._keeps_window = cap, keeps_window
        self._inflater = zlib.decompressobj(Packing.RAW.value)

    def unpack(self, data: bytes) -> bytes:
        if not self._keeps_window or self._inflater.eof:
            self._inflater = zlib.decompressobj(Packing.RAW.value)
        try:
            plain = self._inflater.decompress(data + TAIL, self._cap + 1)
        except zlib.error as error:
            raise Unpackable(f"broken permessage-deflate data: {error}") from error
        if len(plain) > self._cap:
            raise TooBig(f"more than {self._cap} bytes when unpacked")
        return plain
