"""A position that is entered in steps, each at a better price than the one before, and closed as one.

Its profit is measured from the average of what is held: whenever a step is filled, the order that takes the profit
comes back and rests nearer. The first profit that is taken whole ends it, steps that were never reached included.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.orders import Side, Tif, Wish
from picaflor.strategies.executors.position import (
    DENIALS_MAX,
    ENTRY,
    PROFIT,
    TYPES,
    Entry,
    PositionConfig,
    PositionExecutor,
    PositionMemory,
)
from picaflor.strategies.executors.tickets import Tickets
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.protocols import View


class Step(Struct, frozen=True):
    ticks: int
    lots: int


class DcaConfig(PositionConfig, frozen=True):
    """`lots` is the sum of the steps. With `entry` at market a step is taken when the price has come to it."""

    steps: tuple[Step, ...] = ()


class DcaMemory(PositionMemory, kw_only=True):
    config: DcaConfig


class DcaExecutor(PositionExecutor):
    _m: DcaMemory

    def __init__(self, name: str, config: DcaConfig, memory: DcaMemory | None = None) -> None:
        if config.lots != sum(step.lots for step in config.steps):
            raise ValueError("lots is the sum of the steps")
        super().__init__(name, config, memory or DcaMemory(config=config, tickets=Tickets(name)))

    @classmethod
    def restore(cls, name: str, dumped: bytes) -> DcaExecutor:
        memory = msgspec.json.decode(dumped, type=DcaMemory)
        return cls(name, memory.config, memory)

    def _enter(self, view: View, market: Market) -> list[Command]:
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        if memory.entered:
            return []
        waiting = {ticket.rung for ticket in tickets.waiting(ENTRY)}
        if config.entry_limit_ns and memory.began_ns and view.now_ns >= memory.began_ns + config.entry_limit_ns:
            memory.entered = not waiting
            return tickets.cancel("its time to enter is over", ENTRY)
        due = {n: lots for n in range(1, len(config.steps) + 1) if (lots := self._due(n)) >= market.min_lots}
        if not due or tickets.denials >= DENIALS_MAX:
            memory.entered = not waiting
            return []
        if not view.open or memory.again_ns:
            return []
        memory.phase, memory.began_ns = Phase.WORKING, memory.began_ns or view.now_ns
        wanted = [n for n in due if n not in waiting and self._reached(view, n)]
        if wanted and tickets.denials:
            memory.again_ns = view.now_ns + self._pause_ns()
        return [tickets.place(self._step_wish(n, due[n]), ENTRY, view.now_ns, rung=n) for n in wanted]

    def _due(self, n: int) -> int:
        """Lots of a step that have not been filled."""
        config = self._m.config
        return config.steps[n - 1].lots - config.side.sign * self._m.tickets.net(n)

    def _reached(self, view: View, n: int) -> bool:
        """Whether its order may be placed: one that rests at any time, one at market when the price is there."""
        config = self._m.config
        if config.entry is not Entry.MARKET:
            return True
        bid, ask = view.book(config.pair).best()
        ticks = config.steps[n - 1].ticks
        return 0 < ask <= ticks if config.side is Side.BUY else bid >= ticks > 0

    def _step_wish(self, n: int, lots: int) -> Wish:
        config = self._m.config
        ticks = None if config.entry is Entry.MARKET else config.steps[n - 1].ticks
        why = f"step {n} of {len(config.steps)}: {lots} lots"
        return Wish(config.pair, config.side, lots, ticks, TYPES[config.entry], Tif.GTC, 0, False, config.hold, why)

    def _protect(self, view: View, market: Market) -> list[Command]:
        tickets, ticks = self._m.tickets, self._profit_ticks(market)
        stale = [ticket for ticket in tickets.waiting(PROFIT) if ticket.ticks != ticks]
        if stale and ticks:
            return [*tickets.take_back("the average of the entry has moved", stale)]
        return super()._protect(view, market)

    def _judge_empty(self, tickets: Tickets) -> None:
        config = self._m.config
        if tickets.filled(config.side) and not tickets.waiting(PROFIT) and not self._m.protection.stops:
            self._m.closing = CloseType.TAKE_PROFIT
        else:
            super()._judge_empty(tickets)
