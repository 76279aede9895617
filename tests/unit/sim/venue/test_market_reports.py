"""What a market tells to all: the touch, the day, and one trade."""

from __future__ import annotations

from picaflor.app.emulate import make_exchange
from picaflor.domain.orders import Side
from picaflor.machines.matching import Traded
from picaflor.sim.venue.market_reports import ticker, trade
from picaflor.venues import load

NOW = 1_785_500_000_000_000_000


def test_an_empty_market_stands_at_its_last_price_without_a_touch() -> None:
    exchange, _ = make_exchange(load("hitbtc"), 1, 1)
    floor = exchange.floor
    ((symbol, market),) = floor.markets.items()
    told = ticker(market, floor.last[symbol], floor.tapes[symbol], floor.books[symbol], NOW)
    assert (told.bid, told.ask, told.last) == (0, 0, floor.last[symbol] * market.tick.atoms)


def test_a_trade_is_in_coins_and_on_the_takers_side() -> None:
    exchange, _ = make_exchange(load("hitbtc"), 1, 1)
    (market,) = exchange.floor.markets.values()
    traded = Traded(1, 2, 1, 0, 0, Side.SELL, 7, 3, 0, 0, NOW)
    told = trade(market, 41, traded, NOW)
    assert (told.trade_id, told.side) == ("41", Side.SELL)
    assert (told.price, told.size) == (7 * market.tick.atoms, 3 * market.lot.atoms)
