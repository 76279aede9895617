"""The part of a connector that follows bars: which topics its feeds hear, which questions they ask, what they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from picaflor.domain.bars import Bar
from picaflor.domain.events import BarChanged, Event, Surprise
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.feed import CandleFeed
from picaflor.engine.connector.part import Quiet
from picaflor.wire.stream import CandlesFrame, Topic, TradesFrame, VenueFrame
from picaflor.wire.venue import Venue

PURPOSE: Final = "bars"


class BarsWanted(Struct, frozen=True):
    pair: str
    interval: str
    count: int = 500


class Feeds(Quiet):
    name = "bars"

    def __init__(
        self,
        venue: Venue,
        wanted: tuple[BarsWanted, ...],
        desk: Desk,
        tell: Callable[[Event], None],
        ahead_ns: Callable[[], int],
    ) -> None:
        """`ahead_ns`: how far the venue's clock is ahead of ours. Whether a bar is over, the venue's clock says."""
        self._venue = venue
        self._wanted = wanted
        self._desk = desk
        self._tell = tell
        self._ahead_ns = ahead_ns
        self._feeds: dict[tuple[str, str], CandleFeed] = {}
        self._asked: dict[str, CandleFeed] = {}  # by purpose

    def feed(self, pair: str, interval: str) -> CandleFeed | None:
        return self._feeds.get((pair, interval))

    def bars(self, pair: str, interval: str, count: int, now_ns: int) -> list[Bar]:
        feed = self._feeds.get((pair, interval))
        return feed.bars(count, now_ns + self._ahead_ns()) if feed is not None else []

    def missing(self) -> list[str]:
        there = self._feeds
        return [
            f"bars {want.pair} {want.interval}"
            for want in self._wanted
            if (feed := there.get((want.pair, want.interval))) is None or not feed.ready
        ]

    def public_topics(self, market: Market) -> list[Topic]:
        """Of a market that is new to us, or that has another name now."""
        topics: list[Topic] = []
        for want in self._wanted:
            if want.pair == market.pair:
                feed = CandleFeed(self._venue, market, want.interval, want.count)
                self._feeds[want.pair, want.interval] = feed
                topics += feed.topics()
        return topics

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        """A market whose grid is not what it was keeps its topics, and its bars begin anew."""
        for want in self._wanted:
            key = want.pair, want.interval
            old, market = self._feeds.get(key), markets.get(want.pair)
            if old is None or market is None or market.symbol != old.market.symbol:
                continue
            if (market.tick, market.lot) != (old.market.tick, old.market.lot):
                fresh = self._feeds[key] = CandleFeed(self._venue, market, want.interval, want.count)
                if old.live:
                    fresh.begins(fresh.source, now_ns + self._ahead_ns())

    def begins(self, topic: Topic, now_ns: int) -> None:
        """The venue has acknowledged a topic."""
        for feed in self._feeds.values():
            feed.begins(topic, now_ns + self._ahead_ns())
        self.tick(now_ns)

    def lost(self) -> None:
        """The public socket is gone."""
        for feed in self._feeds.values():
            feed.lost()

    def missed(self, topic: Topic) -> None:
        """What it told is not whole."""
        for feed in self._feeds.values():
            if feed.source == topic:
                feed.lost()

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        if not isinstance(frame, CandlesFrame | TradesFrame):
            return False
        venue_ns = now_ns + self._ahead_ns()
        for key, feed in self._feeds.items():
            if isinstance(frame, CandlesFrame):
                if feed.source == frame.topic:
                    self._told(key, feed.told(frame.topic, frame.rows, frame.snapshot, venue_ns))
            elif frame.topic.symbol == feed.market.symbol:
                self._told(key, feed.traded(frame.rows, frame.snapshot, venue_ns))
        return bool(self._feeds)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        """Whether somebody here had asked."""
        feed = self._asked.pop(errand.purpose, None)
        if feed is None:
            return errand.purpose.startswith(PURPOSE)  # asked for a grid that is gone
        ahead_ns = self._ahead_ns()
        pair, interval = feed.market.pair, str(feed.interval)
        changed = feed.answered(errand.ask, result, errand.asked_ns + ahead_ns, now_ns + ahead_ns)
        self._told((pair, interval), changed)
        self.tick(now_ns)
        return True

    def due(self) -> int | None:
        if not self._feeds:
            return None
        times = [due for feed in self._feeds.values() if (due := feed.due()) is not None]
        return min(times) - self._ahead_ns() if times else None

    def tick(self, now_ns: int) -> None:
        venue_ns = now_ns + self._ahead_ns()
        for key, feed in self._feeds.items():
            due = feed.due()
            if due is not None and venue_ns >= due:
                self._told(key, feed.tick(venue_ns))
                self._ask(key, feed, now_ns, venue_ns)

    def _ask(self, key: tuple[str, str], feed: CandleFeed, now_ns: int, venue_ns: int) -> None:
        while (ask := feed.ask(venue_ns)) is not None:
            purpose = f"{PURPOSE} {type(ask).__name__} {' '.join(key)}"
            if not self._desk.ask(ask, purpose, now_ns):
                feed.answered(ask, None, venue_ns, venue_ns)
                break
            self._asked[purpose] = feed
        feed.tick(venue_ns)

    def _told(self, key: tuple[str, str], bars: Iterable[Bar]) -> None:
        for bar in bars:
            self._tell(BarChanged(self._venue.id, *key, bar))
        feed = self._feeds[key]
        if feed.misfits:
            self._tell(Surprise("bars that open elsewhere", f"{' '.join(key)}: {feed.misfits}"))
            feed.misfits = 0
