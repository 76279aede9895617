"""The venue table: one row a marketplace. A folder is a tongue; two folders never meet but here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from picaflor.wire.venue import Venue

ROWS: Final[dict[str, str]] = {
    "altmarkets": "picaflor.venues.peatio:SPOT",
    "bitget": "picaflor.venues.bitget:SPOT",
    "bitget_perpetual": "picaflor.venues.bitget:PERPETUAL",
    "bitmart": "picaflor.venues.bitmart:SPOT",
    "bitmart_perpetual": "picaflor.venues.bitmart:PERPETUAL",
    "hashkey": "picaflor.venues.hashkey:SPOT",
    "hashkey_perpetual": "picaflor.venues.hashkey:PERPETUAL",
    "hashkey_hk": "picaflor.venues.hashkey:HONG_KONG",
    "hashkey_mena": "picaflor.venues.hashkey:MENA",
    "hitbtc": "picaflor.venues.hitbtc:SPOT",
    "fmfw": "picaflor.venues.hitbtc:FMFW",
    "cryptomarket": "picaflor.venues.hitbtc:CRYPTOMARKET",
    "hitbtc_margin": "picaflor.venues.hitbtc:MARGIN",
    "hitbtc_perpetual": "picaflor.venues.hitbtc:PERPETUAL",
}


# A tongue of which a configuration may make rows, and what makes one of what it says.
MAKERS: Final[dict[str, str]] = {"peatio": "picaflor.venues.peatio.configured:make_house"}
HOUSES: Final[dict[str, Venue]] = {}  # the rows that the configuration of this process made


def names() -> list[str]:
    return sorted({*ROWS, *HOUSES})


def make(row_id: str, tongue: str, said: Mapping[str, Any]) -> Venue:
    """A row of the user's own, from the keys of its table in the configuration."""
    module, _, maker = MAKERS[tongue].partition(":")
    venue = getattr(import_module(module), maker)(row_id, said)
    assert isinstance(venue, Venue), f"{MAKERS[tongue]} makes no venue record"
    return venue


def load(name: str) -> Venue:
    """The record of a row. Nothing of a tongue is imported before it is asked for; KeyError: there is no such row."""
    if name in HOUSES:
        return HOUSES[name]
    module, _, record = ROWS[name].partition(":")
    venue = getattr(import_module(module), record)
    assert isinstance(venue, Venue), f"{ROWS[name]} is not a venue record"
    return venue
