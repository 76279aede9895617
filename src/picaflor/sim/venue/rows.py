"""One marketplace of an emulated house: a floor, whoever answers for it, its crowds, and its clearing house."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from picaflor.domain.market import Market
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.contract_answers import ContractAnswers
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.crowd import Crowd, CrowdConfig
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.publisher import TOGETHER
from picaflor.sim.venue.queue import QueuedAnswers, QueuedFloor
from picaflor.wire.venue import Venue

TURNS: Final = 10
OTHER_SEEDS: Final = 1_000_003
OTHER_NUMBERS: Final = 100_000_000_000_000_000


@dataclass(slots=True)
class Row:
    """One marketplace of the house."""

    floor: Floor
    answers: Answers
    crowds: dict[str, Crowd]
    clearing: Clearing | None = None  # where contracts are traded

    @property
    def venue(self) -> Venue:
        return self.floor.venue


def furnish(
    n: int, venue: Venue, listing: list[Listed], seed: int, crowd: CrowdConfig | None, kept: int, spot: Floor | None
) -> Row:
    """Each row counts its orders from a place of its own, so that a number names one order of the house."""
    seed, first_no = seed + n * OTHER_SEEDS, venue.order_no + n * min(OTHER_NUMBERS, venue.order_no // 10)
    crowds = _crowds(listing, crowd, seed) if crowd is not None else {}
    if venue.queue_ns:
        queued = QueuedFloor(venue, listing, first_no, seed)
        return Row(queued, QueuedAnswers(queued), crowds)
    if not venue.holds:
        floor = Floor(venue, listing, first_no, seed)
        floor.kept = kept
        return Row(floor, Answers(floor), crowds)
    contracts = ContractFloor(venue, listing, first_no, seed)
    contracts.kept = kept
    if venue.kind == "margin" and spot is not None:
        contracts.enter_books_of(spot)
        spot.markets |= {
            symbol: with_leverage(spot.markets[symbol], each) for symbol, each in contracts.markets.items()
        }
        crowds = {}
    return Row(contracts, ContractAnswers(contracts), crowds, Clearing(contracts, spot, crowds))


def with_leverage(market: Market, margin: Market) -> Market:
    return replace(market, max_leverage=margin.max_leverage)


def _crowds(listing: list[Listed], how: CrowdConfig, seed: int) -> dict[str, Crowd]:
    return {
        row.market.symbol: Crowd(row.open_ticks, row.typical_lots, seed * 1_000 + at, how, _late(at, how))
        for at, row in enumerate(listing)
    }


def _late(at: int, crowd: CrowdConfig) -> int:
    """The crowds of a large house take turns: all at once they would hold up everybody."""
    return at // TOGETHER % TURNS * crowd.beat_ns // TURNS
