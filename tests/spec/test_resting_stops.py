"""Positions whose stop rests at the venue: it is there while we are not, and what it does is booked as the position's."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Side, Tif
from picaflor.domain.stops import StopState, StopView
from picaflor.strategies.executors.dca import DcaExecutor
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.orchestra import Orchestra
from picaflor.venues import load
from tests.spec.card import Card
from tests.spec.test_rarer_orders import move_last_to

ROWS = [
    name
    for name in ("bitget_perpetual", "bitmart_perpetual", "hitbtc_perpetual")
    if not load(name).features.isdisjoint(("stops_lead_on", "stops_among_orders"))
]
rows = pytest.mark.parametrize("venue", ROWS)
PLAN = {"steps": 1, "first_bps": 2, "take_profit_bps": 300, "stop_loss_bps": 100, "again": False, "notional": 10**39}


def opened(venue: str) -> Card:
    """Bought by the first step, with its profit and its stop at the venue."""
    card = Card(venue, controller="dca", maker=PLAN | {"pair": "BTC-USDT"})
    card.until_open()
    card.run(3)
    (entry,) = card.live()
    card.by_stranger(Side.SELL, entry.lots, entry.ticks or 0, Tif.IOC)
    card.run(5)
    assert held(card) == entry.lots
    return card


def orchestra(card: Card) -> Orchestra:
    work = card.world.engine.seats[0].work
    assert isinstance(work, Orchestra)
    return work


def position(card: Card) -> DcaExecutor:
    (made,) = orchestra(card)
    assert isinstance(made, DcaExecutor)
    return made


def held(card: Card) -> int:
    return int(card.connector.net_lots("BTC-USDT"))


def stops(card: Card) -> list[StopView]:
    return [stop for stop in card.connector.extra.live_stops() if stop.state is StopState.WAITING]


def ended(card: Card, how: CloseType) -> None:
    assert (position(card).phase, position(card).close_type) == (Phase.ENDED, how)
    assert (held(card), card.connector.extra.live_stops(), card.live()) == (0, [], [])
    sold, bought = (sum(fill.size for fill in card.account.fills if fill.side is side) for side in Side)
    assert sold == bought
    card.books_agree()


def falls(card: Card) -> None:
    (stop,) = stops(card)
    move_last_to(card, stop.wish.trigger - 5)
    card.by_stranger(Side.BUY, 5_000, stop.wish.trigger - 6)  # whoever buys what it sells


@rows
def test_it_waits_there_as_large_as_what_is_held_and_closes_it(venue: str) -> None:
    card = opened(venue)
    (stop,) = stops(card)
    assert (stop.wish.lots, stop.wish.side, stop.owner, stop.wish.closes) == (held(card), Side.SELL, "maker", True)
    falls(card)
    card.run(60)
    ended(card, CloseType.STOP_LOSS)
    assert [step.why for step in card.world.steps if step.client_id == stop.client_id] == ["stop loss of 100 bps"]
    account = card.world.engine.seats[0].account
    assert list(account.held()) == [], "its own ledger has the close as well"


@rows
def test_a_crash_leaves_it_there_and_the_next_run_takes_it_over(venue: str) -> None:
    card = opened(venue)
    (before,) = stops(card)
    card.world.kill()
    card.until_open()
    card.run(30)
    assert [stop.client_id for stop in stops(card)] == [before.client_id]
    falls(card)
    card.run(60)
    ended(card, CloseType.STOP_LOSS)


@rows
def test_it_closes_while_nobody_is_there_and_the_next_run_learns_it(venue: str) -> None:
    card = opened(venue)
    card.world.drain()
    falls(card)
    card.world.kill()
    card.until_open()
    card.run(120)
    ended(card, CloseType.STOP_LOSS)


@rows
def test_one_that_the_venue_refuses_is_watched_here(venue: str) -> None:
    card = Card(venue, controller="dca", maker=PLAN | {"pair": "BTC-USDT"})
    card.floor.waiting.place = lambda *_args, **_more: card.floor.refuse("no position")  # type: ignore[assignment]
    card.until_open()
    card.run(3)
    (entry,) = card.live()
    card.by_stranger(Side.SELL, entry.lots, entry.ticks or 0, Tif.IOC)
    card.run(30)
    assert stops(card) == []
    for crowd in card.world.exchange.rows[0].crowds.values():
        crowd.middle = crowd.anchor = (entry.ticks or 0) * 98 // 100
    card.run(60)
    ended(card, CloseType.STOP_LOSS)
