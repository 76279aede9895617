"""The simple maker: a quote a side around the middle, leaned against what it holds, and nothing while the gate is shut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.commands import CancelOrder, PlaceOrder
from picaflor.domain.events import FundingKnown, OrderState, OrderView, Pending
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Hold, OrderType, Side, Tif
from picaflor.domain.stops import StopView
from picaflor.strategies.controllers.simple_maker import SimpleMaker, SimpleMakerConfig
from picaflor.strategies.protocols import Wake

PAIR = "BTC-USDT"
MARKET = Market("v", PAIR, "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
SECOND = 1_000_000_000


@dataclass
class Book:
    bid: int = 5_999_000
    ask: int = 6_001_000
    trust: Trust = Trust.GOOD
    at_ns: int = 0

    def top(self) -> Top:
        return Top(self.bid, 1, self.ask, 1)

    def bids(self, depth: int) -> list[Level]:
        return []

    def asks(self, depth: int) -> list[Level]:
        return []


@dataclass
class View:
    open: bool = True
    now_ns: int = 0
    mine: list[OrderView] = field(default_factory=list)
    held: int = ONE
    there: Book = field(default_factory=Book)
    listed: Market = MARKET
    lots: int = 0
    news: list[OrderView] = field(default_factory=list)

    def changed(self) -> list[OrderView]:
        return self.news

    def market(self, pair: str) -> Market:
        return self.listed

    def book(self, pair: str) -> Book:
        return self.there

    def orders(self, pair: str) -> list[OrderView]:
        return self.mine

    def free(self, asset: str) -> int:
        return self.held

    def total(self, asset: str) -> int:
        return self.held

    def position(self, pair: str, hold: Hold = Hold.NET) -> int:
        return self.lots

    def mark(self, pair: str) -> int:
        return 0

    def funding(self, pair: str) -> FundingKnown | None:
        return None

    def stops(self, pair: str) -> list[StopView]:
        return []

    def late_fees(self, pair: str) -> list[Fill]:
        return []

    def fills(self, pair: str) -> list[Fill]:
        return []


def order(side: Side, ticks: int, name: str = "a") -> OrderView:
    return OrderView(name, "1", PAIR, side, OrderType.LIMIT_MAKER, Tif.GTC, 10, ticks, 0, 0, OrderState.OPEN)


def maker() -> SimpleMaker:
    return SimpleMaker(SimpleMakerConfig(PAIR))


def placed(view: View, of: SimpleMaker | None = None) -> dict[Side, int]:
    commands = (of or maker()).decide(view, Wake.TIMER)
    return {c.wish.side: c.wish.ticks or 0 for c in commands if isinstance(c, PlaceOrder)}


def test_quotes_stand_at_the_spread_around_the_middle() -> None:
    assert placed(View()) == {Side.BUY: 5_997_600, Side.SELL: 6_002_400}  # 4 bps of 6 000 000 each way


def test_quotes_never_cross_the_book() -> None:
    quotes = placed(View(there=Book(5_990_000, 5_990_001)), SimpleMaker(SimpleMakerConfig(PAIR, spread_bps=0)))
    assert quotes[Side.BUY] < 5_990_001
    assert quotes[Side.SELL] > 5_990_000


def test_on_contracts_it_leans_against_its_position() -> None:
    contract = replace(MARKET, kind=MarketKind.LINEAR, settle="USDT")
    flat, long = placed(View(listed=contract)), placed(View(listed=contract, lots=10**4, held=0))
    assert flat == placed(View())
    assert long[Side.BUY] < flat[Side.BUY]
    assert placed(View(listed=contract, lots=10**8)).keys() == {Side.SELL}


def test_it_leans_against_what_it_holds() -> None:
    strategy, view = maker(), View()
    flat = placed(view, strategy)
    view.held = ONE + ONE // 60  # 1 000 USDT more than at the start: half of what it may hold
    long = placed(view, strategy)
    assert long[Side.BUY] < flat[Side.BUY]
    assert long[Side.SELL] < flat[Side.SELL]


def test_with_full_hands_it_only_sells() -> None:
    strategy, view = maker(), View()
    placed(view, strategy)
    view.held = ONE + ONE // 20
    assert set(placed(view, strategy)) == {Side.SELL}


def test_a_good_order_stays_and_a_bad_one_is_cancelled_before_it_is_replaced() -> None:
    good, far = order(Side.BUY, 5_997_600, "good"), order(Side.SELL, 6_050_000, "far")
    commands = maker().decide(View(mine=[good, far]), Wake.TIMER)
    assert commands == [CancelOrder("far", "off its place")]


def test_an_order_may_be_off_by_the_tolerance_and_no_further() -> None:
    edge = 5_997_600 * 2 // 10_000
    assert maker().decide(View(mine=[order(Side.BUY, 5_997_600 + edge)]), Wake.TIMER)[0] != CancelOrder(
        "a", "off its place"
    )
    assert CancelOrder("a", "off its place") in maker().decide(
        View(mine=[order(Side.BUY, 5_997_600 + edge + 1)]), Wake.TIMER
    )


def test_an_old_order_is_renewed() -> None:
    view = View(mine=[order(Side.BUY, 5_997_600)], now_ns=16 * SECOND)
    assert CancelOrder("a", "off its place") in maker().decide(view, Wake.TIMER)


def test_while_the_gate_is_shut_it_pulls_its_quotes_once() -> None:
    resting, leaving = order(Side.BUY, 1), replace(order(Side.SELL, 9, "b"), cancel=Pending.ASKED)
    commands = maker().decide(View(open=False, mine=[resting, leaving]), Wake.GATE)
    assert commands == [CancelOrder("a", "the gate is closed")]


def test_an_unknown_order_keeps_its_side_empty() -> None:
    lost = replace(order(Side.BUY, 5_997_600), state=OrderState.UNKNOWN)
    assert set(placed(View(mine=[lost]))) == {Side.SELL}


def test_a_place_that_has_become_empty_is_taken_at_once_and_what_was_refused_waits_for_its_time() -> None:
    gone = replace(order(Side.BUY, 5_997_600), state=OrderState.CANCELLED)
    refused = replace(gone, state=OrderState.REFUSED)
    assert maker().decide(View(news=[refused]), Wake.ORDER) == []
    commands = maker().decide(View(news=[refused, gone]), Wake.ORDER)
    assert [command.wish.side for command in commands if isinstance(command, PlaceOrder)] == [Side.BUY, Side.SELL]


@pytest.mark.parametrize(
    "said",
    [{"spread_bps": -1}, {"spread_bps": 10_000}, {"tolerance_bps": -1}, {"quote_notional": 0}, {"inventory_max": -1},
     {"refresh_ns": 0}],
)  # fmt: skip
def test_what_would_trade_against_itself_is_refused(said: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="0"):
        SimpleMakerConfig(PAIR, **said)
