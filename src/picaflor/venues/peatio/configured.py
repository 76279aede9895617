"""A house from what its user's configuration says of it. The schema of settings has checked each value by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from picaflor.domain.numbers import atoms_of, write_atoms
from picaflor.venues.peatio.about import ABOUT
from picaflor.venues.peatio.house import CALLS, FEE, NEW_BOOK, House
from picaflor.venues.peatio.record import make_row
from picaflor.wire.venue import Venue

NOTE: Final = "A row of your own configuration."


def make_house(row_id: str, said: Mapping[str, Any]) -> Venue:
    """`said`: the keys of `[venues.<row_id>]`; fees are in percent there."""
    house = House(
        row_id,
        said.get("name") or row_id,
        _bare(said["rest"]),
        _bare(said["ws"]),
        version=int(said.get("version") or 2),
        post_only=bool(said.get("post_only")),
        book=said.get("book") or NEW_BOOK,
        maker_fee=_share(said.get("maker_fee"), FEE),
        taker_fee=_share(said.get("taker_fee"), FEE),
        calls=int(said.get("calls") or CALLS),
    )
    row = make_row(house)
    about = replace(
        ABOUT, website="", coinmarketcap="", coingecko="", api_docs="", fees="", make_keys=ABOUT.make_keys[1:]
    )
    return replace(row, notes=(NOTE, *row.notes), about=about)


def _bare(url: str) -> str:
    """Host and path."""
    return url.partition("://")[2].rstrip("/")


def _share(percent: Decimal | int | None, otherwise: str) -> str:
    return otherwise if percent is None else write_atoms(atoms_of(percent) // 100)
