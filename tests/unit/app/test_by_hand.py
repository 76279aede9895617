from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.by_hand import Placed, steps
from picaflor.app.problems import Usage
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import OrderType, Side, Tif

MARKET = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
ORDER = OrderView("pf1", "9", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 10_000, 6_000_050, 0, 0, OrderState.OPEN)


def test_what_was_typed_is_on_the_grid_or_refused_and_never_rounded() -> None:
    assert steps(Grid(2), "60000.50", "the price") == 6_000_050
    for text, why in (("60000.501", "not a multiple of 0.01"), ("0", "not a multiple"), ("1e999", "not a number")):
        with pytest.raises(Usage, match=why):
            steps(Grid(2), text, "the price")


def test_what_is_said_of_an_order() -> None:
    placed = Placed("bitget", MARKET, ORDER)
    assert placed.words() == "pf1: buy 0.010000 BTC-USDT at 60000.50 is open, 0.000000 filled"
    assert placed.record()["price"] == "60000.50"
    lost = Placed("bitget", MARKET, replace(ORDER, state=OrderState.SENT, ticks=None))
    assert (lost.known, lost.record()["state"]) == (False, "unknown")
    assert lost.words().startswith("pf1: nobody knows yet whether buy 0.010000 BTC-USDT at market arrived")
