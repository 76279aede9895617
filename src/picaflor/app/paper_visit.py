"""A visit to a paper account: what is public is asked of the venue, the rest is read from the account's own file.

Nothing is locked and nothing changed, so a bot may trade on it meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from picaflor.app.emulate import made_up_keys
from picaflor.app.endpoints import Reach
from picaflor.app.families import asked_of_each, asks_of, together
from picaflor.app.paper_families import folder_of, funds_in
from picaflor.app.posts import fees_of
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import atoms_of
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, SaidFees
from picaflor.live.asker import TRIES
from picaflor.settings.config import Config
from picaflor.settings.places import Places
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.keeping import pairs_of
from picaflor.sim.venue.paper import PaperHouse, listed_as
from picaflor.storage.paper_accounts import read_account
from picaflor.wire.asks import PUBLIC, Answer, Ask, ReadTickers, Refused, Tickers, Unclear
from picaflor.wire.contracts import MarkReport, ReadMark, ReadSetup, ReadTiers, TierReport, Tiers
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.venue import Venue


def paper_funds(config: Config) -> dict[str, int]:
    """What a new paper account begins with."""
    return {asset: atoms_of(amount) for asset, amount in config.table("paper_trade.balances").items()}


@dataclass(frozen=True, slots=True)
class PaperAt:
    """One account on paper: where it is kept, what it begins with, what it pays."""

    folder: Path
    funds: Mapping[str, int]
    fees: SaidFees = AS_THE_VENUE_SAYS


def paper_at(places: Places, target: Target, account: str, config: Config) -> PaperAt:
    """The account's folder is made."""
    folder = places.make(places.paper_account(target.id, account))
    return PaperAt(folder, paper_funds(config), fees_of(config, target.venue.id))


class PaperVisit(Visit):
    def __init__(
        self, target: Target, reach: Reach, folder: Path, funds: Mapping[str, int], tries: int = TRIES
    ) -> None:
        """`funds`: what the account will begin with, if it has not begun yet."""
        super().__init__(target, reach, None, tries)
        self._folder = folder
        self._funds = funds

    @property
    def accounts(self) -> Sequence[Venue]:
        """Each is in a file of its own, and all can be read."""
        return self.target.venue.every_family()

    async def ask(self, ask: Ask) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        """What names no market is asked in the house of each family."""
        if type(ask) in PUBLIC:
            return await super().ask(ask)
        if not asked_of_each(ask):
            pair = await self.pair_of(getattr(ask, "symbol", ""))
            return await self._ask_in(self.target.venue.for_pairs(pair), ask)
        asks = zip(self.accounts, asks_of(ask, len(self.accounts)), strict=True)
        return together([None if each is None else await self._ask_in(family, each) for family, each in asks])

    async def _ask_in(self, family: Venue, ask: Ask) -> Answer | Refused:
        house = await self._open(family, ask.symbol if isinstance(ask, ReadSetup) else "")
        return house.exchange.rows[0].answers.private(house.account, ask, self._now_ns)

    async def _open(self, venue: Venue, symbol: str) -> PaperHouse:
        """As it is by now: it is read once for each question. `symbol`: a market that the question is about, though
        nothing be open there."""
        state, past = read_account(folder_of(self._folder, venue))
        wanted = set(pairs_of(state))
        listing = (await self.listing()).markets
        markets = [market for market in listing if market.pair in wanted or market.symbol == symbol]
        listed = [listed_as(market, 1, await self._tiers(market)) for market in markets]
        house = PaperHouse(venue, listed, made_up_keys(venue, 1), 1)
        if state:
            house.go_on(state, past)
        else:
            house.begin(funds_in(venue, self._funds, listing), self._now_ns)
        await self._mark(house.exchange.floor)
        return house

    async def _tiers(self, market: Market) -> tuple[TierReport, ...]:
        if market.kind is MarketKind.SPOT:
            return ()
        if "one_tier" in self.target.venue.features:
            return (TierReport(1, 0, 0, market.max_leverage, 0),)
        return (await self.need(ReadTiers(market.symbol), Tiers)).rows

    async def _mark(self, floor: Floor) -> None:
        if isinstance(floor, ContractFloor):
            for symbol in floor.markets:
                floor.set_mark(symbol, await self._mark_of(symbol))

    async def _mark_of(self, symbol: str) -> int:
        """Where none is told the last price stands for it."""
        if "unmarked" not in self.target.venue.features:
            return (await self.need(ReadMark(symbol), MarkReport)).mark
        (ticker,) = (await self.need(ReadTickers(symbol), Tickers)).rows
        return ticker.last

    @property
    def _now_ns(self) -> int:
        return self.reach.clock.now_ns()
