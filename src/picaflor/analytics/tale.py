"""What a run tells of itself, by whoever traded: each controller on each market, and each piece of work that it handed out.

It is told what happened, in order: orders as they become, fills, fees, payments, and now and then the best of a book.
What is measured against a middle is measured at these looks: of a fill that is the next one after it, in the same turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from picaflor.analytics.curve import Curve, Drawdown
from picaflor.analytics.ledger import Ledger, LedgerRecord
from picaflor.analytics.markout import Markouts, Mean
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Side

SECOND: Final = 1_000_000_000
GAP_NS: Final = 5 * SECOND  # between two looks; what was in a longer one nobody knows
NAMES_KEPT: Final = 20_000  # of orders that are over, for fills and fees that come late
PIECES_KEPT: Final = 200  # the latest; what older ones did stays in their controller's sums
EVERY_NS: Final = SECOND  # a point of a curve, until there are many


@dataclass(frozen=True, slots=True)
class Who:
    """`piece` "": all that the owner did on that market."""

    owner: str
    venue: str
    pair: str
    piece: str = ""


@dataclass(slots=True)
class Row:
    ledger: Ledger
    spread: Mean = field(default_factory=Mean)  # from the fill to the middle, when it was heard of
    markouts: Markouts = field(default_factory=Markouts)
    bought: int = 0  # fills
    sold: int = 0
    orders: int = 0
    orders_filled: int = 0  # at least in part
    lots_ordered: int = 0
    lots_filled: int = 0
    quoting_ns: int = 0  # with a limit order open
    best_ns: dict[Side, int] = field(default_factory=dict)  # of it, with one at the best price of that side
    drawdown: Drawdown = field(default_factory=Drawdown)
    value: int | None = None  # profit at the latest look
    values: Curve = field(default_factory=lambda: Curve(EVERY_NS))
    inventory: Curve = field(default_factory=lambda: Curve(EVERY_NS))
    began_ns: int = 0
    fresh: list[tuple[int, Fill]] = field(default_factory=list)  # fills that nobody has looked at the book since


class Tale:
    def __init__(self) -> None:
        self.rows: dict[Who, Row] = {}
        self.middles: dict[tuple[str, str], Curve] = {}  # twice, in ticks
        self._markets: dict[tuple[str, str], Market] = {}
        self._owners: dict[str, Who] = {}  # by the order's name
        self._live: dict[Who, dict[str, OrderView]] = {}
        self._counted: dict[str, int] = {}  # live orders: lots that were counted as filled
        self._early: list[tuple[int, str, OrderView]] = []  # orders of an earlier run, told before the markets are
        self._looked_ns: dict[tuple[str, str], int] = {}

    # what is told

    def listed(self, venue: str, markets: tuple[Market, ...]) -> None:
        self._markets.update(((venue, market.pair), market) for market in markets)
        early, self._early = self._early, []
        for at_ns, where, order in early:
            self.ordered(at_ns, where, order)

    def carry(self, owner: str, ledgers: Mapping[str, LedgerRecord], drawdown: Drawdown) -> None:
        """What the run before this one had made when it fell over: it goes on. `drawdown`: over all of its markets."""
        for place, record in ledgers.items():
            venue, _, pair = place.partition(" ")
            row = self.rows[Who(owner, venue, pair)] = Row(Ledger.restored(record))
            if len(ledgers) == 1:
                row.drawdown = drawdown

    def ordered(self, at_ns: int, venue: str, order: OrderView) -> None:
        """As it has become. What is not ours has no owner, and is not told of."""
        if not order.owner:
            return
        if (venue, order.pair) not in self._markets:
            self._early.append((at_ns, venue, order))
            return
        who = Who(order.owner, venue, order.pair, order.tag.partition(".")[0] if "." in order.tag else "")
        if order.client_id not in self._owners:
            self._remember(order.client_id, who)
            for row in self._of(who, at_ns):
                row.orders += 1
                row.lots_ordered += order.lots
        whole = Who(who.owner, who.venue, who.pair)
        live = self._live.setdefault(whole, {})
        before = self._counted.get(order.client_id, 0)
        for row in self._of(who, at_ns):
            row.lots_filled += max(0, order.filled - before)
            row.orders_filled += bool(order.filled and not before)
        if order.state.final:
            live.pop(order.client_id, None)
        else:
            live[order.client_id] = order
        self._counted[order.client_id] = max(before, order.filled)

    def filled(self, at_ns: int, fill: Fill) -> None:
        for row in self._of(self._owners.get(fill.client_id), at_ns):
            row.ledger.add(fill)
            row.bought += fill.side is Side.BUY
            row.sold += fill.side is Side.SELL
            row.fresh.append((at_ns, fill))

    def charged(self, at_ns: int, fill: Fill) -> None:
        for row in self._of(self._owners.get(fill.client_id), at_ns):
            row.ledger.charge(fill)

    def paid(self, venue: str, pair: str, atoms: int, bill_id: str) -> None:
        """Funding comes by the position, which several may share: it goes to each by what he holds of it."""
        rows = [row for who, row in self.rows.items() if (who.venue, who.pair, who.piece) == (venue, pair, "")]
        held = sum(row.ledger.lots for row in rows)
        left = atoms
        for n, row in enumerate(rows):
            part = left if n == len(rows) - 1 else (atoms * row.ledger.lots // held if held else 0)
            left -= part
            row.ledger.pay(part, bill_id)

    def looked(self, now_ns: int, venue: str, pair: str, bid: int, ask: int) -> None:
        """The best of a book that is trusted."""
        place, twice_mid = (venue, pair), bid + ask
        passed_ns = now_ns - self._looked_ns.get(place, now_ns)
        self._looked_ns[place] = now_ns
        self.middles.setdefault(place, Curve(EVERY_NS)).add(now_ns, twice_mid)
        for who, row in self.rows.items():
            if (who.venue, who.pair) == place:
                self._measure(row, now_ns, twice_mid)
                if not who.piece and 0 < passed_ns <= GAP_NS:
                    self._time(row, self._live.get(who, {}), passed_ns, bid, ask)

    # how it is counted

    def _measure(self, row: Row, now_ns: int, twice_mid: int) -> None:
        for at_ns, fill in row.fresh:
            worth = row.ledger.worth(fill)
            row.spread.add(row.ledger.gain(fill, twice_mid), worth)
            row.markouts.filled(at_ns, lambda middle, fill=fill, row=row: row.ledger.gain(fill, middle), worth)  # type: ignore[misc]
        row.fresh.clear()
        row.markouts.look(now_ns, twice_mid)
        row.value = row.ledger.value(twice_mid)
        row.drawdown.look(row.value)
        row.values.add(now_ns, row.value)
        row.inventory.add(now_ns, row.ledger.held)

    def _time(self, row: Row, live: dict[str, OrderView], passed_ns: int, bid: int, ask: int) -> None:
        resting = [order for order in live.values() if order.ticks is not None and order.state in _RESTING]
        row.quoting_ns += passed_ns if resting else 0
        for side, best in ((Side.BUY, bid), (Side.SELL, ask)):
            if any(order.side is side and order.ticks == best for order in resting):
                row.best_ns[side] = row.best_ns.get(side, 0) + passed_ns

    def _of(self, who: Who | None, now_ns: int) -> list[Row]:
        """The owner's row, and that of the piece of work."""
        if who is None:
            return []
        names = [Who(who.owner, who.venue, who.pair), who] if who.piece else [who]
        return [self._row(name, now_ns) for name in names]

    def _row(self, who: Who, now_ns: int) -> Row:
        if who not in self.rows:
            self.rows[who] = Row(Ledger(self._markets[who.venue, who.pair]), began_ns=now_ns)
            pieces = [each for each in self.rows if each.piece]
            if len(pieces) > PIECES_KEPT:
                del self.rows[pieces[0]]
        return self.rows[who]

    def _remember(self, client_id: str, who: Who) -> None:
        self._owners[client_id] = who
        if len(self._owners) > NAMES_KEPT:
            oldest = next(iter(self._owners))
            del self._owners[oldest]
            self._counted.pop(oldest, None)


_RESTING = (OrderState.OPEN, OrderState.PARTIAL)
