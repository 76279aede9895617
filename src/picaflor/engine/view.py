"""What one strategy sees of the world during one call. Read only; it copies nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from picaflor.domain.bars import Bar
from picaflor.domain.book import BookView
from picaflor.domain.events import FundingKnown, OrderView, Traded
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Hold, StopKind, TriggerBy
from picaflor.domain.stops import StopTerms, StopView
from picaflor.engine.connector.connector import Connector
from picaflor.engine.stop_risk import DeniedStop
from picaflor.strategies.protocols import Denial, StopDenial

CLOSERS = (StopKind.STOP, StopKind.STOP_LOSS)  # the first of these that a venue has
TAPE_MAX = 10_000  # public trades between two calls; of more only the latest


class ConnectorView:
    """strategies.protocols.View over one connector."""

    def __init__(self, connector: Connector, owner: str, beside: Mapping[str, ConnectorView] | None = None) -> None:
        """`owner`: whose orders are shown. `beside`: the same owner's views of other venues."""
        self._connector = connector
        self._owner = owner
        self._beside = {} if beside is None else beside
        self._fills: list[Fill] = []
        self._changed: list[OrderView] = []
        self._denied: list[Denial] = []
        self._changed_stops: list[StopView] = []
        self._denied_stops: list[StopDenial] = []
        self._late_fees: list[Fill] = []
        self._tape: deque[Traded] = deque(maxlen=TAPE_MAX)
        self.told = False  # something of the above
        self.now_ns = 0
        self.open = False
        self.halted = ""  # why the engine keeps the gate shut, whatever the venue says

    def at(self, venue: str) -> ConnectorView:
        return self._beside[venue]

    def filled(self, fill: Fill) -> bool:
        """Whether it is news to this owner."""
        order = self._connector.keeper.view(fill.client_id)
        if order is None or order.owner != self._owner:
            return False
        self._fills.append(fill)
        self.told = True
        return True

    def moved(self, order: OrderView) -> bool:
        if order.owner != self._owner:
            return False
        self._changed.append(order)
        self.told = True
        return True

    def stop_moved(self, stop: StopView) -> bool:
        if stop.owner != self._owner:
            return False
        self._changed_stops.append(stop)
        self.told = True
        return True

    def claimed(self, order: OrderView, fills: tuple[Fill, ...]) -> bool:
        """An order that came of a stop of this owner's, and what it traded before that was known."""
        if not self.moved(order):
            return False
        self._fills += fills
        self.told = True
        return True

    def traded(self, trade: Traded) -> None:
        self._tape.append(trade)
        self.told = True

    def charged(self, fill: Fill) -> bool:
        """A fee that was named late waits for the next call: nothing is done about it at once."""
        order = self._connector.keeper.view(fill.client_id)
        if order is None or order.owner != self._owner:
            return False
        self._late_fees.append(fill)
        self.told = True
        return True

    def recall(self) -> None:
        """After a restart: every order and stop of this owner's is news, as far as anybody remembers it."""
        for order in self._connector.keeper.known():
            self.moved(order)
        if self._connector.extra.stops is not None:
            for stop in self._connector.extra.stops.keeper.known():
                self.stop_moved(stop)

    def refuse(self, denial: Denial) -> None:
        self._denied.append(denial)
        self.told = True

    def refuse_stop(self, denied: DeniedStop) -> None:
        self._denied_stops.append(StopDenial(denied.wish, denied.rule, denied.words))
        self.told = True

    def called(self) -> None:
        self.told = False
        self._fills.clear()
        self._changed.clear()
        self._denied.clear()
        self._changed_stops.clear()
        self._denied_stops.clear()
        self._late_fees.clear()
        self._tape.clear()

    def look(self, now_ns: int) -> None:
        """What stays the same during one call."""
        self.now_ns = now_ns
        self.open = not self.halted and self._connector.open

    def market(self, pair: str) -> Market:
        return self._connector.markets[pair]

    def book(self, pair: str) -> BookView:
        book = self._connector.books.get(pair)
        assert book is not None, f"{pair} is not a pair of this run"
        return book

    def bars(self, pair: str, interval: str, count: int) -> list[Bar]:
        return self._connector.feeds.bars(pair, interval, count, self.now_ns)

    def trades(self, pair: str) -> list[Traded]:
        return [trade for trade in self._tape if trade.pair == pair]

    def orders(self, pair: str) -> list[OrderView]:
        return [order for order in self._connector.live_orders() if order.pair == pair and order.owner == self._owner]

    def changed(self) -> list[OrderView]:
        return list(self._changed)

    def denied(self) -> list[Denial]:
        return list(self._denied)

    def free(self, asset: str) -> int:
        return self._connector.free(asset)

    def total(self, asset: str) -> int:
        return self._connector.total(asset)

    def position(self, pair: str, hold: Hold = Hold.NET) -> int:
        contracts = self._connector.extra.contracts
        if contracts is None:
            return 0
        return contracts.positions.net(pair) if hold is Hold.NET else contracts.positions.lots(pair, hold)

    def mark(self, pair: str) -> int:
        contracts = self._connector.extra.contracts
        return contracts.mark(self.market(pair).symbol) if contracts is not None else 0

    def funding(self, pair: str) -> FundingKnown | None:
        contracts = self._connector.extra.contracts
        known = contracts.funding(self.market(pair).symbol) if contracts is not None else None
        return FundingKnown(self._connector.venue.id, pair, known.rate, known.next_ns) if known is not None else None

    def stops(self, pair: str) -> list[StopView]:
        live = self._connector.extra.live_stops()
        return [stop for stop in live if stop.wish.pair == pair and stop.owner == self._owner]

    def changed_stops(self) -> list[StopView]:
        return list(self._changed_stops)

    def denied_stops(self) -> list[StopDenial]:
        return list(self._denied_stops)

    def stop_terms(self, pair: str) -> StopTerms | None:
        venue = self._connector.venue
        kind = next((kind for kind in CLOSERS if kind in venue.stop_kinds), None)
        told = not venue.features.isdisjoint(("stops_lead_on", "stops_among_orders"))  # what came of it
        if self._connector.extra.stops is None or kind is None or not told or not self.market(pair).settle:
            return None
        by = TriggerBy.LAST if TriggerBy.LAST in venue.stop_prices else venue.stop_prices[0]
        return StopTerms(kind, by)

    def fills(self, pair: str) -> list[Fill]:
        return [fill for fill in self._fills if fill.pair == pair]

    def late_fees(self, pair: str) -> list[Fill]:
        return [fill for fill in self._late_fees if fill.pair == pair]
