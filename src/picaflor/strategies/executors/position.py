"""A position with three barriers: opened, watched, and closed at a profit, at a loss, or when its time is over.

All of it acts on what is filled: a tenth of an entry has its own tenth of a profit order, and is closed as such. What
is closed is reduced and never turned. Nothing is sold twice: while an order of the closing side may still trade, its
lots are not wanted again, so a cancel comes before a close and its proof before the next order.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec import Struct, field

from picaflor.domain.book import Trust
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.orders import Hold, OrderType, Side, Tif, Wish
from picaflor.strategies.executors.protection import GRACE_NS, STOP, Aim, Protection
from picaflor.strategies.executors.tickets import Tickets
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.protocols import View

SECOND = 1_000_000_000
BPS = 10_000
DENIALS_MAX = 10  # of an entry, in a row
BACK_OFF_NS, BACK_OFF_MAX_NS = SECOND, 10 * SECOND
ENTRY, PROFIT, EXIT = "e", "p", "x"
TRAIL_STEPS = 8  # of a stop that trails: it moves by an eighth of how far it is behind


class Entry(StrEnum):
    LIMIT = "limit"
    POST_ONLY = "post_only"
    MARKET = "market"


TYPES = {Entry.LIMIT: OrderType.LIMIT, Entry.POST_ONLY: OrderType.LIMIT_MAKER, Entry.MARKET: OrderType.MARKET}


class Barriers(Struct, frozen=True):
    """Distances in hundredths of a percent of the average price of the entry; 0: there is no such barrier."""

    take_profit_bps: int = 0
    stop_loss_bps: int = 0
    time_limit_ns: int = 0
    trailing_from_bps: int = 0  # the profit from which on the best price is followed
    trailing_bps: int = 0  # how far behind it the stop is
    profit_rests: bool = True  # as a limit order at the venue; else it is watched here and taken at market
    loss_rests: bool = True  # as a stop at the venue where it has them; it is watched here, too


class PositionConfig(Struct, frozen=True):
    pair: str
    side: Side  # buy: long
    lots: int
    barriers: Barriers
    entry: Entry = Entry.LIMIT
    ticks: int = 0
    entry_limit_ns: int = 0  # what has not been filled by then is taken back; 0: it may rest
    hold: Hold = Hold.NET
    why: str = ""  # it was begun: said with the order that opens it


class PositionMemory(Struct):
    config: PositionConfig
    tickets: Tickets
    phase: Phase = Phase.WAITING
    close_type: CloseType | None = None
    closing: CloseType | None = None
    entered: bool = False  # nothing more is opened
    began_ns: int = 0  # when the entry was wanted
    held_ns: int = 0  # when something was held first
    best: int = 0  # ticks: the best price since the profit was high enough to be followed
    again_ns: int = 0
    closing_ns: int = 0  # since when it is closed
    protection: Protection = field(default_factory=Protection)


class PositionExecutor:
    def __init__(self, name: str, config: PositionConfig, memory: PositionMemory | None = None) -> None:
        self.name = name
        self._m = memory or PositionMemory(config, Tickets(name))

    @classmethod
    def restore(cls, name: str, dumped: bytes) -> PositionExecutor:
        memory = msgspec.json.decode(dumped, type=PositionMemory)
        return cls(name, memory.config, memory)

    @property
    def phase(self) -> Phase:
        return self._m.phase

    @property
    def close_type(self) -> CloseType | None:
        return self._m.close_type

    @property
    def tickets(self) -> Tickets:
        return self._m.tickets

    @property
    def side(self) -> Side:
        return self._m.config.side

    def dump(self) -> bytes:
        return msgspec.json.encode(self._m)

    def stop(self) -> None:
        self._m.closing = self._m.closing or CloseType.EARLY_STOP

    def held(self, market: Market) -> int:
        return self._m.tickets.holding(self._m.config.side, market)

    def due(self) -> int | None:
        memory, barriers = self._m, self._m.config.barriers
        if memory.phase is Phase.ENDED:
            return None
        times = memory.protection.due() + ([memory.again_ns] if memory.again_ns else [])
        if memory.closing_ns and memory.protection.stops:
            times.append(memory.closing_ns + GRACE_NS)
        times += memory.tickets.due()
        if memory.closing is None and memory.held_ns and barriers.time_limit_ns:
            times.append(memory.held_ns + barriers.time_limit_ns)
        if memory.closing is None and memory.began_ns and memory.config.entry_limit_ns and not memory.entered:
            times.append(memory.began_ns + memory.config.entry_limit_ns)
        return min(times, default=None)

    def act(self, view: View) -> list[Command]:
        memory, config = self._m, self._m.config
        news = memory.protection.hear(view, memory.tickets, config.side.other)
        news = memory.tickets.hear(view, config.pair) or news
        memory.protection.pass_time(view.now_ns)
        memory.tickets.give_up(view.now_ns)
        market = view.market(config.pair)
        if view.now_ns >= memory.again_ns:
            memory.again_ns = 0
        if memory.phase is Phase.ENDED:
            alive = memory.tickets.open or memory.protection.stops
            if not news or not (alive or self.held(market) >= market.min_lots):
                return []
            memory.phase, memory.closing, memory.close_type = Phase.CLOSING, memory.close_type, None
        if memory.closing is None:
            self._judge(view, market)
        if memory.closing is not None:
            return self._close(view, market)
        return self._enter(view, market) + self._protect(view, market) + self._guard(view, market)

    # the way in

    def _enter(self, view: View, market: Market) -> list[Command]:
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        if memory.entered:
            return []
        waits = bool(tickets.waiting(ENTRY))
        if config.entry_limit_ns and memory.began_ns and view.now_ns >= memory.began_ns + config.entry_limit_ns:
            memory.entered = not waits
            return tickets.cancel("its time to enter is over", ENTRY)
        lots = config.lots - tickets.filled(config.side) - tickets.live(config.side)
        if lots < market.min_lots or tickets.denials >= DENIALS_MAX:
            memory.entered = not waits
            return []
        if waits or not view.open or memory.again_ns:
            return []
        memory.phase, memory.began_ns = Phase.WORKING, memory.began_ns or view.now_ns
        memory.again_ns = view.now_ns + self._pause_ns() if tickets.denials else 0
        ticks = None if config.entry is Entry.MARKET else config.ticks
        why = f"entry: {lots} of {config.lots} lots{'; ' if config.why else ''}{config.why}"
        wish = Wish(config.pair, config.side, lots, ticks, TYPES[config.entry], Tif.GTC, 0, False, config.hold, why)
        return [tickets.place(wish, ENTRY, view.now_ns)]

    # what is watched

    def _protect(self, view: View, market: Market) -> list[Command]:
        """For each lot that is held and has none yet, an order that takes the profit."""
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        barriers, away = config.barriers, config.side.other
        if not barriers.take_profit_bps or not barriers.profit_rests or not view.open:
            return []
        bare = self.held(market) - tickets.live(away)
        ticks = self._profit_ticks(market)
        if bare < market.min_lots or not ticks or memory.again_ns:
            return []
        memory.again_ns = view.now_ns + self._pause_ns() if tickets.denials else 0
        wish = self._away(market, bare, ticks, OrderType.LIMIT, f"profit of {barriers.take_profit_bps} bps")
        return [tickets.place(wish, PROFIT, view.now_ns)]

    def _profit_ticks(self, market: Market) -> int:
        """The price at which the profit is reached, on the safe side of the grid."""
        money, bps = self._m.tickets.money, self._m.config.barriers.take_profit_bps
        if self._m.config.side is Side.BUY:
            lots, paid = money.bought, money.spent * (BPS + bps)
        else:
            lots, paid = money.sold, money.earned * (BPS - bps)
        a_tick = market.notional(1, lots) * BPS
        if not a_tick:
            return 0
        return -(-paid // a_tick) if self._m.config.side is Side.BUY else max(1, paid // a_tick)

    def _guard(self, view: View, market: Market) -> list[Command]:
        """For all that is held one stop at the venue, where its price is not there already."""
        memory, config = self._m, self._m.config
        trigger, price, sign = self._stop_ticks(market), self._price(view), config.side.sign
        held = self.held(market) if config.barriers.loss_rests and trigger else 0
        if held and (not price or price * sign <= trigger * sign):
            return []
        why = "trailing stop" if self._trails(market) else f"stop loss of {config.barriers.stop_loss_bps} bps"
        aim = Aim(config.pair, config.side.other, held, trigger, config.hold, why)
        return memory.protection.towards(view, market, aim, memory.tickets)

    def _stop_ticks(self, market: Market) -> int:
        """The price of the nearer barrier; one that trails moves by steps, not with each tick."""
        sign, loss, trail = self._m.config.side.sign, self._loss_ticks(market), self._trail_ticks()
        ticks = trail if self._trails(market) else loss
        step = self._m.best * self._m.config.barriers.trailing_bps // (BPS * TRAIL_STEPS) if trail else 0
        there = self._m.protection.trigger
        return there if there and 0 < (ticks - there) * sign < step else ticks

    def _trails(self, market: Market) -> bool:
        sign, loss, trail = self._m.config.side.sign, self._loss_ticks(market), self._trail_ticks()
        return bool(trail) and (not loss or trail * sign > loss * sign)

    def _trail_ticks(self) -> int:
        memory = self._m
        if not memory.best or not memory.config.barriers.trailing_bps:
            return 0
        return memory.best + memory.config.side.sign * -(memory.best * memory.config.barriers.trailing_bps // BPS)

    def _loss_ticks(self, market: Market) -> int:
        """The price at which the loss is reached."""
        money, bps = self._m.tickets.money, self._m.config.barriers.stop_loss_bps
        long = self._m.config.side is Side.BUY
        lots, paid = (money.bought, money.spent) if long else (money.sold, money.earned)
        a_tick = market.notional(1, lots) * BPS
        if not a_tick or not bps:
            return 0
        return paid * (BPS - bps) // a_tick if long else -(-paid * (BPS + bps) // a_tick)

    def _judge(self, view: View, market: Market) -> None:
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        if tickets.waiting(STOP) or any(each.came for each in tickets.done.values()):
            memory.closing = CloseType.TRAILING_STOP if self._trails(market) else CloseType.STOP_LOSS
            return
        barriers, held = config.barriers, self.held(market)
        if held and not memory.held_ns:
            memory.held_ns = view.now_ns
        if not held:
            self._judge_empty(tickets)
            return
        if barriers.time_limit_ns and view.now_ns >= memory.held_ns + barriers.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT
            return
        gain = self._gain_bps(view, market)
        if gain is None:
            return
        trailed = bool(barriers.trailing_bps) and self._trailed(view, gain)
        price, sign, loss = self._price(view), config.side.sign, self._loss_ticks(market)
        lost = bool(loss) and price * sign <= loss * sign
        minded = memory.protection.left_to_venue(price, sign, held, view.now_ns)
        if lost and not minded:
            memory.closing = CloseType.STOP_LOSS
        elif barriers.take_profit_bps and not barriers.profit_rests and gain >= barriers.take_profit_bps:
            memory.closing = CloseType.TAKE_PROFIT
        elif trailed and not minded:
            memory.closing = CloseType.TRAILING_STOP

    def _judge_empty(self, tickets: Tickets) -> None:
        memory = self._m
        if not memory.entered or tickets.open or memory.protection.stops:
            return
        if tickets.filled(memory.config.side):
            memory.closing = CloseType.TAKE_PROFIT
        else:
            memory.closing = CloseType.FAILED if tickets.denials else CloseType.TIME_LIMIT

    def _price(self, view: View) -> int:
        """At which it could be closed now; 0: nobody knows."""
        book = view.book(self._m.config.pair)
        if book.trust is not Trust.GOOD:
            return 0
        bid, ask = book.best()
        return bid if self._m.config.side is Side.BUY else ask

    def _gain_bps(self, view: View, market: Market) -> int | None:
        """Of the price, against the average of the entry."""
        ticks, money = self._price(view), self._m.tickets.money
        if self._m.config.side is Side.BUY:
            lots, paid = money.bought, money.spent
            worth = market.notional(ticks, lots) - paid
        else:
            lots, paid = money.sold, money.earned
            worth = paid - market.notional(ticks, lots)
        return worth * BPS // paid if ticks and paid else None

    def _trailed(self, view: View, gain: int) -> bool:
        """Whether the price has come back from its best by as much as is allowed."""
        memory, barriers, ticks = self._m, self._m.config.barriers, self._price(view)
        long = memory.config.side is Side.BUY
        if not memory.best:
            if gain >= barriers.trailing_from_bps:
                memory.best = ticks
            return False
        memory.best = max(memory.best, ticks) if long else min(memory.best, ticks)
        back = memory.best - ticks if long else ticks - memory.best
        return back * BPS >= memory.best * barriers.trailing_bps

    # the way out

    def _close(self, view: View, market: Market) -> list[Command]:
        """On a spot market the coins of an order that is not proven gone cannot be sold; a contract's close can only
        reduce, so it need not wait for that proof.
        """
        memory, tickets = self._m, self._m.tickets
        memory.phase, memory.closing_ns = Phase.CLOSING, memory.closing_ns or view.now_ns
        back = tickets.cancel("the position is closed", ENTRY, PROFIT)
        back += memory.protection.withdraw("the position is closed")
        if tickets.waiting(EXIT, STOP) or (tickets.open and not market.settle):
            return back
        if memory.protection.stops and view.now_ns < memory.closing_ns + GRACE_NS:
            return back  # it may fire yet: two that close would be one too many
        held = self.held(market)
        if held < market.min_lots:
            if not tickets.open and not memory.protection.stops:
                memory.phase, memory.close_type = Phase.ENDED, memory.closing
                memory.again_ns = memory.closing_ns = 0
            return back
        if not view.open or memory.again_ns:
            return back
        memory.again_ns = view.now_ns + self._pause_ns()
        wish = self._away(market, held, None, OrderType.MARKET, str(memory.closing))
        return [*back, tickets.place(wish, EXIT, view.now_ns)]

    def _away(self, market: Market, lots: int, ticks: int | None, kind: OrderType, why: str) -> Wish:
        config = self._m.config
        only = bool(market.settle)
        return Wish(config.pair, config.side.other, lots, ticks, kind, Tif.GTC, 0, only, config.hold, why)

    def _pause_ns(self) -> int:
        return min(BACK_OFF_MAX_NS, BACK_OFF_NS * (1 << min(4, self._m.tickets.denials)))
