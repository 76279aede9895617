"""A ladder between two prices: what a rung buys it sells one step higher, and then it buys again; or the reverse.

Each rung is a ledger of its own: what its orders opened less what they closed. A rung has one order at a time, so what
is unknown of it is waited for. On a spot market no more is offered than is held: what a fee took of the coins is
missing from the last rung that sells, and is forgiven to it, or it would never trade again.
"""

from __future__ import annotations

from msgspec import Struct, field

from picaflor.domain.book import Trust
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.orders import Hold, OrderType, Side, Tif, Wish
from picaflor.strategies.executors.piece import DENIALS_MAX, SECOND, Memory, Piece, cut, tradable
from picaflor.strategies.executors.protection import GRACE_NS, STOP, Aim, Protection
from picaflor.strategies.executors.tickets import Ticket, Tickets
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.protocols import View

ENTRY, EXIT, CLOSE = "e", "x", "c"


class GridConfig(Struct, frozen=True):
    """Prices are ticks."""

    pair: str
    side: Side  # buy: it buys low, and sells what it has bought
    low: int
    high: int
    rungs: int  # 2 or more, from low to high
    lots: int  # of each
    step: int = 0  # from a rung's entry to its exit; 0: as far as the next rung
    near: int = 5  # entries that rest at once, those nearest to the market
    stop: int = 0  # the price at which all is closed with a loss; 0: none
    profit: int = 0  # the price at which all is closed with a profit; 0: none
    time_limit_ns: int = 0
    keep: bool = False  # at the end what is held is kept
    stop_rests: bool = True  # as a stop at the venue where it has them; it is watched here, too
    hold: Hold = Hold.NET


class GridMemory(Memory):
    config: GridConfig
    tickets: Tickets
    forgiven: dict[int, int] = field(default_factory=dict)  # by rung: lots that a fee took, or that no venue takes
    protection: Protection = field(default_factory=Protection)
    closing_ns: int = 0  # since when it is closed


