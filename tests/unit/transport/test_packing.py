"""Nothing unpacks to more than its cap."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.transport import packing
from picaflor.transport.packing import PACKINGS, MessageInflater, Packing, TooBig, Unpackable, unpack, unpack_body


def pack(data: bytes, packing: Packing) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, packing.value)
    return packer.compress(data) + packer.flush()


@given(st.binary(max_size=500), st.sampled_from(Packing))
def test_what_was_packed_comes_out(data: bytes, packing: Packing) -> None:
    packed = pack(data, packing)
    assert unpack(packed, packing, len(data)) == data
    with pytest.raises(Unpackable):
        unpack(packed[:-1], packing, 1000)
    with pytest.raises(Unpackable):
        unpack(packed + b"x", packing, 1000)
    if data:
        with pytest.raises(TooBig):
            unpack(packed, packing, len(data) - 1)


@given(st.binary(max_size=100), st.sampled_from(Packing))
def test_any_bytes_are_unpacked_or_refused(data: bytes, packing: Packing) -> None:
    with contextlib.suppress(Unpackable, TooBig):
        assert len(unpack(data, packing, 200, whole=False)) <= 200


def test_a_bomb_costs_its_cap_and_not_its_promise() -> None:
    bomb = pack(b"\0" * 50_000_000, Packing.RAW)
    inflater = MessageInflater(100_000, keeps_window=True)
    tracemalloc.start()
    try:
        for attempt in (lambda: unpack(bomb, Packing.RAW, 100_000), lambda: inflater.unpack(bomb)):
            with pytest.raises(TooBig):
                attempt()
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_bodies_by_their_encoding() -> None:
    assert unpack_body("", b"x", 9) == unpack_body("identity", b"x", 9) == b"x"
    assert unpack_body(" GZip ", gzip.compress(b"x"), 9) == b"x"
    assert unpack_body("deflate", pack(b"x", Packing.ZLIB), 9) == b"x"
    assert unpack_body("deflate", pack(b"x", Packing.RAW), 9) == b"x"
    for encoding in ("br", "zstd", "gzip, gzip"):
        with pytest.raises(Unpackable, match="not asked for"):
            unpack_body(encoding, b"x", 9)


def test_a_message_that_needs_the_window_needs_the_window() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    words = [b"the same words again" for _ in range(2)]
    first, second = [(packer.compress(word) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4] for word in words]
    keeps = MessageInflater(100, keeps_window=True)
    assert [keeps.unpack(first), keeps.unpack(second)] == words
    forgets = MessageInflater(100, keeps_window=False)
    assert forgets.unpack(first) == words[0]
    with pytest.raises(Unpackable):
        forgets.unpack(second)


@pytest.mark.parametrize("name", sorted(PACKINGS))
def test_what_is_packed_is_unpacked_and_ends_there(name: str) -> None:
    data = b'{"table":"spot/trade"}' * 50
    packed = packing.pack(data, PACKINGS[name])
    assert len(packed) < len(data)
    assert unpack(packed, PACKINGS[name], len(data)) == data
