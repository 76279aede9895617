"""What must hold in every turn of a world, looked at from outside: between the engine and whatever carries its bytes.

I2 no order is sent twice; its intent was written down before it left · I5 at the venue free and held are never negative,
and what is held is exactly what the live orders hold · I6 what is filled never shrinks, and what is over stays over, but
for an order that was called absent and is there · I7 no order leaves while the gate is shut or its book is not trusted.
"""

from __future__ import annotations

from typing import Protocol

from picaflor.domain.book import Trust
from picaflor.domain.events import Event, OrderChanged, OrderState, OrderView
from picaflor.engine.loop import Engine
from picaflor.engine.records import Kind, read_kept
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.machines.orders.events import Intended, read_event
from picaflor.machines.orders.stop_events import StopIntended, read_stop_event
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Amend, AmendMany, Ask, Place, PlaceMany, Refused
from picaflor.wire.lists import PlaceList
from picaflor.wire.port import Inward, Outward, SendCall, SendRequest
from picaflor.wire.stops import PlaceStop
from picaflor.wire.stream import Call
from picaflor.wire.venue import Venue

Outs = list[tuple[str, Outward]]
LOOKS_EVERY = 5  # turns: asking everybody costs as much as a turn


class Journal(Protocol):
    lines: list[tuple[int, int, bytes]]


class Running(Protocol):
    """A world, as far as it is looked at here. Its engine and journal change when the process is killed."""

    engine: Engine
    journal: Journal
    exchange: Exchange


def made_by(ask: object) -> list[tuple[str, str]]:
    """Symbol and client id of each order that a request would make."""
    match ask:
        case PlaceMany(symbol, rows):
            return [(symbol, row.client_id) for row in rows]
        case Place():
            return [(ask.symbol, ask.client_id)]
        case AmendMany(_, rows):
            return [made for row in rows for made in made_by(row)]
        case PlaceList():
            return [(leg.symbol, leg.client_id) for leg in ask.legs]
        case Amend() if ask.new_client_id not in ("", ask.client_id):
            return [(ask.symbol, ask.new_client_id)]
        case _:
            return []


def asked_by(venue: Venue, out: SendRequest | SendCall) -> Ask | Refused:
    """What leaves for a venue as that venue reads it, whichever way it goes."""
    if isinstance(out, SendRequest):
        return venue.rest.read_ask(out.request)
    (call,) = venue.stream.read_client(out.data)
    assert isinstance(call, Call), call
    return call.ask


