"""The check of the network, over real sockets: a question that needs no key, answered, not answered, or given up."""

from __future__ import annotations

import asyncio

import pytest

from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.emulator.pump import EmulatorPump
from picaflor.live.asker import Asker
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.asks import Ask, ReadMarkets, ReadTime
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import Listing, ServerTime
from picaflor.wire.venue import Venue
from tests.spec.card import ALL

rows = pytest.mark.parametrize("venue", ALL)
FAST = Clock(speed=1_000)  # a second between two tries is over at once


def question(row: Venue) -> Ask:
    return ReadTime() if ReadTime in row.costs else ReadMarkets()


@rows
def test_b4_the_network_says_yes_and_no_and_is_given_up(venue: str) -> None:
    row = load(venue)

    async def play() -> None:
        exchange, _ = make_exchange(row, 1, symbols=1)
        pump = EmulatorPump(exchange, Clock())
        addresses = await pump.start(hosts_of(row))
        hosts = Hosts({host: address for host, address in addresses.items() if host != "control"})
        asker = Asker(row, "live", hosts, FAST)
        assert isinstance(await asker.ask(question(row)), ServerTime | Listing)

        given_up = asyncio.create_task(asker.ask(question(row)))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        await pump.close()
        assert isinstance(await asker.ask(question(row)), NotSent | NoAnswer)
        await asker.close()

    asyncio.run(play())
