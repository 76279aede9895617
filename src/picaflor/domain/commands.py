"""Everything a strategy can want. A closed list; `Approved` is made by risk alone and is all that submit takes."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain import swift
from picaflor.domain.orders import Wish


@swift.dataclass(frozen=True, slots=True)
class PlaceOrder:
    wish: Wish
    tag: str = ""  # the strategy's own name for it, handed back with each event's view


@dataclass(frozen=True, slots=True)
class CancelOrder:
    client_id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class CancelEverything:
    pair: str = ""
    why: str = ""


Command = PlaceOrder | CancelOrder | CancelEverything
