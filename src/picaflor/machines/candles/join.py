"""One series from pages of history and a stream, whatever came first.

Of two tellings of a bar the better one stays: whole before forming, the venue's history before its stream before what
was built from trades, then the one with more volume, since a forming bar only grows. That order is total, so pages and
updates may come in any order and overlap as they like. A stream's bar is whole once the stream has gone on to a later
one without a break; after a break the bar that was forming is asked for again. What a page leaves out between its rows,
and all of the span of an empty page, is proven quiet and never asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from picaflor.machines.candles.bar import Bar, quiet
from picaflor.machines.candles.intervals import Interval
from picaflor.machines.candles.paging import Page


class Source(IntEnum):
    BUILT = 1
    STREAM = 2
    HISTORY = 3


class Heard(StrEnum):
    """What a stream's update was."""

    NEW = "new"  # the next bar
    CHANGED = "changed"
    REPEAT = "repeat"
    OLD = "old"  # of a bar that is known better already
    GAP = "gap"  # bars between this one and the last are missing: ask `next_page`


@dataclass(frozen=True, slots=True)
class Kept:
    bar: Bar
    whole: bool
    source: Source

    @property
    def rank(self) -> tuple[int, ...]:
        bar = self.bar
        sure = int(self.source) if self.whole else 0
        return (
            self.whole,
            sure,
            bar.volume,
            bar.trades,
            bar.money,
            bar.high,
            -bar.low,
            bar.close,
            bar.open,
            self.source,
        )