class Checker:
    """Stands in for the engine at the joint, and looks at every turn."""

    def __init__(self, world: Running) -> None:
        self._world = world
        self._journal: Journal | None = None
        self._read = 0
        self._intended: set[str] = set()
        self._placed: set[str] = set()
        self._views: dict[str, OrderView] = {}
        self._looked: dict[int, list[object]] = {}  # at which money, by ledger
        self.turns = 0

    # the engine, as the joint drives it

    def feed(self, venue: str, inward: Inward, now_ns: int) -> Outs:
        return self.turn(self._world.engine.feed(venue, inward, now_ns))

    def tick(self, now_ns: int) -> Outs:
        return self.turn(self._world.engine.tick(now_ns))

    def due(self) -> int | None:
        return self._world.engine.due()

    # the checks

    def turn(self, outs: Outs) -> Outs:
        self.turns += 1
        for venue, out in outs:
            if isinstance(out, SendRequest | SendCall):
                ask = asked_by(self._world.engine.connectors[venue].venue, out)
                assert out.places == isinstance(ask, Place | PlaceMany | Amend | AmendMany | PlaceStop | PlaceList), out
                for symbol, client_id in made_by(ask):
                    self._leaves(venue, symbol, client_id)
        self._ledgers()
        self._punctual()
        return outs

    def _leaves(self, venue: str, symbol: str, name: str) -> None:
        connector = self._world.engine.connectors[venue]
        assert name not in self._placed, f"I2: {name} was sent twice"
        self._placed.add(name)
        self._read_journal()
        assert name in self._intended, f"I1: {name} left before its intent was written down"
        view = connector.keeper.view(name)  # some amendments name the order alone
        pairs = (market.pair for market in connector.markets.values() if market.symbol == symbol)
        pair = next(pairs) if symbol else view.pair if view is not None else ""
        book = connector.book(pair)
        assert not connector.halted, f"I7: {name} left while halted: {connector.halted}"
        assert not connector.waiting_for(), f"I7: {name} left, waiting for {connector.waiting_for()}"
        assert book is not None, f"I7: {name} left without a book"
        assert book.trust is Trust.GOOD, f"I7: {name} left on a book that is {book.trust}"
        assert not self._world.engine.stopping, f"I7: {name} left while stopping: {self._world.engine.stopping}"

    def _punctual(self) -> None:
        """When the engine wants to be ticked is kept between messages: never later than the earliest of all wishes."""
        engine = self._world.engine
        if self.turns % LOOKS_EVERY == 0 and (wanted := engine.earliest_due()) is not None:
            kept = engine.due()
            assert kept is not None, f"a wish for {wanted} is not heard"
            assert kept <= wanted, f"a wish for {wanted} is heard at {kept}"

    def _read_journal(self) -> None:
        journal = self._world.journal
        if journal is not self._journal:
            self._journal, self._read = journal, 0
        for kind, _, payload in journal.lines[self._read :]:
            if kind == Kind.KEPT and b'"Intended"' in payload:
                event = read_event(read_kept(payload)[1])
                if isinstance(event, Intended):
                    self._intended.add(event.client_id)
            elif kind == Kind.STOPS and b'"StopIntended"' in payload:
                intended = read_stop_event(read_kept(payload)[1])
                assert isinstance(intended, StopIntended)
                self._intended.add(intended.client_id)
        self._read = len(journal.lines)

    def _ledgers(self) -> None:
        for floor in self._world.exchange.floors.values():
            for account in floor.accounts[1:]:
                if isinstance(account.ledger, PerpetualLedger):
                    _contracts(account, account.ledger)
                elif self._moved(account, account.ledger):
                    _coins(account, account.ledger)

    def _moved(self, account: VenueAccount, ledger: SpotLedger) -> bool:
        """Whether any of it is other than it was when it was looked at last; of money that lies elsewhere, always."""
        if type(ledger) is not SpotLedger:
            return True
        now = [ledger, dict(ledger._free), dict(ledger._held), dict(ledger._holds), list(account.live)]
        if self._looked.get(id(ledger)) == now:
            return False
        self._looked[id(ledger)] = now
        return True

    def saw(self, event: Event) -> None:
        """In the order in which the engine told of them."""
        if not isinstance(event, OrderChanged):
            return
        order = event.order
        before = self._views.get(order.client_id or order.venue_id)
        if before is not None:
            assert order.filled >= before.filled, f"I6: {before} became {order}"
            over = before.state.final and before.state is not OrderState.ABSENT
            assert not over or order.state.final, f"I6: {before} became {order}"
        self._views[order.client_id or order.venue_id] = order


def _coins(account: VenueAccount, ledger: SpotLedger) -> None:
    holds: dict[str, int] = {}
    for no in account.live:
        asset, atoms = ledger.hold_of(no)
        holds[asset] = holds.get(asset, 0) + atoms
    for asset in ledger.assets():
        assert ledger.free(asset) >= 0, f"I5: {asset} is overdrawn"
        assert ledger.held(asset) == holds.get(asset, 0), f"I5: {asset} is held for nobody"


def _contracts(account: VenueAccount, ledger: PerpetualLedger) -> None:
    resting: dict[int, int] = {}
    for symbol in dict.fromkeys(order.market.pair for order in account.live.values()):
        resting |= {int(no): order.lots for no, order in ledger.line(symbol).orders.items()}
    left = {no: order.lots - order.filled for no, order in account.live.items()}
    assert resting == left, "I5: margin is tied for nobody, or for nothing"
