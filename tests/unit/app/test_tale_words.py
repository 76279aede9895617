"""The tale of a run in words: what a person reads in a status and at the end."""

from __future__ import annotations

import pytest

from picaflor.app.tale_record import tale_records
from picaflor.app.tale_words import markout_line, money, tale_lines
from tests.unit.analytics.test_tale import PAIR, SECOND, fill, order, told


def test_a_controller_in_lines_and_its_work_in_one_each() -> None:
    tale = told()
    assert (markout_line(tale_records(tale)), tale_lines(tale_records(tale))) == ("", [])
    tale.ordered(0, "v", order("c", tag="p0.e0", filled=4))
    tale.filled(0, fill("c", fee=10**35))
    tale.looked(0, "v", PAIR, 101, 103)
    tale.looked(SECOND, "v", PAIR, 100, 101)
    records = tale_records(tale)
    assert markout_line(records) == "markout in bps: 1s 50.00"
    assert tale_lines(records) == [
        "maker on B-Q at v: profit 1.9 Q, holds 4 B",
        "  drawdown 6 Q, at most 6 Q",
        "  spread captured 8 Q, 200.00 bps; fees 0.1 Q; funding 0 Q",
        "  orders 1, of these filled 1; of their size 40.0 %",
        "  quoted for 1 s: 100.0 % of it at the best bid, 0.0 % at the best ask",
        "  markout in bps: 1s 50.00",
        "  maker.p0: 1 fills, profit 1.9 Q, holds 4 B",
    ]


def test_before_anything_is_known_nothing_is_made_up() -> None:
    tale = told()
    tale.ordered(0, "v", order("c"))
    assert tale_lines(tale_records(tale)) == [
        "maker on B-Q at v: profit not known yet, holds 0 B",
        "  drawdown 0 Q, at most 0 Q",
        "  spread captured 0 Q; fees none; funding 0 Q",
        "  orders 1, of these filled 0; of their size 0.0 %",
    ]


def test_of_many_pieces_the_latest() -> None:
    tale = told()
    for n in range(12):
        tale.ordered(0, "v", order(f"c{n}", tag=f"p{n}.e0"))
    lines = tale_lines(tale_records(tale))
    assert "The latest 10 of 12 executors:" in lines
    assert lines[-1].startswith("  maker.p11: 0 fills, profit -")
    assert not any("p1:" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.23456", "1.2346 Q"),
        ("0", "0 Q"),
        ("-0.00001", "-0.00001 Q"),
        ("0.00012345678", "0.000123 Q"),
        ("100", "100 Q"),
        ("2.50", "2.5 Q"),
    ],
)
def test_money(text: str, words: str) -> None:
    assert money(text, "Q") == words
