"""The orders of one executor by the tags that it gave them, and the money that their fills have moved.

An order has three outcomes, and an executor meets all of them here: it is let or denied, it ends with or without
fills, or nobody knows yet. What is not proven to be over counts as live, so nothing is wanted twice.
"""

from __future__ import annotations

from dataclasses import replace

from msgspec import Struct, field

from picaflor.domain.commands import CancelOrder, Command, PlaceOrder
from picaflor.domain.events import OrderState, OrderView, Pending
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Side, Wish
from picaflor.strategies.protocols import View

DONE_KEPT = 50  # ended tickets that are remembered: an order that was proven absent may come back
TRADES_KEPT = 50  # by their ids: what a torn journal tells again is counted once
LOST = "lost"
COMES_WITHIN_NS = 60_000_000_000  # an order that came of a stop


class Ticket(Struct):
    tag: str
    role: str  # what its executor wants it for
    side: Side
    lots: int
    ticks: int | None
    client_id: str = ""
    filled: int = 0
    state: OrderState = OrderState.INTENDED
    cancel: Pending = Pending.NONE
    denied: str = ""  # by which rule: no order came of it
    placed_ns: int = 0
    rung: int = 0  # of a ladder: which
    came: bool = False  # of a stop: the venue made it, and we may hear of it later

    @property
    def over(self) -> bool:
        return bool(self.denied) or self.state.final

    @property
    def left(self) -> int:
        """Lots that may still trade."""
        return 0 if self.over else max(0, self.lots - self.filled)


