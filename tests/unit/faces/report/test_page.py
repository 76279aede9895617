"""The page of a run: whole, self-contained, and nothing that a venue says becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from picaflor.app.report import Chart, Mark, Placed, Report, Series
from picaflor.app.tale_record import tale_records
from picaflor.faces.report.page import page
from tests.unit.analytics.test_tale import PAIR, SECOND, fill, order, told

VOID = {"meta", "br"}


class Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def report() -> Report:
    tale = told()
    tale.ordered(0, "v", order("c", tag="p0.e0", filled=4))
    tale.filled(0, fill("c", fee=10**35))
    tale.looked(0, "v", PAIR, 101, 103)
    tale.looked(SECOND, "v", PAIR, 100, 101)
    line = [(0.0, 1.0), (1.0, 2.0)]
    return Report(
        "paper",
        "1.2",
        0,
        90 * SECOND,
        [{"name": "maker", "controller": "twap", "venue": "v", "settings": {"pair": PAIR}}],
        {"open_orders_max": "50"},
        tale_records(tale),
        [Series("maker", "Q", line)],
        [Series("maker", "B", line)],
        [Chart("B-Q at v", Series("middle", "Q", line), [Mark(0.5, 1.5, buy=True)])],
        [Placed(SECOND, "maker", "c1", "buy 1 B-Q", "<script>alert(1)</script>", "filled", "1")],
        1,
        2,
        ["maker: denied buy: <i>too much</i>"],
    )


def test_it_is_whole_and_fetches_nothing() -> None:
    made = page(report())
    nesting = Nesting()
    nesting.feed(made)
    assert nesting.open == []
    assert nesting.seen.count("svg") == 3
    assert not {"script", "link", "img", "iframe", "object"} & set(nesting.seen)
    assert not re.search(r"https?:|url\(|@import|src=", made)


def test_what_came_from_outside_is_text() -> None:
    made = page(report())
    assert "&lt;script&gt;alert(1)" in made
    assert "&lt;i&gt;too much" in made


def test_what_matters_stands_in_it() -> None:
    made = page(report())
    for words in (
        "maker (twap at v)",
        "PAPER, from 1970-01-01 00:00:00 UTC for 90 s, by Picaflor 1.2",
        '<b class="good">1.9 Q</b><span>profit after fees</span>',
        '<b class="good">50.00 bps</b><span>markout after 1s</span>',
        "maker.p0",
        "Orders: the latest 1 of 1, and why",
        "Denied by risk: 2",
        "open_orders_max 50",
        "pair B-Q",
    ):
        assert words in made, words


def test_a_run_that_did_nothing_has_a_page_too() -> None:
    made = page(Report("emulated", "1"))
    assert "A run without a strategy" in made
    assert "<svg" not in made
