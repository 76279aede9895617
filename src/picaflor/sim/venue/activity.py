"""A customer who trades a little by itself, on every row of the house, so that its private streams speak.

It rests small orders near the touch, takes one back now and then, and sometimes takes; what it bought it soon sells. All
of it is seeded. Orders that somebody else places on the same account it leaves alone.
"""

from __future__ import annotations

from random import Random
from typing import Final

from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, OrderType, PositionMode, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Place, Placed

BEAT_NS: Final = 2_000_000_000
RESTING_MAX: Final = 3  # of ours, on each row
TAKES_PERCENT: Final = 30
AWAY_BPS: Final = 20  # most that a resting order stands away from the touch
POT: Final = 1_000 * ONE  # in each account of a market that must have one


class Activity:
    def __init__(self, exchange: Exchange, seed: int, customer: int = 1) -> None:
        self._exchange = exchange
        self._customer = customer
        self._dice = Random(seed ^ 0xAC71)  # noqa: S311  (a market, not a secret)
        self._next_ns = 0
        self._resting: dict[str, list[str]] = {row_id: [] for row_id in exchange.floors}
        self._last: dict[str, Side] = {}

    def due(self) -> int:
        return self._next_ns

    def beat(self, now_ns: int) -> None:
        """To be told by the house's next tick."""
        self._next_ns = now_ns + BEAT_NS
        for row_id, floor in self._exchange.floors.items():
            _open_pots(floor, floor.accounts[self._customer])
            self._tidy(floor, self._resting[row_id], now_ns)
            self._trade(floor, self._resting[row_id], now_ns)

    def _tidy(self, floor: Floor, resting: list[str], now_ns: int) -> None:
        account = floor.accounts[self._customer]
        resting[:] = [no for no in resting if int(no) in account.live]
        if len(resting) >= RESTING_MAX:
            floor.cancel(account, "", resting.pop(0), now_ns)

    def _trade(self, floor: Floor, resting: list[str], now_ns: int) -> None:
        symbol = self._dice.choice(list(floor.markets))
        top = floor.books[symbol].best()
        if not top.bid or not top.ask:
            return
        takes = self._dice.randrange(100) < TAKES_PERCENT
        side = self._last.get(symbol, Side.SELL).other if takes else self._dice.choice((Side.BUY, Side.SELL))
        touch = top.ask if side is Side.BUY else top.bid
        away = self._dice.randrange(1, max(2, touch * AWAY_BPS // 10_000))
        ticks = max(1, (top.bid - away) if side is Side.BUY else (top.ask + away))
        ask = self._order(floor, floor.markets[symbol], side, touch if takes else ticks, takes=takes)
        placed = floor.place(floor.accounts[self._customer], ask, now_ns)
        if not isinstance(placed, Placed):
            return  # out of money, or too small: it tries something else next time
        if takes:
            self._last[symbol] = side
        else:
            resting.append(placed.venue_id)

    def _order(self, floor: Floor, market: Market, side: Side, ticks: int, *, takes: bool) -> Place:
        lots = _smallest(market, ticks) * self._dice.randint(2, 5)
        quote = market.notional(ticks, lots) if takes and side is Side.BUY and market.buys_by_quote else None
        return Place(
            symbol=market.symbol,
            client_id="",  # the house names it
            side=side,
            type=OrderType.MARKET if takes else OrderType.LIMIT,
            size=None if quote else lots * market.sized.atoms,
            price=None if takes else ticks * market.tick.atoms,
            quote=quote,
            hold=self._hold(floor),
        )

    def _hold(self, floor: Floor) -> Hold:
        """One side of a hedge is enough to be heard."""
        ledger = floor.accounts[self._customer].ledger
        hedges = isinstance(ledger, PerpetualLedger) and ledger.mode is PositionMode.HEDGE
        return Hold.LONG if hedges else Hold.NET


def _open_pots(floor: Floor, account: VenueAccount) -> None:
    """Where nothing is crossed, each market wants an account of its own before anything is traded there."""
    if not isinstance(floor, ContractFloor) or not floor.only_isolated:
        return
    ledger = floor.ledger(account)
    for market in floor.markets.values():
        if ledger.line(market.pair).pot is None and ledger.withdrawable(market.settle) >= POT:
            ledger.set_pot(market.pair, POT, floor.next_no())
            floor.tell_positions(account)


def _smallest(market: Market, ticks: int) -> int:
    """Lots of which the market takes an order at that price."""
    by_money = -(-market.min_notional // market.notional(ticks, 1)) if market.min_notional else 1
    return max(market.min_lots, by_money, 1)
