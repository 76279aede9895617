"""What is said of an order by hand that waits for a price."""

from __future__ import annotations

from dataclasses import replace

from picaflor.app.placed_stop import PlacedStop
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Side
from picaflor.domain.stops import StopState, StopView, StopWish

MARKET = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
STOP = StopView("pf1", "9", StopWish("BTC-USDT", Side.SELL, 10_000, 5_000_000), StopState.WAITING)


def test_a_stop_that_waits_one_that_was_refused_and_one_that_nobody_knows_of() -> None:
    placed = PlacedStop("bitget", MARKET, STOP)
    assert placed.words() == "pf1: sell 0.010000 BTC-USDT at market once the price is 50000.00 is waiting"
    assert (placed.known, placed.refused, placed.record()["stop"]) == (True, False, "50000.00")
    limit = PlacedStop("bitget", MARKET, replace(STOP, wish=replace(STOP.wish, ticks=4_900_000)))
    assert (limit.record()["type"], limit.record()["price"]) == ("LIMIT", "49000.00")
    assert "at 49000.00 once" in limit.words()
    assert PlacedStop("bitget", MARKET, replace(STOP, state=StopState.REFUSED)).refused
    lost = PlacedStop("bitget", MARKET, replace(STOP, state=StopState.SENT))
    assert (lost.known, lost.record()["state"]) == (False, "unknown")
    assert lost.words().startswith("pf1: nobody knows yet whether sell 0.010000 BTC-USDT at market once")
