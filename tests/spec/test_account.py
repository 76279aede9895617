"""The account itself: the fees that it pays, and money that somebody moves elsewhere."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import funds_of
from picaflor.domain.events import Filled, MoneyMoved, Movement
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.wallets import deposit, withdraw
from picaflor.wire.contracts import ReadBills, ReadFees
from tests.spec.card import ROWS as ALL
from tests.spec.card import SECOND, SLOW, Card, ready
from tests.worlds import spoken as load

rows = pytest.mark.parametrize("venue", ALL)
LOTS = 2_000


def asks(venue: str, kind: type) -> None:
    if kind not in load(venue).costs:
        pytest.skip(f"the record of {venue} has no question for it")


@rows
def test_r5_fees_are_the_accounts_own_tier_and_profit_knows_what_was_charged(venue: str) -> None:
    asks(venue, ReadFees)
    card = ready(venue, crowd=SLOW, books_every_ns=5 * SECOND)
    listed = card.connector.markets[card.pair].taker_fee
    tier = (listed // 4, listed // 2)
    card.account.tier = tier
    card.run(3_700)
    market = card.connector.markets[card.pair]
    assert (market.maker_fee, market.taker_fee) == tier
    card.until_open(600)  # so slow a crowd leaves a book alone for longer than it is trusted
    name = card.place(Side.BUY, 200 if card.row.product else LOTS, type=OrderType.MARKET, quote=0)
    card.rest()
    card.run(70)
    fills = [event.fill for event in card.told(Filled) if event.fill.client_id == name]
    fills = [fill for fill in card.world.fees_later() if fill.client_id == name] or fills
    charged = sum(fill.fee for fill in fills)
    if card.row.product or "fee_in_quote" in card.row.features:
        worth = sum(card.worth(fill.ticks, fill.lots) for fill in fills)
    else:
        worth = sum(fill.lots for fill in fills) * market.lot.atoms
    assert 0 < charged <= worth * tier[1] // ONE + ONE // 10**6
    assert charged > worth * tier[1] // ONE * 99 // 100
    card.books_agree()


@rows
def test_a5_money_that_was_moved_elsewhere_is_told_once_as_what_it_is(venue: str) -> None:
    asks(venue, ReadBills)
    card = ready(venue, crowd=SLOW, books_every_ns=5 * SECOND)
    card.rest()
    moves(card)
    card.run(1_300)
    told = [(event.kind, event.asset, event.atoms) for event in card.told(MoneyMoved)]
    inward, outward = _kinds(card)
    assert sorted(told) == sorted([(inward, card.coin, read_atoms("250")), (outward, card.coin, -read_atoms("40"))])
    assert card.connector.total(card.coin) == funds_of(card.row)[card.coin] + read_atoms("210")
    card.world.kill()
    card.until_open()
    card.run(1_300)
    assert len(card.told(MoneyMoved)) == 2, "a restart tells none of them again"


def _kinds(card: Card) -> tuple[Movement, Movement]:
    if card.row.product or "custody" in card.row.features:
        return Movement.TRANSFER, Movement.TRANSFER
    return Movement.DEPOSIT, Movement.WITHDRAWAL


def moves(card: Card) -> None:
    for do, amount in ((deposit, "250"), (withdraw, "40")):
        do(card.floor, card.account.no, card.coin, read_atoms(amount), card.now_ns)
