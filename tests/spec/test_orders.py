"""Orders: each card is played through bytes, and what is told must be what stands in the venue's books."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.events import FeeKnown, Filled, OrderChanged, OrderState, Origin, Pending
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue import orders as venue_orders
from picaflor.sim.venue.faults import RequestFault
from picaflor.sim.venue.orders import VenueOrder
from picaflor.wire.asks import Cancel, Place
from picaflor.wire.reports import FillReport
from tests.spec.card import ROWS, SECOND, Card, Denied, only, ready

rows = pytest.mark.parametrize("venue", ROWS)
S = OrderState


@rows
@pytest.mark.parametrize("side", Side)
def test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed(venue: str, side: Side) -> None:
    card = ready(venue)
    name = card.place(side, 2_000, card.middle)
    card.run(1)
    assert card.order(name).state is S.OPEN
    assert card.theirs(name).live
    card.by_stranger(side.other, 2_000, card.order(name).ticks or 0, Tif.IOC)
    card.rest()
    assert card.states(name) == [S.SENT, S.OPEN, S.FILLED]
    fill = card.world.fills()[0]
    assert (fill.side, fill.lots, fill.client_id, fill.liquidity) == (side, 2_000, name, Liquidity.MAKER)
    assert fill.ticks == card.order(name).ticks
    card.books_agree()


def at_rest(card: Card, type: OrderType) -> str:
    """It does, and why it was sent as it was."""
    name = card.place(Side.BUY, 1_000, card.middle, type)
    card.rest()
    assert card.order(name).state is S.OPEN
    return next(step.why for step in card.world.steps if step.what.startswith(name)) or name


@rows
def test_o3_a_post_only_that_would_cross_is_refused_by_the_venue_and_told_as_such(venue: str) -> None:
    card = ready(venue)
    if OrderType.LIMIT_MAKER not in card.row.order_types:
        with pytest.raises(Denied, match="post only"):
            card.place(Side.BUY, 1_000, card.ask + 10, OrderType.LIMIT_MAKER)
        assert "translated" in at_rest(card, OrderType.LIMIT_MAKER)
        return
    name = card.place(Side.BUY, 1_000, card.ask + 10, OrderType.LIMIT_MAKER)
    card.rest()
    assert card.order(name).state in (S.REFUSED, S.CANCELLED)
    assert "post_only" in card.order(name).reason
    assert card.world.fills() == []
    card.books_agree()


@rows
def test_o4_a_market_buy_by_base_gets_what_was_asked(venue: str) -> None:
    card = ready(venue)
    name = card.place(Side.BUY, 3_000, type=OrderType.MARKET)
    card.rest()
    assert card.order(name).state is S.FILLED
    assert sum(fill.lots for fill in card.world.fills()) == 3_000
    if card.market.buys_by_quote:
        assert card.theirs(name).place.type is OrderType.LIMIT
        assert "translated" in next(step.why for step in card.world.steps if step.what.startswith(name))
    card.books_agree()


@rows
def test_o5_a_market_buy_by_quote_never_spends_more_than_asked(venue: str) -> None:
    card = ready(venue)
    money = read_atoms("250")
    name = card.place(Side.BUY, type=OrderType.MARKET, quote=money)
    card.rest()
    assert card.order(name).state is S.FILLED
    spent = sum(card.market.notional(fill.ticks, fill.lots) for fill in card.world.fills()) + card.paid("USDT")
    assert money - card.market.notional(card.ask + 1_000, 1) < spent <= money
    card.books_agree()


@rows
def test_o6_a_market_sell_takes_the_bids(venue: str) -> None:
    card = ready(venue)
    bid = card.bid
    name = card.place(Side.SELL, 3_000, type=OrderType.MARKET)
    card.rest()
    assert card.order(name).state is S.FILLED
    assert {fill.side for fill in card.world.fills()} == {Side.SELL}
    assert max(fill.ticks for fill in card.world.fills()) <= bid + 100
    assert {fill.liquidity for fill in card.world.fills()} == {Liquidity.TAKER}
    card.books_agree()


@rows
def test_o7_ioc_keeps_what_it_got_fok_all_or_nothing_gtc_rests(venue: str) -> None:
    card = ready(venue)
    middle = card.middle
    if card.row.tifs == (Tif.GTC,):
        for tif in (Tif.IOC, Tif.FOK):
            with pytest.raises(Denied, match="time in force"):
                card.place(Side.BUY, 1_000, middle, tif=tif)
        assert at_rest(card, OrderType.LIMIT)
        return
    card.by_stranger(Side.SELL, 1_000, middle)
    some = card.place(Side.BUY, 2_500, middle, tif=Tif.IOC)
    card.rest()
    assert (card.order(some).state, card.order(some).filled) == (S.EXPIRED, 1_000)
    card.by_stranger(Side.SELL, 1_000, middle)
    if Tif.FOK in card.row.tifs:
        none = card.place(Side.BUY, 2_500, middle, tif=Tif.FOK)
        card.rest()
        assert (card.order(none).state, card.order(none).filled) == (S.EXPIRED, 0)
    else:
        with pytest.raises(Denied, match="time in force"):
            card.place(Side.BUY, 2_500, middle, tif=Tif.FOK)
    rests = card.place(Side.BUY, 2_500, middle)
    card.rest()
    assert (card.order(rests).state, card.order(rests).filled) == (S.PARTIAL, 1_000)
    assert [view.client_id for view in card.live()] == [rests]
    card.books_agree()


@rows
def test_o7_an_order_ends_by_itself_with_the_day_or_when_it_was_said(venue: str) -> None:
    card = ready(venue)
    if not {Tif.DAY, Tif.GTD} <= set(card.row.tifs):
        for tif in (Tif.DAY, Tif.GTD):
            with pytest.raises(Denied, match="time in force"):
                card.place(Side.BUY, 1_000, card.bid - 500, tif=tif, lasts_ns=30 * SECOND)
        return
    with pytest.raises(Denied, match="time in force"):
        card.place(Side.BUY, 1_000, card.bid - 500, tif=Tif.GTD)
    ticks = card.middle
    soon = card.place(Side.BUY, 2_500, ticks, tif=Tif.GTD, lasts_ns=30 * SECOND)
    card.rest()
    card.by_stranger(Side.SELL, 1_000, ticks, Tif.IOC)
    today = card.place(Side.BUY, 1_000, card.bid - 500, OrderType.LIMIT_MAKER, Tif.DAY)
    card.run(20)
    assert (card.order(soon).state, card.order(today).state) == (S.PARTIAL, S.OPEN)
    card.run(20)
    assert (card.order(soon).state, card.order(soon).filled) == (S.EXPIRED, 1_000)
    (end_ns,) = (at_ns for at_ns, no in card.floor.endings._heap if str(no) == card.order(today).venue_id)
    assert end_ns % (86_400 * SECOND) == 0
    card.floor.expire(end_ns)
    card.run(10)
    assert (card.order(today).state, card.live()) == (S.EXPIRED, [])
    card.books_agree()


@rows
def test_o8_a_refusal_is_told_with_the_venues_code_and_words_and_nothing_is_open(venue: str) -> None:
    card = ready(venue)
    markets, symbol = card.floor.markets, card.market.symbol
    markets[symbol] = replace(markets[symbol], band_up=read_atoms("0.0001"))  # a rule that changed since it was read
    name = card.place(Side.BUY, 1_000, card.ask + card.ask // 100)
    card.rest()
    assert card.states(name) == [S.SENT, S.REFUSED]
    code, words = card.row.refusals["band above"]
    assert code in card.order(name).reason
    assert words in card.order(name).reason
    assert card.live() == []
    assert card.account.accepted == 0
    card.books_agree()


@rows
def test_o9_cancel(venue: str) -> None:
    card = ready(venue)
    name = card.place(Side.SELL, 2_000, card.ask + 500)
    card.run(1)
    assert card.tied() > 0
    card.cancel(name)
    assert card.order(name).cancel is Pending.ASKED
    card.rest()
    assert card.states(name) == [S.SENT, S.OPEN, S.CANCELLED]
    assert card.tied() == 0
    card.cancel(name)  # once more: there is nothing left to be cancelled
    card.run(1)
    assert len(card.asked(Cancel)) == 1
    card.books_agree()


@rows
def test_o10_a_cancel_that_meets_a_filled_order_changes_nothing(venue: str) -> None:
    card = ready(venue)
    name = card.place(Side.BUY, 2_000, card.middle)
    card.run(1)
    card.by_stranger(Side.SELL, 2_000, card.order(name).ticks or 0, Tif.IOC)
    card.cancel(name)  # the news is still on its way
    assert card.order(name).state is S.OPEN
    card.rest()
    assert len(card.asked(Cancel)) == 1
    assert card.order(name).state is S.FILLED
    assert sum(fill.lots for fill in card.world.fills()) == 2_000
    card.books_agree()


@rows
def test_o12_partial_fills_then_a_cancel_keep_what_was_filled_and_release_the_rest_once(venue: str) -> None:
    card = ready(venue)
    before = card.account.balance("USDT").total
    name = card.place(Side.BUY, 3_000, card.middle)
    card.run(1)
    for lots in (500, 700):
        card.by_stranger(Side.SELL, lots, card.order(name).ticks or 0, Tif.IOC)
        card.run(1)
    card.cancel(name)
    card.rest()
    assert card.states(name) == [S.SENT, S.OPEN, S.PARTIAL, S.CANCELLED]
    assert card.order(name).filled == 1_200
    assert [fill.lots for fill in card.world.fills()] == [500, 700]
    ledger = card.account.ledger
    if isinstance(ledger, PerpetualLedger):
        assert ledger.wallet("USDT") == before - card.paid("USDT")
        assert not ledger.line(card.pair).orders
    else:
        paid = card.market.notional(card.order(name).ticks or 0, 1_200) + card.paid("USDT")
        assert (ledger.held("USDT"), ledger.free("USDT")) == (0, before - paid)
    card.books_agree()


@rows
def test_o15_client_ids_obey_the_venue_are_deterministic_and_name_their_bot(venue: str) -> None:
    def names(seed: int) -> list[str]:
        card = ready(venue, seed=seed)
        return [card.place(Side.BUY, 1_000, card.bid - n) for n in range(5)]

    card = ready(venue)
    bot = card.world.plan.connectors[0].bot
    made = names(1)
    assert made == names(1)
    assert len(set(made)) == 5
    for name in made:
        assert len(name) <= card.row.client_ids.length_max
        assert set(name) <= set(card.row.client_ids.charset)
        assert name.startswith(f"pf{bot}")
    assert card.connector.ids.kin(made[0]) == bot


@rows
def test_o16_a_fill_that_comes_before_the_acknowledgement(venue: str) -> None:
    card = ready(venue)
    card.world.exchange.faults.order(RequestFault.DELAY)
    name = card.place(Side.BUY, 2_000, card.ask + card.ask // 200)  # far enough for all of it
    card.until(lambda: card.order(name).state is S.FILLED)
    assert card.in_flight == 1  # the acknowledgement is still to come
    assert card.order(name).venue_id == str(card.theirs(name).no)
    card.rest()
    assert S.OPEN not in card.states(name)[card.states(name).index(S.FILLED) :]
    card.books_agree()


@rows
def test_o17_the_status_says_filled_and_the_trades_come_later(venue: str) -> None:
    card = ready(venue)
    card.conn(private=True).silent = True
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    name = card.place(Side.BUY, 2_000, card.ask + 100)
    card.until(lambda: card.order(name).state is S.FILLED)
    card.rest()
    story = [
        event.order.state if isinstance(event, OrderChanged) else "fill"
        for event in card.told((OrderChanged, Filled))
        if isinstance(event, Filled) or event.order.client_id == name
    ]
    assert story.index(S.FILLED) < story.index("fill")
    assert sum(fill.lots for fill in card.world.fills()) == 2_000
    assert len(card.asked(Place)) == 1
    card.run(70)  # the silence is noticed, and the balances are asked for
    card.rest()
    card.books_agree()


@rows
def test_o18_a_negative_fee_is_a_rebate(venue: str) -> None:
    card = ready(venue)
    markets, symbol = card.floor.markets, card.market.symbol
    markets[symbol] = replace(markets[symbol], maker_fee=-read_atoms("0.0001"))
    name = card.place(Side.BUY, 2_000, card.middle)
    card.run(1)
    card.by_stranger(Side.SELL, 2_000, card.order(name).ticks or 0, Tif.IOC)
    card.rest()
    fill = (card.world.fees_later() or card.world.fills())[0]
    assert fill.fee == card.account.fills[0].fee
    assert fill.fee < 0
    assert fill.fee_asset == (card.market.settle or card.market.fee_asset or "BTC")
    card.books_agree()


def fees(monkeypatch: pytest.MonkeyPatch, **others: Any) -> None:
    """What the venue pushes of a trade differs in its fee from what it says when it is asked."""
    honest = VenueOrder.report

    def report(order: VenueOrder, fill: FillReport | None = None) -> Any:
        told = (
            None if fill is None else FillReport(**{**{n: getattr(fill, n) for n in fill.__struct_fields__}, **others})
        )
        return honest(order, told)

    monkeypatch.setattr(venue_orders.VenueOrder, "report", report)


@rows
def test_o18_a_fee_in_a_third_asset(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    only(venue, "fee_asset")
    fees(monkeypatch, fee=read_atoms("0.125"), fee_asset="BGB")
    card = ready(venue)
    card.place(Side.BUY, 2_000, card.ask + 100)
    card.rest()
    assert {(fill.fee, fill.fee_asset) for fill in card.world.fills()} == {(read_atoms("0.125"), "BGB")}
    assert card.world.engine.guard.unpriced["BGB"] >= read_atoms("0.125")


@rows
def test_o18_a_fee_that_comes_later(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fees(monkeypatch, fee=None, fee_asset="")
    card = ready(venue)
    name = card.place(Side.BUY, 2_000, card.ask + 100)
    card.until(lambda: card.order(name).state is S.FILLED)
    card.rest()
    assert {fill.fee for fill in card.world.fills()} == {0}
    late = {fill.trade_id: (fill.fee, fill.fee_asset) for fill in card.world.fees_later()}
    assert late == {fill.trade_id: (fill.fee, fill.fee_asset) for fill in card.account.fills}
    assert len(card.told(FeeKnown)) == len(late)


@rows
def test_o19_an_order_made_elsewhere_on_the_account_shows_as_external(venue: str) -> None:
    card = ready(venue)
    order = card.elsewhere(Side.BUY, 2_000, card.middle)
    card.run(2)
    (view,) = card.live()
    assert (view.origin, view.venue_id, view.lots, view.pair) == (Origin.EXTERNAL, str(order.no), 2_000, card.pair)
    card.by_stranger(Side.SELL, 2_000, view.ticks or 0, Tif.IOC)
    card.rest()
    assert card.live() == []
    assert sum(fill.lots for fill in card.world.fills()) == 2_000
    card.books_agree()
