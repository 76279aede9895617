"""Everything a strategy can want. A closed list; `Approved` is made by risk alone and is all that submit takes."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from picaflor.domain.lists import ListWish
from picaflor.domain.orders import Wish
from picaflor.domain.stops import StopWish
from picaflor.domain.swift import noun


@noun
class PlaceOrder(Struct, frozen=True):
    wish: Wish


@dataclass(frozen=True, slots=True)
class CancelOrder:
    client_id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class CancelEverything:
    """All that this strategy has placed."""

    pair: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class AmendOrder:
    """The order as it is to be. Where the venue makes a new order of it, that one has a new client id."""

    client_id: str
    lots: int
    ticks: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlaceStopOrder:
    wish: StopWish


@dataclass(frozen=True, slots=True)
class AmendStopOrder:
    client_id: str
    trigger: int  # ticks
    ticks: int | None
    lots: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class CancelStopOrder:
    client_id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlaceTogether:
    """Where the venue has lists of orders. Each leg is an order or a stop like any other from then on."""

    wish: ListWish


Stops = PlaceStopOrder | AmendStopOrder | CancelStopOrder
Plain = PlaceOrder | AmendOrder | CancelOrder | CancelEverything | Stops | PlaceTogether


@dataclass(frozen=True, slots=True)
class At:
    """On another venue of the seat than the one where it is at home."""

    venue: str
    command: Plain


Command = Plain | At
