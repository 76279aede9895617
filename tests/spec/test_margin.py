"""Margin on spot pairs: the spot market's books and last prices, the spot purse's money, and positions of its own."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.events import BalanceChanged, Filled, MarkChanged, OrderState, PositionChanged
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.engine.instructions import PlaceByHand
from picaflor.venues import ROWS as TABLE
from picaflor.wire.contracts import ReadFunding, ReadMark, SetPot
from tests.spec import test_balances as balances
from tests.spec import test_boot as boot
from tests.spec import test_order_lists as lists
from tests.spec import test_orders as orders
from tests.spec import test_perpetuals as perpetuals
from tests.spec import test_rarer_orders as rarer
from tests.spec import test_restart as restart
from tests.spec import test_streams as streams
from tests.spec.card import PAIR, QUIET, ready
from tests.worlds import World, make_world
from tests.worlds import spoken as load

MARGINS = [name for name in TABLE if load(name).kind == "margin"]
rows = pytest.mark.parametrize("venue", MARGINS)
POT = 10_000 * ONE
# Of the cards of every row those that are about positions, money and names here. `./run prove cards` plays all of them.
PLAYED: list[tuple[Any, dict[str, Any]]] = [
    (boot.test_b1_every_declared_order_type_arrives_as_it_is_declared, {}),
    (boot.test_b2_all_tradable_pairs_are_mapped_and_one_bad_row_spoils_no_other, {}),
    (boot.test_b3_everything_that_is_not_ready_is_listed_and_false_before_the_start, {}),
    (boot.test_r1_the_rules_are_those_of_the_payload, {}),
    (orders.test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed, {"side": Side.SELL}),
    (orders.test_o8_a_refusal_is_told_with_the_venues_code_and_words_and_nothing_is_open, {}),
    (orders.test_o9_cancel, {}),
    (rarer.test_o20_a_stop_waits_is_triggered_and_fills, {}),
    (lists.test_o24_one_that_is_filled_ends_the_other, {}),
    (balances.test_a1_totals_and_what_is_free_of_them, {}),
    (balances.test_a2_an_asset_gone_from_the_next_report_is_gone, {}),
    (balances.test_a3_stream_and_rest_agree_at_rest, {}),
    (streams.test_s7_the_user_stream_tells_new_partial_full_cancelled_and_balances_without_a_question, {}),
    (perpetuals.test_p1_open_and_close_a_long_and_a_short, {"mode": PositionMode.ONEWAY}),
    (perpetuals.test_p1_one_way_an_order_may_flip_a_position, {}),
    (perpetuals.test_p2_reduce_only_never_flips, {}),
    (perpetuals.test_p4_leverage_and_margin_mode_are_as_wished, {"margin": MarginMode.ISOLATED}),
    (perpetuals.test_p4_margin_that_is_not_there_is_seen_here_and_nothing_is_sent, {}),
    (perpetuals.test_p7_sizes_are_exact_also_of_a_coin_with_twelve_decimals, {}),
    (perpetuals.test_p8_a_position_whose_margin_is_gone_is_taken_over, {"side": Side.BUY}),
    (perpetuals.test_p8_a_liquidation_while_away_is_known_afterwards, {}),
    (perpetuals.test_p10_a_position_that_is_gone_at_the_venue_is_gone_here, {}),
    (restart.test_x1_open_partly_filled_and_unknown_orders_are_rebuilt, {}),
]


@rows
@pytest.mark.parametrize(("card", "more"), PLAYED)
def test_the_cards_of_margin(venue: str, card: Any, more: dict[str, Any]) -> None:
    card(venue, **more)


@rows
def test_p6_the_last_price_stands_for_a_mark_that_nobody_tells(venue: str) -> None:
    card = ready(venue)
    symbol = card.market.symbol
    assert card.asked(ReadMark | ReadFunding) == []
    card.place(Side.BUY, 100, type=OrderType.MARKET)
    card.rest()
    card.run(3)
    last = card.floor.last[symbol] * card.market.tick.atoms
    assert card.connector.extra.contracts.mark(symbol) == last == card.floor.marks[symbol]
    assert (card.told(MarkChanged)[-1].mark, card.told(MarkChanged)[-1].index) == (last, 0)


@rows
def test_p4_each_pair_has_an_account_of_its_own_whose_leverage_is_the_listings(venue: str) -> None:
    card = ready(venue, setup={"leverage": 3, "isolated_margin": POT})
    (asked,) = card.asked(SetPot)
    assert (asked.balance, asked.leverage) == (POT, 0)
    assert card.connector.extra.contracts.leverage(card.market.symbol) == card.market.max_leverage
    card.place(Side.SELL, 100, type=OrderType.MARKET)
    card.rest()
    (position,) = card.connector.extra.contracts.positions.all()
    assert (position.lots, position.margin_mode) == (-100, MarginMode.ISOLATED)


class Both:
    """A house with its spot market and its margin, and a connector on each."""

    def __init__(self, venue: str) -> None:
        self.margin, self.spot = venue, venue.removesuffix("_margin")
        more = {"isolated_margin": POT}
        self.world: World = make_world(self.spot, others=(venue,), maker={}, crowd=QUIET, setup=more)
        self.ours = self.world.engine.connectors[venue]
        self.beside = self.world.engine.connectors[self.spot]
        self.until(lambda: self.ours.gate == "" == self.beside.gate and self.ours.trusted and self.beside.trusted)

    def until(self, true: Any, seconds: int = 60) -> None:
        self.world.joint.run(self.world.joint.now_ns + seconds * ONE // 10**27, stop=true)
        self.world.drain()
        assert true(), (self.ours.waiting_for(), self.beside.waiting_for(), self.world.seen[-5:])

    def place(self, venue: str, side: Side, lots: int, ticks: int) -> str:
        self.world.tell(PlaceByHand(venue, PAIR, side, lots, ticks, OrderType.LIMIT, Tif.GTC))
        self.world.drain()
        step = self.world.steps[-1]
        assert not step.what.startswith("denied"), step.why
        return step.what.split()[0]

    def told(self, kind: Any, venue: str) -> list[Any]:
        return [event for event in self.world.seen if isinstance(event, kind) and event.venue == venue]

    def fills(self, venue: str) -> list[Any]:
        return [event.fill for event in self.world.seen if isinstance(event, Filled) and event.fill.venue == venue]


@rows
def test_o1_an_order_on_margin_stands_in_the_book_of_the_spot_market_and_meets_what_is_there(venue: str) -> None:
    both = Both(venue)
    floors = both.world.exchange.floors
    assert floors[venue].home is floors[both.spot]
    top = both.beside.book(PAIR).top()
    middle = (top.bid + top.ask) // 2
    bid = both.place(venue, Side.BUY, 20_000, middle)
    both.until(lambda: both.beside.book(PAIR).top().bid == middle == both.ours.book(PAIR).top().bid)
    sold = both.place(both.spot, Side.SELL, 12_000, middle)
    both.until(lambda: both.fills(venue) and both.fills(both.spot))
    both.world.run(5)
    (ours,), (theirs,) = both.fills(venue), both.fills(both.spot)
    assert (ours.trade_id, ours.client_id, ours.lots) == (theirs.trade_id, bid, 12_000)
    assert (theirs.client_id, both.beside.keeper.view(sold).state) == (sold, OrderState.FILLED)
    assert both.ours.net_lots(PAIR) == 12_000
    changes = [event.position for event in both.world.seen if isinstance(event, PositionChanged)]
    assert (changes[-1].venue, changes[-1].lots) == (venue, 12_000)


@rows
def test_a1_both_connectors_show_one_purse(venue: str) -> None:
    both = Both(venue)
    both.world.run(3)
    there = both.world.exchange.floor.accounts[1].balance("USDT")
    assert there.margin == POT
    for connector in (both.ours, both.beside):
        assert (connector.free("USDT"), connector.total("USDT")) == (there.free, there.total)
    changed = both.told(BalanceChanged, both.spot)
    top = both.beside.book(PAIR).top()
    both.place(both.spot, Side.BUY, 50_000, top.bid - 1_000)
    both.world.run(3)
    assert both.ours.free("USDT") == both.beside.free("USDT") < there.free
    assert len(both.told(BalanceChanged, both.spot)) > len(changed)
    assert both.ours.margins.free(both.ours.markets[PAIR].symbol, 0) == POT  # what is in a pot no spot order ties


@rows
def test_r1_only_what_the_listing_marks_so_is_traded_on_margin(venue: str) -> None:
    both = Both(venue)
    market, spot = both.ours.markets[PAIR], both.beside.markets[PAIR]
    assert (market.max_leverage, market.lot, market.tick) == (10, spot.lot, spot.tick)
    assert spot.taker_fee == market.taker_fee == read_atoms(both.ours.venue.taker_fee)
