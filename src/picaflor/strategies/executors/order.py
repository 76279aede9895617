"""One order brought to its end: at a price, without crossing, at once, or chasing the top of the book."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import msgspec
from msgspec import Struct

from picaflor.domain.commands import Command
from picaflor.domain.events import OrderState
from picaflor.domain.market import Market
from picaflor.domain.orders import Hold, OrderType, Side, Tif, Wish
from picaflor.strategies.executors.tickets import Ticket, Tickets
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.protocols import View

SECOND = 1_000_000_000
DENIALS_MAX = 10  # in a row
BACK_OFF_NS = SECOND
ORDER = "o"  # the only role


class How(StrEnum):
    LIMIT = "limit"
    POST_ONLY = "post_only"
    MARKET = "market"
    CHASER = "chaser"  # post-only, at the top of its side or a little behind it, wherever that goes


class OrderConfig(Struct, frozen=True):
    pair: str
    side: Side
    lots: int
    how: How = How.LIMIT
    ticks: int = 0  # limit, post-only: the price; chaser: the worst one, 0 for none
    behind: int = 0  # chaser: ticks behind the top
    tolerance: int = 1  # chaser: ticks that it may be off its place
    time_limit_ns: int = 0
    reduce_only: bool = False
    hold: Hold = Hold.NET


class OrderMemory(Struct):
    config: OrderConfig
    tickets: Tickets
    phase: Phase = Phase.WAITING
    close_type: CloseType | None = None
    closing: CloseType | None = None  # why it is to end
    began_ns: int = 0
    again_ns: int = 0  # not before this is anything placed anew


class OrderExecutor:
    def __init__(self, name: str, config: OrderConfig, memory: OrderMemory | None = None) -> None:
        self.name = name
        self._m = memory or OrderMemory(config, Tickets(name))

    @classmethod
    def restore(cls, name: str, dumped: bytes) -> OrderExecutor:
        memory = msgspec.json.decode(dumped, type=OrderMemory)
        return cls(name, memory.config, memory)

    @property
    def phase(self) -> Phase:
        return self._m.phase

    @property
    def close_type(self) -> CloseType | None:
        return self._m.close_type

    @property
    def filled(self) -> int:
        return self._m.tickets.filled(self._m.config.side)

    @property
    def tickets(self) -> Tickets:
        return self._m.tickets

    def dump(self) -> bytes:
        return msgspec.json.encode(self._m)

    def stop(self) -> None:
        self._m.closing = self._m.closing or CloseType.EARLY_STOP

    def due(self) -> int | None:
        memory = self._m
        if memory.phase is Phase.ENDED:
            return None
        times = [memory.again_ns] if memory.again_ns else []
        if memory.config.time_limit_ns and memory.began_ns and memory.closing is None:
            times.append(memory.began_ns + memory.config.time_limit_ns)
        return min(times, default=None)

    def act(self, view: View) -> list[Command]:
        memory, config = self._m, self._m.config
        news = memory.tickets.hear(view, config.pair)
        if memory.phase is Phase.ENDED and not (news and memory.tickets.open):
            return []
        if memory.phase is Phase.ENDED:  # an order that was thought gone is alive
            memory.phase, memory.closing, memory.close_type = Phase.CLOSING, memory.close_type, None
        if view.now_ns >= memory.again_ns:
            memory.again_ns = 0
        self._judge(view)
        if memory.closing is not None:
            return self._wind_down()
        return self._work(view) if view.open else []

    def _judge(self, view: View) -> None:
        """What has happened that ends it."""
        memory, config = self._m, self._m.config
        if memory.closing is not None:
            return
        if self.filled >= config.lots:
            memory.closing = CloseType.COMPLETED
        elif memory.tickets.denials >= DENIALS_MAX:
            memory.closing = CloseType.FAILED
        elif config.time_limit_ns and memory.began_ns and view.now_ns >= memory.began_ns + config.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT

    def _wind_down(self) -> list[Command]:
        memory = self._m
        memory.phase = Phase.CLOSING
        if memory.tickets.open:
            return memory.tickets.cancel("its work is over", ORDER)
        memory.phase, memory.close_type, memory.again_ns = Phase.ENDED, memory.closing, 0
        return []

    def _work(self, view: View) -> list[Command]:
        memory, config = self._m, self._m.config
        memory.phase = Phase.WORKING
        memory.began_ns = memory.began_ns or view.now_ns
        for ticket in memory.tickets.open.values():
            return self._mind(ticket, view)
        lots = config.lots - self.filled
        market = view.market(config.pair)
        if self.filled and lots < market.min_lots:
            memory.closing = CloseType.COMPLETED  # dust: no venue takes so little
            return self._wind_down()
        if memory.again_ns:
            return []
        if memory.tickets.denials:
            memory.again_ns = view.now_ns + BACK_OFF_NS * memory.tickets.denials
        wish = self._wish(view, market, lots)
        return [memory.tickets.place(wish, ORDER, view.now_ns)] if wish is not None else []

    def _mind(self, ticket: Ticket, view: View) -> list[Command]:
        """A chaser's order that has been left behind is taken back; what is left of it comes again."""
        config = self._m.config
        if config.how is not How.CHASER or ticket.ticks is None or ticket.state is OrderState.UNKNOWN:
            return []
        place = self._place(view)
        if place and abs(place - ticket.ticks) > config.tolerance:
            return self._m.tickets.cancel("the market has moved", ORDER)
        return []

    def _wish(self, view: View, market: Market, lots: int) -> Wish | None:
        config = self._m.config
        ticks: int | None
        match config.how:
            case How.LIMIT | How.POST_ONLY:
                ticks = config.ticks
                kind = OrderType.LIMIT if config.how is How.LIMIT else OrderType.LIMIT_MAKER
            case How.MARKET:
                ticks, kind = None, OrderType.MARKET
            case How.CHASER:
                ticks, kind = self._place(view), OrderType.LIMIT_MAKER
                if not ticks:
                    return None
            case _:
                assert_never(config.how)
        why = f"{config.how}: {lots} of {config.lots} lots are due"
        return Wish(config.pair, config.side, lots, ticks, kind, Tif.GTC, 0, config.reduce_only, config.hold, why)

    def _place(self, view: View) -> int:
        """Where a chaser's order belongs: never beyond its worst price; 0 while its side of the book is empty."""
        config = self._m.config
        bid, ask = view.book(config.pair).best()
        if config.side is Side.BUY:
            ticks = max(0, bid - config.behind)
            return min(ticks, config.ticks) if config.ticks else ticks
        ticks = ask + config.behind if ask else 0
        return max(ticks, config.ticks) if ticks else 0
