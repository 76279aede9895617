"""Loss, drawdown and gain limits of a run, and the kill switch: fired once, done only when the venue has proven it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum

from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import ONE, decimal_of
from picaflor.domain.orders import Fill
from picaflor.engine.guard_record import Coins, Contracts, Count, read_count, write_count
from picaflor.engine.risk import Limits
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.profit import Traded
from picaflor.machines.ledger.rounding import worth
from picaflor.machines.ledger.tally import Tally
from picaflor.machines.ledger.terms import Terms

LOOK_EVERY_NS = 1_000_000_000
Place = tuple[str, str]  # venue, pair
Find = Callable[[Place], int | None]  # twice its price in atoms: a contract's mark, or the middle of a book


class Switch(StrEnum):
    ARMED = "armed"
    FIRED = "fired"  # cancelling; no new order
    DONE = "done"  # the venue has said of every order that it is gone


@dataclass(slots=True)
class Moved:
    """What one pair's fills have moved since the run began: base and quote, in atoms, fees included."""

    base: int = 0
    quote: int = 0


@dataclass(slots=True)
class Guard:
    limits: Limits
    switch: Switch = Switch.ARMED
    why: str = ""
    value: int = 0  # profit at the latest look, atoms of quote
    peak: int = 0
    unpriced: dict[str, int] = field(default_factory=dict)  # fees in assets that nothing here can price
    _moved: dict[Place, Moved] = field(default_factory=dict)
    _contracts: Tally = field(default_factory=Tally)
    _settled_in: set[str] = field(default_factory=set)  # what profit on contracts is booked in
    _next_ns: int = 0

    _written: bytes = b""
    watches: bool = False
    changed: bool = False  # since it was recorded

    def __post_init__(self) -> None:
        limits = self.limits
        self.watches = any((limits.loss_max, limits.drawdown_max, limits.drawdown_part, limits.gain_max))

    def due(self) -> int | None:
        return self._next_ns if self.watches and self.switch is Switch.ARMED else None

    def filled(self, fill: Fill, market: Market) -> None:
        self.changed = True
        if market.kind is not MarketKind.SPOT:
            terms = Terms(market)
            self._settled_in.add(terms.settle)
            self._contracts.add(fill, terms)
            self._price_fee(fill)
            return
        moved = self._moved.setdefault((fill.venue, fill.pair), Moved())
        moved.base += fill.side.sign * fill.lots * market.lot.atoms
        moved.quote -= fill.side.sign * worth(market, fill.ticks, fill.lots)
        self.charged(fill, market)

    def charged(self, fill: Fill, market: Market) -> None:
        self.changed = True
        if market.kind is not MarketKind.SPOT:
            self._contracts.charge(fill)
            self._price_fee(fill)
            return
        moved = self._moved.setdefault((fill.venue, fill.pair), Moved())
        if fill.fee_asset == market.quote:
            moved.quote -= fill.fee
        elif fill.fee_asset == market.base:
            moved.base -= fill.fee
        elif fill.fee:
            self.unpriced[fill.fee_asset] = self.unpriced.get(fill.fee_asset, 0) + fill.fee

    def paid(self, moved: MoneyMoved) -> None:
        """Funding is profit or loss; what was paid in or taken out is neither."""
        if moved.kind is Movement.FUNDING:
            self.changed = True
            self._settled_in.add(moved.asset)
            self._contracts.pay(moved.asset, moved.atoms, moved.bill_id)

    def _price_fee(self, fill: Fill) -> None:
        if fill.fee and fill.fee_asset not in self._settled_in:
            self.unpriced[fill.fee_asset] = self.unpriced.get(fill.fee_asset, 0) + fill.fee

    def look(self, find: Find, now_ns: int) -> str:
        """Why the switch fires now; "" while all is within its limits. Without a price nothing is concluded."""
        self._next_ns = now_ns + LOOK_EVERY_NS
        if self.switch is not Switch.ARMED:
            return ""
        value = self._on_contracts(find)
        for place, moved in self._moved.items():
            twice = find(place)
            if twice is None or value is None:
                return ""
            value += moved.quote + moved.base * twice // (2 * ONE)
        if value is None:
            return ""
        self.changed |= value > self.peak
        self.value, self.peak = value, max(self.peak, value)
        self.why = self._breach()
        if self.why:
            self.switch = Switch.FIRED
        return self.why

    def _on_contracts(self, find: Find) -> int | None:
        """Booked profit less fees, funding, and what is open at its mark: what the venue's equity has changed by."""
        booked = sum(atoms for asset, atoms in self._contracts.booked().items() if asset in self._settled_in)
        marks = {place: twice // 2 for place, _, _ in self._contracts.open() if (twice := find(place)) is not None}
        unrealised = self._contracts.unrealised(marks.get)
        return None if unrealised is None else booked + unrealised

    def settle(self, quiet: bool) -> None:
        """`quiet`: nothing of ours is live anywhere, and the venues have said so."""
        if self.switch is Switch.FIRED and quiet:
            self.switch = Switch.DONE

    # what is remembered

    def record(self, *, over: bool) -> bytes | None:
        """Where it has changed. `over`: the run ends in good order, and the next one counts from nothing."""
        self.changed = False
        now = write_count(self._count()) if self.watches and not over else b""
        if now == self._written:
            return None
        self._written = now
        return now

    def _count(self) -> Count:
        return Count(
            self.peak,
            self.limits.capital,
            tuple(Coins(*place, moved.base, moved.quote) for place, moved in self._moved.items()),
            tuple(
                Contracts(*place, hold, traded.position.lots, traded.position.cost, traded.terms.market)
                for place, hold, traded in self._contracts.open()
            ),
            dict(self._contracts.booked()),
            tuple(sorted(self._settled_in)),
            self.unpriced,
        )

    def restore(self, record: bytes, places: Collection[Place]) -> None:
        """Of a run that fell over. What it counted that this one cannot see a price of is another bot's: it is left."""
        count, self._written = read_count(record), record
        if not count.places() <= set(places):
            return
        self.limits, self.peak = replace(self.limits, capital=count.capital), count.peak
        self._moved = {(each.venue, each.pair): Moved(each.base, each.quote) for each in count.coins}
        self._settled_in, self.unpriced = set(count.settled_in), dict(count.unpriced)
        self._contracts.begin(
            count.booked,
            {
                ((each.venue, each.pair), each.hold): Traded(Terms(each.market), Position(each.lots, each.cost))
                for each in count.contracts
            },
        )

    def _breach(self) -> str:
        limits, fallen = self.limits, self.peak - self.value
        if limits.loss_max and -self.value >= limits.loss_max:
            return f"kill switch: a loss of {decimal_of(-self.value)}, {decimal_of(limits.loss_max)} allowed"
        if limits.drawdown_max and fallen >= limits.drawdown_max:
            return f"kill switch: {decimal_of(fallen)} below the peak, {decimal_of(limits.drawdown_max)} allowed"
        whole = limits.capital + self.peak
        if limits.drawdown_part and whole > 0 and fallen * ONE >= whole * limits.drawdown_part:
            allowed = decimal_of(100 * limits.drawdown_part).normalize()
            return f"kill switch: {decimal_of(fallen)} below a peak of {decimal_of(whole)}, {allowed:f} % allowed"
        if limits.gain_max and self.value >= limits.gain_max:
            return f"kill switch: the gain of {decimal_of(limits.gain_max)} that was asked for is made"
        return ""
