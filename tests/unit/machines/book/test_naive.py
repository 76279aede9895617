"""The referee refuses a bad frame as a whole, and agrees with checksums that a venue once sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import Raw, Struct
from msgspec.json import decode

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid, Market
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import Checksum, Continuity, Dialect
from tests.unit.machines.book._books import TWINS, build, change, snapshot

GOLDEN = Path(__file__).parents[3] / "golden" / "bitget"
BAD = [
    '[["NaN","1"]]', '[["Infinity","1"]]', '[["-1","1"]]', '[["1","-1"]]', '[["1E+999999","1"]]', '[["","1"]]',
    '[["1",""]]', '[[null,"1"]]', '[["0","1"]]', f'[["{"9" * 40}","1"]]', '[["10.05","1"]]', '[["10","0.001"]]',
    '[["10"]]', '["10","1"]', "null", "{}", '"x"', '[["10","1"]', '[["10","1"]]]', '[["10","1"],]', "[[true,false]]",
    '[["1_0","1"]]', '[[" 10","1"]]', "[[01,1]]", '[{"price":"1","size":"1"}]', "[" * 5000, '[["10\\u00e9","1"]]',
]  # fmt: skip


@pytest.mark.parametrize("fast", TWINS.values(), ids=TWINS)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_frame_is_refused_as_a_whole(bad: str, fast: bool) -> None:
    book = build(fast=fast)
    book.apply(snapshot('[["10.0","1"]]', '[["10.1","1"]]'), 1)
    assert book.apply(change('[["10.0","9"]]', bad), 2) is Trust.UNREADABLE
    assert (book.bids(9), book.asks(9), book.seq, book.at_ns) == ([(100, 100)], [(101, 100)], 1, 1)
    assert book.apply(change(seq=2), 3) is Trust.UNREADABLE
    assert book.apply(snapshot('[["10.0","2"]]', seq=9), 4) is Trust.GOOD


@pytest.mark.parametrize("fast", TWINS.values(), ids=TWINS)
@pytest.mark.parametrize(
    "good",
    ['[["10.00","1.000"]]', "[[10,1]]", "[[1e1,1]]", '[ ["10" , 1 ] ]', '[["10","1",5]]', '[["\\u0031\\u0030","1"]]'],
)
def test_an_odd_spelling_is_read(good: str, fast: bool) -> None:
    book = build(fast=fast)
    assert book.apply(snapshot(good), 1) is Trust.GOOD
    assert book.bids(1) == [(100, 100)]


@pytest.mark.parametrize("fast", TWINS.values(), ids=TWINS)
def test_contracts_are_counted_as_lots(fast: bool) -> None:
    market = Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(3), contract=Grid(0))
    book = build(fast=fast, market=market)
    book.apply(snapshot('[["10.0","7"]]'), 1)
    assert book.bids(1) == [(100, 7)]


@pytest.mark.parametrize("fast", TWINS.values(), ids=TWINS)
def test_eighteen_decimals_are_exact(fast: bool) -> None:
    market = Market("v", "A-B", "AB", "A", "B", Grid(12), Grid(18))
    book = build(fast=fast, market=market)
    book.apply(snapshot('[["0.000000001234","123456789.000000000000000001"]]'), 1)
    assert book.bids(1) == [(1234, 123456789 * 10**18 + 1)]


@pytest.mark.parametrize("fast", TWINS.values(), ids=TWINS)
def test_duplicate_keys_of_a_level_keep_the_last(fast: bool) -> None:
    book = build(fast=fast, dialect=Dialect.OBJECTS, size_key="size")
    assert book.apply(snapshot('[{"price":"1","size":"1","size":"2"}]'), 1) is Trust.GOOD
    assert book.bids(1) == [(10, 200)]


class Inner(Struct):
    asks: Raw
    bids: Raw
    checksum: int


class Outer(Struct):
    action: str
    data: tuple[Inner]


@pytest.mark.parametrize("compact", [False, True], ids=["as-stored", "compact"])
@pytest.mark.parametrize("fast", TWINS.values(), ids=TWINS)
@pytest.mark.parametrize(("symbol", "tick", "lot"), [("dashusdt", Grid(2), Grid(2)), ("gogusdt", Grid(6), Grid(4))])
def test_recorded_checksums_agree(symbol: str, tick: Grid, lot: Grid, fast: bool, compact: bool) -> None:
    """Golden: bitget *-cryptofeed-v1-*-books-*, two unbroken runs of six frames."""
    book = build(
        fast=fast,
        market=Market("bitget", "A-B", symbol, "A", "B", tick, lot),
        continuity=Continuity.PREVIOUS,
        checksum=Checksum.CRC32_25,
    )
    paths = sorted(GOLDEN.glob(f"*-cryptofeed-v1-*-books-{symbol}-*.json"))
    assert len(paths) == 6
    for now, path in enumerate(paths, 1):
        outer = decode(path.read_bytes(), type=Outer)
        inner = outer.data[0]
        bids, asks = (b"".join(bytes(side).split()) if compact else bytes(side) for side in (inner.bids, inner.asks))
        frame = BookFrame(symbol, outer.action == "snapshot", bids, asks, checksum=inner.checksum)
        assert book.apply(frame, now) is Trust.GOOD
        assert book.crc() == inner.checksum
    assert getattr(book, "compiled", compact) == compact
