"""Bars of one market as they form: a connector without an account follows them, history first, until told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from picaflor.app.build import build_engine
from picaflor.app.candles import LIMIT_MAX, Row, as_row, ask_market, find_row
from picaflor.app.plan import ConnectorPlan, RunPlan
from picaflor.app.problems import Usage
from picaflor.domain.bars import Bar
from picaflor.domain.events import BarChanged
from picaflor.domain.market import Market
from picaflor.engine.audit import Seen
from picaflor.engine.connector.feeds import BarsWanted, Feeds
from picaflor.engine.records import NoJournal
from picaflor.live.pump import Outside, Pump
from picaflor.machines.candles.intervals import BadInterval, parse_interval
from picaflor.transport.clock import Clock, fresh_seed
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.venue import Venue


class _NoDisk(NoJournal):
    """Nobody acts on what is watched, so nobody needs to know later what was seen."""

    def flush(self) -> None:
        return


def row_to_follow(venue_id: str, interval: str, limit: int) -> Venue:
    """Any row will do: where a venue has no bars of its own, they are built from its trades."""
    try:
        parse_interval(interval)
    except BadInterval as error:
        raise Usage(str(error)) from error
    if not 1 <= limit <= LIMIT_MAX:
        raise Usage(f"{limit} bars cannot be asked for: say 1 to {LIMIT_MAX}")
    return load(find_row(venue_id))


class _Watch:
    def __init__(self, pump: Pump, feeds: Feeds, market: Market, want: BarsWanted, show: Callable[[Row], None]) -> None:
        self._pump = pump
        self._feeds = feeds
        self._market = market
        self._want = want
        self._show = show
        self._begun = False

    def look(self) -> None:
        """After each turn: first all that there is, then what changed."""
        want = self._want
        changed = [
            line.event.bar
            for line in self._pump.engine.audit.drain()
            if isinstance(line, Seen) and isinstance(line.event, BarChanged)
        ]
        feed = self._feeds.feed(want.pair, want.interval)
        if feed is None or not (self._begun or feed.ready):
            return
        if not self._begun:
            self._begun = True
            changed = self._feeds.bars(want.pair, want.interval, want.count, self._pump.clock.now_ns())
        for bar in changed:
            self._show(as_row(_in_atoms(self._market, bar)))


async def follow(
    venue: Venue,
    pair: str,
    interval: str,
    limit: int,
    hosts: Hosts,
    stop: asyncio.Event,
    show: Callable[[Row], None],
    clock: Clock | None = None,
    dialler: Dialler | None = None,
) -> None:
    """`show` gets each bar of the history once, and from then on each that begins, changes or ends."""
    clock = clock or Clock()
    market = await ask_market(venue, pair, hosts, clock, dialler)
    want = BarsWanted(market.pair, interval, limit)
    row = ConnectorPlan(venue.id, (market.pair,), fresh_seed(), 0, 0, private=False, bars=(want,))
    engine = build_engine(RunPlan((row,)))
    pump = Pump(engine, {venue.id: Outside(venue, None, hosts, dialler or Dialler())}, clock, _NoDisk())
    pump.after_turn = _Watch(pump, engine.connectors[venue.id].feeds, market, want, show).look
    stopped = asyncio.ensure_future(stop.wait())
    failed = asyncio.ensure_future(pump.done.wait())
    try:
        pump.start()
        await asyncio.wait((stopped, failed), return_when=asyncio.FIRST_COMPLETED)
        if pump.failed is not None:
            raise pump.failed
    finally:
        stopped.cancel()
        failed.cancel()
        await pump.close()


def _in_atoms(market: Market, bar: Bar) -> Bar:
    tick = market.tick.atoms
    return replace(
        bar,
        open=bar.open * tick,
        high=bar.high * tick,
        low=bar.low * tick,
        close=bar.close * tick,
        volume=bar.volume * market.lot.atoms,
    )
