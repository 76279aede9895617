"""Balances: what is shown is what the venue holds, whichever way it was told."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import funds_of
from picaflor.domain.events import BalanceChanged
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.wire.asks import ReadBalances
from tests.spec.card import EVERYTHING, LEVERAGE, POTS, ROWS, only_isolated, ready
from tests.worlds import make_world, pair_of, spoken

rows = pytest.mark.parametrize("venue", ROWS)


@rows
def test_a1_totals_and_what_is_free_of_them(venue: str) -> None:
    card = ready(venue)
    coin, cash = card.coin, funds_of(card.row)
    total, pot = card.connector.total(coin), POTS if only_isolated(card.row) else 0
    assert total == card.connector.free(coin) + pot == cash[coin]
    ticks = card.bid - 1_000
    card.place(Side.BUY, 50_000, ticks)
    card.rest()
    held = pot or card.worth(ticks, 50_000) // (LEVERAGE if card.row.product else 1)
    assert card.connector.total(coin) == total
    assert held <= total - card.connector.free(coin) <= held + held // 50  # some venues hold the fee as well
    card.books_agree()


@rows
def test_a2_an_asset_gone_from_the_next_report_is_gone(venue: str) -> None:
    card = ready(venue)
    coin = card.coin if card.row.product else "ETH"
    had = card.account.balance(coin).free
    assert card.connector.free(coin) == had > 0
    apart = card.connector.total(coin) - had  # in accounts of margin
    card.account.ledger.withdraw(coin, had)  # moved elsewhere, without a push
    asked = len(card.asked(ReadBalances))
    card.until(lambda: card.connector.total(coin) == apart, 70)
    assert len(card.asked(ReadBalances)) == asked + 1
    assert BalanceChanged(card.world.venue, coin, 0, apart) in card.told(BalanceChanged)


@rows
def test_a3_stream_and_rest_agree_at_rest(venue: str) -> None:
    card = ready(venue)
    card.freeze()
    name = card.place(Side.BUY, 3_000, card.middle)
    card.run(1)
    card.by_stranger(Side.SELL, 1_000, card.order(name).ticks or 0, Tif.IOC)
    card.cancel(name)
    card.place(Side.SELL, 2_000, type=OrderType.MARKET)
    card.rest()
    card.books_agree()  # told by the stream
    asked, told = len(card.asked(ReadBalances)), len(card.told(BalanceChanged))
    card.until(lambda: len(card.asked(ReadBalances)) > asked, 70)
    card.run(2)
    assert len(card.told(BalanceChanged)) == told, "the answer differed from the stream"


@rows
def test_a3_a_balance_push_that_was_lost_is_made_good_by_the_next_question(venue: str) -> None:
    card = ready(venue)
    card.account.ledger.deposit(card.coin, read_atoms("777"))
    there = funds_of(card.row)[card.coin] + read_atoms("777")
    card.until(lambda: card.connector.total(card.coin) == there, 70)


@rows
def test_a4_what_is_free_is_never_negative(venue: str) -> None:
    maker, pots = {"pair": pair_of(venue), "quote_notional": read_atoms("45000")}, only_isolated(spoken(venue))
    world = make_world(venue, seed=4, maker=maker, setup=pots)
    world.run(120 if EVERYTHING else 60)
    changes = [event for event in world.seen if isinstance(event, BalanceChanged)]
    assert len(changes) > (10 if pots else 50)  # orders tie what is in a pot, and not the purse
    assert all(change.free >= 0 and change.held >= 0 for change in changes)
    row = world.connector.venue
    coin, few = (row.family or "USDT", "55000") if row.product and "inverse" not in row.features else ("BTC", "1.5")
    assert min(change.free for change in changes if change.asset == coin) < read_atoms(few)
