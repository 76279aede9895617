"""What of a run's losses and gains outlives a crash: the next process counts on from there, and not from nothing."""

from __future__ import annotations

import msgspec

from picaflor.domain.market import Market
from picaflor.domain.orders import Hold

GUARD = "guard"  # among the names of those whose work is recorded; no controller has it
COUNT = "its count"


class Coins(msgspec.Struct, frozen=True, array_like=True):
    venue: str
    pair: str
    base: int
    quote: int


class Contracts(msgspec.Struct, frozen=True, array_like=True):
    venue: str
    pair: str
    hold: Hold
    lots: int
    cost: int
    market: Market


class Count(msgspec.Struct, frozen=True):
    peak: int
    capital: int
    coins: tuple[Coins, ...] = ()
    contracts: tuple[Contracts, ...] = ()  # those that are open
    booked: dict[str, int] = {}
    settled_in: tuple[str, ...] = ()
    unpriced: dict[str, int] = {}

    def places(self) -> set[tuple[str, str]]:
        return {(each.venue, each.pair) for each in self.coins} | {(each.venue, each.pair) for each in self.contracts}


write_count = msgspec.json.Encoder().encode
read_count = msgspec.json.Decoder(Count).decode
