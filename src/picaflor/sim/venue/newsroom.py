"""What one row of the house tells those who hear it: what was before on subscription, and then what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final

from msgspec import structs

from picaflor.domain.orders import Hold, OrderType
from picaflor.sim.venue.candle_news import CandleNews
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.publisher import DEPTH, Publisher, Sums
from picaflor.sim.venue.ticker_news import TickerNews
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    OrderReport,
    OrderStatus,
    PositionReport,
)
from picaflor.wire.stops import StopReport
from picaflor.wire.stream import (
    Channel,
    FillsFrame,
    OrdersFrame,
    PositionsFrame,
    StopsFrame,
    Topic,
    TradesFrame,
    VenueFrame,
)
from picaflor.wire.wallet import Purse

RECENT_TRADES = 50
Make = Callable[[Topic], VenueFrame]
Kinds = AbstractSet[Channel]
TIMED: Final[Kinds] = frozenset({Channel.CANDLES, Channel.TICKERS})  # told of when time passes, whatever the books do


class Newsroom:
    def __init__(self, floor: Floor, sums: Sums | None = None) -> None:
        self.floor = floor
        self.venue = floor.venue
        self.holds = floor.venue.holds
        # names of private topics that are about all of the house; there a position that ended is told once more, empty
        self.shared = {kind.private_name for kind in floor.venue.kinds() if "one_stream" in kind.features}
        self.stops_on = Channel.ORDERS if "stops_with_orders" in floor.venue.features else Channel.STOPS
        self._held: dict[int, dict[tuple[str, Hold], PositionReport]] = {}  # by account: as they were told last
        self._publisher = Publisher(floor.venue, floor, sums)
        self._candles = CandleNews(floor.venue, floor)
        self._tickers = TickerNews(floor)
        self._timed = ((Channel.CANDLES, self._candles), (Channel.TICKERS, self._tickers))

    def there(self, topic: Topic) -> bool:
        listed = not topic.symbol or topic.symbol in self.floor.markets
        return listed and (topic.channel is not Channel.CANDLES or self._candles.offers(topic))

    def before(self, topic: Topic, account: VenueAccount | None, now_ns: int) -> Iterator[VenueFrame]:
        """What was before, where the venue tells it to who comes new; `account` is the hearer's on this floor."""
        features = self.venue.features
        if "silent_start" in features and topic.channel is not Channel.BOOK:
            return
        if topic.channel is Channel.BOOK and not self._publisher.offers(topic):
            return
        if topic.channel is Channel.BOOK:
            yield self._publisher.snapshot(topic, now_ns, self._publisher.depth(topic) or DEPTH)
        elif topic.channel is Channel.CANDLES:
            yield self._candles.snapshot(topic, now_ns)
        elif topic.channel is Channel.TICKERS:
            yield self._tickers.snapshot(topic, now_ns)
        elif topic.channel is Channel.TRADES and "trades_snapshot" in features:
            recent = tuple(islice(reversed(self.floor.tapes[topic.symbol].trades), RECENT_TRADES))
            yield TradesFrame(topic, recent, snapshot=True)
        elif account is None:
            return
        elif topic.channel is Channel.BALANCES:
            yield balances(account, account.ledger.assets(), now_ns, product=self.venue.product, name=topic.name)
        elif topic.channel is Channel.WALLET:
            yield in_wallet(account, [each for each, atoms in account.wallet.items() if atoms], now_ns, whole=True)(
                topic
            )
        elif topic.channel is Channel.POSITIONS:
            pots = self.floor.pots(account, now_ns)
            yield PositionsFrame(self.floor.positions(account, now_ns), topic, at_ns=now_ns, pots=pots)
        elif topic.channel is Channel.ORDERS and "orders_snapshot" in features:
            waiting = self.floor.waiting.waiting(account) if "stops_among_orders" in features else []
            rows = (*(order.report() for order in account.live.values()), *(stop.among_orders() for stop in waiting))
            yield OrdersFrame(rows, topic, snapshot=True)

    # frames about an account, each under the topic that its hearer asked for

    def tells(self, report: OrderReport) -> bool:
        """Whether the venue pushes that much of an order."""
        quiet = report.type is OrderType.MARKET and "filled_markets" in self.venue.features
        return not quiet or report.status is OrderStatus.FILLED

    def order(self, report: OrderReport) -> Make:
        return lambda topic: OrdersFrame((report,), topic)

    def fill(self, report: FillReport) -> Make:
        return lambda topic: FillsFrame((report,), topic)

    def stop(self, report: StopReport) -> Make:
        return lambda topic: StopsFrame((report,), topic)

    def money(self, account: VenueAccount, assets: Iterable[str], now_ns: int) -> Make:
        return lambda topic: balances(account, assets, now_ns, product=self.venue.product, name=topic.name)

    def positions(self, account: VenueAccount, now_ns: int) -> Make:
        if "positions_apart" in self.venue.features:
            rows = self._with_ended(account, now_ns)
            return lambda topic: PositionsFrame(rows, topic, whole=False, at_ns=now_ns)
        told: list[tuple[PositionReport, ...]] = []

        def make(topic: Topic) -> PositionsFrame:
            if topic.name not in self.shared:
                pots = self.floor.pots(account, now_ns)
                return PositionsFrame(self.floor.positions(account, now_ns), topic, at_ns=now_ns, pots=pots)
            if not told:
                told.append(self._with_ended(account, now_ns))
            return PositionsFrame(told[0], topic, at_ns=now_ns)

        return make

    def _with_ended(self, account: VenueAccount, now_ns: int) -> tuple[PositionReport, ...]:
        """And what was told to be there, and is there no more."""
        rows = self.floor.positions(account, now_ns)
        held = {(row.symbol, row.hold): row for row in rows}
        before, self._held[account.no] = self._held.get(account.no, {}), held
        gone = {"size": 0, "entry": None, "liquidation": None, "margin": 0, "unrealised": 0, "closing": 0}
        ended = (row for key, row in before.items() if key not in held)
        return rows + tuple(structs.replace(row, at_ns=now_ns, **gone) for row in ended)

    # public frames

    def due(self, heard: Kinds) -> int | None:
        """None: not before a book has changed."""
        if not self._publisher.idle:
            return self._publisher.due()
        if heard.isdisjoint(TIMED):
            return None
        return self._publisher.sleep(min([news.due_ns for channel, news in self._timed if channel in heard]))

    def pace(self, every_ns: int) -> None:
        """How often books tell what has changed."""
        self._publisher.pace(every_ns)

    def beat(self, heard: Iterable[Topic], now_ns: int) -> Iterator[tuple[Topic, VenueFrame]]:
        """What changed since the last beat; `heard`: the topics of this row that somebody hears."""
        markets = self.floor.markets
        told: dict[Channel, list[Topic]] = {Channel.BOOK: [], Channel.CANDLES: [], Channel.TICKERS: []}
        for topic in heard:
            if topic.channel in told and (not topic.symbol or topic.symbol in markets):
                told[topic.channel].append(topic)
        if self._oversleeps(told, now_ns):
            return
        yield from self._publisher.changes(told[Channel.BOOK], now_ns)
        if bars := told[Channel.CANDLES]:
            yield from self._candles.changes(bars, now_ns)
        if tickers := told[Channel.TICKERS]:
            yield from self._tickers.changes(tickers, now_ns)

    def _oversleeps(self, told: Mapping[Channel, list[Topic]], now_ns: int) -> bool:
        timed = [news for channel, news in self._timed if told[channel]]
        if any(not news.due_ns for news in timed):
            return False  # the first of them is told at once
        return self._publisher.oversleeps(now_ns)

    def books(self, heard: Iterable[Topic], symbol: str, now_ns: int) -> list[tuple[Topic, BookFrame]]:
        """The changes of one book, ahead of the beat."""
        topics = [t for t in heard if t.channel is Channel.BOOK and t.symbol == symbol]
        return self._publisher.changes(topics, now_ns, symbol)


def in_wallet(account: VenueAccount, assets: Iterable[str], now_ns: int, *, whole: bool = False) -> Make:
    rows = tuple(BalanceReport(asset, account.wallet.get(asset, 0), 0) for asset in sorted(set(assets)))
    return lambda _topic: BalancesReport(rows, whole, now_ns, Purse.WALLET)


def balances(
    account: VenueAccount, assets: Iterable[str], now_ns: int, whole: bool = False, product: str = "", name: str = ""
) -> BalancesReport:
    rows = tuple(account.balance(asset) for asset in sorted(set(assets)))
    return BalancesReport(rows, whole, now_ns, product, name)
