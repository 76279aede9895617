"""A venue in a dozen lines that loses cancels, and what is said of an account until nothing is open."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from picaflor.app.clearing import Cleared, clear_account
from picaflor.app.problems import TooLate
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Hold, OrderType, Side, StopKind
from picaflor.wire.asks import Cancel, CancelAll, Orders, Place
from picaflor.wire.contracts import ClosePosition, Positions
from picaflor.wire.reports import Listing, OrderReport, OrderStatus, PositionReport
from picaflor.wire.stops import CancelStop, ReadStops, StopReport, Stops, StopStatus
from picaflor.wire.venue import ClientIdRule

SECOND = 1_000_000_000
ATOM = Grid(36)


def order(n: int, symbol: str = "BTCUSDT") -> OrderReport:
    return OrderReport(symbol, f"v{n}", f"c{n}", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0)


STOP = StopReport("BTCUSDT", "v9", "c9", StopStatus.WAITING, Side.SELL, 5)
LONG = PositionReport("BTCUSDT", Hold.NET, 3)


def _listed(stop: Any) -> StopKind:
    """Those of positions are in one list."""
    return StopKind.TAKE_PROFIT if stop.kind.of_position else stop.kind


@dataclass
class Venue:
    """Stands in for a visit. `deaf`: so many cancels are lost; below zero: all of them."""

    orders: list[OrderReport] = field(default_factory=list)
    stops: list[StopReport] = field(default_factory=list)
    positions: list[PositionReport] = field(default_factory=list)
    costs: frozenset[type] = frozenset({CancelAll, ReadStops, ClosePosition})
    deaf: int = 0
    page: int = 2
    down: bool = False
    kind: str = "perpetual"
    asked: list[Any] = field(default_factory=list)
    lists: list[StopKind | None] = field(default_factory=list)  # of stops that were read, and None for that of orders
    settled: bool = False

    def __post_init__(self) -> None:
        self.spoken = SimpleNamespace(
            costs=self.costs,
            stop_kinds=tuple(StopKind),
            client_ids=ClientIdRule(32, "0123456789abcdefghijklmnopqrstuvwxyz"),
            margin_modes=(),
            features=frozenset(),
        )
        self.target = SimpleNamespace(id="bitget", venue=SimpleNamespace(kind=self.kind))

    async def __aenter__(self) -> Venue:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    async def need(self, ask: Any, kind: type) -> Any:
        if self.down:
            raise TooLate("bitget did not answer: no whole reply in time")
        if kind is Orders:
            self.lists.append(None)
            begin = int(ask.before or 0)
            rows = tuple(self.orders[begin : begin + self.page])
            return Orders(rows, str(begin + self.page) if begin + self.page < len(self.orders) else "")
        if kind is Stops:
            self.lists.append(ask.kind)
            return Stops(tuple(stop for stop in self.stops if _listed(stop) == _listed(ask)))
        return Positions(tuple(self.positions))

    async def settle(self) -> None:
        self.settled = True

    async def ask(self, ask: Any) -> None:
        self.asked.append(ask)
        if self.deaf:
            self.deaf -= 1
            return
        match ask:
            case CancelAll(symbol=symbol):
                self.orders = [each for each in self.orders if each.symbol != symbol]
            case Cancel(venue_id=venue_id):
                self.orders = [each for each in self.orders if each.venue_id != venue_id]
            case CancelStop(venue_id=venue_id):
                self.stops = [each for each in self.stops if each.venue_id != venue_id]
            case ClosePosition(symbol=symbol) | Place(symbol=symbol):
                self.positions = [each for each in self.positions if each.symbol != symbol]

    async def listing(self) -> Listing:
        """A position of three is more than an order may have at once: the fake forgives the rest."""
        return Listing((Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(0), ATOM, max_market_lots=2),))

    async def pair_of(self, symbol: str) -> str:
        return symbol.removesuffix("USDT") + "-USDT"


def cleared(venue: Venue, within_ns: int = 30 * SECOND, **how: Any) -> Cleared:
    return asyncio.run(clear_account(venue, "main", "live", within_ns, **how))  # type: ignore[arg-type]


def test_every_page_every_symbol_and_every_stop_goes_and_is_proven_by_the_list() -> None:
    venue = Venue([order(1), order(2), order(3, "ETHUSDT")], [STOP])
    made = cleared(venue)
    assert made.proven
    assert (made.cancelled, made.left) == (("c9", "c1", "c2", "c3"), ())
    assert venue.asked[1:3] == [CancelAll("BTCUSDT"), CancelAll("ETHUSDT")]
    assert made.words().startswith("bitget, account main: 4 orders cancelled in ")
    assert made.words().endswith(" s; none is open any more")


def test_a_cancel_that_was_lost_is_repeated_order_by_order() -> None:
    venue = Venue([order(1), order(2)], deaf=2)
    assert cleared(venue).proven
    assert venue.asked[0] == CancelAll("BTCUSDT")
    assert Cancel("BTCUSDT", "c2", "v2") in venue.asked


def test_a_venue_without_a_word_for_all_is_told_each() -> None:
    venue = Venue([order(1)], costs=frozenset(), kind="spot")
    assert cleared(venue).proven
    assert venue.asked == [Cancel("BTCUSDT", "c1", "v1")]


def test_what_stays_is_named_after_the_limit() -> None:
    made = cleared(Venue([order(1)], deaf=-1), within_ns=0)
    assert (made.proven, made.cancelled, made.left) == (False, (), ("c1",))
    assert made.words().endswith("NOT proven: c1")


def test_one_order_alone() -> None:
    venue = Venue([order(1), order(2)])
    made = cleared(venue, only="v2")
    assert (made.proven, made.cancelled) == (True, ("c2",))
    assert [each.client_id for each in venue.orders] == ["c1"]
    assert cleared(venue, only="c7").cancelled == ()


@pytest.mark.parametrize(("deaf", "proven"), [(0, True), (-1, False)])
def test_positions_are_closed_when_that_was_said(deaf: int, proven: bool) -> None:
    assert cleared(Venue(positions=[LONG])).closed == ()
    made = cleared(Venue(positions=[LONG], deaf=deaf), within_ns=SECOND if proven else 0, flat=True)
    assert made.proven is proven
    assert (made.closed, made.still_held) == ((("BTC-USDT",), ()) if proven else ((), ("BTC-USDT",)))


def test_a_venue_that_is_down_is_told_of_and_raises_nothing() -> None:
    made = cleared(Venue(down=True))
    assert not made.proven
    assert made.words() == "bitget, account main: NOT proven: bitget did not answer: no whole reply in time"
    assert made.record()["note"] == "bitget did not answer: no whole reply in time"


def test_where_nothing_closes_a_position_an_order_does_that_can_only_make_it_smaller() -> None:
    venue = Venue(positions=[LONG, PositionReport("ETHUSDT", Hold.SHORT, -7, leverage=5)], costs=frozenset())
    made = cleared(venue, flat=True)
    assert made.proven
    assert made.closed == ("BTC-USDT", "ETH-USDT")
    first, second = [ask for ask in venue.asked if isinstance(ask, Place)]
    assert (first.side, first.size, first.reduce_only, first.hold) == (Side.SELL, 2, True, Hold.NET)
    assert (second.side, second.size, second.hold, second.leverage) == (Side.BUY, 7, Hold.SHORT, 0)
    assert (first.client_id[:4], first.client_id != second.client_id) == ("pf00", True)


def test_take_profits_are_looked_for_where_there_are_positions() -> None:
    stops = [StopReport("BTCUSDT", f"v{kind}", "", StopStatus.WAITING, Side.SELL, 5, kind) for kind in StopKind]
    assert len(cleared(Venue(stops=stops)).cancelled) == len(StopKind)


def test_each_list_of_stops_is_read_once_and_before_the_orders_that_they_become() -> None:
    venue = Venue()
    assert cleared(venue).proven
    *stops, orders = venue.lists
    assert (len(stops), orders) == (len({_listed(SimpleNamespace(kind=kind)) for kind in StopKind}), None)
    assert venue.settled, "what goes side by side has to know of which kind the account is"


def test_what_was_cleared_in_several_families_is_told_as_one() -> None:
    first = Cleared("v", "main", "paper", ("a",), closed=("BTC-USDT",), proven=True, took_ns=1)
    second = Cleared("v", "main", "paper", ("b",), ("c",), still_held=("BTC-USD",), took_ns=2, note="no answer")
    assert first.with_that(second) == Cleared(
        "v", "main", "paper", ("a", "b"), ("c",), ("BTC-USDT",), ("BTC-USD",), proven=False, took_ns=3, note="no answer"
    )
