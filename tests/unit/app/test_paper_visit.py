"""What is seen of a paper account: what it will begin with, or what its file says, at the prices that the venue tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from picaflor.app import account_pages
from picaflor.app.emulate import hosts_of, made_up_keys, make_exchange
from picaflor.app.endpoints import Reach
from picaflor.app.paper_families import funds_in
from picaflor.app.paper_visit import PaperVisit
from picaflor.app.prices import Prices
from picaflor.app.public_pages import Row
from picaflor.app.targets import find_target
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.listing import listing_of
from picaflor.sim.venue.paper import PaperHouse
from picaflor.storage.paper_accounts import PaperAccount
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed
from picaflor.wire.venue import Venue

FUNDS = {"USDT": read_atoms("5000")}
MANY = {**FUNDS, "USDC": read_atoms("4000"), "BTC": read_atoms("1")}


def trade(row: Venue, folder: Path, funds: dict[str, int] = FUNDS) -> None:
    """Somebody has bought, and waits to buy more."""
    house = PaperHouse(row, listing_of(row, 1), made_up_keys(row, 1), 1)
    house.begin(funds_in(row, funds, house.exchange.floor.markets.values()), 1)
    account = PaperAccount(folder)
    house.write_to(account.write)
    floor = house.exchange.floor
    market = next(iter(floor.markets.values()))
    size, price = read_atoms("0.02"), read_atoms("61000")
    seller = floor.open_account(made_up_keys(row, 2), MANY)
    for who, side, at in (
        (seller, Side.SELL, price),
        (house.account, Side.BUY, price),
        (house.account, Side.BUY, price),
    ):
        assert isinstance(floor.place(who, Place(market.symbol, "", side, OrderType.LIMIT, size, at), 5), Placed)
    house.exchange.tick(6)
    account.close()


def look(
    row_id: str, folder: Path, make: Callable[[PaperVisit], Awaitable[list[Row]]], funds: dict[str, int] = FUNDS
) -> list[Row]:
    row = load(row_id)

    async def run() -> list[Row]:
        exchange, _ = make_exchange(row, 1, 1, others=tuple(row.families.values()))
        pump = EmulatorPump(exchange, Clock())
        addresses = await pump.start(hosts_of(row), control=False)
        try:
            reach = Reach(Hosts(addresses))
            async with PaperVisit(find_target(f"{row_id}_paper_trade"), reach, folder, funds) as visit:
                rows: Any = await make(visit)
                return list(rows)
        finally:
            await pump.close()

    return asyncio.run(run())


def test_an_account_that_has_not_begun_shows_what_it_will_begin_with(tmp_path: Path) -> None:
    (held,) = look("bitget", tmp_path, lambda visit: account_pages.balances(visit, "USDT", Prices()))
    assert (held["asset"], held["total"], held["value"]) == ("USDT", "5000", "5000")
    assert list(tmp_path.iterdir()) == []


def test_a_spot_account_its_orders_and_its_fills(tmp_path: Path) -> None:
    trade(load("bitget"), tmp_path)
    coins, money = look("bitget", tmp_path, lambda visit: account_pages.balances(visit, "USDT", Prices()))
    assert (coins["asset"], coins["total"]) == ("BTC", "0.01998")
    assert (money["total"], money["available"]) == ("3780", "2560")
    (order,) = look("bitget", tmp_path, lambda visit: account_pages.orders(visit, ""))
    assert (order["pair"], order["price"], order["amount"], order["filled"]) == ("BTC-USDT", "61000", "0.02", "0")
    (fill,) = look("bitget", tmp_path, lambda visit: account_pages.fills(visit, "BTC-USDT", 5))
    assert (fill["side"], fill["price"], fill["fee"], fill["fee_in"]) == ("buy", "61000", "0.00002", "BTC")


def test_a_position_at_the_mark_that_the_venue_tells(tmp_path: Path) -> None:
    trade(load("bitget_perpetual"), tmp_path)
    (held,) = look("bitget_perpetual", tmp_path, account_pages.positions)
    assert (held["pair"], held["side"], held["amount"], held["entry"]) == ("BTC-USDT", "long", "0.02", "61000")
    gained = (read_atoms(held["mark"]) - read_atoms("61000")) * 2 // 100
    assert read_atoms(held["unrealised"], signed=True) == gained
