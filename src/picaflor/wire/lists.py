"""Orders that belong together: one ends the others, one begins them, or all are done or none."""

from __future__ import annotations

from msgspec import Struct

from picaflor.domain.lists import Contingency as Contingency
from picaflor.domain.orders import Hold, MarginMode, OrderType, Side, Tif


class Leg(Struct, frozen=True):
    """An order of a list. With a `trigger` it waits for a price."""

    symbol: str
    client_id: str
    side: Side
    type: OrderType
    size: int
    price: int | None = None
    tif: Tif = Tif.GTC
    trigger: int | None = None
    rises: bool = False
    reduce_only: bool = False
    hold: Hold = Hold.NET
    margin_mode: MarginMode | None = None


class PlaceList(Struct, frozen=True, tag=True, tag_field="noun"):
    """Taken as a whole, or refused as a whole. `list_id` "": as the first leg is called."""

    contingency: Contingency
    legs: tuple[Leg, ...]
    list_id: str = ""
