"""Cross-exchange making: an order rests on one venue at a price that leaves a profit when it is hedged on another.

The hedge is a ledger over what was filled, not an answer to an event: whatever the maker order's state, what its fills
have opened and no order of the other side has closed or may still close is hedged, late fills after the end included.
What was hedged twice, because a hedge that was said to be over has filled after all, is traded back at once.
Both sides are counted in atoms of the base coin, for two venues have two grids.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from picaflor.domain.book import Trust
from picaflor.domain.commands import At, Command, Plain
from picaflor.domain.events import OrderState
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.strategies.executors.piece import DENIALS_MAX, SECOND, Memory, Piece, cut, tradable, walk
from picaflor.strategies.executors.tickets import Tickets
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.protocols import View

MAKER, HEDGE = "m", "h"
BPS = 10_000
DEPTH = 50


class XemmConfig(Struct, frozen=True):
    maker_venue: str
    maker_pair: str
    taker_venue: str
    taker_pair: str
    side: Side  # of the order that rests
    lots: int  # the maker's
    profit_bps: int  # after the fees of both
    tolerance_bps: int = 2  # the resting order may be this far off its price
    time_limit_ns: int = 0


class XemmMemory(Memory):
    config: XemmConfig
    maker: Tickets
    taker: Tickets
    hedge_ns: int = 0  # not before this is a refused hedge tried again


class XemmExecutor(Piece[XemmMemory]):
    def __init__(self, name: str, config: XemmConfig) -> None:
        super().__init__(name, XemmMemory(config=config, maker=Tickets(name), taker=Tickets(f"{name}t")))

    @property
    def config(self) -> XemmConfig:
        return self._m.config

    @property
    def maker(self) -> Tickets:
        return self._m.maker

    @property
    def taker(self) -> Tickets:
        return self._m.taker

    def due(self) -> int | None:
        memory, limit_ns = self._m, self._m.config.time_limit_ns
        if memory.phase is Phase.ENDED:
            return None
        times = [time for time in (memory.again_ns, memory.hedge_ns) if time]
        if memory.began_ns and limit_ns and memory.closing is None:
            times.append(memory.began_ns + limit_ns)
        return min(times, default=None)

    def act(self, view: View) -> list[Command]:
        memory, config = self._m, self._m.config
        here, there = view.at(config.maker_venue), view.at(config.taker_venue)
        news = memory.maker.hear(here, config.maker_pair)
        news = memory.taker.hear(there, config.taker_pair) or news
        maker, taker = here.market(config.maker_pair), there.market(config.taker_pair)
        open_ = bool(memory.maker.open or memory.taker.open)
        bare = max(self._bare(maker, taker), self._over(maker, taker))
        if not self._wake(view.now_ns, news and (open_ or bare >= max(1, taker.min_lots))):
            return []
        self._judge(view.now_ns, maker)
        hedge = self._hedge(there, maker, taker)
        if memory.closing is not None:
            return hedge + self._wind_down(there, maker, taker)
        return hedge + self._make(here, there, maker, taker)

    def _judge(self, now_ns: int, maker: Market) -> None:
        memory, config = self._m, self._m.config
        if memory.closing is not None:
            return
        left = config.lots - memory.maker.filled(config.side)
        if memory.maker.filled(config.side) and left < max(1, maker.min_lots):
            memory.closing = CloseType.COMPLETED
        elif memory.maker.denials >= DENIALS_MAX:
            memory.closing = CloseType.FAILED
        elif config.time_limit_ns and memory.began_ns and now_ns >= memory.began_ns + config.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT

    # the hedge

    def _bare(self, maker: Market, taker: Market) -> int:
        """Lots of the taker's that the maker's fills have opened and nothing closes, done or on its way."""
        memory, side = self._m, self._m.config.side
        opened = memory.maker.filled(side) * maker.lot.atoms
        closing = memory.taker.filled(side.other) + memory.taker.live(side.other) - memory.taker.filled(side)
        return max(0, opened - closing * taker.lot.atoms) // taker.lot.atoms

    def _over(self, maker: Market, taker: Market) -> int:
        """Lots that were hedged beyond what the maker's fills have opened, and that nothing trades back."""
        memory, side = self._m, self._m.config.side
        opened = memory.maker.filled(side) * maker.lot.atoms
        closed = memory.taker.filled(side.other) - memory.taker.filled(side) - memory.taker.live(side)
        return max(0, closed * taker.lot.atoms - opened) // taker.lot.atoms

    def _hedge(self, there: View, maker: Market, taker: Market) -> list[Command]:
        memory, config = self._m, self._m.config
        bid, ask = there.book(config.taker_pair).best()
        near = bid if config.side is Side.BUY else ask
        over = self._over(maker, taker)
        bare, way = (over, config.side) if over else (self._bare(maker, taker), config.side.other)
        if there.now_ns < memory.hedge_ns or not there.open or not near or not tradable(taker, bare, near):
            return []
        memory.hedge_ns = there.now_ns + SECOND if memory.taker.denials else 0  # never longer: a leg is naked
        lots = cut(taker, bare, at_market=True)
        why = f"hedges {lots} lots that {config.maker_venue} has filled"
        if over:
            why = f"{lots} lots were hedged twice"
        wish = Wish(config.taker_pair, way, lots, None, OrderType.MARKET, Tif.GTC, why=why)
        return self._at(config.taker_venue, [memory.taker.place(wish, HEDGE, there.now_ns)])

    # the order that rests

    def _make(self, here: View, there: View, maker: Market, taker: Market) -> list[Command]:
        memory, config = self._m, self._m.config
        ticks = self._price(here, there, maker, taker)
        back: list[Plain] = []
        for ticket in memory.maker.open.values():
            off = not ticks or abs((ticket.ticks or 0) - ticks) * BPS > config.tolerance_bps * ticks
            if (off or not there.open) and ticket.state is not OrderState.UNKNOWN:
                back += memory.maker.take_back("its profit is not what it was", [ticket])
        if memory.maker.open or not ticks or not here.open or not there.open or memory.again_ns:
            return self._at(config.maker_venue, back)
        lots = cut(maker, config.lots - memory.maker.filled(config.side), at_market=False)
        if not tradable(maker, lots, ticks):
            return []
        memory.phase, memory.began_ns = Phase.WORKING, memory.began_ns or here.now_ns
        self._pause(here.now_ns, memory.maker.denials)
        kind = OrderType.LIMIT_MAKER if maker.post_only else OrderType.LIMIT
        wish = Wish(
            config.maker_pair, config.side, lots, ticks, kind, Tif.GTC, why=f"{config.profit_bps} bps when hedged"
        )
        return self._at(config.maker_venue, [memory.maker.place(wish, MAKER, here.now_ns)])

    def _price(self, here: View, there: View, maker: Market, taker: Market) -> int:
        """Ticks at which the profit is left, and that do not cross; 0: there is no such price now."""
        config = self._m.config
        left = (config.lots - self._m.maker.filled(config.side)) * maker.lot.atoms // taker.lot.atoms
        money = self._worth(there, max(1, left), taker)
        if not money or here.book(config.maker_pair).trust is not Trust.GOOD:
            return 0
        amount = max(1, left) * taker.lot.atoms
        cost = ONE * config.profit_bps // BPS + maker.maker_fee + taker.taker_fee
        bid, ask = here.book(config.maker_pair).best()
        if config.side is Side.BUY:
            price = money * (ONE - cost) // amount
            return max(0, min(maker.tick.floor(price), ask - 1)) if ask else 0
        price = -(-money * (ONE + cost) // amount)
        return max(maker.tick.ceil(price), bid + 1)

    def _worth(self, there: View, lots: int, taker: Market) -> int:
        """What hedging so much would move, in atoms of the quote coin; 0 where the book has not so much."""
        book = there.book(self._m.config.taker_pair)
        if book.trust is not Trust.GOOD:
            return 0
        found = walk(book.bids(DEPTH) if self._m.config.side is Side.BUY else book.asks(DEPTH), lots, taker)
        return found[0] if found is not None else 0

    # the end

    def _wind_down(self, there: View, maker: Market, taker: Market) -> list[Command]:
        memory, config = self._m, self._m.config
        memory.phase = Phase.CLOSING
        if memory.maker.open:
            return self._at(config.maker_venue, memory.maker.take_back("its work is over", memory.maker.waiting(MAKER)))
        bid, ask = there.book(config.taker_pair).best()
        bare = max(self._bare(maker, taker), self._over(maker, taker))
        near = bid if config.side is Side.BUY else ask
        dust = bare < taker.min_lots or (near and not tradable(taker, bare, near))
        if dust and not memory.taker.open:
            self._end()
        return []

    def _at(self, venue: str, commands: Sequence[Plain]) -> list[Command]:
        return [At(venue, each) for each in commands]
