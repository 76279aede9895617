"""An emulated venue on loopback: built from its row, announced in one line, served until told to stop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

from picaflor.app.problems import NotFound
from picaflor.domain.numbers import read_atoms
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange, ExchangeConfig
from picaflor.sim.venue.listing import spot_listing
from picaflor.transport.clock import Clock
from picaflor.venues import ROWS, load
from picaflor.wire.venue import PlainKeys, Venue

FUNDS = {"USDT": "100000", "BTC": "2", "ETH": "40", "PEPE": "4000000000"}


def emulated_keys(seed: int, n: int = 1) -> PlainKeys:
    """Made up, the same for the same seed, and of the shape that real ones have."""

    def word(what: str, length: int) -> str:
        return hashlib.sha256(f"{what}-{seed}-{n}".encode()).hexdigest()[:length]

    return PlainKeys(f"bg_{word('key', 32)}", word("secret", 64), f"Pass{word('pass', 12)}")


def make_exchange(
    venue: Venue, seed: int, symbols: int = 3, crowd: CrowdConfig | None = None
) -> tuple[Exchange, PlainKeys]:
    config = ExchangeConfig(seed=seed, crowd=crowd or CrowdConfig())
    exchange = Exchange(venue, spot_listing(venue, symbols), config)
    keys = emulated_keys(seed)
    exchange.open_account(keys, {asset: read_atoms(amount) for asset, amount in FUNDS.items()})
    return exchange, keys


def hosts_of(venue: Venue) -> list[str]:
    """Every host name of the row's domains, the first one REST."""
    names = [
        name.partition("/")[0]
        for domain in venue.domains.values()
        for name in (domain.rest, domain.public, domain.private)
    ]
    return list(dict.fromkeys(names))


async def emulate(
    venue_id: str, port: int, seed: int, hello: Callable[[dict[str, Any]], None], stop: asyncio.Event
) -> None:
    if venue_id not in ROWS:
        raise NotFound(f"there is no venue {venue_id!r}; there are: {', '.join(sorted(ROWS))}")
    venue = load(venue_id)
    exchange, keys = make_exchange(venue, seed)
    clock = Clock()
    pump = EmulatorPump(exchange, clock)
    addresses = await pump.start(hosts_of(venue), port)
    control = addresses.pop("control")
    hello(
        {
            "venue": venue_id,
            "hosts": addresses,
            "accounts": [
                {
                    "kind": "classic",
                    "api_key": keys.api_key,
                    "secret": keys.secret,
                    "passphrase": keys.passphrase,
                    "memo": None,
                }
            ],
            "control": control,
            "clock": {"start_ns": 0, "speed": 1},
        }
    )
    try:
        await stop.wait()
    finally:
        await pump.close()
