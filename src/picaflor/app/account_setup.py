"""How an account trades contracts: the leverage of one and the position mode of all, read, and set where they differ."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from picaflor.app.endpoints import Reach
from picaflor.app.houses import BESIDE
from picaflor.app.paper import open_paper
from picaflor.app.paper_visit import PaperAt
from picaflor.app.problems import NotFound, Problem, Usage
from picaflor.app.public_pages import Row
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues import ROWS
from picaflor.wire.asks import Ask
from picaflor.wire.contracts import Agreed, MarginSetup, ReadSetup, SetLeverage, SetPositionMode
from picaflor.wire.venue import Venue

ISOLATED_SIDES: Final = ((Hold.LONG, "leverage_long"), (Hold.SHORT, "leverage_short"))


def need_contracts(target: Target) -> None:
    if target.venue.kind == "spot":
        others = [f"{target.id}{end}" for end in BESIDE if f"{target.id}{end}" in ROWS]
        other = f"; say {' or '.join(others)}" if others else ""
        raise Usage(f"{target.id} has spot markets only: they know no leverage and no position mode{other}")


def read_times(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text)):
        raise Usage(f"{text!r} is not a leverage: say a whole number of times, such as 5")
    return int(text)


def read_mode(text: str) -> PositionMode:
    try:
        return PositionMode(text.upper())
    except ValueError:
        raise Usage(f"there is no position mode {text!r}: there are {', '.join(PositionMode)}") from None


async def leverage(visit: Visit, pair: str, times: int | None = None) -> list[Row]:
    """`times`: what it is to be. The row is what the venue tells afterwards."""
    market = await _contract(visit, pair)
    if times is not None and not 1 <= times <= market.max_leverage:
        raise Usage(f"{market.pair} at {visit.target.id} has a leverage of 1 to {market.max_leverage}, not of {times}")
    if "leverage_fixed" in visit.target.venue.features:
        return [_fixed(visit.target, market, times)]
    found = await _read(visit, market)
    if times is not None and (changes := _leverages(visit, found, market, times)):
        found = await _change(visit, market, changes)
        if _leverages(visit, found, market, times):
            raise Problem(f"{visit.target.id} took it, and tells another leverage: see `picaflor leverage`")
    both = {"long": found.leverage_long or found.leverage, "short": found.leverage_short or found.leverage}
    return [
        {
            "pair": market.pair,
            **{side: str(told or "") for side, told in both.items()},
            "most": str(market.max_leverage),
            "margin": str(found.margin_mode or ""),
        }
    ]


def _fixed(target: Target, market: Market, times: int | None) -> Row:
    """Nobody is asked: it is the listing's."""
    most = str(market.max_leverage)
    if times not in (None, market.max_leverage):
        raise Usage(f"{target.id} sets no leverage: that of {market.pair} is {most}, the highest of its listing")
    margin = ", ".join(target.venue.margin_modes)
    return {"pair": market.pair, "long": most, "short": most, "most": most, "margin": margin}


async def position_mode(visit: Visit, mode: PositionMode | None = None) -> list[Row]:
    """One for all contracts of a family; venues tell it of a contract."""
    row = visit.target.venue
    if mode is not None and mode not in row.position_modes:
        raise Usage(f"{visit.target.id} has {', '.join(row.position_modes)} only: there is nothing to set")
    return [told for family in visit.accounts for told in await _mode_of(visit, family, mode)]


async def _mode_of(visit: Visit, family: Venue, mode: PositionMode | None) -> list[Row]:
    contracts = await _contracts(visit, family)
    if not contracts:
        return []
    if len(family.position_modes) == 1:  # there is nothing to ask
        return [_mode_row(visit, contracts[0], family, family.position_modes[0])]
    found = await _read(visit, contracts[0])
    if mode is not None and found.position_mode is not mode:
        spoken = visit.spoken  # by now it is known of which kind the account is
        await visit.need_of(spoken.families.get(family.family, spoken), SetPositionMode(mode), Agreed)
        found = await _read(visit, contracts[0])
        if found.position_mode is not mode:
            raise Problem(f"{visit.target.id} took it, and tells another mode: see `picaflor position-mode`")
    return [_mode_row(visit, contracts[0], family, found.position_mode)]


def _mode_row(visit: Visit, market: Market, family: Venue, mode: PositionMode | None) -> Row:
    return {
        "connector": visit.target.id,
        "quoted_in": market.quote,
        "position_mode": str(mode or ""),
        "there_are": ", ".join(family.position_modes),
    }


@asynccontextmanager
async def paper_at_work(target: Target, reach: Reach, pair: str, at: PaperAt) -> AsyncIterator[Visit]:
    """A visit that may change a paper account: its house is open for that alone. `pair` "": on whatever contract."""
    async with Visit(target, reach) as looking:
        market = await (_contract(looking, pair) if pair else any_contract(looking))
    its = target.for_pairs(market.pair)
    async with open_paper(its, reach, (market.pair,), at.funds, at.folder, at.fees) as paper:
        async with Visit(its, paper.reach, paper.keys) as visit:
            yield visit
        if paper.troubles:
            raise Problem(paper.troubles[0])


async def any_contract(visit: Visit) -> Market:
    contracts = await _contracts(visit, visit.target.venue)
    if not contracts:
        raise NotFound(f"{visit.target.id} lists no contract now")
    return contracts[0]


async def _contracts(visit: Visit, family: Venue) -> list[Market]:
    """Of that family, the best known one first."""
    row = visit.target.venue
    found = [
        market
        for market in (await visit.listing()).markets
        if market.kind is not MarketKind.SPOT and row.for_pairs(market.pair).family == family.family
    ]
    return sorted(found, key=lambda market: (market.base != "BTC", market.pair))


async def _contract(visit: Visit, pair: str) -> Market:
    market = await visit.market(pair)
    if market.kind is MarketKind.SPOT:
        raise Usage(f"{market.pair} on {visit.target.id} is a spot market: it knows no leverage")
    return market


async def _read(visit: Visit, market: Market) -> MarginSetup:
    return await visit.need(ReadSetup(market.symbol), MarginSetup)


async def _change(visit: Visit, market: Market, changes: Iterable[Ask]) -> MarginSetup:
    """Read again: what counts is what the venue tells from then on."""
    for change in changes:
        await visit.need(change, object)
    return await _read(visit, market)


def _leverages(visit: Visit, found: MarginSetup, market: Market, times: int) -> list[Ask]:
    """Crossed, and one-way, both sides have the same; of an isolated hedge each side has its own."""
    margin = found.margin_mode or MarginMode.CROSS
    alike = margin is MarginMode.CROSS or "leverage_sets_mode" in visit.spoken.features
    if alike or found.position_mode is not PositionMode.HEDGE:
        told = found.leverage if alike else found.leverage_long
        return [] if told == times else [SetLeverage(market.symbol, times, Hold.NET, margin)]
    sides = [hold for hold, name in ISOLATED_SIDES if getattr(found, name) != times]
    return [SetLeverage(market.symbol, times, hold, margin) for hold in sides]
