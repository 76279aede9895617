"""What a run tells: orders, fills and looks go to whose they are, the piece of work and its controller alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.analytics import tale as module
from picaflor.analytics.tale import Row, Tale, Who
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Liquidity, OrderType, Side, Tif

SECOND = 1_000_000_000
PAIR = "B-Q"
SPOT = Market("v", PAIR, "BQ", "B", "Q", Grid(0), Grid(0))
WHO = Who("maker", "v", PAIR)


def order(name: str, side: Side = Side.BUY, ticks: int = 100, tag: str = "", **given: object) -> OrderView:
    made = OrderView(name, "1", PAIR, side, OrderType.LIMIT, Tif.GTC, 10, ticks, 0, 0, OrderState.OPEN)
    return replace(made, owner="maker", tag=tag, **given)  # type: ignore[arg-type]


def fill(name: str, side: Side = Side.BUY, ticks: int = 100, lots: int = 4, fee: int = 0) -> Fill:
    return Fill("v", "a", PAIR, "t", name, "o", side, ticks, lots, fee, "Q", Liquidity.MAKER, 0)


def told(market: Market = SPOT) -> Tale:
    made = Tale()
    made.listed("v", (market,))
    return made


def row(of: Tale, piece: str = "") -> Row:
    return of.rows[replace(WHO, piece=piece)]


def test_spread_and_markouts_are_measured_at_the_looks() -> None:
    tale = told()
    tale.ordered(0, "v", order("c"))
    tale.filled(0, fill("c"))
    tale.looked(0, "v", PAIR, 101, 103)
    tale.looked(SECOND, "v", PAIR, 97, 99)
    assert row(tale).spread.gain == 8 * ONE, "four lots, two below the middle"
    assert row(tale).spread.centi_bps == 20_000
    assert [mean.gain for mean in row(tale).markouts.means] == [-8 * ONE, 0, 0, 0]
    assert row(tale).value == -8 * ONE
    assert (row(tale).drawdown.peak, row(tale).drawdown.most) == (8 * ONE, 16 * ONE)
    assert row(tale).values.points == [(0, 8 * ONE), (SECOND, -8 * ONE)]
    assert row(tale).inventory.points[-1] == (SECOND, 4 * ONE)


def test_a_piece_of_work_and_its_controller_both_hear_of_it() -> None:
    tale = told()
    for name, tag in (("c", "p0.e0"), ("d", "p1.e0"), ("e", "b0")):
        tale.ordered(0, "v", order(name, tag=tag))
        tale.filled(0, fill(name))
    assert [(who.piece, each.bought) for who, each in tale.rows.items()] == [("", 3), ("p0", 1), ("p1", 1)]


def test_how_much_of_what_was_ordered_is_filled() -> None:
    tale = told()
    for state, filled in ((OrderState.SENT, 0), (OrderState.PARTIAL, 3), (OrderState.PARTIAL, 4)):
        tale.ordered(0, "v", order("c", state=state, filled=filled))
    tale.ordered(0, "v", order("d", state=OrderState.CANCELLED))
    made = row(tale)
    assert (made.orders, made.orders_filled, made.lots_ordered, made.lots_filled) == (2, 1, 20, 4)


def test_time_at_the_best_is_a_part_of_the_time_with_quotes() -> None:
    tale = told()
    tale.looked(0, "v", PAIR, 100, 102)
    tale.ordered(0, "v", order("c", Side.BUY, 100))
    tale.looked(SECOND, "v", PAIR, 100, 102)
    tale.looked(2 * SECOND, "v", PAIR, 101, 102)
    tale.ordered(0, "v", order("c", Side.BUY, 100, state=OrderState.UNKNOWN))
    tale.looked(3 * SECOND, "v", PAIR, 100, 102)
    tale.ordered(0, "v", order("c", Side.BUY, 100, state=OrderState.CANCELLED))
    tale.looked(4 * SECOND, "v", PAIR, 100, 102)
    assert (row(tale).quoting_ns, row(tale).best_ns) == (2 * SECOND, {Side.BUY: SECOND})


def test_time_that_nobody_looked_is_nobodys() -> None:
    tale = told()
    tale.ordered(0, "v", order("c"))
    tale.looked(0, "v", PAIR, 100, 102)
    tale.looked(60 * SECOND, "v", PAIR, 100, 102)
    assert row(tale).quoting_ns == 0


def test_fees_that_come_late_and_funding_by_what_each_holds() -> None:
    tale = told(replace(SPOT, kind=MarketKind.LINEAR, settle="Q"))
    other = replace(order("d"), owner="other")
    tale.ordered(0, "v", order("c"))
    tale.ordered(0, "v", other)
    tale.filled(0, fill("c", lots=3))
    tale.filled(0, fill("d", lots=1))
    tale.charged(0, fill("c", fee=ONE))
    tale.paid("v", PAIR, -4 * ONE, "bill")
    tale.looked(0, "v", PAIR, 99, 101)
    assert row(tale).ledger.fees == {"Q": ONE}
    assert {who.owner: each.ledger.funding for who, each in tale.rows.items()} == {"maker": -3 * ONE, "other": -ONE}
    assert row(tale).value == -4 * ONE


def test_what_is_not_ours_is_not_told_of_and_orders_before_the_listing_wait_for_it() -> None:
    tale = Tale()
    tale.ordered(0, "v", replace(order("x"), owner=""))
    tale.ordered(0, "v", order("c"))
    assert tale.rows == {}
    tale.listed("v", (SPOT,))
    tale.filled(0, fill("x"))
    tale.filled(0, fill("c"))
    assert list(tale.rows) == [WHO]
    assert row(tale).bought == 1


def test_old_pieces_and_old_names_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECES_KEPT", 2)
    monkeypatch.setattr(module, "NAMES_KEPT", 2)
    tale = told()
    for n in range(4):
        tale.ordered(0, "v", order(f"c{n}", tag=f"p{n}.e0", state=OrderState.CANCELLED))
    assert [who.piece for who in tale.rows] == ["", "p2", "p3"]
    tale.filled(0, fill("c0"))
    assert row(tale).bought == 0, "nobody remembers whose it was"
    tale.filled(0, fill("c3"))
    assert row(tale).bought == 1
