from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from picaflor.app.bot_files import open_bot
from picaflor.app.by_hand import Placed, Wanted, average_of, need_lists, need_order, place, steps
from picaflor.app.emulate import hosts_of, make_exchange, rows_of
from picaflor.app.endpoints import Reach
from picaflor.app.problems import Usage
from picaflor.app.targets import find_target
from picaflor.domain.events import OrderState, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Fill, Liquidity, OrderType, Side, Tif
from picaflor.emulator.pump import EmulatorPump
from picaflor.engine.instructions import PlaceByHand
from picaflor.settings.places import Places, World
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts

MARKET = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
ORDER = OrderView("pf1", "9", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 10_000, 6_000_050, 0, 0, OrderState.OPEN)


def test_what_was_typed_is_on_the_grid_or_refused_and_never_rounded() -> None:
    assert steps(Grid(2), "60000.50", "the price") == 6_000_050
    for text, why in (
        ("60000.501", "the price 60000.501 is not a multiple of 0.01"),
        ("0.00", "the price 0.00 is nothing: the least that this market writes is 0.01"),
        ("-5", "the price -5 is less than nothing: the least"),
        (" ", "the price is empty: write a number, such as 0.01"),
        ("1e999", "the price cannot be read: too large"),
        ("a lot", "the price cannot be read: not a number: 'a lot'"),
    ):
        with pytest.raises(Usage, match=why):
            steps(Grid(2), text, "the price")


def test_what_is_said_of_an_order() -> None:
    placed = Placed("bitget", MARKET, ORDER)
    assert placed.words() == "pf1: buy 0.010000 BTC-USDT at 60000.50 is open, 0.000000 filled"
    assert placed.record()["price"] == "60000.50"
    lost = Placed("bitget", MARKET, replace(ORDER, state=OrderState.SENT, ticks=None))
    assert (lost.known, lost.record()["state"]) == (False, "unknown")
    assert lost.words().startswith("pf1: nobody knows yet whether buy 0.010000 BTC-USDT at market arrived")


def fill(ticks: int, lots: int, client_id: str = "pf1") -> Fill:
    return Fill(
        "bitget", "main", "BTC-USDT", str(ticks), client_id, "9", Side.BUY, ticks, lots, 0, "BTC", Liquidity.TAKER, 0
    )


def test_what_it_cost_is_told_once_all_of_it_is_known() -> None:
    order = replace(ORDER, filled=3, state=OrderState.FILLED, tif=Tif.IOC)
    told = [fill(6_000_000, 1), fill(6_000_100, 2), fill(5, 7, "pf2")]
    assert average_of(MARKET, order, told) == "60000.6666"
    assert average_of(MARKET, order, told[:1]) is None
    assert average_of(MARKET, ORDER, []) is None
    assert average_of(replace(MARKET, settle="BTC"), order, told) is None
    placed = Placed("bitget", MARKET, order, at_market=True, average="60000.6666")
    assert placed.words() == "pf1: buy 0.010000 BTC-USDT at market is filled, 0.000003 filled at 60000.6666 on average"
    assert (placed.record()["average"], placed.record()["price"]) == ("60000.6666", "60000.50")


def test_what_gets_rid_of_it_is_said_with_it() -> None:
    placed = Placed("hitbtc", MARKET, ORDER, ("pf2", "pf3"))
    assert placed.words().endswith("is open, 0.000000 filled; then pf2 or pf3")
    assert placed.record()["exits"] == ["pf2", "pf3"]
    assert "exits" not in Placed("hitbtc", MARKET, ORDER).record()


@pytest.mark.parametrize(
    ("side", "ticks", "gain", "loss", "good"),
    [
        (Side.BUY, 100, 110, 90, True), (Side.BUY, 100, 90, 110, False), (Side.BUY, 100, 90, 0, False),
        (Side.BUY, None, 110, 90, True), (Side.BUY, None, 90, 110, False), (Side.BUY, 100, 0, 100, False),
        (Side.SELL, 100, 90, 110, True), (Side.SELL, 100, 110, 90, False), (Side.SELL, 100, 0, 90, False),
    ],
)  # fmt: skip
def test_a_gain_is_on_one_side_and_a_loss_on_the_other(
    side: Side, ticks: int | None, gain: int, loss: int, good: bool
) -> None:
    told = PlaceByHand("hitbtc", "BTC-USDT", side, 5, ticks, gain=gain, loss=loss)
    if good:
        need_order(told)
    else:
        with pytest.raises(Usage, match="no gain and no loss"):
            need_order(told)


def test_where_there_are_lists() -> None:
    wanted = Wanted(Side.BUY, "BTC-USDT", "1", "9", OrderType.LIMIT, Tif.GTC, reduce_only=False)
    need_lists(find_target("bitget"), wanted)
    need_lists(find_target("hitbtc"), replace(wanted, take_profit="10"))
    with pytest.raises(Usage, match="takes no lists"):
        need_lists(find_target("bitget"), replace(wanted, stop_loss="8"))


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
