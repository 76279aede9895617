"""An amount traded in slices over time. The plan is a ledger: by any moment so many lots are due, and what is due and
neither done nor on its way is wanted, whatever became of the orders before.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.orders import Hold, OrderType, Side, Tif, Wish
from picaflor.strategies.executors.piece import DENIALS_MAX, Memory, Piece, cut, tradable
from picaflor.strategies.executors.tickets import Tickets
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.protocols import View

SLICE = "s"  # the only role


class Manner(StrEnum):
    MARKET = "market"
    LIMIT = "limit"  # takes what there is, up to the worst price
    MAKER = "maker"  # rests at the top of its side until the next slice


class TwapConfig(Struct, frozen=True):
    pair: str
    side: Side
    lots: int
    slices: int
    every_ns: int  # from one slice to the next
    manner: Manner = Manner.MARKET
    ticks: int = 0  # the worst price; 0: any (not with limit)
    time_limit_ns: int = 0  # what has not been done by then is left undone
    reduce_only: bool = False
    hold: Hold = Hold.NET


class TwapMemory(Memory):
    config: TwapConfig
    tickets: Tickets
    slice: int = 0  # the last that was begun, from 1


class TwapExecutor(Piece[TwapMemory]):
    def __init__(self, name: str, config: TwapConfig) -> None:
        super().__init__(name, TwapMemory(config=config, tickets=Tickets(name)))

    @property
    def tickets(self) -> Tickets:
        return self._m.tickets

    @property
    def filled(self) -> int:
        return self._m.tickets.filled(self._m.config.side)

    def planned(self, now_ns: int, market: Market) -> int:
        """Lots that are due by now; a tail that no venue would take comes with the slice before it."""
        config, began_ns = self._m.config, self._m.began_ns
        if not began_ns:
            return 0
        lots = config.lots * self._slice(now_ns) // config.slices
        return config.lots if config.lots - lots < market.min_lots else lots

    def _slice(self, now_ns: int) -> int:
        return min(self._m.config.slices, 1 + (now_ns - self._m.began_ns) // max(1, self._m.config.every_ns))

    def due(self) -> int | None:
        memory, config = self._m, self._m.config
        if memory.phase is Phase.ENDED:
            return None
        times = [memory.again_ns] if memory.again_ns else []
        if memory.began_ns and memory.closing is None:
            if memory.slice < config.slices:
                times.append(memory.began_ns + memory.slice * config.every_ns)
            if config.time_limit_ns:
                times.append(memory.began_ns + config.time_limit_ns)
        return min(times, default=None)

    def act(self, view: View) -> list[Command]:
        memory, config = self._m, self._m.config
        news = memory.tickets.hear(view, config.pair)
        if not self._wake(view.now_ns, news and bool(memory.tickets.open)):
            return []
        self._judge(view.now_ns)
        if memory.closing is not None:
            return self._wind_down()
        return self._work(view) if view.open else []

    def _judge(self, now_ns: int) -> None:
        memory, config = self._m, self._m.config
        if memory.closing is not None:
            return
        if self.filled >= config.lots:
            memory.closing = CloseType.COMPLETED
        elif memory.tickets.denials >= DENIALS_MAX:
            memory.closing = CloseType.FAILED
        elif config.time_limit_ns and memory.began_ns and now_ns >= memory.began_ns + config.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT

    def _wind_down(self) -> list[Command]:
        self._m.phase = Phase.CLOSING
        if self._m.tickets.open:
            return self._m.tickets.cancel("its plan is over", SLICE)
        self._end()
        return []

    def _work(self, view: View) -> list[Command]:
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        memory.phase, memory.began_ns = Phase.WORKING, memory.began_ns or view.now_ns
        now = self._slice(view.now_ns)
        if now > memory.slice:  # what rests of the slices before is due again once it is proven gone
            memory.slice = now
            back = tickets.cancel("the next slice has come", SLICE)
            if back:
                return back
        market = view.market(config.pair)
        lots = self.planned(view.now_ns, market) - self.filled - tickets.live(config.side)
        near = self._near(view)
        if memory.again_ns or not near:
            return []
        if not tradable(market, lots, near):
            if now == config.slices and not tickets.open and not tradable(market, config.lots - self.filled, near):
                memory.closing = CloseType.COMPLETED if self.filled else CloseType.FAILED  # dust is all that is left
                return self._wind_down()
            return []
        self._pause(view.now_ns, tickets.denials)
        return [tickets.place(self._wish(market, lots, near), SLICE, view.now_ns)]

    def _near(self, view: View) -> int:
        """The price of a slice, or near which it will be; 0: there is none that is good enough."""
        config = self._m.config
        bid, ask = view.book(config.pair).best()
        buys = config.side is Side.BUY
        ours = bid if (config.manner is Manner.MAKER) is buys else ask
        if not ours or not config.ticks:
            return ours
        if config.manner is Manner.MAKER:
            return min(ours, config.ticks) if buys else max(ours, config.ticks)
        return ours if (ours <= config.ticks) is buys or ours == config.ticks else 0

    def _wish(self, market: Market, lots: int, near: int) -> Wish:
        config, tif = self._m.config, Tif.GTC
        ticks: int | None
        match config.manner:
            case Manner.MARKET:
                ticks, kind = None, OrderType.MARKET
            case Manner.LIMIT:
                ticks, kind = config.ticks, OrderType.LIMIT
                tif = Tif.GTC if market.only_gtc else Tif.IOC
            case Manner.MAKER:
                ticks, kind = near, OrderType.LIMIT_MAKER if market.post_only else OrderType.LIMIT
            case _:
                assert_never(config.manner)
        lots = cut(market, lots, at_market=kind is OrderType.MARKET)
        why = f"slice {self._m.slice} of {config.slices}: {lots} lots are due"
        return Wish(config.pair, config.side, lots, ticks, kind, tif, 0, config.reduce_only, config.hold, why)
