"""What a screen shows, rebuilt from the audit stream alone: faces read this and never the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from picaflor.analytics.curve import Drawdown
from picaflor.analytics.tale import Tale
from picaflor.domain.events import (
    BalanceChanged,
    BarChanged,
    BookChanged,
    Event,
    FeeKnown,
    Filled,
    FundingKnown,
    Liquidated,
    MarkChanged,
    MarketsChanged,
    MoneyMoved,
    Movement,
    OrderChanged,
    OrderClaimed,
    OrderState,
    OrderView,
    PositionChanged,
    PositionView,
    Readiness,
    Surprise,
    TimerFired,
    TopNoted,
    Traded,
)
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Hold, Side
from picaflor.domain.stops import StopChanged, StopView
from picaflor.engine.account import RECORD, outlived
from picaflor.engine.audit import Audit, Seen, Step
from picaflor.engine.instructions import Resumed
from picaflor.machines.orders import ClientIds

KEPT_FILLS = 1_000


@dataclass(slots=True)
class Replica:
    markets: dict[str, Market] = field(default_factory=dict)
    orders: dict[str, OrderView] = field(default_factory=dict)  # live ones
    fills: list[Fill] = field(default_factory=list)  # the latest
    balances: dict[str, tuple[int, int]] = field(default_factory=dict)
    positions: dict[tuple[str, Hold], PositionView] = field(default_factory=dict)  # those that are not flat
    stops: dict[str, StopView] = field(default_factory=dict)  # those that wait
    waiting_for: tuple[str, ...] = ("start",)
    counts: Counter[str] = field(default_factory=Counter)
    surprises: list[Surprise] = field(default_factory=list)
    denials: list[Step] = field(default_factory=list)
    missed: int = 0
    hear: Callable[[Step | Seen], None] | None = None  # who else wants every line
    ids: ClientIds | None = None  # of a bot that may have siblings on its account, or a person at work there
    tale: Tale = field(default_factory=Tale)  # what the run tells of itself
    whys: dict[str, str] = field(default_factory=dict)  # of the latest orders: why they were placed
    late_fees: list[Fill] = field(default_factory=list)  # fills whose fee was told after them; whoever sums takes them
    home: str = ""  # of a bot on several venues: that which this shows itself
    beside: dict[str, Replica] = field(default_factory=dict)  # the others, by venue

    def catch_up(self, audit: Audit) -> list[Fill]:
        """The fills since the last call."""
        fresh: list[Fill] = []
        for line in audit.drain():
            ids = self.at(line.venue).ids if isinstance(line, Seen) else None
            if ids is not None and isinstance(line, Seen) and _others(line.event, ids):
                continue
            if isinstance(line, Step):
                self.did(line)
                continue
            if self.hear is not None:
                self.hear(line)
            self.at(line.venue)._saw(line, fresh)
        self.missed = audit.missed
        self.fills = (self.fills + fresh)[-KEPT_FILLS:]
        return fresh

    def know(self, venue: str, orders: list[OrderView]) -> None:
        """Those of an earlier run: no event tells of them."""
        self.orders = {order.client_id: order for order in orders}
        for order in orders:
            self.tale.ordered(order.changed_ns, venue, order)

    def carry(self, told: Resumed) -> None:
        """What its controller had made when the run before this one fell over."""
        if RECORD in told.records:
            was, drawdown = outlived(told.records[RECORD]), Drawdown()
            drawdown.peak, drawdown.most = was.peak, was.most
            self.tale.carry(told.seat, was.ledgers, drawdown)

    def at(self, venue: str) -> Replica:
        """What is shown of that venue; it counts with the others."""
        if not self.home or venue == self.home:
            return self
        return self.beside.setdefault(venue, Replica(counts=self.counts, tale=self.tale, whys=self.whys))

    def take_late_fees(self) -> list[Fill]:
        taken: list[Fill] = []
        for each in (self, *self.beside.values()):
            taken += each.late_fees
            each.late_fees = []
        return taken

    def did(self, step: Step) -> None:
        if self.hear is not None:
            self.hear(step)
        if step.client_id:
            self.whys[step.client_id] = step.why
            if len(self.whys) > KEPT_FILLS:
                del self.whys[next(iter(self.whys))]
        if step.what.startswith("denied"):
            self.counts["denied"] += 1
            self.denials = [*self.denials, step][-20:]

    def _saw(self, seen: Seen, fresh: list[Fill]) -> None:
        match seen.event:
            case Filled(fill):
                self.tale.filled(seen.at_ns, fill)
                fresh.append(fill)
                self.counts["buys" if fill.side is Side.BUY else "sells"] += 1
            case OrderClaimed(order, fills, named):
                self.tale.ordered(seen.at_ns, seen.venue, order)
                for fill in fills:
                    self.tale.filled(seen.at_ns, fill)
                if not named:  # else they were counted when they were told
                    fresh += fills
                    self.counts["buys" if order.side is Side.BUY else "sells"] += len(fills)
            case FeeKnown(fill):
                self.tale.charged(seen.at_ns, fill)
                self.late_fees.append(fill)
            case OrderChanged(order, before):
                self.tale.ordered(seen.at_ns, seen.venue, order)
                self._order(order, before)
            case BalanceChanged(_, asset, free, held):
                self.balances[asset] = (free, held)
            case MarketsChanged(venue, markets):
                self.tale.listed(venue, markets)
                self.markets = {market.pair: market for market in markets}
            case Readiness(_, waiting):
                self.waiting_for = waiting
            case Surprise():
                self.counts["surprises"] += 1
                self.surprises = [*self.surprises, seen.event][-20:]
            case Traded():
                self.counts["trades seen"] += 1
            case PositionChanged(position):
                if position.lots:
                    self.positions[position.pair, position.hold] = position
                else:
                    self.positions.pop((position.pair, position.hold), None)
            case StopChanged(stop):
                if stop.state.final:
                    self.stops.pop(stop.client_id, None)
                else:
                    self.stops[stop.client_id] = stop
            case MoneyMoved(venue, kind, pair=pair, atoms=atoms, bill_id=bill_id):
                if kind is Movement.FUNDING:
                    self.tale.paid(venue, pair, atoms, bill_id)
                self.counts[f"money moved: {kind}"] += 1
            case Liquidated():
                self.counts["liquidations"] += 1
            case TopNoted(venue, pair, bid, ask):
                self.tale.looked(seen.at_ns, venue, pair, bid, ask)
            case BookChanged() | BarChanged() | TimerFired() | FundingKnown() | MarkChanged():
                pass
            case _:
                assert_never(seen.event)

    def _order(self, order: OrderView, before: OrderState) -> None:
        if order.state is not before:
            self.counts[f"orders {order.state}"] += 1
        if order.state.final:
            self.orders.pop(order.client_id, None)
        else:
            self.orders[order.client_id] = order


def _others(event: Event, ids: ClientIds) -> bool:
    """Fills count where the order was ours; orders that nobody of us made are shown, for they are adopted."""
    match event:
        case OrderChanged(order):
            return ids.sibling(order.client_id)
        case Filled(fill) | FeeKnown(fill):
            return ids.reads(fill.client_id) is None
        case _:
            return False
