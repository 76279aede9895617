"""Where prices come from: our own venues' public tickers, those of the account's own house first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from picaflor.app.endpoints import Reach
from picaflor.app.houses import house_of
from picaflor.app.problems import Problem
from picaflor.app.targets import Target, find_target
from picaflor.app.valuation import Rate, Rates, joined, rate_of, rates_of
from picaflor.app.visit import Visit
from picaflor.venues import load, names
from picaflor.wire.asks import ReadTickers, Tickers
from picaflor.wire.venue import Life

WITHIN_SECONDS: Final = 5.0
AGAIN_SECONDS: Final = 60.0  # of the houses that are not the account's own
Find = Callable[[str], Reach]
Make = Callable[[Target, Reach], Visit]


async def read_rates(visit: Visit) -> Rates:
    listing, tickers = await visit.listing(), await visit.need(ReadTickers(), Tickers)
    return rates_of(listing.markets, tickers.rows, visit.target.venue.id)


class Prices:
    """Houses of another world are never asked: what is made up is no price of what is real."""

    def __init__(self, find: Find | None = None, make: Make = Visit, houses: Sequence[str] = ()) -> None:
        """`find`: how another venue is reached; None: only the account's own house is asked. `houses`: those there are."""
        self._find, self._make = find, make
        self._houses = houses
        self._known: dict[str, tuple[float, Rates]] = {}  # house → when, and what
        self._asking = asyncio.Lock()

    async def look(self, visit: Visit) -> None:
        """How the account's own house stands by now. Contracts are no prices of coins: their house's spot row is asked."""
        row, house = visit.target.venue, house_of(visit.target.venue.id)
        rates = await read_rates(visit) if row.kind == "spot" else await self._ask(house, visit.reach)
        self._known[house] = asyncio.get_running_loop().time(), rates

    async def rate(self, asset: str, token: str, visit: Visit) -> Rate | None:
        """Through the own house if that knows a way; else through all that can be reached."""
        own = house_of(visit.target.venue.id)
        found = rate_of(asset, token, self._known[own][1])
        if found is not None or self._find is None:
            return found
        async with self._asking:
            await self._read_others(own, visit.reach, self._find)
        others = [rates for house, (_, rates) in sorted(self._known.items()) if house != own]
        return rate_of(asset, token, joined([self._known[own][1], *others]))

    async def _read_others(self, own: str, reach: Reach, find: Find) -> None:
        now = asyncio.get_running_loop().time()
        asking = {}
        for name in self._houses or names():
            venue, (at, _) = load(name), self._known.get(name, (now - AGAIN_SECONDS, {}))
            if venue.kind != "spot" or name == own or venue.life is Life.CLOSED or now < at + AGAIN_SECONDS:
                continue
            with suppress(Problem):
                theirs = find(name)
                if theirs.world is reach.world:
                    asking[name] = self._ask(name, theirs)
        for name, rates in zip(asking, await asyncio.gather(*asking.values()), strict=True):
            self._known[name] = now, rates

    async def _ask(self, name: str, reach: Reach) -> Rates:
        """Nothing, where it does not answer: then some holding has no price, and that is said of the holding."""
        if name not in names():
            return {}
        target = find_target(name)
        try:
            async with asyncio.timeout(WITHIN_SECONDS), self._make(target, reach) as visit:
                return await read_rates(visit)
        except (Problem, TimeoutError):
            return {}