class Series:
    def __init__(
        self, interval: Interval, keep: int = 6_000, settle_ns: int = 0, *, stream_skips_quiet: bool = False
    ) -> None:
        """`settle_ns`: for how long after its end a page may still show a bar that is not final.

        `stream_skips_quiet`: where the stream sends nothing for a bar without trades, a jump is silence and no gap.
        """
        self.interval = interval
        self.repeats = 0
        self.corrections = 0  # whole bars that a better source told otherwise
        self.keep = keep
        self._skips_quiet = stream_skips_quiet
        self._settle_ns = settle_ns
        self._bars: dict[int, Kept] = {}
        self._newest: int | None = None
        self._absent: set[int] = set()  # proven to have no bar
        self._looked: int | None = None  # the forming bar that a page had nothing of yet
        self._nothing_before: int | None = None  # a page found nothing older than this bar
        self._live: tuple[int, Bar] | None = None  # the stream's forming bar

    # taking

    def page(self, page: Page, rows: Iterable[Bar], as_of_ns: int) -> None:
        """A venue's answer to `page`, in any order. `as_of_ns`: when it was asked for."""
        numbers = set()
        for bar in rows:
            number = self.interval.number(bar.open_ns)
            numbers.add(number)
            self._merge(number, bar, self._over(number, as_of_ns), Source.HISTORY)
        forming = self.interval.number(as_of_ns)
        since, until = self.interval.number(page.since_ns), self.interval.number(page.until_ns - 1) + 1
        if not numbers and until <= forming and not any(number < until for number in self._bars):
            self._nothing_before = until if self._nothing_before is None else max(self._nothing_before, until)
        for number in range(min(numbers), max(numbers)) if numbers else range(since, until):
            if number not in self._bars and self._over(number, as_of_ns):
                self._absent.add(number)
        if since <= forming < until and (self._looked is None or forming > self._looked):
            self._looked = forming
        self._prune()

    def update(self, bar: Bar) -> Heard:
        """A stream's push: the whole of the bar as it is now. Its source says whether it was built here."""
        number = self.interval.number(bar.open_ns)
        source = Source.BUILT if bar.built else Source.STREAM
        before = self._bars.get(number)
        newest = self._newest
        if self._live is not None and number > self._live[0]:
            self._pass(*self._live, number)
        if self._live is None or number >= self._live[0]:
            self._live = (number, bar)
        changed = self._merge(number, bar, False, source)
        self._prune()
        if not changed:
            return Heard.REPEAT if before is not None and _same(before.bar, bar) else Heard.OLD
        if newest is not None and number > newest + 1 and not all(n in self._absent for n in range(newest + 1, number)):
            return Heard.GAP
        return Heard.NEW if newest is None or number > newest else Heard.CHANGED

    def _pass(self, number: int, bar: Bar, later: int) -> None:
        """The stream has gone on: its bar is whole."""
        self._merge(number, bar, True, Source.BUILT if bar.built else Source.STREAM)
        if self._skips_quiet:
            first = max(number + 1, later - self.keep)
            self._absent.update(quiet for quiet in range(first, later) if quiet not in self._bars)

    def lost(self) -> None:
        """The stream broke: what it was forming will not be finished by it."""
        self._live = None

    def began(self, number: int) -> None:
        """The clock says so. A stream that has not gone on to this bar by now may not finish the one before it."""
        if self._live is not None and self._live[0] < number:
            self._live = None

    def _over(self, number: int, as_of_ns: int) -> bool:
        return self.interval.begins(number + 1) + self._settle_ns <= as_of_ns

    def _merge(self, number: int, bar: Bar, whole: bool, source: Source) -> bool:
        """Whether it changed anything."""
        self._absent.discard(number)
        fresh = Kept(_kept(bar, self.interval.begins(number), whole), whole, source)
        self._newest = number if self._newest is None else max(number, self._newest)
        before = self._bars.get(number)
        if before is None:
            self._bars[number] = fresh
            return True
        same = _same(before.bar, fresh.bar)
        if same:
            self.repeats += 1
        elif before.whole and fresh.whole and fresh.rank > before.rank:
            self.corrections += 1
        if same and whole == before.whole and source == before.source:
            return False
        if fresh.rank <= before.rank:
            return False
        self._bars[number] = fresh
        return not same or whole != before.whole

    def _prune(self) -> None:
        if self._newest is None or len(self._bars) + len(self._absent) <= 2 * self.keep:
            return
        oldest = self._newest - self.keep + 1
        self._bars = {number: kept for number, kept in self._bars.items() if number >= oldest}
        self._absent = {number for number in self._absent if number >= oldest}

    # reading

    def beginning(self) -> int | None:
        """The oldest bar there is, once a page has proven that nothing is older."""
        if self._nothing_before is None:
            return None
        return min([self._nothing_before, *self._bars])

    def known(self, number: int, now_ns: int) -> bool:
        """Whether there is nothing to ask about a bar now."""
        kept = self._bars.get(number)
        if number >= self.interval.number(now_ns):
            return kept is not None or self._looked == number
        live = self._live is not None and self._live[0] == number  # its last push is what there is until the next
        return number in self._absent or (kept is not None and (kept.whole or live))

    def bar(self, number: int) -> Bar | None:
        kept = self._bars.get(number)
        return kept.bar if kept else None

    def bars(self, count: int, now_ns: int, *, fill_quiet: bool = False) -> list[Bar]:
        """The last `count`, oldest first, the forming one last. Quiet ones are left out, or stand at the last close."""
        newest = self.interval.number(now_ns)
        shown: list[Bar] = []
        close: int | None = None
        for number in range(newest - count + 1, newest + 1):
            kept = self._bars.get(number)
            if kept is not None:
                shown.append(kept.bar)
                close = kept.bar.close
            elif fill_quiet and close is not None and (number in self._absent or number == newest):
                shown.append(quiet(self.interval.begins(number), close, finished=number < newest))
        return shown

    def gaps(self, count: int, now_ns: int) -> list[tuple[int, int]]:
        """What is missing of the last `count` bars, as opening times: from, up to (not including)."""
        newest = self.interval.number(now_ns)
        found: list[tuple[int, int]] = []
        beginning = self.beginning()
        oldest = newest - count + 1 if beginning is None else max(newest - count + 1, beginning)
        for number in range(oldest, newest + 1):
            if self.known(number, now_ns):
                continue
            begins, ends = self.interval.begins(number), self.interval.begins(number + 1)
            if found and found[-1][1] == begins:
                found[-1] = (found[-1][0], ends)
            else:
                found.append((begins, ends))
        return found


def _same(one: Bar, other: Bar) -> bool:
    """In what they tell of the market."""
    return (
        one.close == other.close
        and one.volume == other.volume
        and one.high == other.high
        and one.low == other.low
        and one.open == other.open
        and one.money == other.money
        and one.trades == other.trades
    )


def _kept(bar: Bar, open_ns: int, whole: bool) -> Bar:
    if bar.open_ns == open_ns and bar.finished is whole:
        return bar
    return Bar(open_ns, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.money, bar.trades, whole, bar.built)