class Money(Struct):
    """What fills have moved, in atoms of the quote asset, and the lots that they were."""

    bought: int = 0
    sold: int = 0
    spent: int = 0
    earned: int = 0
    fees: int = 0  # those that could be put in quote
    base_fees: int = 0  # of the base coin: they are in `fees`, and less of it can be sold
    other_fees: dict[str, int] = field(default_factory=dict)  # asset → atoms, where no price is known here

    def add(self, fill: Fill, market: Market) -> None:
        worth = market.notional(fill.ticks, fill.lots)
        if fill.side is Side.BUY:
            self.bought += fill.lots
            self.spent += worth
        else:
            self.sold += fill.lots
            self.earned += worth
        self.charge(fill, market)

    def charge(self, fill: Fill, market: Market) -> None:
        """The fee of it, now or when the venue names it at last."""
        if fill.fee_asset == market.quote or (market.settle and fill.fee_asset == market.settle):
            self.fees += fill.fee
        elif fill.fee_asset == market.base:
            self.base_fees += fill.fee
            self.fees += -(-fill.fee * (fill.ticks * market.tick.atoms) // ONE)
        elif fill.fee:
            self.other_fees[fill.fee_asset] = self.other_fees.get(fill.fee_asset, 0) + fill.fee

    def net(self, market: Market, ticks: int) -> int:
        """Profit after fees, with what is held or owed valued at `ticks`."""
        open_lots = self.bought - self.sold
        worth = market.notional(ticks, abs(open_lots))
        return self.earned - self.spent - self.fees + (worth if open_lots > 0 else -worth)


class Tickets(Struct):
    owner: str  # the executor
    count: int = 0
    open: dict[str, Ticket] = field(default_factory=dict)  # by tag
    done: dict[str, Ticket] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    filled_buy: int = 0  # lots, as the orders say, of those that are done
    filled_sell: int = 0
    denials: int = 0  # in a row: denied, refused, or never arrived
    last_words: str = ""
    rungs: dict[int, int] = field(default_factory=dict)  # of a ladder: lots bought less lots sold, of those done
    trades: list[str] = field(default_factory=list)
    afresh: bool = False  # read back after a restart, and nothing heard since

    def __post_init__(self) -> None:
        self.afresh = bool(self.open)

    # in

    def hear(self, view: View, pair: str) -> bool:
        """Takes what is new for these orders; whether anything was."""
        news = False
        changed = view.changed()
        for denial in view.denied():
            ticket = self.open.get(denial.wish.tag)
            if ticket is not None:
                ticket.denied, self.last_words, news = denial.rule, denial.words, True
                self._end(ticket)
        for order in changed:
            if order.pair == pair and self._is_news(order):
                self._changed(order)
                news = True
        if self.afresh:
            self._forget_lost({order.tag for order in changed})
        return self._count_money(view, pair) or news

    def _forget_lost(self, known: set[str]) -> None:
        """After a restart every order that is known is told. One that is not was never written down, so never sent."""
        self.afresh = False
        for ticket in [each for each in self.open.values() if each.tag not in known and not each.came]:
            ticket.denied = LOST
            self._end(ticket)

    def _count_money(self, view: View, pair: str) -> bool:
        fills, late = view.fills(pair), view.late_fees(pair)
        if not fills and not late:
            return False
        market = view.market(pair)
        mine = {ticket.client_id for tickets in (self.open, self.done) for ticket in tickets.values()} - {""}
        news = False
        for fill in fills:
            key = f"{fill.side} {fill.trade_id}"  # both orders of a trade may be ours
            if fill.client_id in mine and key not in self.trades:
                self.money.add(fill, market)
                self.trades.append(key)
                news = True
        del self.trades[:-TRADES_KEPT]
        for fill in late:
            if fill.client_id in mine:
                self.money.charge(fill, market)
                news = True
        return news

    def _is_news(self, order: OrderView) -> bool:
        done = self.done.get(order.tag)
        if done is None:
            return order.tag in self.open
        return order.state is not done.state or order.filled > done.filled

    def _changed(self, order: OrderView) -> None:
        ticket = self.open.get(order.tag)
        if ticket is None:  # it came back, or was filled further than was thought
            ticket = self.done.pop(order.tag)
            self._count(ticket, -ticket.filled)
            self.open[order.tag] = ticket
        ticket.client_id = order.client_id
        ticket.filled = max(ticket.filled, order.filled)
        ticket.state, ticket.cancel = order.state, order.cancel
        if order.lots:
            ticket.lots = order.lots
        if ticket.over:
            self.last_words = order.reason or self.last_words
            self._end(ticket)

    def _end(self, ticket: Ticket) -> None:
        del self.open[ticket.tag]
        self.done[ticket.tag] = ticket
        self._count(ticket, ticket.filled)
        failed = ticket.denied or ticket.state in (OrderState.REFUSED, OrderState.ABSENT)
        self.denials = self.denials + 1 if failed and not ticket.filled else 0
        while len(self.done) > DONE_KEPT:
            del self.done[next(iter(self.done))]

    def _count(self, ticket: Ticket, lots: int) -> None:
        if ticket.side is Side.BUY:
            self.filled_buy += lots
        else:
            self.filled_sell += lots
        if lots:
            self.rungs[ticket.rung] = self.rungs.get(ticket.rung, 0) + ticket.side.sign * lots

    def expect(self, tag: str, role: str, side: Side, lots: int, now_ns: int) -> bool:
        """An order came of a stop: from now on its lots may trade. False: it is known."""
        if tag in self.open or tag in self.done:
            return False
        self.open[tag] = Ticket(tag, role, side, lots, None, placed_ns=now_ns, came=True)
        return True

    def due(self) -> list[int]:
        missing = [each for each in self.open.values() if each.came and not each.client_id]
        return [each.placed_ns + COMES_WITHIN_NS for each in missing]

    def give_up(self, now_ns: int) -> None:
        """What should have come of a stop, and is nowhere to be found."""
        for ticket in [each for each in self.open.values() if each.came and not each.client_id]:
            if now_ns >= ticket.placed_ns + COMES_WITHIN_NS:
                ticket.denied = LOST
                self._end(ticket)

    # what is so

    def filled(self, side: Side) -> int:
        """Lots, counted by what the venue says of the orders."""
        done = self.filled_buy if side is Side.BUY else self.filled_sell
        return done + sum(ticket.filled for ticket in self.open.values() if ticket.side is side)

    def net(self, rung: int) -> int:
        """Lots bought less lots sold by the orders of one rung."""
        working = sum(each.side.sign * each.filled for each in self.open.values() if each.rung == rung)
        return self.rungs.get(rung, 0) + working

    def live(self, side: Side) -> int:
        """Lots of that side that may still trade, unknown orders included."""
        return sum(ticket.left for ticket in self.open.values() if ticket.side is side)

    def holding(self, side: Side, market: Market) -> int:
        """Lots opened on that side that can be closed: less what was closed, less what a fee took of it."""
        lots = self.filled(side) - self.filled(side.other)
        if side is Side.BUY and not market.settle:
            lots -= -(-max(0, self.money.base_fees) // market.lot.atoms)
        return max(0, lots)

    # out

    def place(self, wish: Wish, role: str, now_ns: int, rung: int = 0) -> PlaceOrder:
        tag = self.name(role)
        self.open[tag] = Ticket(tag, role, wish.side, wish.lots, wish.ticks, placed_ns=now_ns, rung=rung)
        return PlaceOrder(replace(wish, tag=tag))

    def name(self, role: str) -> str:
        """Of one more order or stop."""
        self.count += 1
        return f"{self.owner}.{role}{self.count - 1}"

    def waiting(self, *roles: str) -> list[Ticket]:
        """Those of these roles that are not proven to be over."""
        return [ticket for ticket in self.open.values() if ticket.role in roles]

    def cancel(self, why: str, *roles: str) -> list[Command]:
        """Each live order once; the order keeper asks again where no answer comes."""
        return [*self.take_back(why, self.waiting(*roles))]

    def take_back(self, why: str, tickets: list[Ticket]) -> list[CancelOrder]:
        return [
            CancelOrder(ticket.client_id, why)
            for ticket in tickets
            if ticket.client_id and ticket.cancel is Pending.NONE
        ]
