"""A house as the record makes it, and one of a newer version that knows post-only orders."""

from __future__ import annotations

import pytest

from picaflor.venues.peatio import SPOT
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.record import make_row
from picaflor.wire.venue import Venue


@pytest.fixture
def row() -> Venue:
    return SPOT


@pytest.fixture
def newer() -> Venue:
    return make_row(House("newer", "Newer", "api.newer.example/v3", "ws.newer.example/r", version=3, post_only=True))


@pytest.fixture
def older() -> Venue:
    return make_row(House("older", "Older", "api.older.example/v2", "ws.older.example/r", book="update"))
