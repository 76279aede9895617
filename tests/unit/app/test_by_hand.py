from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from picaflor.app.bot_files import open_bot
from picaflor.app.by_hand import Placed, Wanted, place, steps
from picaflor.app.emulate import hosts_of, make_exchange, rows_of
from picaflor.app.endpoints import Reach
from picaflor.app.problems import Usage
from picaflor.app.targets import find_target
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.emulator.pump import EmulatorPump
from picaflor.settings.places import Places, World
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts

MARKET = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
ORDER = OrderView("pf1", "9", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 10_000, 6_000_050, 0, 0, OrderState.OPEN)


def test_what_was_typed_is_on_the_grid_or_refused_and_never_rounded() -> None:
    assert steps(Grid(2), "60000.50", "the price") == 6_000_050
    for text, why in (("60000.501", "not a multiple of 0.01"), ("0", "not a multiple"), ("1e999", "not a number")):
        with pytest.raises(Usage, match=why):
            steps(Grid(2), text, "the price")


def test_what_is_said_of_an_order() -> None:
    placed = Placed("bitget", MARKET, ORDER)
    assert placed.words() == "pf1: buy 0.010000 BTC-USDT at 60000.50 is open, 0.000000 filled"
    assert placed.record()["price"] == "60000.50"
    lost = Placed("bitget", MARKET, replace(ORDER, state=OrderState.SENT, ticks=None))
    assert (lost.known, lost.record()["state"]) == (False, "unknown")
    assert lost.words().startswith("pf1: nobody knows yet whether buy 0.010000 BTC-USDT at market arrived")


def test_an_account_of_a_further_kind_is_spoken_to_as_such(tmp_path: Path) -> None:
    """On spot no question is needed before the order, but this one."""
    first, *others = rows_of("bitget")
    exchange, keys = make_exchange(first, 1, 1, others=others, account_kind="unified")
    files = open_bot(Places(tmp_path, tmp_path), World.EMULATED, "hand")

    async def run() -> object:
        pump = EmulatorPump(exchange, Clock())
        addresses = await pump.start(hosts_of(first), control=False)
        try:
            wanted = Wanted(Side.BUY, "BTC-USDT", "0.001", "60000", OrderType.LIMIT, Tif.GTC, reduce_only=False)
            return await place(find_target("bitget"), Reach(Hosts(addresses)), keys, files, wanted, 20 * 10**9)
        finally:
            await pump.close()

    try:
        placed = asyncio.run(run())
    finally:
        files.lock.release()
    assert isinstance(placed, Placed)
    assert placed.order.state is OrderState.OPEN
    assert exchange.floor.accounts[1].accepted == 1
