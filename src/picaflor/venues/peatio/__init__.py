"""Peatio with Barong and Ranger or Rango, also known as OpenDAX: one tongue, and a row for each house that speaks it."""

from __future__ import annotations

from picaflor.venues.peatio.about import ABOUT
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.record import make_row
from picaflor.wire.venue import Life

SPOT = make_row(
    House("altmarkets", "AltMarkets", "v2.altmarkets.io/api/v2/peatio", "v2.altmarkets.io/api/v2/ranger"),
    version="1.0",
    tier="bronze",
    life=Life.CLOSED,
    life_date="2023-08-30",
    life_note="Since then its API has answered 403 to everybody (hummingbot issue 6555).",
    about=ABOUT,
)
