"""Bars of the emulated venue as its sockets tell them: many on subscription, then the newest as it changes and ends."""

from __future__ import annotations

from typing import Final

from picaflor.machines.candles import Interval, parse_interval
from picaflor.sim.venue.floor import Floor
from picaflor.wire.reports import CandleReport
from picaflor.wire.stream import CandlesFrame, Topic
from picaflor.wire.venue import Venue

BEAT_NS: Final = 1_000_000_000  # a bar is told at most once in so long while it forms
SNAPSHOT: Final = 100  # bars


class CandleNews:
    def __init__(self, venue: Venue, floor: Floor) -> None:
        self._rule = venue.candles
        self._floor = floor
        self.due_ns = 0  # nothing is told before
        self._told: dict[Topic, tuple[int, int]] = {}  # the newest bar that was told, and trades so far

    def offers(self, topic: Topic) -> bool:
        return topic.name in self._rule.streamed

    def snapshot(self, topic: Topic, now_ns: int) -> CandlesFrame:
        """Whoever hears this topic already may be told the same again by the next update, which is no harm."""
        tape, interval = self._floor.tapes[topic.symbol], parse_interval(topic.name)
        self._told.setdefault(topic, (interval.number(now_ns), tape.changes))
        return CandlesFrame(topic, self._bars(topic, interval, now_ns, SNAPSHOT), snapshot=True)

    def changes(self, topics: list[Topic], now_ns: int) -> list[tuple[Topic, CandlesFrame]]:
        """`topics`: those that somebody hears. One row a frame, as the venue does it."""
        if now_ns < self.due_ns:
            return []
        self.due_ns = now_ns + BEAT_NS
        self._told = {topic: told for topic, told in self._told.items() if topic in topics}
        return [
            (topic, CandlesFrame(topic, (bar,)))
            for topic in sorted(topics, key=lambda t: (t.symbol, t.name))
            for bar in self._news(topic, now_ns)
        ]

    def _news(self, topic: Topic, now_ns: int) -> tuple[CandleReport, ...]:
        """The bars since the one that was told last, that one too if something traded since."""
        interval, changes = parse_interval(topic.name), self._floor.tapes[topic.symbol].changes
        number = interval.number(now_ns)
        last, seen = self._told.get(topic, (number, -1))
        self._told[topic] = (number, changes)
        fresh = number - last + (changes != seen)
        return self._bars(topic, interval, now_ns, min(fresh, SNAPSHOT)) if fresh else ()

    def _bars(self, topic: Topic, interval: Interval, now_ns: int, count: int) -> tuple[CandleReport, ...]:
        bars = self._floor.tapes[topic.symbol].candles(interval, now_ns, limit=count)
        return tuple(bar for bar in bars if bar.base_volume or not self._rule.skips_quiet)
