"""The level kernel: outcomes, and that a refusal touches nothing."""

from __future__ import annotations

import pytest

from picaflor.kernels.compiled import Words
from picaflor.kernels.ladder import ASKS, BIDS, FORMAT_BITS, HEADER
from picaflor.kernels.levels import FLAT, OBJECTS, apply_levels, pack
from picaflor.kernels.turn import FULL, GOOD, HAS_SEQ, INCREASING, MOVED, REFUSED, SNAPSHOT
from tests.unit.kernels._calls import make_words, read_side


def apply(words: Words, bids: bytes, asks: bytes = b"[]", *, seq: int = 1, snapshot: bool = True) -> int:
    return apply_levels(bids, asks, words, HAS_SEQ | (SNAPSHOT if snapshot else 0), seq, 0, 0)


@pytest.mark.parametrize(
    ("dialect", "bids"),
    [
        (0, b'[["10.0","1.5"],[9.5,2]]'),
        (FLAT, b'[["10.0","1.5"],[9.5,2]]'),
        (OBJECTS, b'[{"price":"10.0","size":"1.5"},{"size":2,"price":9.5}]'),
    ],
)
def test_levels(dialect: int, bids: bytes) -> None:
    words = make_words(DIALECT=dialect)
    assert apply(words, bids) == GOOD + MOVED
    assert read_side(words, BIDS) == [(100, 150, 1 << FORMAT_BITS | 1), (95, 200, 1 << FORMAT_BITS)]
    assert apply(words, b"", b"[]") == GOOD + MOVED  # a snapshot that tells nothing leaves nothing


def test_one_flat_level() -> None:
    words = make_words(DIALECT=FLAT, CONTINUITY=INCREASING)
    assert apply(words, b'["10.0","1"]', b'["10.1","1"]') == GOOD + MOVED
    assert apply(words, b'["10.0",""]', b"", seq=2, snapshot=False) == GOOD + MOVED
    assert (read_side(words, BIDS), len(read_side(words, ASKS))) == ([], 1)


@pytest.mark.parametrize(
    "bad",
    [
        b"null", b"[[]]", b'[["10"]]', b'[["10","1"],]', b'[["10","1"]]]', b'[["10","1","2"]]', b'[["10","1"] ]',
        b'[["0","1"]]', b'[["10.05","1"]]', b'[["10","0.001"]]', b'[["","1"]]', b'[["10",""]]', b'[["10,"1"]]',
        b'[["10"",1]]', b'[["4611686018427387904","1"]]', b'[["1","45035996273704.96"]]', b'{}', b'["10","1"]',
    ],
)  # fmt: skip
@pytest.mark.parametrize("on_bids", [True, False])
def test_a_refusal_touches_nothing(bad: bytes, on_bids: bool) -> None:
    words = make_words()
    apply(words, b'[["10.0","1"]]', b'[["10.1","1"]]')
    before = read_side(words, BIDS), read_side(words, ASKS), list(words[: HEADER - 90])
    good = b'[["9.0","5"],["10.0","0"]]'
    assert apply(words, *((bad, good) if on_bids else (good, bad)), seq=2) == REFUSED
    assert (read_side(words, BIDS), read_side(words, ASKS), list(words[: HEADER - 90])) == before


@pytest.mark.parametrize("cut", range(1, 24))
def test_cut_off_is_an_error_that_touches_nothing(cut: int) -> None:
    words = make_words()
    data = b'[["10.0","1"],["9.0","2"]]'
    with pytest.raises(IndexError):
        apply(words, data[:cut])
    assert read_side(words, BIDS) == []


def test_full_is_told_from_refused() -> None:
    words = make_words(capacity=2)
    assert apply(words, b'[["3","1"],["2","1"],["1","1"]]') == FULL
    assert apply(words, b'[["3","1"],["2","1"]]') == GOOD + MOVED
    assert apply(words, b'[["4","1"]]', seq=2, snapshot=False) == FULL
    assert len(read_side(words, BIDS)) == 2


def test_names_are_one_to_eight_bytes() -> None:
    assert pack("ab") == 0x6261
    for name in ("", "ninebytes"):
        with pytest.raises(ValueError, match="not a name"):
            pack(name)
