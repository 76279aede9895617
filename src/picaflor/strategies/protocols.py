"""What a strategy is to the engine, and what the world is to a strategy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from picaflor.domain.bars import Bar
from picaflor.domain.book import BookView
from picaflor.domain.commands import Command
from picaflor.domain.events import FundingKnown, OrderView, Traded
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Hold, Wish
from picaflor.domain.stops import StopTerms, StopView, StopWish


class Wake(StrEnum):
    """Why a strategy is called."""

    TIMER = "timer"
    FILL = "fill"
    TOP = "top"
    TRADE = "trade"
    ORDER = "order"
    GATE = "gate"  # trading became possible, or impossible


@dataclass(frozen=True, slots=True)
class Wakes:
    """When a strategy wants to be called. Between wakes the tape is applied in bulk, at no cost to it."""

    every_ns: int = 0
    fill: bool = True
    order: bool = False  # one of its own changed, or what it wanted was denied
    top: bool = False
    trade: bool = False
    tape: bool = False  # public trades between calls are kept for it; that alone wakes nobody


@dataclass(frozen=True, slots=True)
class Follow:
    """Bars that a controller wants: so many of the past before it is called first, and those to come."""

    pair: str
    interval: str  # 1m, 1h
    count: int


@dataclass(frozen=True, slots=True)
class Denial:
    """An order that risk did not let pass: nothing was sent."""

    wish: Wish
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class StopDenial:
    wish: StopWish
    rule: str
    words: str


class View(Protocol):
    """All that a strategy may know. Read only; valid during the call."""

    @property
    def now_ns(self) -> int: ...
    @property
    def open(self) -> bool:
        """May orders be placed: books trusted, account reconciled, journal writable, no kill switch."""
        ...

    def at(self, venue: str) -> View:
        """Another venue of the same seat."""
        ...

    def market(self, pair: str) -> Market: ...
    def book(self, pair: str) -> BookView: ...
    def bars(self, pair: str, interval: str, count: int) -> list[Bar]:
        """The latest of those that it follows, oldest first; the last one may be forming."""
        ...

    def trades(self, pair: str) -> list[Traded]:
        """Public ones since its last call, where its wakes ask for the tape; of very many the latest."""
        ...

    def orders(self, pair: str) -> list[OrderView]:
        """This strategy's own that are not final, unknown ones included."""
        ...

    def changed(self) -> list[OrderView]:
        """Its own as they have become since its last call, ends included, in the order in which that was told."""
        ...

    def denied(self) -> list[Denial]:
        """What it wanted since its last call and was not let."""
        ...

    def free(self, asset: str) -> int: ...
    def total(self, asset: str) -> int: ...
    def position(self, pair: str, hold: Hold = Hold.NET) -> int:
        """Lots of a contract that are held, signed; NET: of a hedge both sides together. 0 on a spot market."""
        ...

    def mark(self, pair: str) -> int:
        """Of a contract, in atoms; 0 while it is not known."""
        ...

    def funding(self, pair: str) -> FundingKnown | None:
        """Of a contract: the rate of the settlement to come, and when that is."""
        ...

    def stops(self, pair: str) -> list[StopView]:
        """This strategy's own that wait, unknown ones included."""
        ...

    def changed_stops(self) -> list[StopView]:
        """Its own as they have become since its last call, ends included. What comes of one is an order of that tag."""
        ...

    def denied_stops(self) -> list[StopDenial]:
        """Those that it wanted since its last call and was not let place."""
        ...

    def stop_terms(self, pair: str) -> StopTerms | None:
        """How a stop rests there that can only make a position smaller; None: it cannot."""
        ...

    def fills(self, pair: str) -> list[Fill]:
        """Of its own orders, new since its last call."""
        ...

    def late_fees(self, pair: str) -> list[Fill]:
        """Fills that were told earlier without a fee, which their venue has named since the last call."""
        ...


class Work(Protocol):
    """What a controller has handed out, as records that a restart reads back."""

    def changes(self) -> list[tuple[str, bytes]]:
        """Records that are not as they were when this was asked last, by name; an empty one is over."""
        ...

    def restore(self, records: Mapping[str, bytes]) -> None: ...


class Controller(Protocol):
    """A strategy: pure between its own fields, the view and the wake."""

    @property
    def pairs(self) -> tuple[str, ...]: ...
    @property
    def wakes(self) -> Wakes: ...
    def decide(self, view: View, wake: Wake) -> list[Command]: ...


@runtime_checkable
class Follows(Protocol):
    """A controller that looks at bars of its home venue."""

    @property
    def follows(self) -> tuple[Follow, ...]: ...


@runtime_checkable
class Travels(Protocol):
    """A controller that trades on other venues than its home."""

    @property
    def elsewhere(self) -> Mapping[str, tuple[str, ...]]:
        """Pairs by the row of each of these venues."""
        ...


@runtime_checkable
class HandsOut(Protocol):
    """A controller that hands out work. Once restored, its next call tells it of every order of its that is known."""

    @property
    def work(self) -> Work: ...
