"""What a strategy is to the engine, and what the world is to a strategy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from picaflor.domain.book import BookView
from picaflor.domain.commands import Command
from picaflor.domain.events import FundingKnown, OrderView
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Hold
from picaflor.domain.stops import StopView


class Wake(StrEnum):
    """Why a strategy is called."""

    TIMER = "timer"
    FILL = "fill"
    TOP = "top"
    TRADE = "trade"
    GATE = "gate"  # trading became possible, or impossible


@dataclass(frozen=True, slots=True)
class Wakes:
    """When a strategy wants to be called. Between wakes the tape is applied in bulk, at no cost to it."""

    every_ns: int = 0
    fill: bool = True
    top: bool = False
    trade: bool = False


class View(Protocol):
    """All that a strategy may know. Read only; valid during the call."""

    @property
    def now_ns(self) -> int: ...
    @property
    def open(self) -> bool:
        """May orders be placed: books trusted, account reconciled, journal writable, no kill switch."""
        ...

    def market(self, pair: str) -> Market: ...
    def book(self, pair: str) -> BookView: ...
    def orders(self, pair: str) -> list[OrderView]:
        """Ours that are not final, unknown ones included."""
        ...

    def free(self, asset: str) -> int: ...
    def total(self, asset: str) -> int: ...
    def position(self, pair: str, hold: Hold = Hold.NET) -> int:
        """Lots of a contract that are held, signed; 0 on a spot market."""
        ...

    def mark(self, pair: str) -> int:
        """Of a contract, in atoms; 0 while it is not known."""
        ...

    def funding(self, pair: str) -> FundingKnown | None:
        """Of a contract: the rate of the settlement to come, and when that is."""
        ...

    def stops(self, pair: str) -> list[StopView]:
        """Those that wait, unknown ones included."""
        ...

    def fills(self, pair: str) -> list[Fill]:
        """New since this strategy's last call."""
        ...


class Controller(Protocol):
    """A strategy: pure between its own fields, the view and the wake."""

    @property
    def pairs(self) -> tuple[str, ...]: ...
    @property
    def wakes(self) -> Wakes: ...
    def decide(self, view: View, wake: Wake) -> list[Command]: ...
