"""The switch."""

from __future__ import annotations

import subprocess
import sys

from picaflor.domain.market import Grid, Market
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.naive import NaiveBook
from picaflor.machines.book.twins import make_book
from picaflor.wire.venue import BookRule, Continuity
from tests.unit.machines.book._books import MARKET

RULE = BookRule(Continuity.PLUS_ONE)


def test_the_fast_one_where_it_is_wanted_and_can_be_had() -> None:
    assert isinstance(make_book(MARKET, RULE, fast=True), FastBook)
    assert isinstance(make_book(MARKET, RULE), NaiveBook)
    odd = Market("v", "A-B", "AB", "A", "B", Grid(20), Grid(2))
    assert isinstance(make_book(odd, RULE, fast=True), NaiveBook)


def test_a_naive_book_costs_no_compiler() -> None:
    code = "import sys, picaflor.machines.book.twins; print(sorted({'numba', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
