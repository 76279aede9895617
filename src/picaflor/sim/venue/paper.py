"""A house for one customer on paper: the venue's own tongue, rules and ledger, on markets that are mirrored.

What is heard of the real market comes in as events; what the customer asks comes in as bytes, as at any emulated house.
Nothing here knows where the events come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from picaflor.domain.book import BookView, Trust
from picaflor.domain.events import Event, FundingKnown, MarkChanged, Traded
from picaflor.domain.market import Market
from picaflor.machines.ledger.terms import NO_TIERS, Tier
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.exchange import Exchange, ExchangeConfig
from picaflor.sim.venue.keeping import Keeping
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.mirror import Mirror
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import FundingRate, TierReport
from picaflor.wire.venue import Venue

LEVELS: Final = 200  # of each side that are shown
KEPT: Final = 2_000  # orders, fills and bills that are over and can be asked for
Write = Callable[[bytes, list[bytes]], None]


class PaperHouse:
    def __init__(self, venue: Venue, listing: list[Listed], keys: PlainKeys, seed: int) -> None:
        self.exchange = Exchange(venue, listing, ExchangeConfig(seed=seed, crowd=None, kept=KEPT))
        self.account = self.exchange.open_account(keys, {})
        self._floor = self.exchange.floor
        self._keeping = Keeping(self._floor, self.account)
        self._symbols = {market.pair: market.symbol for market in self._floor.markets.values()}
        self._mirrors = {pair: Mirror(self._floor, symbol) for pair, symbol in self._symbols.items()}
        self._seen_ns: dict[str, int] = {}
        self._shown: set[str] = set()

    # the account

    def begin(self, funds: Mapping[str, int], now_ns: int) -> None:
        self._floor.now_ns = now_ns
        for asset, atoms in funds.items():
            self.account.ledger.deposit(asset, atoms)

    def go_on(self, state: bytes, past: Iterable[bytes]) -> None:
        self._keeping.restore(state, past)

    def catch_up(self, rates: Iterable[FundingRate], marks: Mapping[str, int], now_ns: int) -> None:
        """Settlements of funding that passed while it was closed. `marks`: as the contracts stand now."""
        clearing = self._clearing
        if clearing is None:
            return
        self._floor.now_ns = now_ns
        for symbol, mark in marks.items():
            clearing.floor.set_mark(symbol, mark)
        clearing.settle_missed(rates)

    def write_to(self, write: Write) -> None:
        """From now on all that is told has been written down before."""

        def note() -> None:
            write(self._keeping.state(), self._keeping.past())

        self.exchange.before_telling = note
        note()

    # the market

    def hear(self, events: Iterable[Event], books: Mapping[str, BookView], now_ns: int) -> None:
        """Trades in their order, then the books as they are by now."""
        for event in events:
            match event:
                case Traded(pair=pair) if pair in self._shown:  # without its book nobody knows who stands before us
                    self._mirrors[pair].show_trade(event.side, event.ticks, event.lots, now_ns)
                case MarkChanged(pair=pair) if pair in self._symbols:
                    self._mark(self._symbols[pair], event, now_ns)
                case FundingKnown(pair=pair) if pair in self._symbols and self._clearing is not None:
                    self._clearing.prices.tell_rate(self._symbols[pair], event.rate, event.next_ns)
                case _:
                    pass
        for pair, book in books.items():
            if pair in self._mirrors:
                self._look(pair, book, now_ns)
        self.exchange.tick(now_ns)

    def _look(self, pair: str, book: BookView, now_ns: int) -> None:
        if book.trust is not Trust.GOOD:
            if pair in self._shown:
                self._shown.discard(pair)
                self._mirrors[pair].hide(now_ns)
            return
        if pair in self._shown and self._seen_ns.get(pair) == book.at_ns:
            return
        self._seen_ns[pair] = book.at_ns
        self._mirrors[pair].show_book(book.bids(LEVELS), book.asks(LEVELS), now_ns)
        if pair not in self._shown:
            self._shown.add(pair)
            self._mirrors[pair].queue_up(now_ns)

    @property
    def _clearing(self) -> Clearing | None:
        return self.exchange.rows[0].clearing

    def _mark(self, symbol: str, event: MarkChanged, now_ns: int) -> None:
        clearing = self._clearing
        if clearing is None:
            return
        clearing.prices.tell(symbol, event.mark, event.index)
        clearing.floor.set_mark(symbol, event.mark)
        clearing.check(self.account, now_ns)


def listed_as(market: Market, ticks: int, tiers: tuple[TierReport, ...] = ()) -> Listed:
    """As the venue lists it: nothing is invented of what was before."""
    ladder = tuple(Tier(tier.notional_max, tier.leverage_max, tier.maintenance) for tier in tiers)
    return Listed(market, ticks, 1, days=0, tiers=ladder or NO_TIERS)
