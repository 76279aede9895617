"""Sums over the lines of one settle asset."""

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.machines.ledger import margin
from picaflor.machines.ledger.lines import Line, Resting
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.terms import Terms

A = read_atoms


def line(lots: int, mark: str, mode: MarginMode, behind: int = 0) -> Line:
    market = Market("v", "X-U", "XU", "X", "U", Grid(0), Grid(0), kind=MarketKind.LINEAR)
    made = Line(Terms(market), mark=A(mark), mode=mode, leverage={Hold.NET: 5})
    made.slot(Hold.NET).position = Position(lots, abs(lots) * A("100"))
    made.slot(Hold.NET).margin = behind
    return made


LINES = [line(2, "110", MarginMode.CROSS), line(-3, "120", MarginMode.ISOLATED, A("70"))]


def test_unrealised_of_all_or_of_one_margin_mode():
    assert margin.unrealised(LINES) == -A("40")
    assert margin.unrealised(LINES, MarginMode.CROSS) == A("20")
    assert margin.unrealised(LINES, MarginMode.ISOLATED) == -A("60")


def test_tied_is_cross_initial_isolated_margin_and_orders():
    assert margin.tied(LINES) == A("44") + A("70")
    assert margin.isolated(LINES) == A("70")


def test_each_mode_has_its_holds():
    assert margin.HOLDS[PositionMode.HEDGE] == (Hold.LONG, Hold.SHORT)
    order = Resting(Hold.SHORT, Side.SELL, 100, 1)
    assert margin.check(LINES[0], order, PositionMode.HEDGE, A("100")) == A("100")
