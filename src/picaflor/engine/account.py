"""One controller's own part of an account: what its fills have made, how far that has fallen, and what happens when it has
fallen too far. Others trade on the same account and are not touched by it, unless it is everybody's end that is wished for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from picaflor.analytics.curve import Drawdown
from picaflor.analytics.ledger import Ledger, LedgerRecord
from picaflor.domain.market import Market
from picaflor.domain.numbers import decimal_of
from picaflor.domain.orders import Fill, OrderType, Side, Wish

SECOND = 1_000_000_000
LOOK_EVERY_NS = SECOND
RECORD = "its account"  # among the records of a seat's work; no piece of work has that name
Place = tuple[str, str]  # venue, pair
Middle = Callable[[Place], int | None]  # of a trusted book, in ticks, twice


class AtLimit(StrEnum):
    PAUSE = "pause"  # its orders are taken back, it is not called any more, and what it holds stays
    CLOSE = "close"  # the same, and what it holds is given up at market
    STOP = "stop"  # the run ends: its orders are cancelled, positions stay
    PANIC = "panic"  # everything of everybody is cancelled, and the run ends


@dataclass(frozen=True, slots=True)
class SeatLimits:
    """Zero means no such limit. Money in atoms of what its markets count in."""

    drawdown_max: int = 0
    loss_max: int = 0
    then: AtLimit = AtLimit.PAUSE


class Outlives(msgspec.Struct, frozen=True):
    """What outlives a crash: what a controller has made and how far that had risen. One that was halted is not called again
    because the process fell over."""

    ledgers: dict[str, LedgerRecord] = {}  # by venue and pair
    peak: int = 0
    most: int = 0  # the deepest drawdown
    why: str = ""  # it was halted
    then: AtLimit = AtLimit.PAUSE


def outlived(record: bytes) -> Outlives:
    return msgspec.json.decode(record, type=Outlives)


class Account:
    def __init__(self, limits: SeatLimits) -> None:
        self.limits = limits
        self.watches = bool(limits.drawdown_max or limits.loss_max)
        self.halted = ""
        self.then = limits.then
        self.value = 0
        self.drawdown = Drawdown()
        self._ledgers: dict[Place, Ledger] = {}
        self._next_ns = 0
        self._written = b""
        self._over = False
        self.changed = False  # since it was written down

    # what is told

    def filled(self, fill: Fill, market: Market) -> None:
        self._ledger(fill, market).add(fill)
        self.changed = True

    def charged(self, fill: Fill, market: Market) -> None:
        self._ledger(fill, market).charge(fill)
        self.changed = True

    def holds(self, place: Place) -> int:
        """Lots by its own fills."""
        return self._ledgers[place].lots if place in self._ledgers else 0

    def paid(self, place: Place, atoms: int, bill_id: str) -> None:
        """Its part of a payment by the position."""
        if place in self._ledgers:
            self._ledgers[place].pay(atoms, bill_id)
            self.changed = True

    def _ledger(self, fill: Fill, market: Market) -> Ledger:
        place = fill.venue, fill.pair
        if place not in self._ledgers:
            self._ledgers[place] = Ledger(market)
        return self._ledgers[place]

    # limits

    def due(self) -> int | None:
        return self._next_ns if self.watches or self.halted else None

    def look(self, middle: Middle, now_ns: int) -> bool:
        """Whether it is halted now, and was not before. Without a price nothing is concluded."""
        self._next_ns = now_ns + LOOK_EVERY_NS
        if self.halted:
            return False
        value = 0
        for place, ledger in self._ledgers.items():
            twice_mid = middle(place)
            if twice_mid is None:
                return False
            value += ledger.value(twice_mid)
        self.value = value
        self.drawdown.look(value)
        self.halted = self._breach()
        return bool(self.halted)

    def halt(self, why: str, then: AtLimit) -> None:
        """By a limit of everybody's."""
        self.halted, self.then, self._next_ns = self.halted or why, then, 0

    def _breach(self) -> str:
        limits, fallen = self.limits, self.drawdown.now
        if limits.loss_max and -self.value >= limits.loss_max:
            return f"a loss of {decimal_of(-self.value)}, {decimal_of(limits.loss_max)} allowed"
        if limits.drawdown_max and fallen >= limits.drawdown_max:
            return f"{decimal_of(fallen)} below its peak, {decimal_of(limits.drawdown_max)} allowed"
        return ""

    # giving up

    def held(self) -> Iterator[tuple[Place, int]]:
        """Whole lots, signed, of what its own fills have come to."""
        for place, ledger in self._ledgers.items():
            if lots := ledger.lots if ledger.terms.market.settle else _towards_zero(ledger):
                yield place, lots

    # what is remembered

    def ledgers(self) -> list[LedgerRecord]:
        return [ledger.record() for ledger in self._ledgers.values()]

    def record(self) -> bytes | None:
        """Where it has changed. An empty one: it is over."""
        self.changed, now = False, b""
        if not self._over and (self._ledgers or self.halted):
            ledgers = {" ".join(place): ledger.record() for place, ledger in self._ledgers.items()}
            most = Outlives(ledgers, self.drawdown.peak, self.drawdown.most, self.halted, self.then)
            now = msgspec.json.encode(most)
        if now == self._written:
            return None
        self._written = now
        return now

    def restore(self, record: bytes, places: Collection[Place]) -> None:
        """What it had made where it does not trade any more is left: nobody here would know its price."""
        was = outlived(record)
        self.halted, self._written = was.why, record
        self.then = was.then if was.why else self.then
        self.drawdown.peak, self.drawdown.most = was.peak, was.most
        for place, ledger in was.ledgers.items():
            venue, _, pair = place.partition(" ")
            if (venue, pair) in places:
                self._ledgers[venue, pair] = Ledger.restored(ledger)

    def release(self) -> None:
        """The run ends in good order: the next one begins anew."""
        self.halted, self._over = "", True


def _towards_zero(ledger: Ledger) -> int:
    held, lot = ledger.held, ledger.terms.market.lot.atoms
    return held // lot if held >= 0 else -(-held // lot)


def closing(market: Market, lots: int, why: str) -> Wish | None:
    """The other way round at market, reduce-only where there is such a thing; None where it is too little for an order."""
    size = min(abs(lots), market.max_market_lots or market.max_lots or abs(lots))
    if size < max(1, market.min_lots):
        return None
    side = Side.SELL if lots > 0 else Side.BUY
    return Wish(market.pair, side, size, type=OrderType.MARKET, reduce_only=bool(market.settle), why=why)
