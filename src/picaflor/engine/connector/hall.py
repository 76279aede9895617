"""The markets of a row, and the pairs of ours among them: what the venue lists, with the account's own fees on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from picaflor.domain.events import Event, MarketsChanged, Surprise
from picaflor.domain.market import Market
from picaflor.engine.connector.fees import AccountFees, SaidFees
from picaflor.engine.connector.part import Parts
from picaflor.engine.connector.shelf import Shelf
from picaflor.wire.reports import Listing
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import Venue

SHOWN = 5  # of the markets that were left out


class Hall:
    def __init__(self, venue: Venue, shelf: Shelf, fees: AccountFees | None, said: SaidFees) -> None:
        self.markets: dict[str, Market] = {}  # by pair
        self.by_symbol: dict[str, Market] = {}
        self.listing: Listing | None = None
        self._venue = venue.id
        self._product = venue.product
        self._private_name = venue.private_name
        self._shelf = shelf
        self._fees = fees
        self._said = said
        self._apart = (Channel.FILLS,) if "fills_apart" in venue.features else ()

    def take(self, listing: Listing, pairs: tuple[str, ...]) -> list[Event]:
        events: list[Event] = []
        if listing.skipped and self.listing is None:
            some = ", ".join(f"{name} ({why})" for name, why in listing.skipped[:SHOWN])
            events.append(Surprise(f"{len(listing.skipped)} markets left out", some))
        self.listing = listing
        # A house that runs another one's interface is listed under that one's name.
        named = (m if m.venue == self._venue else replace(m, venue=self._venue) for m in listing.markets)
        told = named if self._fees is None else map(self._fees.apply, named)
        markets = tuple(map(self._said.apply, told))
        self.markets = {market.pair: market for market in markets}
        self.by_symbol = {market.symbol: market for market in markets}
        events.append(MarketsChanged(self._venue, markets))
        absent = [pair for pair in pairs if pair not in self.markets]
        events += [Surprise("no such market", f"{pair} is not listed on {self._venue}") for pair in absent]
        return events

    def books(self, pairs: tuple[str, ...], parts: Parts) -> Iterator[tuple[bool, list[Topic]]]:
        """A book for each pair of ours that is listed, a new one where its grid is not what it was: its topics, the book's
        first, and whether they are heard already.
        """
        for pair in pairs:
            market = self.markets.get(pair)
            if market is None or self._shelf.fits(market):
                continue
            old = self._shelf.close(pair)
            self._shelf.open(market)
            wanted = self.topics(market, parts)
            yield old == wanted[0], wanted

    def topics(self, market: Market, parts: Parts) -> list[Topic]:
        """All that is heard of one pair in public."""
        return [self._shelf.topic(market), self.trades(market), *parts.public_topics(market)]

    def private_topics(self) -> list[Topic]:
        wanted = (Channel.ORDERS, *self._apart, Channel.BALANCES)
        return [Topic(channel, name=self._private_name, product=self._product) for channel in wanted]

    def trades(self, market: Market) -> Topic:
        return Topic(Channel.TRADES, market.symbol, product=self._product)
