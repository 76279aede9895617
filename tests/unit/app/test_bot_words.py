from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.bot_words import words_of
from picaflor.domain.book import Trust
from picaflor.domain.events import (
    BookChanged,
    Event,
    Filled,
    Liquidated,
    MoneyMoved,
    Movement,
    OrderChanged,
    OrderState,
    OrderView,
    Readiness,
    Surprise,
)
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Side, Tif
from picaflor.engine.audit import Seen, Step

MARKET = Market("v", "A-B", "AB", "A", "B", Grid(2), Grid(3))
ORDER = OrderView("pf1", "9", "A-B", Side.BUY, OrderType.LIMIT, Tif.GTC, 10, 500, 0, 0, OrderState.OPEN)
FILL = Fill("v", "a", "A-B", "1", "pf1", "9", Side.SELL, 500, 3, read_atoms("0.01"), "B", Liquidity.MAKER, 0)
REFUSED = replace(ORDER, state=OrderState.REFUSED, ticks=None, lots=0, quote=read_atoms("7"), reason="no funds")

TOLD: list[tuple[Event, str, str]] = [
    (Filled(FILL), "info", "sold 0.003 A-B at 5.00, fee 0.01 B"),
    (Filled(replace(FILL, pair="X-Y")), "info", "sold X-Y"),
    (OrderChanged(ORDER, OrderState.SENT), "debug", "pf1 buy 0.010 A-B at 5.00 is open"),
    (OrderChanged(REFUSED, OrderState.SENT), "warning", "pf1 buy 7 B of A-B at market is refused: no funds"),
    (Readiness("v", ()), "info", "ready"),
    (Readiness("v", ("rules", "book A-B")), "info", "waiting for rules, book A-B"),
    (Surprise("unreadable", "a frame"), "warning", "unreadable: a frame"),
    (Liquidated("v", "A-B", Hold.NET, 3, "9"), "error", "the venue took over a position in A-B, or a part of it"),
    (MoneyMoved("v", Movement.FUNDING, "B", read_atoms("-0.5", signed=True), "1"), "info", "funding -0.5 B"),
]


@pytest.mark.parametrize(("event", "level", "words"), TOLD)
def test_what_is_told_of_an_event(event: Event, level: str, words: str) -> None:
    assert words_of(Seen(1, "v", event), {"A-B": MARKET}) == (level, "v", words)


@pytest.mark.parametrize("event", [BookChanged("v", "A-B", Trust.GOOD), OrderChanged(ORDER, OrderState.OPEN)])
def test_what_is_not_worth_a_line(event: Event) -> None:
    assert words_of(Seen(1, "v", event), {"A-B": MARKET}) is None


@pytest.mark.parametrize(
    ("what", "level"), [("stop trading", "error"), ("denied buy 1", "info"), ("cancel pf1", "debug")]
)
def test_what_somebody_did(what: str, level: str) -> None:
    assert words_of(Step(1, "maker", what, "why"), {}) == (level, "maker", f"{what}: why")
