"""Whose prices count: the account's own house first, then others of the same world; nobody's where none can be reached."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from fractions import Fraction
from typing import Any

from picaflor.app.endpoints import Reach
from picaflor.app.prices import Prices
from picaflor.app.problems import Problem
from picaflor.app.targets import Target, find_target
from picaflor.app.visit import Visit
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.transport.hosts import Hosts
from picaflor.wire.asks import Tickers
from picaflor.wire.reports import Listing, TickerReport

LIVE = Reach(Hosts())
TOLD = {"bitget": {"BTC-USDT": "50000"}, "hitbtc": {"BTC-USDT": "1", "DASH-BTC": "0.001"}, "bitmart": {}}


class House(Visit):
    """Public answers of made-up houses; who is asked is written down."""

    asked: list[str]

    async def __aenter__(self) -> House:
        return self

    async def need(self, ask: Any, kind: type[Any]) -> Any:
        told = TOLD[self.target.venue.id]
        if kind is Listing:
            self.asked.append(self.target.venue.id)
            pairs = [pair.split("-") for pair in told]
            return Listing(tuple(Market("x", "-".join(p), "".join(p), *p, Grid(2), Grid(2)) for p in pairs))
        if self.target.venue.id == "bitmart":
            raise Problem("it is down")
        one = read_atoms("1")
        return Tickers(
            tuple(
                TickerReport(pair.replace("-", ""), 0, read_atoms(price), one, read_atoms(price), one, *([0] * 6))
                for pair, price in told.items()
            )
        )


def worth(row: str, asset: str, find: Any, reach: Reach = LIVE) -> tuple[Any, list[str]]:
    asked: list[str] = []

    def make(target: Target, reach: Reach) -> House:
        made = House(target, reach)
        made.asked = asked
        return made

    async def look() -> Any:
        prices = Prices(find, make, ("bitget", "bitmart", "hitbtc", "bitget_perpetual", "altmarkets"))
        visit = make(find_target(row), reach)
        await prices.look(visit)
        found = await prices.rate(asset, "USDT", visit)
        assert await prices.rate(asset, "USDT", visit) == found
        return found

    return asyncio.run(look()), asked


def test_the_own_house_is_enough_where_it_knows_a_way_and_a_row_of_contracts_has_its_spot_row_asked() -> None:
    for row in ("bitget", "bitget_perpetual"):
        found, asked = worth(row, "BTC", lambda _: LIVE)
        assert (found.price, found.at, asked) == (50_000, "bitget", ["bitget"])


def test_others_are_asked_once_and_one_that_is_down_keeps_nobody_waiting() -> None:
    found, asked = worth("bitget", "DASH", lambda _: LIVE)
    assert (found.price, found.at) == (Fraction(50), "hitbtc, bitget")
    assert sorted(asked) == ["bitget", "bitmart", "hitbtc"], "neither one that has closed nor contracts"
    assert worth("bitget", "NOBODYS", lambda _: LIVE)[0] is None


def test_prices_of_another_world_are_none_of_this_one() -> None:
    emulated = Reach(Hosts({"api.bitget.com": "http://127.0.0.1:1"}))
    assert worth("bitget", "DASH", lambda _: emulated) == (None, ["bitget"])
    assert worth("bitget", "DASH", lambda _: replace(emulated), emulated)[0] is None, "an address that nobody named"
    assert worth("bitget", "DASH", None) == (None, ["bitget"])
