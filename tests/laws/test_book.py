"""The law of the kernels: for any bytes, what the naive book does, or a refusal that leaves the book as it was."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from picaflor.domain.book import Trust
from picaflor.domain.market import Market
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.naive import NaiveBook
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Continuity, Dialect
from tests.laws._book_streams import GRIDS, HOSTILE, run_duels
from tests.laws.examples import examples

FRAMES = 400


@pytest.mark.parametrize("first", [0, 1000, 2000])
@pytest.mark.parametrize("raw", [False, True], ids=["levels", "messages"])
def test_twins_agree_on_any_stream(first: int, raw: bool) -> None:
    """Six parts of about 170 000 levels each: a million together. `./run prove book` does ten."""
    count = run_duels(range(first, first + 36), FRAMES, raw=raw)
    assert count.levels > 150_000
    assert count.trusts is not None
    assert set(count.trusts) >= set(Trust) - {Trust.STALE}
    assert count.kernel > count.frames // 2


TEXT = st.one_of(
    st.text("0123456789", min_size=1, max_size=20),
    st.text("0123456789.", min_size=1, max_size=22),
    st.text("0123456789.eE+-_ \\/:;ab", max_size=12),
    st.sampled_from(HOSTILE),
)


@examples(1000)
@given(price=TEXT, size=TEXT, quoted=st.booleans(), tail=st.booleans(), grids=st.sampled_from(GRIDS))
@example(price="1.00000000", size="0.5", quoted=True, tail=True, grids=GRIDS[0])
@example(price="1000000000000000000", size="1", quoted=True, tail=True, grids=GRIDS[2])
@example(price="00", size="0", quoted=True, tail=True, grids=GRIDS[2])
def test_a_number_is_read_alike(price: str, size: str, quoted: bool, tail: bool, grids: tuple[object, object]) -> None:
    """`tail`: far from the end of the bytes, where eight are looked at together; else close to it, one by one."""
    mark = '"' if quoted else ""
    level = f"[{mark}{price}{mark},{mark}{size}{mark}]"
    data = f"[{level}{',[3,5],[7,5]' if tail else ''}]".encode()
    market = Market("v", "A-B", "AB", "A", "B", *grids)  # type: ignore[arg-type]
    rule = BookRule(Continuity.INCREASING, Dialect.PAIRS)
    naive, fast = NaiveBook(market, rule), FastBook(market, rule)
    frame = BookFrame("AB", True, data, data, 1)
    assert naive.apply(frame, 1) is fast.apply(frame, 1)
    assert naive.bids(9) == fast.bids(9)
    assert naive.asks(9) == fast.asks(9)
    assert naive.crc() == fast.crc()
