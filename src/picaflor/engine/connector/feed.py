"""The bars of one pair and interval: history that is asked for, joined with what the venue's stream tells.

Where a row has no stream of bars they are built here from its trades, and say so; where it has no history either, built
ones are all there is. Of built bars only those are told whose trades were all heard: a stream of trades that broke is
whole again when the venue's recent trades reach back to one that was heard before, and otherwise begins anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market, OffGrid
from picaflor.engine.connector.desk import Result
from picaflor.machines.candles import Builder, Heard, Series, bar_of, parse_interval
from picaflor.machines.candles.backfill import Backfill
from picaflor.wire.asks import Ask, Candles, ReadCandles, ReadTrades, Trades
from picaflor.wire.reports import CandleReport, TradeReport
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import Venue

SECOND: Final = 1_000_000_000
SETTLE_NS: Final = (
    2 * SECOND
)  # for so long after a bar's end the venue may still mend it, and a stream may still tell it
SPARE: Final = 100  # bars kept beyond those that were wanted
RECENT: Final = 100  # trades that are asked for when a stream of them begins
AGAIN_NS: Final = 5 * SECOND  # after an answer that says nothing
_NEWS: Final = (Heard.NEW, Heard.CHANGED, Heard.GAP)


class CandleFeed:
    def __init__(self, venue: Venue, market: Market, interval: str, count: int) -> None:
        self.market = market
        self.interval = parse_interval(interval)
        self.count = count
        self.streamed = interval in venue.candles.streamed
        rule = venue.candles
        self.series = Series(self.interval, count + SPARE, SETTLE_NS, stream_skips_quiet=rule.skips_quiet)
        self.misfits = 0  # rows that do not open where a bar of this interval may
        self._bars = Topic(Channel.CANDLES, market.symbol, interval, venue.product)
        self._trades = Topic(Channel.TRADES, market.symbol, product=venue.product)
        self._backfill = (
            Backfill(self.series, rule, market.symbol, count) if interval in venue.candle_intervals else None
        )
        self._builder = None if self.streamed else Builder(market, self.interval, fill_quiet=not rule.skips_quiet)
        self._heard: deque[str] = deque(maxlen=2 * RECENT)  # ids of the latest trades
        self._known: frozenset[str] = frozenset()  # those that were heard before the stream broke
        self._first: int | None = None  # the first bar all of whose trades were heard; None: nobody knows yet
        self._held: dict[int, Bar] = {}  # built, while nobody knows
        self._trades_ns: int | None = None  # when to ask for recent trades
        self._due_ns: int | None = 0
        self.live = False  # the stream that it is fed by is there
        self._complete = False

    # reading

    @property
    def ready(self) -> bool:
        """All that was wanted is there, or all that there is, and it goes on."""
        return self.live and self._complete

    @property
    def source(self) -> Topic:
        """What it lives from."""
        return self._bars if self.streamed else self._trades

    def topics(self) -> list[Topic]:
        """Trades are heard for each pair anyway."""
        return [self._bars] if self.streamed else []

    def bars(self, count: int, now_ns: int) -> list[Bar]:
        """The latest, oldest first; the last one may be forming. Quiet ones stand at the last close."""
        return self.series.bars(min(count, self.count), now_ns, fill_quiet=True)

    def gaps(self, now_ns: int) -> list[tuple[int, int]]:
        return self.series.gaps(self.count, now_ns)

    # the stream

    def begins(self, topic: Topic, now_ns: int) -> None:
        """The venue has acknowledged a topic."""
        if topic == self.source:
            self.live = True
            self._trades_ns = now_ns if self._builder is not None else None
            self._review(now_ns)

    def lost(self) -> None:
        """What came while nobody listened is not known."""
        self.live = self._complete = False
        self.series.lost()
        if self._first is not None:
            self._known = frozenset(self._heard)
        self._first = None
        self._held.clear()
        self._trades_ns = None

    def told(self, topic: Topic, rows: Sequence[CandleReport], snapshot: bool, now_ns: int) -> list[Bar]:
        """Bars that changed. A snapshot is history but for its newest row."""
        if topic != self._bars or not self.streamed:
            return []
        fit = [row for row in rows if row.open_ns == self.interval.opens(row.open_ns)]
        self.misfits += len(rows) - len(fit)
        changed = self._merge([bar_of(self.market, row) for row in fit])
        self._review(now_ns)
        newest_ns = max((row.open_ns for row in fit), default=0)
        return [bar for bar in changed if bar.open_ns == newest_ns] if snapshot else changed

    def _merge(self, bars: Sequence[Bar]) -> list[Bar]:
        changed: dict[int, None] = {}
        for fresh in bars:
            number = self.interval.number(fresh.open_ns)
            before = self.series.bar(number - 1)
            if self.series.update(fresh) in _NEWS:
                if before != self.series.bar(number - 1):
                    changed[number - 1] = None  # it is whole now
                changed[number] = None
        return [bar for number in changed if (bar := self.series.bar(number)) is not None]

    # trades, where there is no stream of bars

    def traded(self, rows: Sequence[TradeReport], snapshot: bool, now_ns: int) -> list[Bar]:
        """Newest first, as the wire has them."""
        if self._builder is None:
            return []
        changed = self._build(rows, now_ns, whole=snapshot)
        self._review(now_ns)
        return changed

    def _build(self, rows: Sequence[TradeReport], now_ns: int, *, whole: bool) -> list[Bar]:
        """`whole`: these are the venue's latest, none left out, so they say how far back we know."""
        assert self._builder is not None
        if whole and self._first is None:
            joins = any(row.trade_id in self._known for row in rows)
            oldest = self.interval.number(min([row.at_ns for row in rows], default=now_ns))
            self._first = oldest if joins or not rows else oldest + 1
        told: list[Bar] = []
        for row in reversed(rows):
            try:
                ticks, lots = self.market.tick.count(row.price), self.market.sized.count(row.size)
            except OffGrid:
                continue  # the connector's own tape has told it
            self._heard.append(row.trade_id)
            told += self._builder.feed(ticks, lots, row.at_ns, row.trade_id)
        return self._settle(told + self._builder.tick(now_ns))

    def _settle(self, told: Sequence[Bar]) -> list[Bar]:
        """Built bars wait until it is known from where on they are whole."""
        self._held.update((self.interval.number(bar.open_ns), bar) for bar in told)
        if self._first is None:
            return []
        held, self._held = self._held, {}
        return self._merge([held[number] for number in sorted(held) if number >= self._first])

    # questions

    def ask(self, now_ns: int) -> Ask | None:
        """The next one that is due."""
        if self._trades_ns is not None and now_ns >= self._trades_ns:
            self._trades_ns = now_ns + AGAIN_NS
            return ReadTrades(self.market.symbol, RECENT)
        return self._backfill.ask(now_ns) if self._backfill is not None else None

    def answered(self, ask: Ask, result: Result | None, asked_ns: int, now_ns: int) -> list[Bar]:
        """`None`: it could not be asked."""
        changed: list[Bar] = []
        match ask, result:
            case ReadTrades(), Trades(rows):
                self._trades_ns = None
                changed = self._build(rows, now_ns, whole=True) if self.live else []
            case ReadCandles(), Candles(rows) if self._backfill is not None:
                self._backfill.answered([bar_of(self.market, row) for row in rows], asked_ns, now_ns)
                self.misfits, self._backfill.misfits = self.misfits + self._backfill.misfits, 0
            case ReadCandles(), _ if self._backfill is not None:
                self._backfill.failed(now_ns)
            case _:
                pass
        self._review(now_ns)
        return changed

    # time

    def tick(self, now_ns: int) -> list[Bar]:
        changed = self._settle(self._builder.tick(now_ns)) if self._builder is not None else []
        self.series.began(self.interval.number(now_ns - SETTLE_NS))
        self._review(now_ns)
        return changed

    def due(self) -> int | None:
        return self._due_ns

    def _review(self, now_ns: int) -> None:
        """What is missing now, and when to look again: at the latest when the next bar ought to have come."""
        backfill, builder = self._backfill, self._builder
        self._complete = not backfill.missing(now_ns) if backfill is not None else self._first is not None
        times = [self._trades_ns]
        if backfill is not None:
            number = self.interval.number(now_ns - SETTLE_NS)
            times.append(self.interval.begins(number + 1) + SETTLE_NS)
            if not self._complete and backfill.asked is None:
                times.append(max(now_ns, backfill.due() or 0))
        if builder is not None:
            times.append(builder.due())
        self._due_ns = min((at for at in times if at is not None), default=None)
