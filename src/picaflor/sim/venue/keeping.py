"""What a floor must have written down of one customer, so that a house that was closed opens again as it was.

Two parts: the state, small, whole, written after each change; and the past, row by row, each written once when it has
happened. A mirrored house that is closed misses what happens elsewhere: an order that waited meets the market as it is
found, behind everybody who stands at its price by then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TypeVar

from msgspec import Struct, json, structs

from picaflor.domain.orders import Cause, Hold, MarginMode
from picaflor.machines.ledger.keeping import Kept, KeptContracts, KeptLine, keep, restore
from picaflor.machines.ledger.lines import Resting
from picaflor.machines.matching import Incoming
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.contract_reports import Since
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.asks import Place
from picaflor.wire.contracts import BillReport
from picaflor.wire.reports import FillReport, OrderStatus
from picaflor.wire.stops import PlaceStop, StopStatus


class KeptOrder(Struct, frozen=True, tag="order"):
    no: int
    place: Place
    lots: int
    created_ns: int
    changed_ns: int
    status: OrderStatus
    filled: int
    filled_quote: int
    reason: str
    fees: dict[str, int]
    cause: Cause
    leverage: int
    margin_mode: MarginMode | None
    shorn: int


class KeptStop(Struct, frozen=True, tag="stop"):
    no: int
    ask: PlaceStop
    created_ns: int
    changed_ns: int
    status: StopStatus
    order_id: str
    reason: str
    last: int
    best: int = 0  # of one that trails, and follows by now: the best price since


class KeptSince(Struct, frozen=True):
    pair: str
    hold: Hold
    at_ns: int
    profit: int
    funding: int
    fees: int


class State(Struct, frozen=True):
    no: int
    trade_no: int
    accepted: int
    ledger: Kept
    orders: tuple[KeptOrder, ...]
    stops: tuple[KeptStop, ...]
    since: tuple[KeptSince, ...]
    pairs: tuple[str, ...]  # of all that is open
    at_ns: int = 0  # when something of it changed last


class PastFill(Struct, frozen=True, tag="fill"):
    fill: FillReport


class PastBill(Struct, frozen=True, tag="bill"):
    bill: BillReport


Past = KeptOrder | KeptStop | PastFill | PastBill

_encode = json.Encoder().encode
_read_state = json.Decoder(State).decode
_read_past = json.Decoder(Past).decode


class Keeping:
    """Of one customer of one floor."""

    def __init__(self, floor: Floor, account: VenueAccount) -> None:
        self._floor = floor
        self._account = account
        self._live: dict[int, VenueOrder] = {}
        self._waiting: dict[int, VenueStop] = {}
        self._order_no = 0  # the last ones that were looked at
        self._fill: FillReport | None = None
        self._bill: BillReport | None = None
        self._elsewhere: tuple[KeptLine, ...] = ()  # how contracts that are not listed here now are set up
        self._written = State(0, 0, 0, keep(account.ledger), (), (), (), ())

    # writing down

    def state(self) -> bytes:
        floor, account = self._floor, self._account
        no, trade_no = floor.numbers
        state = State(
            no,
            trade_no,
            account.accepted,
            self._kept(),
            tuple(map(_order, account.live.values())),
            tuple(_stop(stop, floor.waiting.trails.best(stop.no)) for stop in floor.waiting.waiting(account)),
            tuple(_since(floor, account)),
            _open_pairs(floor, account),
            self._written.at_ns,
        )
        if state != self._written:
            self._written = structs.replace(state, at_ns=floor.now_ns)
        return _encode(self._written)

    def _kept(self) -> Kept:
        kept = keep(self._account.ledger)
        return structs.replace(kept, lines=kept.lines + self._elsewhere) if isinstance(kept, KeptContracts) else kept

    def past(self) -> list[bytes]:
        """What is over since this was asked last, and will not change any more."""
        account = self._account
        live, waiting = dict(account.live), {stop.no: stop for stop in self._floor.waiting.waiting(account)}
        rows: list[Past] = [_order(order) for no, order in self._live.items() if no not in live]
        rows += [_order(order) for order in self._newest() if order.no not in live and order.no not in self._live]
        rows += [_stop(stop) for no, stop in self._waiting.items() if no not in waiting]
        rows += [PastFill(fill) for fill in _since_row(account.fills, self._fill)]
        rows += [PastBill(bill) for bill in _since_row(account.bills, self._bill)]
        self._begin_from(live, waiting)
        return [_encode(row) for row in rows]

    def _newest(self) -> list[VenueOrder]:
        """Those that came since, and may be gone already."""
        newer = takewhile(lambda order: order.no > self._order_no, reversed(self._account.orders.values()))
        return list(newer)[::-1]

    def _begin_from(self, live: dict[int, VenueOrder], waiting: dict[int, VenueStop]) -> None:
        account = self._account
        self._live, self._waiting = live, waiting
        self._order_no = max([self._order_no, *(order.no for order in self._newest())])
        self._fill = account.fills[-1] if account.fills else None
        self._bill = account.bills[-1] if account.bills else None

    # going on

    def restore(self, state: bytes, past: Iterable[bytes]) -> None:
        """`past`: oldest first. The customer must be new here, and the markets of all that is open be listed."""
        floor, account, was = self._floor, self._account, _read_state(state)
        for row in map(_read_past, past):
            self._remember(row)
        floor.numbers = (was.no, was.trade_no)
        resting: dict[int, tuple[str, Resting]] = {}
        for kept in was.orders:
            order = self._again(kept)
            if order is not None:
                account.live[order.no] = order
                ticks, left = order.market.tick.count(order.place.price or 0), order.lots - order.filled
                place = order.place
                resting[order.no] = order.market.pair, Resting(place.hold, place.side, ticks, left, place.reduce_only)
                floor.books[order.market.symbol].submit(
                    Incoming(order.no, account.no, place.side, left, ticks, stp=place.self_trade), order.changed_ns
                )
                floor.took_up(order)
        restore(account.ledger, was.ledger, resting)
        self._elsewhere = _idle_elsewhere(floor, was.ledger)
        for stop in was.stops:
            if stop.ask.symbol in floor.markets:
                floor.waiting.restore(self._stop_again(stop), stop.best)
        if isinstance(floor, ContractFloor):
            for row in was.since:
                floor.since[account.no, row.pair, row.hold] = Since(row.at_ns, row.profit, row.funding, row.fees)
        account.accepted = was.accepted
        self._written = was
        self._begin_from(dict(account.live), {stop.no: stop for stop in floor.waiting.waiting(account)})

    def _remember(self, row: Past) -> None:
        account = self._account
        match row:
            case PastFill(fill):
                account.fills.append(fill)
            case PastBill(bill):
                account.bills.append(bill)
            case KeptStop():
                if row.ask.symbol in self._floor.markets:
                    self._floor.waiting.restore(self._stop_again(row))
            case KeptOrder():
                self._again(row)

    def _again(self, kept: KeptOrder) -> VenueOrder | None:
        market = self._floor.markets.get(kept.place.symbol)
        if market is None:
            return None
        order = VenueOrder(
            kept.no, self._account, market, kept.place, kept.lots, kept.created_ns, kept.changed_ns, kept.status,
            kept.filled, kept.filled_quote, kept.reason, dict(kept.fees), kept.cause, kept.leverage, kept.margin_mode,
            kept.shorn,
        )  # fmt: skip
        self._account.remember(order)
        return order

    def _stop_again(self, kept: KeptStop) -> VenueStop:
        market = self._floor.markets[kept.ask.symbol]
        stop = VenueStop(kept.no, self._account, market, kept.ask, kept.created_ns, kept.changed_ns, kept.status)
        stop.order_id, stop.reason, stop.last = kept.order_id, kept.reason, kept.last
        return stop


def _idle_elsewhere(floor: Floor, kept: Kept) -> tuple[KeptLine, ...]:
    """A house is opened for some markets at a time: what others were set to, with nothing open there, is not forgotten."""
    if not isinstance(kept, KeptContracts):
        return ()
    here = {market.pair for market in floor.markets.values()}
    idle = [line for line in kept.lines if line.pot is None and not any(slot.lots for slot in line.slots)]
    return tuple(line for line in idle if line.pair not in here)


def pairs_of(state: bytes) -> tuple[str, ...]:
    """The markets in which anything is open; b"": there was nothing before."""
    return _read_state(state).pairs if state else ()


def rests(state: bytes) -> bool:
    """Whether an order rests there, or a stop waits."""
    was = _read_state(state) if state else None
    return was is not None and bool(was.orders or was.stops)


def changed_ns(state: bytes) -> int:
    """When something of it changed last; 0: nobody knows, or there was nothing before."""
    return _read_state(state).at_ns if state else 0


def _open_pairs(floor: Floor, account: VenueAccount) -> tuple[str, ...]:
    pairs = [order.market.pair for order in account.live.values()]
    pairs += [stop.market.pair for stop in floor.waiting.waiting(account)]
    if isinstance(floor, ContractFloor):
        pairs += [pair for pair, _, _ in floor.ledger(account).positions()]
    return tuple(dict.fromkeys(pairs))


def _order(order: VenueOrder) -> KeptOrder:
    return KeptOrder(
        order.no, order.place, order.lots, order.created_ns, order.changed_ns, order.status, order.filled,
        order.filled_quote, order.reason, dict(order.fees), order.cause, order.leverage, order.margin_mode, order.shorn,
    )  # fmt: skip


def _stop(stop: VenueStop, best: int = 0) -> KeptStop:
    return KeptStop(
        stop.no, stop.ask, stop.created_ns, stop.changed_ns, stop.status, stop.order_id, stop.reason, stop.last, best
    )


def _since(floor: Floor, account: VenueAccount) -> Iterator[KeptSince]:
    if isinstance(floor, ContractFloor):
        for (no, pair, hold), since in floor.since.items():
            if no == account.no:
                yield KeptSince(pair, hold, since.at_ns, since.profit, since.funding, since.fees)


_Row = TypeVar("_Row")


def _since_row(rows: deque[_Row], last: _Row | None) -> list[_Row]:
    return list(takewhile(lambda row: row is not last, reversed(rows)))[::-1]
