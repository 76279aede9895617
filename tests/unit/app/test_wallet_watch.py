"""The purse is looked at through its own socket, on an emulated house: what moves is seen, also where no answer comes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.endpoints import Reach
from picaflor.app.moving import move
from picaflor.app.problems import TooLate
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.app.wallet_watch import watching
from picaflor.domain.numbers import ONE
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.faults import RequestFault
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.wallet import Purse, Transfer

HOUSE = load("hitbtc")
TO_WALLET = Transfer("USDT", 25 * ONE, Purse.SPOT, Purse.WALLET)
BACK = Transfer("USDT", 10 * ONE, Purse.WALLET, Purse.SPOT)
ASIDE = Transfer("USDT", ONE, Purse.SPOT, Purse.CONTRACTS)


async def visited(do: Any) -> Any:
    exchange, keys = make_exchange(HOUSE, 1, 1, others=[load("hitbtc_perpetual")])
    pump = EmulatorPump(exchange, Clock())
    addresses = await pump.start(hosts_of(HOUSE), 0)
    hosts = Hosts({name: base for name, base in addresses.items() if name != "control"})
    try:
        async with Visit(find_target("hitbtc"), Reach(hosts), keys) as visit:
            return await do(visit, exchange)
    finally:
        await pump.close()


def test_what_moves_into_the_wallet_and_out_of_it_is_seen_there() -> None:
    async def do(visit: Visit, _exchange: Any) -> Any:
        return [await move(visit, ask) for ask in (TO_WALLET, BACK, ASIDE)]

    (into,), (back,), (aside,) = asyncio.run(visited(do))
    assert (into["seen"], back["seen"]) == ("in the wallet", "in the wallet")
    assert aside["seen"] == ""  # neither of its ends is that purse
    assert all(row["transfer"] for row in (into, back, aside))


def test_a_move_whose_answer_was_lost_is_known_by_what_the_purse_shows() -> None:
    async def do(visit: Visit, exchange: Any) -> Any:
        async with watching(visit, TO_WALLET):  # the clock is set, and all that comes before the move is asked
            pass
        exchange.faults.order(RequestFault.DROP_REPLY)
        return await move(visit, TO_WALLET)

    (row,) = asyncio.run(visited(do))
    assert (row["transfer"], row["seen"]) == ("", "in the wallet")


def test_one_that_was_never_made_is_still_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("picaflor.app.wallet_watch.SEEN_SECONDS", 0.05)

    async def do(visit: Visit, exchange: Any) -> Any:
        exchange.faults.order(RequestFault.DROP_REQUEST)
        return await move(visit, TO_WALLET)

    with pytest.raises(TooLate, match="did not say whether it moved"):
        asyncio.run(visited(do))


def test_without_keys_there_is_nothing_to_look_at() -> None:
    async def do(visit: Visit, _exchange: Any) -> Any:
        visit._keys = None
        async with watching(visit, TO_WALLET) as watch:
            return watch

    assert asyncio.run(visited(do)) is None
