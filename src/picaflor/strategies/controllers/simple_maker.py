"""A quote on each side of the middle, leaned against what we hold, refreshed when it is off its place or too old."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.commands import CancelOrder, Command, PlaceOrder
from picaflor.domain.events import OrderState, OrderView, Pending
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Wish
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

BPS = 10_000


@dataclass(frozen=True, slots=True)
class SimpleMakerConfig:
    pair: str
    spread_bps: int = live(4)  # from the middle to each quote
    quote_notional: int = live(200 * ONE, atoms=True)  # atoms of the quote asset, a side
    inventory_max: int = live(2_000 * ONE, atoms=True)  # the same, of the base asset held beyond where we began
    tolerance_bps: int = live(2)  # a resting quote may be this far off its place
    refresh_ns: int = 500_000_000
    order_age_ns: int = live(15_000_000_000)

    def __post_init__(self) -> None:
        if not 0 <= self.spread_bps < BPS or self.tolerance_bps < 0:
            raise ValueError("spread_bps is 0 to 9999, and tolerance_bps 0 or more")
        if self.quote_notional <= 0 or self.inventory_max < 0 or self.refresh_ns <= 0:
            raise ValueError("quote_notional and refresh_ns are above 0, inventory_max 0 or more")


class SimpleMaker:
    """Market making in its plainest useful form."""

    def __init__(self, config: SimpleMakerConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True, order=True)
        self._began_with: int | None = None

    def decide(self, view: View, wake: Wake) -> list[Command]:
        pair = self.config.pair
        if wake is Wake.ORDER and not any(order.state is OrderState.CANCELLED for order in view.changed()):
            return []  # a place that has become empty is taken at once; what was refused is not tried before its time
        mine = view.orders(pair)
        if not view.open:
            return [CancelOrder(order.client_id, "the gate is closed") for order in mine if _cancellable(order)]
        market = view.market(pair)
        top = view.book(pair).top()
        if not top.bid or not top.ask:
            return []
        wanted = self._quotes(market, top.bid, top.ask, self._inventory(view, market))
        commands: list[Command] = []
        for side in (Side.BUY, Side.SELL):
            commands += self._towards(side, wanted.get(side), [o for o in mine if o.side is side], view.now_ns)
        return commands

    def _inventory(self, view: View, market: Market) -> int:
        """What it leans against: coins beyond those that it began with, or all of a contract's position."""
        if market.settle:
            return view.position(market.pair) * market.lot.atoms
        held = view.total(market.base)
        if self._began_with is None:
            self._began_with = held
        return held - self._began_with

    def _quotes(self, market: Market, bid: int, ask: int, inventory: int) -> dict[Side, Wish]:
        config = self.config
        twice_mid = bid + ask
        value = inventory * (twice_mid * market.tick.atoms) // (2 * ONE)
        # Full inventory shifts both quotes by one whole spread against it.
        lean = max(-BPS, min(BPS, value * BPS // config.inventory_max)) if config.inventory_max else 0
        shift_bps = -lean * config.spread_bps
        low = twice_mid * (BPS * BPS - config.spread_bps * BPS + shift_bps) // (2 * BPS * BPS)
        high = -(-twice_mid * (BPS * BPS + config.spread_bps * BPS + shift_bps) // (2 * BPS * BPS))
        low, high = min(low, ask - 1), max(high, bid + 1)
        wishes = {}
        if value < config.inventory_max:
            wishes[Side.BUY] = self._wish(market, Side.BUY, low)
        if value > -config.inventory_max:
            wishes[Side.SELL] = self._wish(market, Side.SELL, high)
        return {side: wish for side, wish in wishes.items() if wish.lots}

    def _wish(self, market: Market, side: Side, ticks: int) -> Wish:
        worth = max(1, market.notional(max(1, ticks), 1))
        lots = max(self.config.quote_notional // worth, market.min_lots)
        return Wish(market.pair, side, lots, ticks, OrderType.LIMIT_MAKER, why="quote around the middle")

    def _towards(self, side: Side, wish: Wish | None, mine: list[OrderView], now_ns: int) -> list[Command]:
        """Keep one good order a side; cancel what is wrong; place when nothing is left of the side."""
        keep = [order for order in mine if wish is not None and self._good(order, wish, now_ns)][:1]
        drop = [order for order in mine if order not in keep and _cancellable(order)]
        commands: list[Command] = [CancelOrder(order.client_id, "off its place") for order in drop]
        if wish is not None and not mine:
            commands.append(PlaceOrder(wish))
        return commands

    def _good(self, order: OrderView, wish: Wish, now_ns: int) -> bool:
        if order.ticks is None or wish.ticks is None:
            return False
        near = abs(order.ticks - wish.ticks) * BPS <= self.config.tolerance_bps * wish.ticks
        return near and now_ns - order.created_ns < self.config.order_age_ns


def _cancellable(order: OrderView) -> bool:
    return order.cancel is Pending.NONE
