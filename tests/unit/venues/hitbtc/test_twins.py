"""Twins: another name and other hosts, and nothing else; they say that nobody tried them."""

from __future__ import annotations

import pytest

from picaflor.venues import load
from picaflor.venues.hitbtc.twins import UNTESTED
from tests.worlds import make_world

FIRST = load("hitbtc")


@pytest.mark.parametrize(("name", "host"), [("fmfw", "api.fmfw.io"), ("cryptomarket", "api.exchange.cryptomkt.com")])
def test_a_twin_is_its_first_row_with_other_hosts(name: str, host: str) -> None:
    row = load(name)
    assert (row.id, row.twin_of, row.tongue) == (name, "hitbtc", "hitbtc")
    assert {domain.rest for domain in row.domains.values()} == {host}
    assert all(
        address.startswith(f"{host}/api/3/ws/") for d in row.domains.values() for address in (d.public, d.private)
    )
    assert (row.rest, row.stream, row.auth, row.calls) == (FIRST.rest, FIRST.stream, FIRST.auth, FIRST.calls)
    assert (row.tier, row.notes[0]) == ("", UNTESTED)
    assert not any("hitbtc" in credential.prompt for credential in row.credentials)


def test_a_twin_trades_on_an_emulated_house_of_its_own() -> None:
    world = make_world("fmfw", maker={})
    world.run(10)
    assert world.connector.gate == ""
    assert {market.venue for market in world.connector.markets.values()} == {"fmfw"}
    assert world.connector.free("USDT") == world.account.balance("USDT").free
