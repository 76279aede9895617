"""The paper twin's way: the same worlds, where a market that knows nothing of us is mirrored into a house of our own.

The market is an emulated venue without customers. An ear hears it through bytes, as `picaflor start` does; the engine under
test hears it, too, for what is public, and meets the house for the rest. As a pytest plugin (`-p tests.paper_worlds`) it
makes every world so. What needs a key and reaches the market is counted, and must be nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from picaflor.app import emulate
from picaflor.app.build import build_engine
from picaflor.app.plan import ConnectorPlan, RunPlan
from picaflor.domain.events import MarkChanged
from picaflor.engine.audit import Seen
from picaflor.sim.port import Joint
from picaflor.sim.venue.conns import HangUp, Nudge, Say
from picaflor.sim.venue.exchange import Exchange, Served
from picaflor.sim.venue.faults import Faults
from picaflor.sim.venue.paper import PaperHouse, listed_as
from picaflor.sim.venue.rows import Row
from picaflor.wire.asks import PUBLIC
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Reply, Request
from picaflor.wire.venue import Venue
from tests import worlds

SECOND = 1_000_000_000
BASE = 1_000_000  # numbers of the engine's sockets at the market begin here, the ear's below
TRIPS = [0]


class _Door:
    """One of those who hear the market: an exchange to him, as if he were alone there."""

    def __init__(self, exchange: Exchange, base: int, doors: list[_Door]) -> None:
        self._exchange, self._base, self._doors = exchange, base, doors
        self._out: list[Say | Nudge | HangUp] = []
        doors.append(self)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._exchange, name)

    def opened(self, conn: int, now_ns: int, request: Request | None = None) -> None:
        self._exchange.opened(conn + self._base, now_ns, request)

    def closed(self, conn: int) -> None:
        self._exchange.closed(conn + self._base)

    def frame(self, conn: int, data: bytes, now_ns: int) -> None:
        self._exchange.frame(conn + self._base, data, now_ns)

    def beat(self, conn: int, now_ns: int) -> bool:
        return self._exchange.beat(conn + self._base, now_ns)

    def take_out(self) -> list[Say | Nudge | HangUp]:
        first, second = self._doors
        for item in self._exchange.take_out():
            (second if item.conn >= BASE else first)._out.append(item)
        out, self._out = self._out, []
        return [structs.replace(item, conn=item.conn - self._base) for item in out]


class PaperTwin:
    """Where a world has its exchange: what is public goes to the market, the rest to the house; an ear is between."""

    def __init__(self, venue: Venue, market: Exchange, keys: PlainKeys, funds: dict[str, int], pairs: int) -> None:
        self.venue, self.market, self.keys = venue, market, keys
        self.still = 0  # how many want marks to stay where they are
        self.private_calls = 0  # at the market
        self.disk: tuple[bytes, list[bytes]] = (b"", [])
        self._funds = funds
        self._doors: list[_Door] = []
        listed = tuple(m.pair for m in list(market.floor.markets.values())[:pairs])
        row = ConnectorPlan(venue.id, listed, 1, 0, 0, private=False, marks=True)
        self._engine = build_engine(RunPlan((row,)))
        self.ear = self._engine.connectors[venue.id]
        ear_door: Any = _Door(market, 0, self._doors)
        self._joint = Joint(self._engine, {venue.id: ear_door}, {}, seed=7, now_ns=worlds.START_NS)
        self._door = _Door(market, BASE, self._doors)
        self._public: set[int] = set()
        self._listen()
        self.house = self._furnish(listed)

    def _listen(self) -> None:
        stop = self._joint.now_ns + 60 * SECOND
        self._joint.run(stop, stop=lambda: self.ear.trusted and not self.ear.waiting_for())
        assert not self.ear.waiting_for(), self.ear.waiting_for()

    def _furnish(self, pairs: tuple[str, ...]) -> PaperHouse:
        listing = []
        for pair in pairs:
            market, top = self.ear.markets[pair], self.ear.books[pair].top()
            contracts = self.ear.extra.contracts
            listing.append(listed_as(market, top.bid, contracts.tiers(market.symbol) if contracts else ()))
        house = PaperHouse(self.venue, listing, self.keys, 1)
        if self.disk[0]:
            house.go_on(*self.disk)
        else:
            house.begin(self._funds, worlds.START_NS - SECOND)  # before anybody trades on it
        house.write_to(self._write)
        return house

    def _write(self, state: bytes, past: list[bytes]) -> None:
        self.disk = (state, self.disk[1] + past)

    def hold_marks(self, still: bool) -> None:
        self.still += 1 if still else -1

    def restart(self) -> None:
        """The process and with it the house is gone; another one finds what was written down."""
        self.house = self._furnish(tuple(self.house._symbols))
        self.house.hear((), self.ear.books, self._joint.now_ns)

    # what a world does with its exchange

    def __getattr__(self, name: str) -> Any:
        return getattr(self.house.exchange, name)

    @property
    def rows(self) -> list[Row]:
        """The house's, with the crowd of the market."""
        crowds = self.market.rows[0].crowds
        return [replace(self.house.exchange.rows[0], crowds=crowds)]

    @property
    def faults(self) -> Faults:
        return self.house.exchange.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.house.exchange.faults = faults

    def request(self, request: Request, now_ns: int, client: str = "") -> Served:
        ask = self.venue.rest.read_ask(request)
        if type(ask) in PUBLIC:
            return self.market.request(request, now_ns, client)
        return self.house.exchange.request(request, now_ns, client)

    def handshake(self, request: Request, now_ns: int) -> Reply | None:
        return None if self._is_public(request) else self.house.exchange.handshake(request, now_ns)

    def _is_public(self, request: Request) -> bool:
        return f"{request.host}{request.path}".startswith(self.venue.domains["live"].public)

    def opened(self, conn: int, now_ns: int, request: Request | None = None) -> None:
        assert request is not None
        if self._is_public(request):
            self._public.add(conn)
        self._of(conn).opened(conn, now_ns, request)

    def _of(self, conn: int) -> Any:
        return self._door if conn in self._public else self.house.exchange

    def closed(self, conn: int) -> None:
        self._of(conn).closed(conn)

    def frame(self, conn: int, data: bytes, now_ns: int) -> None:
        self._of(conn).frame(conn, data, now_ns)

    def beat(self, conn: int, now_ns: int) -> bool:
        return bool(self._of(conn).beat(conn, now_ns))

    def take_out(self) -> list[Say | Nudge | HangUp]:
        return self._door.take_out() + self.house.exchange.take_out()

    def due(self) -> int:
        return min(self._joint.due(), self.house.exchange.due())

    def tick(self, now_ns: int) -> None:
        self._joint.run(now_ns)
        events = [line.event for line in self._engine.audit.drain() if isinstance(line, Seen)]
        if self.still:
            events = [event for event in events if not isinstance(event, MarkChanged)]
        self.house.hear(events, self.ear.books, now_ns)
        self.house.exchange.tick(now_ns)


def make_twin(venue: Venue, seed: int, symbols: int = 3, crowd: Any = None, others: Any = (), **how: Any) -> Any:
    if how.pop("account_kind", ""):
        pytest.skip("a paper account is of the row's own kind")
    assert not others, "a paper twin is of one row"
    market, _ = emulate.make_exchange(venue, seed, symbols, crowd, **how)
    keys = emulate.made_up_keys(venue, seed)
    TRIPS[0] += 1
    return PaperTwin(venue, market, keys, emulate.funds_of(venue), symbols), keys


@pytest.fixture(autouse=True)
def on_paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(worlds, "make_exchange", make_twin)
    return
