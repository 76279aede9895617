"""A strategy that does a little of everything, all the time, drawn from its own seed: what a soak needs, and no money."""

from __future__ import annotations

from random import Random

from picaflor.domain.commands import (
    AmendOrder,
    AmendStopOrder,
    CancelOrder,
    CancelStopOrder,
    Command,
    PlaceOrder,
    PlaceStopOrder,
)
from picaflor.domain.events import OrderView
from picaflor.domain.orders import Hold, OrderType, Side, Tif, Wish
from picaflor.domain.stops import StopState, StopWish
from picaflor.engine.risk import Limits
from picaflor.strategies.protocols import View, Wake, Wakes

LIMITS = Limits(open_orders_max=20, orders_per_second_max=0, position_notional_max=20_000 * 10**36)
LIVE_MAX = 6
STOPS_MAX = 4


class Churner:
    def __init__(self, pair: str, seed: int, every_ns: int, lots: int, contract: bool, *, stops: bool = False) -> None:
        """`stops`: orders that wait for a price are among the others."""
        self._stops = stops
        self.pairs = (pair,)
        self.wakes = Wakes(every_ns=every_ns, fill=False)
        self._pair = pair
        self._dice = Random(seed)
        self._lots = lots
        self._contract = contract

    def decide(self, view: View, wake: Wake) -> list[Command]:
        if not view.open:
            return []
        top = view.book(self._pair).top()
        if not top.bid or not top.ask:
            return []
        orders = [order for order in view.orders(self._pair) if order.type is not OrderType.MARKET]
        roll = self._dice.randrange(100)
        if self._stops and self._dice.randrange(100) < 15:
            return [self._stop(view, top.bid, top.ask)]
        if orders and (roll < 25 or len(orders) >= LIVE_MAX):
            return [self._leave(self._dice.choice(orders))]
        side = self._side(view)
        near = top.bid if side is Side.BUY else top.ask
        far = top.ask if side is Side.BUY else top.bid
        away = max(1, near // 2_000)
        if roll < 60:
            ticks = near - side.sign * self._dice.randrange(1, away + 1)
            kind = OrderType.LIMIT_MAKER if roll < 45 else OrderType.LIMIT
            return [PlaceOrder(self._wish(side, ticks, kind))]
        if roll < 75:
            return [PlaceOrder(self._wish(side, far + side.sign * away, tif=Tif.IOC))]
        if roll < 80:
            return [PlaceOrder(self._wish(side, far + side.sign * away, tif=Tif.FOK))]
        if roll < 90:
            return [PlaceOrder(self._wish(side, None, OrderType.MARKET))]
        # Now and then several at once, so that batches and throttles have something to do.
        return [PlaceOrder(self._wish(side, near - side.sign * (away + n))) for n in range(4)]

    def _stop(self, view: View, bid: int, ask: int) -> Command:
        """Near enough that some of their prices come; moved and cancelled now and then."""
        waiting = [stop for stop in view.stops(self._pair) if stop.state is StopState.WAITING and not stop.amending]
        if len(waiting) >= STOPS_MAX or (waiting and self._dice.randrange(3) == 0):
            stop = self._dice.choice(waiting)
            if self._dice.randrange(2):
                return CancelStopOrder(stop.client_id, "as it goes")
            wish = stop.wish
            return AmendStopOrder(stop.client_id, wish.trigger + wish.side.sign, wish.ticks, wish.lots, "as it goes")
        side = self._side(view)
        away = self._dice.randrange(1, max(2, bid // 4_000))
        trigger = (ask + away) if self._dice.randrange(2) else max(1, bid - away)
        ticks = None if self._dice.randrange(2) else trigger
        lots = self._lots * self._dice.randint(1, 5)
        return PlaceStopOrder(StopWish(self._pair, side, lots, trigger, ticks))

    def _leave(self, order: OrderView) -> Command:
        if order.ticks is not None and order.filled == 0 and self._dice.randrange(2):
            return AmendOrder(order.client_id, order.lots, order.ticks - order.side.sign * 3, "as it goes")
        return CancelOrder(order.client_id, "as it goes")

    def _side(self, view: View) -> Side:
        """Home again, more often than not: a soak is no bet."""
        market = view.market(self._pair)
        held = view.position(self._pair) if self._contract else view.total(market.base) // market.lot.atoms
        high = held > 0 if self._contract else held > 400 * self._lots
        drift = Side.SELL if high else Side.BUY
        return drift if self._dice.randrange(10) < 6 else drift.other

    def _wish(self, side: Side, ticks: int | None, kind: OrderType = OrderType.LIMIT, tif: Tif = Tif.GTC) -> Wish:
        lots = self._lots * self._dice.randint(1, 5)
        return Wish(self._pair, side, lots, ticks, kind, tif, hold=Hold.NET)
