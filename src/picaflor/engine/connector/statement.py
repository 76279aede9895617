"""The account's statement: money that no trade moved, each bill told once, also what was billed while we were away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Keep, Quiet, Tell
from picaflor.engine.records import Kind
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
EVERY_NS = 600 * SECOND
RETRY_NS = 5 * SECOND
PATIENCE_NS = 8 * SECOND
SETTLED_NS = (5 * SECOND, 60 * SECOND)  # after a settlement its bills are written one by one
OVERLAP_NS = 600 * SECOND  # a list may be behind its own clock
BILLS_KEPT = 2_048
MOVEMENTS = {
    BillKind.FUNDING: Movement.FUNDING,
    BillKind.DEPOSIT: Movement.DEPOSIT,
    BillKind.WITHDRAWAL: Movement.WITHDRAWAL,
    BillKind.TRANSFER: Movement.TRANSFER,
}


class Began(Struct, frozen=True, tag=True, tag_field="noun"):
    """A fact: what was billed before this is not ours to tell."""

    since_ns: int


class Billed(Struct, frozen=True, tag=True, tag_field="noun"):
    """A fact: this was told."""

    bill: MoneyMoved


_FACT = msgspec.json.Decoder(Began | Billed)


class Seen(Struct):
    """What a restart must know, so that no bill is told twice and none is missed: the sum of the facts."""

    since_ns: int = 0
    bills: dict[str, None] = {}

    def hear(self, fact: bytes) -> MoneyMoved | None:
        match _FACT.decode(fact):
            case Began(since_ns):
                self.since_ns = since_ns
            case Billed(bill):
                self.bills[bill.bill_id] = None
                while len(self.bills) > BILLS_KEPT:
                    del self.bills[next(iter(self.bills))]
                return bill
        return None

    def dump(self) -> bytes:
        return msgspec.json.encode(self)


def read_seen(dumped: bytes) -> Seen:
    return msgspec.json.decode(dumped, type=Seen)


class Statement(Quiet):
    name = "statement"

    def __init__(
        self, venue: Venue, desk: Desk, tell: Tell, keep: Keep, settlements: Callable[[], Sequence[int]]
    ) -> None:
        self._venue = venue
        self._desk = desk
        self._tell = tell
        self._keep = keep
        self._settlements = settlements
        self._pairs: dict[str, str] = {}  # by symbol
        self._seen = Seen()
        self._kinds = [BillKind.TRANSFER]
        if venue.product:
            self._kinds.append(BillKind.FUNDING)
        elif "custody" not in venue.features:
            self._kinds += [BillKind.DEPOSIT, BillKind.WITHDRAWAL]
        self._next_ns: dict[BillKind, int] = {}
        self._since_ns: dict[BillKind, int] = {}
        self._looked_ns = 0  # when funding was asked for

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        self._pairs = {market.symbol: market.pair for market in markets.values()}

    def up(self, now_ns: int) -> None:
        if not self._seen.since_ns:
            self._note(Began(now_ns))
        for kind in self._kinds:
            self._since_ns.setdefault(kind, self._seen.since_ns)
            self._next_ns[kind] = now_ns

    def down(self, why: str, now_ns: int) -> None:
        self._next_ns.clear()

    def tick(self, now_ns: int) -> None:
        if any(now_ns >= at_ns for at_ns in self._settled()) and BillKind.FUNDING in self._next_ns:
            self._next_ns[BillKind.FUNDING] = now_ns
        for kind, at_ns in self._next_ns.items():
            if now_ns >= at_ns:
                self._next_ns[kind] = now_ns + PATIENCE_NS
                self._looked_ns = now_ns if kind is BillKind.FUNDING else self._looked_ns
                since_ns = max(self._seen.since_ns, self._since_ns[kind] - OVERLAP_NS)
                until_ns = now_ns if "bills_from_to" in self._venue.features else 0
                self._desk.ask(ReadBills(kind, since_ns=since_ns, until_ns=until_ns), "statement", now_ns)

    def _settled(self) -> list[int]:
        """Times after settlements at which nobody has looked yet."""
        times = (at_ns + after_ns for at_ns in self._settlements() for after_ns in SETTLED_NS)
        return [at_ns for at_ns in times if at_ns > self._looked_ns]

    def due(self) -> int | None:
        return min([*self._next_ns.values(), *self._settled()]) if self._next_ns else None

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        ask = errand.ask
        if not isinstance(ask, ReadBills) or ask.kind is None:
            return False
        if not isinstance(result, Bills):
            self._next_ns[ask.kind] = now_ns + RETRY_NS
            return True
        ours = (row for row in result.rows if row.kind in MOVEMENTS and row.at_ns >= self._seen.since_ns)
        fresh = [row for row in ours if row.bill_id not in self._seen.bills]
        for row in sorted(fresh, key=lambda row: (row.at_ns, row.bill_id)):
            self._bill(row)
        if result.before and result.before != ask.before and result.rows:
            following = ReadBills(ask.kind, result.before, ask.limit, ask.since_ns)
            self._desk.ask(following, "statement", now_ns)
        else:
            self._since_ns[ask.kind] = errand.asked_ns
        self._next_ns[ask.kind] = now_ns + EVERY_NS
        return True

    def _bill(self, row: BillReport) -> None:
        kind, pair = MOVEMENTS[row.kind], self._pairs.get(row.symbol, "")
        bill = MoneyMoved(self._venue.id, kind, row.asset, row.amount, row.bill_id, pair, row.at_ns)
        self._note(Billed(bill))
        self._tell(bill)

    def _note(self, fact: Began | Billed) -> None:
        written = msgspec.json.encode(fact)
        self._seen.hear(written)
        self._keep((Kind.BILLS, written))

    # restart

    def dump(self) -> bytes:
        return self._seen.dump()

    def restore(self, dumped: bytes, now_ns: int) -> None:
        self._seen = read_seen(dumped)
