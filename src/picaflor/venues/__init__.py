"""The venue table: one row a marketplace. A folder is a tongue; two folders never meet but here."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from picaflor.wire.venue import Venue

ROWS: Final[dict[str, str]] = {
    "altmarkets": "picaflor.venues.peatio:SPOT",
    "bitget": "picaflor.venues.bitget:SPOT",
    "bitget_perpetual": "picaflor.venues.bitget:PERPETUAL",
    "hitbtc": "picaflor.venues.hitbtc:SPOT",
    "fmfw": "picaflor.venues.hitbtc:FMFW",
    "cryptomarket": "picaflor.venues.hitbtc:CRYPTOMARKET",
}


def load(name: str) -> Venue:
    """The record of a row. Nothing of a tongue is imported before it is asked for; KeyError: there is no such row."""
    module, _, record = ROWS[name].partition(":")
    venue = getattr(import_module(module), record)
    assert isinstance(venue, Venue), f"{ROWS[name]} is not a venue record"
    return venue
