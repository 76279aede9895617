"""The last bars of one market, asked of its venue and put into one series without a gap or a repeat."""

from __future__ import annotations

import asyncio
import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from picaflor.app.families import together
from picaflor.app.meant import unknown
from picaflor.app.problems import NotFound, Problem, RefusedByVenue, TooLate, Usage
from picaflor.app.progress import Told, unheard
from picaflor.domain.market import Market
from picaflor.domain.numbers import write_atoms
from picaflor.live.asker import Asker
from picaflor.machines.candles import Bar, Series, parse_interval
from picaflor.machines.candles.backfill import Backfill
from picaflor.machines.candles.bar import in_atoms
from picaflor.storage.candles import numbers, write_csv, write_parquet
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.venues import load, names
from picaflor.wire.asks import Answer, Candles, ReadMarkets, ReadTime, Refused, Unclear
from picaflor.wire.decoding import write_iso
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import Listing, ServerTime
from picaflor.wire.venue import Venue

LIMIT_MAX: Final = 100_000
SPARE: Final = 1_000  # bars that may end while a long history is asked for
Row = dict[str, str | bool]
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in atoms, oldest first; the last one may still be forming."""

    venue: str
    pair: str
    interval: str
    bars: list[Bar]

    def rows(self) -> list[Row]:
        return [as_row(bar) for bar in self.bars]

    def save(self, csv: Path | None, parquet: Path | None) -> None:
        if csv is not None:
            write_csv(csv, self.bars)
        if parquet is not None:
            write_parquet(parquet, self.bars, {"venue": self.venue, "pair": self.pair, "interval": self.interval})


def as_row(bar: Bar) -> Row:
    opens, high, low, close, volume, quote_volume = map(write_atoms, numbers(bar))
    return {
        "open_time": write_iso(bar.open_ns).replace(".000Z", "Z"),
        "open": opens,
        "high": high,
        "low": low,
        "close": close,
        "volume": volume,
        "quote_volume": quote_volume,
        "finished": bar.finished,
        "built": bar.built,
    }


def find_row(venue_id: str) -> str:
    if venue_id not in names():
        raise NotFound(unknown("connector", venue_id, names()))
    return venue_id


def row_with_bars(venue_id: str, interval: str, limit: int) -> Venue:
    venue = load(find_row(venue_id))
    if not venue.candle_intervals:
        raise NotFound(f"{venue_id} has no bars to ask for: --watch builds them from its trades")
    if interval not in venue.candle_intervals:
        raise Usage(f"{venue_id} has no bars of {interval[:20]!r}: say one of {', '.join(venue.candle_intervals)}")
    if not 1 <= limit <= LIMIT_MAX:
        raise Usage(f"{limit} bars cannot be asked for: say 1 to {LIMIT_MAX}")
    return venue


def find_market(listing: Listing, venue_id: str, name: str) -> Market:
    """BTC-USDT, BTC/USDT, BTCUSDT, in any case, or the venue's own word."""
    wanted = name.upper().replace("/", "-")
    for market in listing.markets:
        if (
            wanted == market.pair
            or name == market.symbol
            or ("-" not in wanted and wanted == market.base + market.quote)
        ):
            return market
    near = difflib.get_close_matches(wanted, [market.pair for market in listing.markets], n=1)
    mend = f"did you mean {near[0]}?" if near else f"it lists {len(listing.markets)} others"
    raise NotFound(f"there is no market {name[:40]!r} on {venue_id}: {mend}")


async def ask_market(venue: Venue, name: str, hosts: Hosts, clock: Clock, dialler: Dialler | None = None) -> Market:
    asker = Asker(venue, "live", hosts, clock, dialler=dialler)
    try:
        return await _market(asker, venue, name)
    finally:
        await asker.close()


async def _market(asker: Asker, venue: Venue, name: str) -> Market:
    said = [await asker.ask(ReadMarkets(), family.rest) for family in venue.every_family()]
    return find_market(_need(together(said), Listing, venue), venue.id, name)


async def fetch(
    venue: Venue,
    pair: str,
    interval: str,
    limit: int,
    hosts: Hosts,
    clock: Clock | None = None,
    dialler: Dialler | None = None,
    told: Told = unheard,
) -> Chart:
    clock = clock or Clock()
    asker = Asker(venue, "live", hosts, clock, dialler=dialler)
    try:
        market = await _market(asker, venue, pair)
        asked_ns = clock.now_ns()
        theirs = _need(await asker.ask(ReadTime()), ServerTime, venue)
        ahead_ns = theirs.at_ns - (asked_ns + clock.now_ns()) // 2  # whether a bar is over the venue's clock says
        series = Series(parse_interval(interval), limit + SPARE)
        backfill = Backfill(series, venue.candles, market.symbol, limit)
        had = 0
        while True:
            told(min(had, limit), limit)
            now_ns = clock.now_ns() + ahead_ns
            ask = backfill.ask(now_ns)
            if ask is not None:
                rows = _need(await asker.ask(ask), Candles, venue).rows
                had += len(rows)
                backfill.answered([in_atoms(row) for row in rows], now_ns, clock.now_ns() + ahead_ns)
            elif (due_ns := backfill.due()) is None:
                return Chart(venue.id, market.pair, interval, series.bars(limit, now_ns, fill_quiet=True))
            elif backfill.stuck:
                raise Problem(_why_stuck(backfill, venue.id, now_ns))
            else:
                await asyncio.sleep(clock.seconds_until(due_ns - ahead_ns))
    finally:
        await asker.close()


def _why_stuck(backfill: Backfill, venue: str, now_ns: int) -> str:
    series = backfill.series
    if backfill.misfits:
        return f"{venue} tells bars that do not open when {series.interval} bars do"
    since_ns, until_ns = series.gaps(backfill.count, now_ns)[-1]
    return (
        f"{venue} does not tell the bars from {write_iso(since_ns)} to {write_iso(until_ns)}: ask for fewer, or again"
    )


def _need(answer: Answer | Refused | Unclear | NotSent | NoAnswer, kind: type[_Kind], venue: Venue) -> _Kind:
    match answer:
        case Refused(code, words):
            raise RefusedByVenue(f"{venue.id} refused with {code}: {words}")
        case Unclear(why):
            raise Problem(f"{venue.id} answered what nobody can read: {why}")
        case NotSent(why):
            raise Problem(f"{venue.id} could not be asked: {why}")
        case NoAnswer(why):
            raise TooLate(f"{venue.id} did not answer: {why}")
    assert isinstance(answer, kind)
    return answer
