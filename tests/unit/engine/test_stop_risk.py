"""Stops pass the rules that the orders they may become would have to pass; nobody else can make an approved one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.market import MarketState
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, PositionMode, Side, StopKind
from picaflor.domain.stops import StopWish
from picaflor.engine.risk import Limits
from picaflor.engine.stop_risk import ApprovedStop, DeniedStop, check_stop
from picaflor.venues import load
from tests.unit.engine.test_risk import MARKET, NO_LIMITS, Account

VENUE = replace(load("bitget"), stop_kinds=(StopKind.STOP, StopKind.STOP_LOSS, StopKind.TRAILING))
STOP = StopWish("BTC-USDT", Side.SELL, 1_000, 5_900_000)  # 0.001 BTC at 59 000
BY_MONEY = replace(MARKET, buys_by_quote=True)
TRAILS = replace(STOP, kind=StopKind.TRAILING, trail=ONE // 100)
LOSS = replace(STOP, kind=StopKind.STOP_LOSS, lots=0)
ONEWAY, HEDGE = PositionMode.ONEWAY, PositionMode.HEDGE


def rule(wish: StopWish, account: Account, limits: Limits = NO_LIMITS, mode: PositionMode | None = None) -> str:
    verdict = check_stop(VENUE, wish, account, limits, mode)
    return verdict.rule if isinstance(verdict, DeniedStop) else "approved"


@pytest.mark.parametrize(
    ("wish", "account", "mode", "says"),
    [
        (STOP, Account(), None, "approved"),
        (STOP, Account(gate="waiting for balances"), None, "gate"),
        (replace(STOP, pair="X-Y"), Account(), None, "market"),
        (replace(STOP, kind=StopKind.TAKE_PROFIT), Account(), ONEWAY, "stop kind"),
        (LOSS, Account(), ONEWAY, "approved"),
        (TRAILS, Account(), None, "approved"),
        (replace(TRAILS, trail=0), Account(), None, "trail"),
        (replace(TRAILS, trail=ONE), Account(), None, "trail"),
        (replace(TRAILS, ticks=5_800_000), Account(), None, "trail"),
        (replace(STOP, trail=ONE // 100), Account(), None, "trail"),
        (LOSS, Account(), None, "reduce only"),
        (replace(LOSS, hold=Hold.LONG), Account(), ONEWAY, "hold"),
        (replace(LOSS, hold=Hold.LONG), Account(), HEDGE, "approved"),
        (LOSS, Account(), HEDGE, "hold"),
        (STOP, Account(listed=replace(MARKET, state=MarketState.HALTED)), None, "market state"),
        (replace(STOP, trigger=0), Account(), None, "price"),
        (replace(STOP, ticks=0), Account(), None, "price"),
        (replace(STOP, lots=0), Account(), None, "minimum size"),
        (replace(STOP, lots=9), Account(), None, "minimum size"),
        (replace(STOP, lots=10_000_001), Account(), None, "maximum size"),
        (replace(STOP, lots=16), Account(), None, "minimum notional"),
        (replace(STOP, lots=17), Account(), None, "approved"),
        (replace(STOP, lots=0, quote=ONE), Account(), None, "money"),
        (replace(STOP, lots=0, quote=ONE - 1), Account(listed=BY_MONEY), None, "minimum notional"),
        (replace(STOP, lots=0, quote=ONE), Account(listed=BY_MONEY), None, "approved"),
    ],
)
def test_each_rule(wish: StopWish, account: Account, mode: PositionMode | None, says: str) -> None:
    assert rule(wish, account, mode=mode) == says


def test_one_that_may_open_counts_with_all_that_is_live_on_its_side() -> None:
    limits = replace(NO_LIMITS, position_notional_max=100 * ONE)
    assert rule(STOP, Account(), limits) == "approved"
    assert rule(STOP, Account(worst=(0, 700)), limits) == "position"
    assert rule(STOP, Account(worst=(700, 0)), limits) == "approved"
    assert rule(STOP, Account(net=-700), limits) == "position"
    assert rule(STOP, Account(net=700), limits) == "approved"
    assert rule(LOSS, Account(net=-700), limits, ONEWAY) == "approved"
    assert rule(STOP, Account(), replace(NO_LIMITS, order_notional_max=58 * ONE)) == "order size"


def test_nobody_else_makes_an_approved_one() -> None:
    with pytest.raises(TypeError):
        ApprovedStop(MARKET, STOP, object())
