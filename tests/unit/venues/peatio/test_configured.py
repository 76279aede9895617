from __future__ import annotations

from decimal import Decimal

from picaflor.venues.peatio.configured import make_house
from picaflor.wire.venue import Continuity, Life

WHERE = {"rest": "https://api.x.example:8443/api/", "ws": "wss://ws.x.example"}


def test_a_house_has_the_other_editions_beside_its_own() -> None:
    house = make_house("mine", WHERE | {"book": "update"})
    assert sorted(house.editions) == ["2.5", "3"]
    newer = house.editions["3"]
    assert (newer.id, newer.domains, newer.editions) == (house.id, house.domains, {})
    assert newer.book.continuity is Continuity.PLUS_ONE
    assert house.book.continuity is Continuity.REPLACE
    assert newer.refusals["symbol"][0].startswith("market.spot_market")


def test_what_is_not_said_is_as_with_the_platform_itself() -> None:
    row = make_house("x", WHERE)
    domain = row.domains["live"]
    assert (domain.rest, domain.private) == ("api.x.example:8443", "ws.x.example/private")
    assert (row.name, row.life, row.maker_fee) == ("x", Life.OPEN, "0.0025")
    assert row.about.website == ""
    assert "closed" not in " ".join(row.about.make_keys)


def test_fees_are_in_percent() -> None:
    row = make_house("x", WHERE | {"maker_fee": Decimal("0.15"), "taker_fee": 0})
    assert (row.maker_fee, row.taker_fee) == ("0.0015", "0")
