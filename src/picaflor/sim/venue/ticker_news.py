"""Tickers as the emulated venue's sockets tell them: on subscription, and then on a beat where something changed."""

from __future__ import annotations

from typing import Final

from msgspec import structs

from picaflor.sim.venue.floor import Floor
from picaflor.wire.reports import TickerReport
from picaflor.wire.stream import TickersFrame, Topic

BEAT_NS: Final = 300_000_000


class TickerNews:
    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.due_ns = 0  # nothing is told before
        self._told: dict[str, tuple[TickerReport, ...]] = {}  # "": of all of them

    def snapshot(self, topic: Topic, now_ns: int) -> TickersFrame:
        return TickersFrame(topic, (self._floor.ticker(topic.symbol, now_ns),))

    def changes(self, topics: list[Topic], now_ns: int) -> list[tuple[Topic, TickersFrame]]:
        """`topics`: those that somebody hears; one without a symbol is about all of them."""
        if now_ns < self.due_ns:
            return []
        self.due_ns = now_ns + BEAT_NS
        before, self._told = self._told, {}
        frames = []
        for topic in sorted(topics, key=lambda each: each.symbol):
            symbols = [topic.symbol] if topic.symbol else list(self._floor.markets)
            reports = tuple(self._floor.ticker(symbol, now_ns) for symbol in symbols)
            said = self._told[topic.symbol] = tuple(structs.replace(report, at_ns=0) for report in reports)
            if before.get(topic.symbol) != said:
                frames.append((topic, TickersFrame(topic, reports)))
        return frames
