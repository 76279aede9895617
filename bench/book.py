"""`./run bench book`: from the raw bytes of a book message to a book whose top can be read, beside the limits and peers.

A *scan* is a compiled loop, called from Python, that looks at each byte once and knows whether it is inside a string: the
least that any reader of JSON does. `bytes.count` is beside it, which knows less. The bars hold for mixed messages without
checksum.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from zlib import crc32

from msgspec import Raw, Struct
from msgspec.json import Decoder

from bench._interleave import Program, measure
from bench._messages import MIXES, SYMBOL, Mix, write_stream
from bench._peers import PEERS, installed, measure_peers
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.kernels.compiled import COMPILED, Bytes, U, kernel, load
from picaflor.machines.book.envelope import read_topic
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.naive import NaiveBook
from picaflor.machines.book.raw import RawBook
from picaflor.venues.bitget.stream import read_venue
from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Checksum, Continuity

MARKET = Market("bitget", "BTC-USDT", SYMBOL, "BTC", "USDT", Grid(1), Grid(4), MarketKind.LINEAR)
RULE = BookRule(Continuity.PREVIOUS, checksum=Checksum.CRC32_25)
UPDATES = {"small": 6000, "mixed": 6000, "large": 3000}
ROUNDS = 7
BARS = (
    # what, against what, at most this many times the cost
    ("raw kernel", "scan", 3.2),
    ("hybrid", "scan", 7.0),
    ("raw kernel", "peer", 1 / 15),
    ("hybrid", "peer", 1 / 8),
)


class Inner(Struct):
    asks: Raw
    bids: Raw
    seq: int
    pseq: int
    checksum: int | None = None


class Outer(Struct):
    action: str
    data: tuple[Inner]


read_outer = Decoder(Outer).decode


def read_frame(data: bytes) -> BookFrame:
    message = read_outer(data)
    inner = message.data[0]
    snapshot = message.action == "snapshot"
    return BookFrame(SYMBOL, snapshot, bytes(inner.bids), bytes(inner.asks), inner.seq, inner.pseq, inner.checksum)


@kernel("bytes")
def scan_bytes(b: Bytes) -> int:
    """How many commas stand outside of strings."""
    commas = 0
    inside = False
    for i in range(len(b)):
        inside ^= b[U(i)] == 34
        commas += (b[U(i)] == 44) & (not inside)
    return commas


def scan(messages: Sequence[bytes]) -> None:
    for data in messages:
        scan_bytes(data)


def count_quotes(messages: Sequence[bytes]) -> None:
    for data in messages:
        data.count(b'"')


def sum_bytes(messages: Sequence[bytes]) -> None:
    for data in messages:
        crc32(data)


def decode(messages: Sequence[bytes]) -> None:
    for data in messages:
        read_frame(data)


def raw_program(book: RawBook) -> Program:
    def run(messages: Sequence[bytes]) -> None:
        for data in messages:
            book.feed(data, 1)
            book.best()

    return run


def hybrid_program(book: FastBook) -> Program:
    def run(messages: Sequence[bytes]) -> None:
        for data in messages:
            book.apply(read_frame(data), 1)
            book.best()

    return run


def product_program(book: FastBook) -> Program:
    """As a session does it: the venue's codec, then the book."""

    def run(messages: Sequence[bytes]) -> None:
        for data in messages:
            for fact in read_venue(data):
                if isinstance(fact, BookFrame):
                    book.apply(fact, 1)
            book.best()

    return run


def naive_program(book: NaiveBook) -> Program:
    def run(messages: Sequence[bytes]) -> None:
        for data in messages:
            book.apply(read_frame(data), 1)
            book.top()

    return run


def run_mix(mix: Mix, *, checksum: bool) -> dict[str, float]:
    messages = write_stream(mix, UPDATES[mix.name], checksum=checksum)
    topic = read_topic(Envelope(), messages[0])
    assert topic is not None
    raw, hybrid, naive = RawBook(MARKET, RULE, Envelope(), topic), FastBook(MARKET, RULE), NaiveBook(MARKET, RULE)
    programs = {
        "limit: crc32": sum_bytes,
        "limit: bytes.count": count_quotes,
        "scan": scan,
        "envelope only": decode,
        "raw kernel": raw_program(raw),
        "hybrid": hybrid_program(hybrid),
    }
    spot = [data.replace(b"USDT-FUTURES", b"SPOT") for data in messages]
    times = measure(programs, messages, rounds=ROUNDS)
    codec = FastBook(MARKET, RULE)
    times |= measure({"hybrid behind the codec": product_program(codec)}, spot, rounds=ROUNDS)
    times |= measure({"naive twin": naive_program(naive)}, messages, rounds=1)
    assert raw.compiled
    assert hybrid.compiled
    assert raw.bids(400) == naive.bids(400) == hybrid.bids(400)
    assert raw.asks(400) == naive.asks(400) == hybrid.asks(400)
    assert codec.bids(400) == naive.bids(400)
    assert raw.crc() == naive.crc()
    return times


def print_table(title: str, tables: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}, ns a message")
    print(f"{'':28}" + "".join(f"{mix:>12}" for mix in tables))
    for name in next(iter(tables.values())):
        print(f"{name:28}" + "".join(f"{table[name]:12,.0f}" for table in tables.values()))


def judge(table: dict[str, float], peers: dict[str, float]) -> bool:
    peer = min(peers, key=lambda name: peers[name]) if peers else ""
    passed = True
    print("\nBars (mixed, without checksum)")
    for name, against, most in BARS:
        if against == "peer" and not peer:
            print(f"  ----  {name}: no peer is installed")
            continue
        times = table[name] / (peers[peer] if against == "peer" else table["scan"])
        good = times <= most
        passed &= good
        is_, bar = (f"{times:.2f}", f"≤ {most}") if most > 1 else (f"1/{1 / times:.1f}", f"≤ 1/{1 / most:.0f}")
        print(f"  {'PASS' if good else 'FAIL'}  {name} = {is_} × {peer if against == 'peer' else 'one scan'} ({bar})")
    return passed


def main() -> int:
    if not COMPILED:
        print("The kernels are not compiled here: numba is missing, or PICAFLOR_KERNELS=plain.")
        return 1
    load(print)
    plain = {mix.name: run_mix(mix, checksum=False) for mix in MIXES}
    for peer in sorted(PEERS.keys() - installed().keys()):
        print(f"peer {peer}: not installed")
    peers = {mix.name: measure_peers(write_stream(mix, 1000)) for mix in MIXES}
    for name, table in plain.items():
        table.update(peers[name])
    print_table("Without checksum", plain)
    print_table("With CRC-32 of 25 levels a side", {mix.name: run_mix(mix, checksum=True) for mix in MIXES})
    return 0 if judge(plain["mixed"], peers["mixed"]) else 1


if __name__ == "__main__":
    sys.exit(main())
