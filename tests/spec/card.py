"""One row at a card: its emulated venue and an engine without strategies, joined by bytes; a person at the keyboard.

`rest` is the word of the cards: no request in flight and no event for two seconds. The crowd keeps a book and takes
nothing, so that what trades is what the card says; the stranger is another customer of the venue.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from picaflor.app.emulate import funds_of
from picaflor.domain.events import BalanceChanged, Event, Filled, OrderChanged, OrderState, OrderView
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.engine.instructions import CancelByHand, PlaceByHand
from picaflor.engine.records import Kind, read_outward
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.position import entry
from picaflor.machines.ledger.terms import Terms
from picaflor.sim.venue.conns import Conn, HangUp
from picaflor.sim.venue.contract_reports import shown
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.sim.venue.publisher import BEAT_NS
from picaflor.venues import ROWS as TABLE
from picaflor.wire.asks import Ask, Place, Placed, ReadBalances, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.port import SendCall, SendRequest
from picaflor.wire.venue import Venue
from tests.checker import asked_by
from tests.worlds import SECOND, World, make_world, pair_of, with_families, with_kinds
from tests.worlds import spoken as load

__all__ = [
    "ALL",
    "CONTRACTS",
    "LEVERAGE",
    "PAIR",
    "QUIET",
    "ROWS",
    "SECOND",
    "SLOW",
    "Card",
    "Denied",
    "carries",
    "only",
    "ready",
]

EVERYTHING = os.environ.get("PICAFLOR_CARDS") == "all"  # `./run prove cards`
# A twin is its first row, with other hosts; margin is spot's market with positions, of whose cards test_margin plays some.
ALL = {
    name: where
    for name, where in TABLE.items()
    if not load(name).twin_of and (EVERYTHING or load(name).kind != "margin")
}
ROWS = with_kinds(ALL)
if EVERYTHING:  # the suite plays some of them, in test_families
    ROWS = with_families(ROWS)
CONTRACTS = {name: where for name, where in ROWS.items() if load(name).holds}
PAIR = "BTC-USDT"
LEVERAGE = 20
NEVER = 1 << 62
POTS = 90_000 * ONE  # of what an account has, in the pots of its markets where nothing is crossed
QUIET = CrowdConfig(levels=10, take_percent=0, beat_ns=600_000_000)
SLOW = CrowdConfig(levels=10, take_percent=0, beat_ns=10_000_000_000)  # for cards that last an hour


def only(venue: str, feature: str) -> None:
    """A card for what only some venues have."""
    if feature not in load(venue).features:
        pytest.skip(f"the record of {venue} has no {feature}")


def carries(venue: str, ask: type[Ask]) -> None:
    """A card for what only some venues tell or take."""
    if ask not in load(venue).costs:
        pytest.skip(f"the record of {venue} has no {ask.__name__}")


def _only_modes(row: Venue, setup: dict[str, Any]) -> None:
    for mode in (setup.get("position_mode"), setup.get("margin_mode")):
        if mode is not None and mode not in (*row.position_modes, *row.margin_modes):
            pytest.skip(f"the record of {row.id} has no {mode} positions")


def _ledger(account: VenueAccount) -> PerpetualLedger:
    assert isinstance(account.ledger, PerpetualLedger)
    return account.ledger


def only_isolated(row: Venue, symbols: int = 1) -> dict[str, Any]:
    """Where nothing is crossed: money for the account that each market has of its own."""
    alone = row.margin_modes == (MarginMode.ISOLATED,)
    return {"isolated_margin": POTS // symbols} if alone else {}


class Denied(Exception):
    """The order did not leave. The rule and the words."""


def ready(venue: str, **how: Any) -> Card:
    card = Card(venue, **how)
    card.until_open()
    card.run(2)
    return card


class Card:
    """A contract's lot is a hundred of a coin's: there its crowd quotes as many lots, and money is lent for them."""

    def __init__(self, venue: str, **how: Any) -> None:
        given: dict[str, Any] = {"maker": {}, "crowd": QUIET, "symbols": 1, **how}
        self.pair = given["pairs"][0] if given.get("pairs") else pair_of(venue)
        if load(venue).product:
            given["setup"] = {
                **only_isolated(load(venue), given["symbols"]),
                **given.get("setup", {"leverage": LEVERAGE}),
            }
            _only_modes(load(venue), given["setup"])
        self.world: World = make_world(venue, **given)
        self._read_of: list[tuple[int, int, bytes]] = []  # how far the journal was read, and as whose words
        self._read_as: Venue | None = None
        self._read = 0
        self._asks: list[Ask | Refused] = []
        self._asked: dict[Any, tuple[int, list[Ask | Refused]]] = {}  # by kind: of so many, and which
        self._told: dict[Any, tuple[int, list[Event]]] = {}  # likewise
        self._books_every_ns: int = given.get("books_every_ns") or BEAT_NS
        for crowd in self.world.exchange.rows[0].crowds.values() if self.row.product else ():
            crowd._lots *= 100
        self.stranger: VenueAccount = self.world.exchange.open_account(
            PlainKeys("stranger", "s" * 16, "p"),
            {"USDT": read_atoms("1000000")} | ({} if self.row.product else {"BTC": read_atoms("20")})
            if not self.row.family
            else {coin: 10 * atoms for coin, atoms in funds_of(self.row).items()},
        )

        if only_isolated(self.row):
            for market in self.floor.markets.values():
                _ledger(self.stranger).set_pot(market.pair, 150_000 * ONE)

    # where things are

    @property
    def connector(self) -> Any:
        return self.world.connector

    @property
    def row(self) -> Venue:
        """As the account speaks it."""
        row: Venue = self.connector.venue
        return row

    @property
    def floor(self) -> Floor:
        return self.world.exchange.floor

    @property
    def account(self) -> VenueAccount:
        return self.world.account

    @property
    def market(self) -> Market:
        market: Market = self.connector.markets[self.pair]
        return market

    @property
    def coin(self) -> str:
        """What a contract settles in, or what a coin is paid with."""
        return self.market.settle or self.market.quote

    def worth(self, ticks: int, lots: int) -> int:
        """In the coin that a contract settles in."""
        return Terms(self.market).value(ticks * self.market.tick.atoms, lots)

    @property
    def now_ns(self) -> int:
        return self.world.joint.now_ns

    @property
    def bid(self) -> int:
        return int(self.connector.book(self.pair).top().bid)

    @property
    def ask(self) -> int:
        return int(self.connector.book(self.pair).top().ask)

    @property
    def middle(self) -> int:
        return (self.bid + self.ask) // 2

    def conn(self, private: bool) -> Conn:
        """Our socket at the venue. Nobody else is connected."""
        return next(c for c in self.world.exchange.sockets.conns.values() if (c.account is not None) == private)

    def hang_up(self, no: int) -> None:
        """The venue ends a socket, without a word."""
        self.world.exchange.closed(no)
        self.world.exchange.sockets.out.append(HangUp(no, 1006, "the venue restarts"))

    @property
    def in_flight(self) -> int:
        return int(self.connector._desk.in_flight)

    # time

    def run(self, seconds: float) -> None:
        self.world.run(seconds)

    def until_open(self, seconds: int = 60) -> float:
        return self.until(lambda: self.connector.gate == "" and self.connector.trusted, seconds)

    def until(self, true: Any, seconds: int = 60) -> float:
        """How long it took."""
        began = self.now_ns
        self.world.joint.run(began + seconds * SECOND, stop=true)
        self.world.drain()
        assert true(), f"not within {seconds} s: {self.connector.waiting_for()}, {self.world.seen[-5:]}"
        return (self.now_ns - began) / SECOND

    def rest(self) -> None:
        for _ in range(60):
            before = len(self.told(Event))
            self.run(2)
            if self.in_flight == 0 and not self.told(OrderChanged | Filled | BalanceChanged, before):
                return
        raise AssertionError("it never came to rest")

    # the person

    def place(
        self,
        side: Side,
        lots: int = 0,
        ticks: int | None = None,
        type: OrderType = OrderType.LIMIT,
        tif: Tif = Tif.GTC,
        quote: int = 0,
        pair: str = "",
        hold: Hold = Hold.NET,
        reduce_only: bool = False,
        lasts_ns: int = 0,
    ) -> str:
        """The order's client id."""
        pair = pair or self.pair
        order = PlaceByHand(self.world.venue, pair, side, lots, ticks, type, tif, quote, reduce_only, hold, lasts_ns)
        self.world.tell(order)
        self.world.drain()
        step = self.world.steps[-1]
        assert step.who == "hand"
        if step.what.startswith("denied"):
            raise Denied(step.why)
        return step.what.split()[0]

    def cancel(self, client_id: str) -> None:
        self.world.tell(CancelByHand(self.world.venue, client_id))

    def order(self, client_id: str) -> OrderView:
        self.connector.settle()
        view: OrderView | None = self.connector.keeper.view(client_id)
        assert view is not None, f"{client_id} is unheard of"
        return view

    def live(self) -> list[OrderView]:
        found: list[OrderView] = self.connector.live_orders()
        return found

    # the venue

    def theirs(self, client_id: str) -> VenueOrder:
        order = self.account.find(client_id, "")
        assert order is not None, f"{client_id} is not at the venue"
        return order

    def tied(self) -> int:
        """What orders and positions keep from being free, over all coins; of interest is whether it is nothing."""
        pots = self.floor.pots(self.account, self.now_ns)
        apart = sum(pot.balance - pot.orders - pot.positions for pot in pots)
        return sum(self.account.balance(asset).held for asset in self.account.ledger.assets()) - apart

    def paid(self, asset: str) -> int:
        """Fees, as the venue has charged them."""
        return sum(fill.fee or 0 for fill in self.account.fills if fill.fee_asset == asset)

    def theirs_after(self, client_id: str) -> VenueOrder:
        self.run(1)
        return self.theirs(client_id)

    def by_stranger(self, side: Side, lots: int, ticks: int, tif: Tif = Tif.GTC, name: str = "") -> VenueOrder:
        """Somebody else trades, at once."""
        return self._floor_order(self.stranger, side, lots, ticks, tif, name)

    def elsewhere(self, side: Side, lots: int, ticks: int, name: str = "theirs-01") -> VenueOrder:
        """Our own account trades, by another program."""
        return self._floor_order(self.account, side, lots, ticks, Tif.GTC, name)

    def _floor_order(self, who: VenueAccount, side: Side, lots: int, ticks: int, tif: Tif, name: str) -> VenueOrder:
        market = next(iter(self.floor.markets.values()))
        name = "".join(letter for letter in name if letter in self.row.client_ids.charset)
        ask = Place(
            market.symbol,
            name or f"stranger{who.accepted}",
            side,
            OrderType.LIMIT,
            lots * market.sized.atoms,
            ticks * market.tick.atoms,
            tif=tif,
            hold=self._hold(who, side, lots),
        )
        placed = self.floor.place(who, ask, self.now_ns)
        assert isinstance(placed, Placed), placed
        found = who.find("", placed.venue_id)
        assert found is not None
        return found

    def _hold(self, who: VenueAccount, side: Side, lots: int) -> Hold:
        """Where nothing is net: as our own orders do it, what can be closed whole is closed."""
        if not self.row.product or PositionMode.ONEWAY in self.row.position_modes:
            return Hold.NET
        assert isinstance(who.ledger, PerpetualLedger)
        opens, shrinks = (Hold.LONG, Hold.SHORT) if side is Side.BUY else (Hold.SHORT, Hold.LONG)
        return shrinks if who.ledger.line(self.pair).reducible(shrinks, side) >= lots else opens

    # positions

    def freeze(self) -> Callable[[], None]:
        """A contract's mark stays where it is, and with it what is free; until what is returned is called."""
        clearing = self.world.exchange.rows[0].clearing
        if clearing is None:
            return lambda: None
        if (
            hold_marks := getattr(self.world.exchange, "hold_marks", None)
        ) is not None:  # on paper they come from outside
            hold_marks(True)
            return lambda: hold_marks(False)
        prices, marks, moving = clearing.prices, dict(clearing.floor.marks), clearing.prices.beat
        prices.beat = lambda symbol, *_: marks[symbol]  # type: ignore[method-assign]

        def thaw() -> None:
            prices.beat = moving  # type: ignore[method-assign]

        return thaw

    def _hold_still(self) -> None:
        """What a contract account has free moves with each mark, and is told when asked for: until then none moves."""
        thaw = self.freeze()
        walking = {crowd: crowd._next_ns for crowd in self.world.exchange.rows[0].crowds.values()}
        for crowd in walking:
            crowd._next_ns = NEVER
        self.world.exchange.sockets.pace(5 * SECOND)  # nothing is to be told
        asked = len(self.asked(ReadBalances))
        self.until(lambda: len(self.asked(ReadBalances)) > asked, 70)
        self.run(1)
        thaw()
        for crowd, at_ns in walking.items():
            crowd._next_ns = max(at_ns, self.now_ns)
        self.world.exchange.sockets.pace(self._books_every_ns)

    def positions(self) -> dict[tuple[str, Hold], tuple[int, ...]]:
        """Lots, entry and leverage of each that we believe to be there."""
        held = self.connector.extra.contracts.positions.all()
        return {(each.pair, each.hold): (each.lots, each.entry, each.leverage) for each in held}

    def their_positions(self) -> dict[tuple[str, Hold], tuple[int, ...]]:
        ledger = self.account.ledger
        assert isinstance(ledger, PerpetualLedger)
        found = {}
        for pair, hold, slot in ledger.positions():
            line = ledger.line(pair)
            found[pair, hold] = (slot.position.lots, shown(entry(slot.position, line.terms)), line.times(hold))
        return found

    # what was seen

    def told(self, kind: type[Event] | Any, since: int = 0) -> list[Any]:
        self.world.drain()
        seen = self.world.seen
        if since:
            return [event for event in seen[since:] if isinstance(event, kind)]
        return _more(self._told, kind, seen)

    def states(self, client_id: str) -> list[OrderState]:
        """Each state that was told of an order, once in a row."""
        states: list[OrderState] = []
        for change in self.told(OrderChanged):
            if change.order.client_id == client_id and states[-1:] != [change.order.state]:
                states.append(change.order.state)
        return states

    def asked(self, kind: type[Ask] | Any) -> list[Any]:
        """What left for the venue, as the venue reads it."""
        lines, speaks = self.world.journal.lines, self.row
        if self._read_of is not lines or self._read_as is not speaks:
            self._read_of, self._read_as, self._read, self._asks, self._asked = lines, speaks, 0, [], {}
        for mark, _, payload in lines[self._read :]:
            if mark == Kind.OUT:
                what = read_outward(payload).what
                if isinstance(what, SendRequest | SendCall):
                    self._asks.append(asked_by(speaks, what))
        self._read = len(lines)
        return _more(self._asked, kind, self._asks)

    def books_agree(self) -> None:
        """At rest: balances, fills and open orders are the venue's own, to the last digit."""
        if self.row.product:
            self._hold_still()
        for asset in {*self.account.ledger.assets(), "BTC", "USDT"}:
            theirs = self.account.balance(asset)
            assert self.connector.free(asset) == theirs.free, asset
            assert self.connector.total(asset) == theirs.total, asset
        if self.row.product:
            assert self.positions() == self.their_positions()
        told = [fill.trade_id for fill in self.world.fills()]
        assert len(told) == len(set(told)), "a fill was told twice"
        assert sorted(told) == sorted(fill.trade_id for fill in self.account.fills)
        mine = {view.venue_id: view.filled for view in self.live()}
        assert mine == {str(no): order.filled for no, order in self.account.live.items()}


def _more(known: dict[Any, tuple[int, list[Any]]], kind: Any, all_: Sequence[object]) -> list[Any]:
    """Those of a kind, where only what is new is looked at."""
    read, found = known.get(kind, (0, []))
    if read < len(all_):
        found += [each for each in all_[read:] if isinstance(each, kind)]
        known[kind] = len(all_), found
    return list(found)
