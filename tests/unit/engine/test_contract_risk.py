"""Contracts: the hold that fits, no more closed than there is, margin for what opens, leverage as the ladder allows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, OrderType, PositionMode, Side, Tif, Wish
from picaflor.engine.contract_risk import contract_fault

ONEWAY, HEDGE = PositionMode.ONEWAY, PositionMode.HEDGE
MARKET = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(0), Grid(0), MarketKind.LINEAR, "USDT")
BUY = Wish("BTC-USDT", Side.BUY, 10, 100)
SELL = replace(BUY, side=Side.SELL)


@dataclass
class Stand:
    """An account at leverage 5 whose ladder allows 10 up to 5 000 and 4 beyond."""

    position_mode: PositionMode = ONEWAY
    held: dict[Hold, int] = field(default_factory=dict)

    def leverage(self, symbol: str) -> int:
        return 5

    def free(self, _symbol: str, purse: int) -> int:
        return purse

    def most_leverage(self, symbol: str, notional: int) -> int:
        return 10 if notional <= 5_000 * ONE else 4

    def closable(self, pair: str, hold: Hold, sells: bool) -> int:
        lots = self.held.get(hold, 0)
        return max(0, lots if sells else -lots)

    def initial_margin(self, market: Market, ticks: int, lots: int) -> int:
        return market.notional(ticks, lots) // 5


def live(side: Side, left: int, hold: Hold = Hold.NET, reduce_only: bool = True) -> OrderView:
    view = OrderView("c", "v", "BTC-USDT", side, OrderType.LIMIT, Tif.GTC, left, 100, 0, 0, OrderState.OPEN)
    return replace(view, hold=hold, reduce_only=reduce_only)


def rule(wish: Wish, stand: Stand, free: int = 1_000, orders: tuple[OrderView, ...] = ()) -> str:
    fault = contract_fault(wish, MARKET, 100, stand, orders, free * ONE)
    return fault[0] if fault else "passes"


LONG = Stand(held={Hold.NET: 10})
HEDGED = Stand(HEDGE, {Hold.LONG: 10, Hold.SHORT: -4})


@pytest.mark.parametrize(
    ("wish", "stand", "says"),
    [
        (BUY, Stand(), "passes"),
        (replace(BUY, hold=Hold.LONG), Stand(), "hold"),
        (BUY, HEDGED, "hold"),
        (replace(BUY, hold=Hold.LONG), HEDGED, "passes"),
        (replace(SELL, reduce_only=True), LONG, "passes"),
        (replace(SELL, reduce_only=True, lots=11), LONG, "reduce only"),
        (replace(BUY, reduce_only=True), LONG, "reduce only"),
        (replace(SELL, hold=Hold.LONG), HEDGED, "passes"),
        (replace(SELL, hold=Hold.LONG, lots=11), HEDGED, "reduce only"),
        (replace(BUY, hold=Hold.SHORT, lots=4), HEDGED, "passes"),
        (replace(BUY, hold=Hold.SHORT, lots=5), HEDGED, "reduce only"),
        (replace(BUY, lots=51), Stand(), "leverage"),
        (replace(SELL, lots=60), LONG, "passes"),
        (replace(SELL, lots=61), LONG, "leverage"),
    ],
)
def test_each_rule(wish: Wish, stand: Stand, says: str) -> None:
    assert rule(wish, stand) == says


def test_what_other_orders_close_is_taken() -> None:
    close = replace(SELL, reduce_only=True, lots=4)
    assert rule(close, LONG, orders=(live(Side.SELL, 6),)) == "passes"
    assert rule(close, LONG, orders=(live(Side.SELL, 7),)) == "reduce only"
    assert rule(close, LONG, orders=(live(Side.BUY, 7),)) == "passes"
    assert rule(close, LONG, orders=(live(Side.SELL, 7, reduce_only=False),)) == "passes"
    assert rule(replace(close, hold=Hold.LONG), HEDGED, orders=(live(Side.SELL, 7, Hold.LONG, False),)) == "reduce only"


def test_margin_is_for_what_opens() -> None:
    assert rule(BUY, Stand(), free=200) == "passes"
    assert rule(BUY, Stand(), free=199) == "margin"
    assert rule(replace(SELL, lots=20), LONG, free=200) == "passes"
    assert rule(replace(SELL, lots=20), LONG, free=199) == "margin"
