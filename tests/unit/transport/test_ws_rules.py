"""The rules of RFC 6455, without a socket."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.transport import ws_rules as rules


@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4))
def test_masking_twice_is_nothing(payload: bytes, mask: bytes) -> None:
    masked = rules.unmask(payload, mask)
    assert masked == bytes(byte ^ mask[no % 4] for no, byte in enumerate(payload))
    assert rules.unmask(masked, mask) == payload


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=200)), max_size=6), st.integers(1, 9))
def test_frames_do_not_depend_on_how_they_were_cut(frames: list[tuple[bool, bytes]], step: int) -> None:
    stream = b""
    for fin, payload in frames:
        head = rules.write_frame(rules.BINARY, payload)[: -len(payload) or None]
        stream += bytes((head[0] & (0xFF if fin else 0x7F), head[1] | 0x80)) + head[2:] + b"mask"
        stream += rules.unmask(payload, b"mask")
    reader, taken = rules.MaskedFrameReader(1000), []
    for begin in range(0, len(stream), step):
        reader.feed(stream[begin : begin + step])
        while (frame := reader.take()) is not None:
            taken.append(frame)
    assert taken == [(rules.BINARY, fin, False, payload) for fin, payload in frames]
    assert reader.buffered == 0


@given(st.text(max_size=40), st.lists(st.integers(0, 160), max_size=5).map(sorted))
def test_a_message_in_pieces_is_the_message(text: str, cuts: list[int]) -> None:
    data = text.encode()
    edges = [0, *[min(cut, len(data)) for cut in cuts], len(data)]
    pieces = [data[begin:end] for begin, end in itertools.pairwise(edges)]
    assembler = rules.Assembler(1000)
    for no, piece in enumerate(pieces):
        last = no == len(pieces) - 1
        whole = assembler.add(rules.CONTINUATION if no else rules.TEXT, last, False, piece)
        assert whole == ((data, True) if last else None)
    assert assembler.buffered == 0


def test_the_cap_holds_for_the_sum_of_the_pieces() -> None:
    assembler = rules.Assembler(10)
    assert assembler.add(rules.TEXT, False, False, b"x" * 10) is None
    assert assembler.buffered == 10
    with pytest.raises(rules.Violation) as broken:
        assembler.add(rules.CONTINUATION, True, False, b"x")
    assert broken.value.code == rules.TOO_BIG


@given(st.binary(max_size=20))
def test_utf8_is_what_the_decoder_says(data: bytes) -> None:
    try:
        data.decode()
        good = True
    except UnicodeDecodeError:
        good = False
    assert rules.is_utf8(data) is good


def test_close_codes() -> None:
    assert rules.read_close(b"") == (rules.NO_CODE, "")
    assert rules.read_close("\u20ac".encode().join([b"\x03\xe8", b""])) == (1000, "€")
    for code in [*range(1020), *range(2990, 3010), *range(4990, 5010), 65535]:
        wire = code.to_bytes(2, "big")
        if code in {1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)}:
            assert rules.read_close(wire) == (code, "")
        else:
            with pytest.raises(rules.Violation):
                rules.read_close(wire)


def test_a_long_reason_is_cut_between_letters() -> None:
    frame = rules.write_close(1000, "€" * 100)
    assert frame[1] == 2 + 123
    assert rules.read_close(frame[2:]) == (1000, "€" * 41)
    assert rules.cut_reason("a" + "€" * 100) == ("a" + "€" * 40).encode()
    assert rules.write_close(rules.NO_CODE, "") == b"\x88\x00"


@pytest.mark.parametrize(
    ("size", "head"), [(125, b"\x81\x7d"), (126, b"\x81\x7e\x00\x7e"), (65536, b"\x81\x7f" + b"\0" * 5 + b"\1\0\0")]
)
def test_lengths_on_the_wire(size: int, head: bytes) -> None:
    assert rules.write_frame(rules.TEXT, b"x" * size) == head + b"x" * size