class GridExecutor(Piece[GridMemory]):
    def __init__(self, name: str, config: GridConfig) -> None:
        if config.rungs < 2 or not 0 < config.low < config.high:
            raise ValueError("a ladder has two rungs or more, from low to high")
        super().__init__(name, GridMemory(config=config, tickets=Tickets(name)))

    @property
    def tickets(self) -> Tickets:
        return self._m.tickets

    def held(self, market: Market) -> int:
        return self._m.tickets.holding(self._m.config.side, market)

    def entry(self, rung: int) -> int:
        config = self._m.config
        return config.low + (config.high - config.low) * (rung - 1) // (config.rungs - 1)

    def exit(self, rung: int) -> int:
        config = self._m.config
        step = config.step or max(1, (config.high - config.low) // (config.rungs - 1))
        return max(1, self.entry(rung) + config.side.sign * step)

    def due(self) -> int | None:
        memory, limit_ns = self._m, self._m.config.time_limit_ns
        if memory.phase is Phase.ENDED:
            return None
        times = [memory.again_ns] if memory.again_ns else []
        times += memory.protection.due() + memory.tickets.due()
        if memory.closing_ns and memory.protection.stops:
            times.append(memory.closing_ns + GRACE_NS)
        if memory.began_ns and limit_ns and memory.closing is None:
            times.append(memory.began_ns + limit_ns)
        return min(times, default=None)

    def act(self, view: View) -> list[Command]:
        memory, config = self._m, self._m.config
        market, news = view.market(config.pair), memory.protection.hear(view, memory.tickets, config.side.other)
        news = memory.tickets.hear(view, config.pair) or news
        memory.protection.pass_time(view.now_ns)
        memory.tickets.give_up(view.now_ns)
        alive = bool(memory.tickets.open or memory.protection.stops) or (
            not config.keep and self.held(market) >= market.min_lots
        )
        if not self._wake(view.now_ns, news and alive):
            return []
        bid, ask = self._prices(view)
        self._judge(view.now_ns, bid, ask, self.held(market))
        if memory.closing is not None:
            return self._close(view, market)
        guard = self._guard(view, market, bid if config.side is Side.BUY else ask)
        if not view.open or memory.again_ns or not bid or not ask:
            return guard
        memory.phase, memory.began_ns = Phase.WORKING, memory.began_ns or view.now_ns
        wanted = self._exits(view, market) + self._entries(view, market, bid, ask)
        if wanted:
            self._pause(view.now_ns, memory.tickets.denials)
        return guard + wanted

    def _guard(self, view: View, market: Market, price: int) -> list[Command]:
        """For all that is held one stop at the venue, where its price is not there already."""
        config, sign = self._m.config, self._m.config.side.sign
        held = self.held(market) if config.stop and config.stop_rests and not config.keep else 0
        if held and (not price or price * sign <= config.stop * sign):
            return []
        aim = Aim(config.pair, config.side.other, held, config.stop, config.hold, "stop of the grid")
        return self._m.protection.towards(view, market, aim, self._m.tickets)

    def _prices(self, view: View) -> tuple[int, int]:
        book = view.book(self._m.config.pair)
        return book.best() if book.trust is Trust.GOOD else (0, 0)

    def _judge(self, now_ns: int, bid: int, ask: int, held: int) -> None:
        memory, config = self._m, self._m.config
        if memory.closing is not None:
            return
        price = bid if config.side is Side.BUY else ask
        sign = config.side.sign
        minded = bool(price) and memory.protection.left_to_venue(price, sign, held, now_ns)
        if memory.tickets.waiting(STOP) or any(each.came for each in memory.tickets.done.values()):
            memory.closing = CloseType.STOP_LOSS
        elif memory.tickets.denials >= DENIALS_MAX:
            memory.closing = CloseType.FAILED
        elif config.time_limit_ns and memory.began_ns and now_ns >= memory.began_ns + config.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT
        elif price and config.stop and price * sign <= config.stop * sign and not minded:
            memory.closing = CloseType.STOP_LOSS
        elif price and config.profit and price * sign >= config.profit * sign:
            memory.closing = CloseType.TAKE_PROFIT

    # the rungs

    def _idle(self) -> list[int]:
        busy = {ticket.rung for ticket in self._m.tickets.open.values()}
        return [rung for rung in range(1, self._m.config.rungs + 1) if rung not in busy]

    def _open(self, rung: int) -> int:
        """Lots that a rung has opened and not closed."""
        memory = self._m
        return memory.config.side.sign * memory.tickets.net(rung) - memory.forgiven.get(rung, 0)

    def _exits(self, view: View, market: Market) -> list[Command]:
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        away = config.side.other
        wanted: list[Command] = []
        for rung in self._idle():
            ticks, lots = self.exit(rung), self._open(rung)
            spare = min(lots, self.held(market) - tickets.live(away))
            crossed = self._crossed(ticks) if lots > 0 else []
            if crossed:
                wanted += tickets.take_back("an exit would trade with it", crossed)
            elif lots > 0 and tradable(market, spare, ticks):
                wish = self._wish(market, away, spare, ticks, OrderType.LIMIT, f"rung {rung} takes its profit")
                wanted.append(tickets.place(wish, EXIT, view.now_ns, rung))
            elif lots > 0:
                memory.forgiven[rung] = memory.forgiven.get(rung, 0) + lots
        return wanted

    def _crossed(self, ticks: int) -> list[Ticket]:
        """Entries of ours that an exit at this price would trade with: it waits for the proof that they are gone."""
        sign = self._m.config.side.sign
        return [each for each in self._m.tickets.waiting(ENTRY) if each.ticks and each.ticks * sign >= ticks * sign]

    def _entries(self, view: View, market: Market, bid: int, ask: int) -> list[Command]:
        config, tickets = self._m.config, self._m.tickets
        buys, exits = config.side is Side.BUY, [each.ticks for each in tickets.waiting(EXIT) if each.ticks]
        bid, ask = max([bid, *exits]), min([ask, *exits])  # its own are not in the book yet
        empty = [rung for rung in self._idle() if self._open(rung) <= 0]
        passive = [rung for rung in empty if (self.entry(rung) < ask if buys else self.entry(rung) > bid)]
        nearest = sorted(passive, key=lambda rung: -config.side.sign * self.entry(rung))
        room = config.near - len(tickets.waiting(ENTRY))
        kind = OrderType.LIMIT_MAKER if market.post_only else OrderType.LIMIT
        wanted: list[Command] = []
        for rung in nearest[: max(0, room)]:
            if tradable(market, config.lots, self.entry(rung)):
                wish = self._wish(market, config.side, config.lots, self.entry(rung), kind, f"rung {rung}")
                wanted.append(tickets.place(wish, ENTRY, view.now_ns, rung))
        return wanted

    # the end

    def _close(self, view: View, market: Market) -> list[Command]:
        """As of any position: on a spot market the coins of an order that is not proven gone cannot be sold."""
        memory, config, tickets = self._m, self._m.config, self._m.tickets
        memory.phase, memory.closing_ns = Phase.CLOSING, memory.closing_ns or view.now_ns
        back = tickets.cancel("the grid is over", ENTRY, EXIT)
        back += memory.protection.withdraw("the grid is over")
        if tickets.waiting(CLOSE, STOP) or (tickets.open and not market.settle):
            return back
        if memory.protection.stops and view.now_ns < memory.closing_ns + GRACE_NS:
            return back  # it may fire yet: two that close would be one too many
        held = self.held(market)
        if config.keep or held < market.min_lots:
            if not tickets.open and not memory.protection.stops:
                memory.closing_ns = 0
                self._end()
            return back
        if not view.open or memory.again_ns:
            return back
        memory.again_ns = view.now_ns + SECOND
        lots = cut(market, held, at_market=True)
        wish = self._wish(market, config.side.other, lots, None, OrderType.MARKET, str(memory.closing))
        return [*back, tickets.place(wish, CLOSE, view.now_ns)]

    def _wish(self, market: Market, side: Side, lots: int, ticks: int | None, kind: OrderType, why: str) -> Wish:
        config = self._m.config
        only = bool(market.settle) and side is not config.side
        return Wish(config.pair, side, lots, ticks, kind, Tif.GTC, 0, only, config.hold, why)
