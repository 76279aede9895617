"""The same coin bought on one venue and sold on another at once, where their books leave a profit after both fees.

The books are looked at again when it begins, as deep as the slice is large, and each order is bound by the worst price
that was counted with. A leg that was left alone is ended where that costs least: completed there, or given back here.
"""

from __future__ import annotations

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.piece import walk
from picaflor.strategies.executors.two_legs import BPS, Legs, LegsMemory, Side2, TwoLegs, legs_of
from picaflor.strategies.executors.vocabulary import CloseType
from picaflor.strategies.protocols import View

DEPTH = 50


class ArbitrageConfig(Legs, frozen=True, kw_only=True):
    """`long` buys, `short` sells; of each so many lots that both are the same amount of the coin."""

    profit_bps: int  # after the fees of both


class ArbitrageMemory(LegsMemory, kw_only=True):
    config: ArbitrageConfig
    bounds: tuple[int, int] = (0, 0)  # ticks: the worst of what the books had for the slice, long and short


class ArbitrageExecutor(TwoLegs[ArbitrageMemory]):
    def __init__(self, name: str, config: ArbitrageConfig) -> None:
        long, short = legs_of(name, config)
        super().__init__(name, ArbitrageMemory(config=config, long=long, short=short))

    @property
    def settings(self) -> ArbitrageConfig:
        return self._m.config

    def _keeps(self) -> bool:
        return True

    def _judge(self, now_ns: int, sides: tuple[Side2, Side2]) -> None:
        memory, limit_ns = self._m, self._m.config.time_limit_ns
        if memory.want >= memory.config.long.lots and self._is_over(sides):
            memory.closing = CloseType.COMPLETED
        elif limit_ns and now_ns >= memory.began_ns + limit_ns:
            memory.closing = CloseType.TIME_LIMIT

    def _wants_slice(self, sides: tuple[Side2, Side2]) -> bool:
        memory, (long, short) = self._m, sides
        lots = self._next(sides)
        if min(lots) <= 0:
            return False
        bought = walk(long.view.book(long.leg.config.pair).asks(DEPTH), lots[0], long.market)
        sold = walk(short.view.book(short.leg.config.pair).bids(DEPTH), lots[1], short.market)
        if bought is None or sold is None:
            return False
        memory.bounds = bought[1], sold[1]
        paid = bought[0] * (ONE + long.market.taker_fee) // ONE
        got = sold[0] * (ONE - short.market.taker_fee) // ONE
        return (got - paid) * BPS >= paid * memory.config.profit_bps

    def _bound(self, side: Side2, way: Side) -> int:
        return self._m.bounds[0 if way is Side.BUY else 1]

    def _completes(self, behind: Side2, ahead: Side2) -> bool:
        """Both ways are an order of the same side: the one with the better price, after its fee."""
        if not super()._completes(behind, ahead):
            return False
        way = behind.leg.config.side
        there, here = _price(behind, way), _price(ahead, way)
        if not here or not ahead.view.open:
            return True
        return bool(there) and (there <= here if way is Side.BUY else there >= here)

    def profit(self, view: View) -> int:
        """Of the same coin what is bought and what is sold cancel out; only what one leg has alone needs a price."""
        sides = self.sides(view)
        bare = sum(side.leg.config.side.sign * side.held * side.market.lot.atoms for side in sides)
        made = sum(leg.tickets.money.earned - leg.tickets.money.spent - leg.tickets.money.fees for leg in self.legs)
        alone = sides[0] if bare > 0 else sides[1]
        ticks = alone.price(Side.SELL if bare > 0 else Side.BUY)
        return made + bare * ticks * alone.market.tick.atoms // ONE


def _price(side: Side2, way: Side) -> int:
    """With the fee of one who takes it, in atoms; 0: there is none."""
    fee = side.market.taker_fee if way is Side.BUY else -side.market.taker_fee
    return side.price(way) * side.market.tick.atoms * (ONE + fee) // ONE
