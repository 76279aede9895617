"""Books by counted changes: whatever a house of HashKey's sends, the twins agree, and are right while they trust it."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid, Market
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.naive import NaiveBook
from picaflor.venues.hashkey.limits import DIFF_BOOK
from picaflor.venues.hashkey.stream import read_venue
from picaflor.wire.reports import BookFrame
from tests.laws.examples import examples

MARKET = Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(0))
HEAD = '{"symbol":"AB","topic":"diffMergedDepth","params":{"dumpScale":"1"},"data":['
BAD = ('"NaN"', '"-1"', "null", "{}", '"1_0"', '"1.5', '"0.05"')  # no prices on that grid
Sides = tuple[dict[int, int], dict[int, int]]


class House:
    """A book and its count, and a wire that loses, repeats and spoils what it sends."""

    def __init__(self, random: Random) -> None:
        self.random, self.count = random, random.choice((0, 1, 10**6))
        self.book: Sides = ({}, {})
        self.last = ""

    def frame(self) -> tuple[str, str]:
        """And what it is."""
        roll = self.random.random()
        if roll < 0.1:
            return "whole", self.say(0, self.book)
        if roll < 0.14 and self.last:
            return "repeat", self.last
        told = self.change()
        self.count += 1
        if roll < 0.2:
            return "lost", ""
        if roll < 0.24:
            bad = self.random.choice(BAD)
            return "bad", f'{HEAD}{{"t":1,"v":"1_1","b":[[{bad},"1"]],"a":[],"o":{self.count}}}]}}'
        return "change", self.say(self.count, told)

    def change(self) -> Sides:
        told: Sides = ({}, {})
        for _ in range(self.random.randint(1, 4)):
            side, ticks = self.random.randint(0, 1), self.random.randint(1, 20)
            lots = self.random.choice((0, 1, 7))
            price = 100 + ticks if side else 100 - ticks
            told[side][price] = lots
            self.book[side].pop(price, None)
            if lots:
                self.book[side][price] = lots
        return told

    def say(self, count: int, told: Sides) -> str:
        bids, asks = (",".join(f'["{MARKET.tick.write(t)}","{n}"]' for t, n in side.items()) for side in told)
        self.last = f'{HEAD}{{"t":1,"v":"1_1","b":[{bids}],"a":[{asks}],"o":{count}}}],"f":false}}'
        return self.last


@examples(30)
@given(st.integers(0, 2**32))
def test_twins_agree_and_what_is_trusted_is_the_houses_book(seed: int) -> None:
    random = Random(seed)
    house, naive, fast = House(random), NaiveBook(MARKET, DIFF_BOOK), FastBook(MARKET, DIFF_BOOK)
    hidden, fresh, blind = False, False, False  # row 38: what is lost straight after a whole book is never seen
    for now_ns in range(60):
        what, data = house.frame()
        hidden = what in ("lost", "bad") or (hidden and what == "repeat")
        fresh = what == "whole" or (fresh and what != "change")
        blind = what != "whole" and (blind or (fresh and hidden))
        for frame in read_venue(data.encode()) if data else ():
            if isinstance(frame, BookFrame):
                assert naive.apply(frame, now_ns) is fast.apply(frame, now_ns)
                assert naive.changed == fast.changed
            else:
                naive.lost(Trust.UNREADABLE)
                fast.lost(Trust.UNREADABLE)
        assert (naive.bids(99), naive.asks(99)) == (fast.bids(99), fast.asks(99))
        if naive.trust is Trust.GOOD and not hidden and not blind:
            assert (dict(naive.bids(99)), dict(naive.asks(99))) == house.book
