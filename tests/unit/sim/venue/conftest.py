"""A floor with three markets, an account with funds, and nobody else: whatever trades, the test has placed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from picaflor.domain.market import Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed
from picaflor.wire.auth import PlainKeys
from picaflor.wire.venue import Venue

FUNDS = {"USDT": "10000", "BTC": "1", "ETH": "10"}
Put = Callable[..., VenueOrder]


@pytest.fixture
def venue() -> Venue:
    return load("bitget")


@pytest.fixture
def floor(venue: Venue) -> Floor:
    return Floor(venue, spot_listing(venue, 3), 1_000)


@pytest.fixture
def second() -> Venue:
    """Another house: lists for acknowledgements, pings of the protocol, fees in the quote coin."""
    return load("hitbtc")


@pytest.fixture
def market(floor: Floor) -> Market:
    return floor.markets["BTCUSDT"]


@pytest.fixture
def account(floor: Floor) -> VenueAccount:
    return floor.open_account(PlainKeys("key", "secret"), {asset: read_atoms(much) for asset, much in FUNDS.items()})


@pytest.fixture
def other(floor: Floor) -> VenueAccount:
    return floor.open_account(PlainKeys("other", "secret"), {asset: read_atoms(much) for asset, much in FUNDS.items()})


@pytest.fixture
def put(floor: Floor) -> Put:
    """Places what must be accepted: price and size in coins."""

    def place(who: VenueAccount, side: Side, size: str, price: str = "", **more: Any) -> VenueOrder:
        ask = Place(
            symbol="BTCUSDT",
            client_id=more.pop("name", f"c{who.no}-{who.accepted}"),
            side=side,
            type=more.pop("type", OrderType.LIMIT),
            size=read_atoms(size) if size else None,
            price=read_atoms(price) if price else None,
            **more,
        )
        placed = floor.place(who, ask, 1)
        assert isinstance(placed, Placed), placed
        found = who.find("", placed.venue_id)
        assert found is not None
        return found

    return place
