from __future__ import annotations

from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.record import make_row
from picaflor.wire.venue import Continuity, Life, Venue


def test_altmarkets_is_closed_and_says_since_when(row: Venue) -> None:
    assert (row.life, row.life_date) == (Life.CLOSED, "2023-08-30")


def test_a_house_is_where_its_owner_says(older: Venue) -> None:
    domain = older.domains["live"]
    assert (domain.rest, domain.public, domain.private) == (
        "api.older.example",
        "ws.older.example/r/public",
        "ws.older.example/r/private",
    )
    assert older.book.continuity is Continuity.REPLACE
    assert older.book_channels == {"": 300}
    assert older.credentials[0].prompt == "Enter your older API key >>> "


def test_rates_and_fees_are_its_own() -> None:
    row = make_row(House("h", "H", "h", "h", calls=100, maker_fee="0.001"))
    assert ([limit.count for limit in row.limits], row.maker_fee) == ([100], "0.001")
    assert House("h", "H", "h", "h").path == ""
