"""What contracts made, by our own sums and by a venue's ledger: the same number, rounding, rebates and funding included."""

from __future__ import annotations

import random

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.orders import Fill, Hold, Liquidity, PositionMode, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.tally import Tally
from picaflor.machines.ledger.terms import Terms

# Prices of twelve decimals and money of four: each booking rounds.
LINEAR = Terms(Market("p", "A-U", "A", "A", "U", Grid(12), Grid(1), kind=MarketKind.LINEAR, settle="U", quote_places=4))
INVERSE = Terms(Market("p", "A-U", "A", "A", "U", Grid(2), Grid(3), kind=MarketKind.INVERSE, settle="A"))
PLACE = ("p", "A-U")
TURNS = [(Hold.LONG, Side.BUY), (Hold.LONG, Side.SELL), (Hold.SHORT, Side.SELL), (Hold.SHORT, Side.BUY)]


def fill(hold: Hold, side: Side, ticks: int, lots: int, fee: int, asset: str) -> Fill:
    return Fill("p", "a", "A-U", "t", "c", "o", side, ticks, lots, fee, asset, Liquidity.TAKER, 0, hold)


@pytest.mark.parametrize("terms", [LINEAR, INVERSE])
@pytest.mark.parametrize("mode", PositionMode)
def test_it_says_what_the_venues_ledger_says(mode: PositionMode, terms: Terms) -> None:
    dice = random.Random(7)
    ledger, tally = PerpetualLedger(mode), Tally()
    ledger.list_terms(terms)
    for turn in range(400):
        hold, side = (Hold.NET, dice.choice(list(Side))) if mode is PositionMode.ONEWAY else dice.choice(TURNS)
        ticks, lots, fee = dice.randrange(1, 10**9), dice.randrange(1, 50), dice.randrange(-(10**30), 10**31)
        if mode is PositionMode.HEDGE and (side is Side.BUY) is not (hold is Hold.LONG):
            lots = min(lots, abs(ledger.position("A-U", hold).lots))
        if lots:
            ledger.fill("A-U", side, ticks, lots, fee, terms.settle, hold)
            tally.add(fill(hold, side, ticks, lots, fee, terms.settle), terms)
        if turn % 10 == 0:
            paid = dice.randrange(-(10**33), 10**33)
            assert ledger.book_funding("A-U", paid, str(turn), hold) == tally.pay(terms.settle, paid, str(turn))
        mark = dice.randrange(1, 10**9) * terms.market.tick.atoms
        ledger.set_mark("A-U", mark)
        assert tally.booked().get(terms.settle, 0) == ledger.wallet(terms.settle)
        unrealised = tally.unrealised({PLACE: mark}.get)
        assert unrealised is not None
        assert tally.booked().get(terms.settle, 0) + unrealised == ledger.equity(terms.settle)


def test_a_payment_is_booked_once() -> None:
    tally = Tally()
    assert tally.pay("U", -5, "1")
    assert not tally.pay("U", -5, "1")
    assert tally.booked() == {"U": -5}


def test_a_fee_that_is_told_later_is_the_fee_that_was_told_at_once() -> None:
    late, known = Tally(), Tally()
    late.add(fill(Hold.NET, Side.BUY, 100, 5, 0, ""), LINEAR)
    late.charge(fill(Hold.NET, Side.BUY, 100, 5, 7, "U"))
    known.add(fill(Hold.NET, Side.BUY, 100, 5, 7, "U"), LINEAR)
    assert late.booked() == known.booked() == {"U": -7}


def test_without_a_mark_nothing_is_said_of_what_is_open() -> None:
    tally = Tally()
    assert tally.unrealised({}.get) == 0
    tally.add(fill(Hold.NET, Side.BUY, 100, 5, 0, ""), LINEAR)
    assert tally.unrealised({}.get) is None
    tally.add(fill(Hold.NET, Side.SELL, 110, 5, 0, ""), LINEAR)
    assert tally.unrealised({}.get) == 0
