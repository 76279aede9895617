"""The emulated venue's front: what it announces, ports that are taken, and keys that are the seed's."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from picaflor.app.emulate import emulate, emulated_keys
from picaflor.app.problems import NotFound, Problem, Usage


def announce(venue: str, port: int = 0, seed: int = 1) -> dict[str, Any]:
    said: list[dict[str, Any]] = []

    async def main() -> None:
        stop = asyncio.Event()
        stop.set()
        await emulate(venue, port, seed, said.append, stop)

    asyncio.run(main())
    (hello,) = said
    return hello


def test_every_host_has_a_port_of_its_own_and_the_first_account_is_the_seeds() -> None:
    hello = announce("bitget", seed=5)
    addresses = [*hello["hosts"].values(), hello["control"]]
    assert len(set(addresses)) == len(addresses) == 4
    assert all(address.startswith("http://127.0.0.1:") for address in addresses)
    assert "control" not in hello["hosts"]
    (account,) = hello["accounts"]
    assert account["secret"] == emulated_keys(5).secret != emulated_keys(6).secret


def test_a_port_in_use_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            Problem, match=f"cannot bind the ports {port - 1} to .*Address already in use.*leave --port out"
        ):
            announce("bitget", port - 1)


@pytest.mark.parametrize("port", [-1, 65_535, 10**9])
def test_a_port_that_is_none(port: int) -> None:
    with pytest.raises(Usage, match="cannot be the first of 4 ports"):
        announce("bitget", port)


def test_a_venue_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="did you mean bitget"):
        announce("bitgett")
