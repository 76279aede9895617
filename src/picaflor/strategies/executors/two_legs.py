"""Two legs that belong together: what one of them has done is done by the other too, or undone.

Each leg has a target, and no memory of orders beside its ledger: what it holds and its target differ by what is wanted.
Both move by slices, so what can be naked is a slice, and it is so no longer than an order takes to end and another to
be sent: first each leg wants its slice within a bound of its price; a slice that only one of them got is then completed
at market, or given back by the one that has it. What a cancelled order fills afterwards is a difference like any other.
An order of which nobody knows whether it lives counts as one that will fill: nothing is wanted beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import lcm
from typing import Generic, TypeVar

from msgspec import Struct

from picaflor.domain.book import Trust
from picaflor.domain.commands import At, CancelOrder, Command
from picaflor.domain.events import OrderState
from picaflor.domain.market import Market
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.strategies.executors.piece import SECOND, Memory, Piece, cut, tradable
from picaflor.strategies.executors.tickets import Tickets
from picaflor.strategies.executors.vocabulary import Phase
from picaflor.strategies.protocols import View

ORDER = "o"  # the only role
BPS = 10_000
PATIENCE_NS = 2 * SECOND  # an order that rests where it should not is taken back
TRIES = 3  # failures in a row of a leg that has not got its slice, before the other gives its own back


class LegConfig(Struct, frozen=True):
    venue: str
    pair: str
    side: Side  # that which opens it
    lots: int


class Legs(Struct, frozen=True, kw_only=True):
    """What all pieces of work with two legs are configured with."""

    long: LegConfig
    short: LegConfig
    slices: int = 1
    slip_bps: int = 20  # the bound of a slice's first orders; the rest of a lone leg goes at market
    time_limit_ns: int = 0


class Leg(Struct):
    config: LegConfig
    tickets: Tickets
    again_ns: int = 0
    misses: int = 0  # orders in a row that ended without a fill
    mark: int = -1  # what was filled when the last was wanted; -1: none was since the slice began

    def held(self, market: Market) -> int:
        """Lots open on its side, below 0 when more was closed than was there; what a fee took is not held."""
        side, tickets = self.config.side, self.tickets
        lots = tickets.filled(side) - tickets.filled(side.other)
        if side is Side.BUY and not market.settle:
            lots -= -(-max(0, tickets.money.base_fees) // market.lot.atoms)
        return lots

    def afresh(self) -> None:
        self.again_ns, self.misses, self.mark = 0, 0, -1

    def count(self, now_ns: int) -> None:
        """Before an order: one that comes after a miss is not followed by another at once."""
        filled = self.tickets.filled(Side.BUY) + self.tickets.filled(Side.SELL)
        self.misses = self.misses + 1 if filled == self.mark else 0
        self.mark, self.again_ns = filled, now_ns + SECOND if self.misses else 0  # never longer: a leg is naked


class LegsMemory(Memory, kw_only=True):
    long: Leg
    short: Leg
    want: int = 0  # lots of the long that are to be open, with as much of the short
    failures: int = 0  # slices in a row that came to nothing
    again_slice_ns: int = 0  # not before this is the next slice wanted


M = TypeVar("M", bound=LegsMemory)


@dataclass(frozen=True, slots=True)
class Side2:
    """A leg in one call: where it is seen, and what is listed there."""

    leg: Leg
    view: View
    market: Market

    @property
    def best(self) -> tuple[int, int]:
        book = self.view.book(self.leg.config.pair)
        return book.best() if book.trust is Trust.GOOD else (0, 0)

    def price(self, side: Side) -> int:
        """At which an order of that side would trade; 0: nobody knows."""
        bid, ask = self.best
        return ask if side is Side.BUY else bid

    @property
    def held(self) -> int:
        return self.leg.held(self.market)

    def need(self, target: int) -> int:
        """Lots to open, below 0 to close, that a venue would take; 0 where dust is all."""
        need, config = target - self.held, self.leg.config
        side = config.side if need > 0 else config.side.other
        near = self.price(side) or max(self.best)
        return need if near and tradable(self.market, abs(need), near) else 0

    def settled(self, target: int) -> bool:
        """Whether it is where it should be, dust aside; not while nobody knows a price, unless it is so to the lot."""
        if self.leg.tickets.open:
            return False
        need = abs(target - self.held)
        return need < max(1, self.market.min_lots) or (bool(max(self.best)) and not self.need(target))


class TwoLegs(Piece[M], ABC, Generic[M]):
    """A class below says when to begin, what counts as the end, and what becomes of a slice that only one leg got."""

    def sides(self, view: View) -> tuple[Side2, Side2]:
        made = []
        for leg in (self._m.long, self._m.short):
            there = view.at(leg.config.venue)
            made.append(Side2(leg, there, there.market(leg.config.pair)))
        return made[0], made[1]

    @property
    def legs(self) -> tuple[Leg, Leg]:
        return self._m.long, self._m.short

    @property
    @abstractmethod
    def settings(self) -> Legs: ...

    def _time_limit_ns(self) -> int:
        return self.settings.time_limit_ns

    def due(self) -> int | None:
        memory = self._m
        if memory.phase is Phase.ENDED:
            return None
        times = [memory.again_slice_ns, memory.long.again_ns, memory.short.again_ns]
        for leg in self.legs:
            times += [ticket.placed_ns + PATIENCE_NS for ticket in leg.tickets.open.values() if ticket.ticks]
        if memory.began_ns and self._time_limit_ns() and memory.closing is None:
            times.append(memory.began_ns + self._time_limit_ns())
        return min((time for time in times if time), default=None)

    def act(self, view: View) -> list[Command]:
        memory = self._m
        news = False
        for leg in self.legs:
            news = leg.tickets.hear(view.at(leg.config.venue), leg.config.pair) or news
        sides = self.sides(view)
        if not self._wake(view.now_ns, news and not self._is_over(sides)):
            return []
        memory.began_ns = memory.began_ns or view.now_ns
        if memory.closing is None:
            self._judge(view.now_ns, sides)
        back = self._take_back(view.now_ns)
        if memory.closing is not None:
            memory.phase = Phase.CLOSING
            if self._is_over(sides) and (self._keeps() or not memory.want):
                self._end()
                return back
        if not self._slice(view.now_ns, sides):
            self._repair(sides)
        return back + self._towards(view.now_ns, sides)

    # for the classes below

    @abstractmethod
    def _judge(self, now_ns: int, sides: tuple[Side2, Side2]) -> None:
        """What has happened that ends it: sets `closing`."""

    @abstractmethod
    def _wants_slice(self, sides: tuple[Side2, Side2]) -> bool:
        """Whether the next slice is worth it by the books of now."""

    def _keeps(self) -> bool:
        """Whether what both legs have is kept at the end; else both are closed."""
        return False

    def _completes(self, behind: Side2, ahead: Side2) -> bool:
        """Whether the leg that is behind goes on, rather than that the other gives its slice back."""
        return behind.view.open and behind.leg.misses < TRIES

    # how it goes

    def _target(self, leg: Leg) -> int:
        return self._matching(leg, self._m.want)

    def _matching(self, leg: Leg, lots: int) -> int:
        """Of this leg, to so many of the long."""
        memory = self._m
        return lots if leg is memory.long else lots * memory.short.config.lots // memory.long.config.lots

    def _progress(self, side: Side2) -> int:
        """What a leg holds, in lots of the long."""
        memory, held = self._m, max(0, side.held)
        return held if side.leg is memory.long else -(-held * memory.long.config.lots // memory.short.config.lots)

    def _is_over(self, sides: tuple[Side2, Side2]) -> bool:
        return all(side.settled(self._target(side.leg)) for side in sides)

    def apart(self, sides: tuple[Side2, Side2]) -> int:
        """Lots of the long by which one leg is ahead of the other: what is naked."""
        memory = self._m
        long, short = (
            side.held * leg.config.lots for side, leg in zip(sides, (memory.short, memory.long), strict=True)
        )
        return (abs(long - short)) // memory.short.config.lots

    @property
    def _most(self) -> int:
        """Lots of the long in a slice."""
        return -(-self._m.long.config.lots // self.settings.slices)

    def _slice(self, now_ns: int, sides: tuple[Side2, Side2]) -> bool:
        """Begins the next one, in or out, where both legs are done with those before and both venues are there."""
        memory = self._m
        memory.again_slice_ns = 0 if now_ns >= memory.again_slice_ns else memory.again_slice_ns
        if not self._is_over(sides) or not all(side.view.open and max(side.best) for side in sides):
            return False
        if memory.closing is not None:
            if self._keeps():
                return False
            memory.want = max(0, memory.want - self._most)
        elif memory.want >= memory.long.config.lots or memory.again_slice_ns or not self._wants_slice(sides):
            return False
        else:
            memory.want = min(memory.long.config.lots, memory.want + self._most)
            memory.phase, memory.failures = Phase.WORKING, memory.failures + 1
            memory.again_slice_ns = now_ns + SECOND * min(10, memory.failures - 1) if memory.failures > 1 else 0
        for leg in self.legs:
            leg.afresh()
        return True

    def _next(self, sides: tuple[Side2, Side2]) -> tuple[int, int]:
        """Lots of each leg that the next slice would open."""
        memory = self._m
        want = min(memory.long.config.lots, memory.want + self._most)
        return want - sides[0].held, self._matching(memory.short, want) - sides[1].held

    def _repair(self, sides: tuple[Side2, Side2]) -> None:
        """What neither leg got is not wanted any more; what one got, the other gets, too, or it goes back."""
        memory = self._m
        if any(side.leg.tickets.open for side in sides):
            return
        behind = [side for side in sides if side.need(self._target(side.leg)) > 0]
        closes = memory.closing is not None and not self._keeps()
        progress = [self._progress(side) for side in sides]
        if len(behind) == 2:
            self._turn(min(progress) if closes else max(progress))
        elif len(behind) == 1:
            (ahead,) = [side for side in sides if side is not behind[0]]
            back = ahead.view.open if closes else not self._completes(behind[0], ahead)
            if back and min(progress) < memory.want:
                self._turn(min(progress))
        elif not closes and memory.want and self._is_over(sides):
            memory.failures = 0

    def _turn(self, want: int) -> None:
        self._m.want = want
        for leg in self.legs:
            leg.afresh()

    def _towards(self, now_ns: int, sides: tuple[Side2, Side2]) -> list[Command]:
        """Each leg wants what it lacks of its target. On a spot market what closes waits until no order is live."""
        commands: list[Command] = []
        fresh = self._m.closing is None and all(leg.mark < 0 for leg in self.legs) and self._even(sides)
        busy = [bool(side.leg.tickets.open) for side in sides]
        for side, other, waits in zip(sides, reversed(sides), reversed(busy), strict=True):
            leg, target = side.leg, self._target(side.leg)
            if waits:  # as far as the other has come by now: nobody knows yet how far it will
                low, high = sorted((side.held, self._matching(leg, self._progress(other))))
                target = min(max(target, low), high)
            need = 0 if leg.tickets.open else side.need(target)
            leg.again_ns = 0 if now_ns >= leg.again_ns else leg.again_ns
            if not need or leg.again_ns or not side.view.open:
                continue
            leg.count(now_ns)
            wish = self._wish(side, need, bound=fresh and need > 0)
            commands.append(At(leg.config.venue, leg.tickets.place(wish, ORDER, now_ns)))
        return commands

    def _even(self, sides: tuple[Side2, Side2]) -> bool:
        """Whether neither leg is ahead of the other by what a venue would trade."""
        return all(side.need(self._target(side.leg)) > 0 for side in sides)

    def _wish(self, side: Side2, need: int, *, bound: bool) -> Wish:
        config, market = side.leg.config, side.market
        way = config.side if need > 0 else config.side.other
        only = bool(market.settle) and need < 0 and side.held > 0
        lots = cut(market, abs(need), at_market=not bound)
        if not bound:
            why = f"{lots} lots {'more' if need > 0 else 'less'}, as the other leg has"
            return Wish(config.pair, way, lots, None, OrderType.MARKET, Tif.GTC, 0, only, why=why)
        ticks = self._bound(side, way)
        tif = Tif.GTC if market.only_gtc else Tif.IOC
        why = f"{lots} of {config.lots} lots, at {ticks} at worst"
        return Wish(config.pair, way, lots, ticks, OrderType.LIMIT, tif, 0, only, why=why)

    def _bound(self, side: Side2, way: Side) -> int:
        """The worst price of a slice's first order."""
        near, slip = side.price(way) or max(side.best), self.settings.slip_bps
        return near * (BPS + slip) // BPS if way is Side.BUY else max(1, -(-near * (BPS - slip) // BPS))

    def _take_back(self, now_ns: int) -> list[Command]:
        """What rests although it should have traded at once, or belongs to work that is over."""
        commands: list[Command] = []
        for leg in self.legs:
            late = [
                ticket
                for ticket in leg.tickets.open.values()
                if ticket.ticks
                and ticket.state is not OrderState.UNKNOWN
                and (self._m.closing is not None or now_ns >= ticket.placed_ns + PATIENCE_NS)
            ]
            back: list[CancelOrder] = leg.tickets.take_back("its slice is over", late)
            commands += [At(leg.config.venue, each) for each in back]
        return commands

    # what it made

    def profit(self, view: View) -> int:
        """In atoms of the quote coin, after fees, with what is held valued where it could be closed now."""
        return _profit(self.sides(view))

    def _gain_bps(self, sides: tuple[Side2, Side2]) -> int | None:
        """Of the profit, against what both legs were opened for; None while there is nothing, or no price."""
        moved = 0
        for leg in self.legs:
            money = leg.tickets.money
            moved += money.spent if leg.config.side is Side.BUY else money.earned
        priced = all(side.price(side.leg.config.side.other) for side in sides)
        return _profit(sides) * BPS // moved if moved and priced else None


def _profit(sides: tuple[Side2, Side2]) -> int:
    total = 0
    for side in sides:
        away = side.leg.config.side.other
        total += side.leg.tickets.money.net(side.market, side.price(away) or max(side.best))
    return total


def legs_of(name: str, config: Legs) -> tuple[Leg, Leg]:
    """Fresh ones: the tags of their orders differ."""
    return Leg(config.long, Tickets(name)), Leg(config.short, Tickets(f"{name}s"))


def matched_lots(here: Market, there: Market, notional: int, ticks: int) -> tuple[int, int] | None:
    """Lots of both that are one amount of the coin, worth so much at that price here; None where that is nothing."""
    both = lcm(here.lot.atoms, there.lot.atoms)
    worth = here.notional(ticks, both // here.lot.atoms)
    times = notional // worth if worth else 0
    lots = times * both // here.lot.atoms, times * both // there.lot.atoms
    return lots if lots[0] >= max(1, here.min_lots) and lots[1] >= max(1, there.min_lots) else None
