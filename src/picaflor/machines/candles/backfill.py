"""Fills a series with a venue's history: what to ask next, what an answer teaches, and when asking again is pointless."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from picaflor.machines.candles.bar import Bar
from picaflor.machines.candles.join import Series
from picaflor.machines.candles.paging import Page, next_page
from picaflor.wire.asks import ReadCandles
from picaflor.wire.venue import CandleRule

SECOND: Final = 1_000_000_000
WAIT_NS: Final = 1 * SECOND  # before the same is asked again
WAIT_MAX_NS: Final = 60 * SECOND
STUCK_AFTER: Final = 3  # the same question without an answer that helps


class Backfill:
    """One question at a time, by its end and its size alone: where quiet bars are left out, older ones then fill the page,
    so that an empty page proves that there is nothing, and not that nothing was traded in its span.
    """

    def __init__(self, series: Series, rule: CandleRule, symbol: str, count: int) -> None:
        self.series = series
        self.count = count
        self.asked: ReadCandles | None = None
        self.misfits = 0  # bars that do not open where one of this interval may
        self._rule = rule
        self._symbol = symbol
        self._page: Page | None = None
        self._last: Page | None = None  # what was answered last
        self._fruitless = 0
        self._again_ns = 0
        self._solid = range(0)

    @property
    def stuck(self) -> bool:
        """It was asked often enough to say that the venue does not tell it."""
        return self._fruitless >= STUCK_AFTER

    def missing(self, now_ns: int) -> bool:
        """Whether something is still asked for, or ought to be."""
        self._grow(now_ns)
        return self.asked is not None or self._next(now_ns)[0] is not None

    def due(self) -> int | None:
        """When to ask again; None: there is an answer to wait for, or nothing is known to be missing."""
        return self._again_ns or None if self.asked is None else None

    def ask(self, now_ns: int) -> ReadCandles | None:
        """The next question, if one is due."""
        if self.asked is not None or now_ns < self._again_ns:
            return None
        self._again_ns = 0
        page, archive = self._next(now_ns)
        self._page = page
        if page is None:
            self._fruitless = 0
            return None
        interval = str(self.series.interval)
        self.asked = ReadCandles(self._symbol, interval, page.limit, 0, page.until_ns, history=archive)
        return self.asked

    def answered(self, rows: Sequence[Bar], asked_ns: int, now_ns: int) -> None:
        page, self.asked = self._page, None
        assert page is not None
        interval = self.series.interval
        fit = [bar for bar in rows if bar.open_ns == interval.opens(bar.open_ns)]
        self.misfits += len(rows) - len(fit)
        if len(fit) < len(rows):
            self.failed(now_ns)
            return
        self.series.page(page, fit, asked_ns)
        if fit:
            # Had there been bars between the newest row and the end, the page would have begun with them.
            after_ns = interval.begins(interval.number(max(bar.open_ns for bar in fit)) + 1)
            if after_ns < page.until_ns:
                self.series.page(Page(after_ns, page.until_ns, page.limit, forming=False), [], asked_ns)
        self._grow(now_ns)
        if page == self._last and page == self._next(now_ns)[0]:
            self._wait(now_ns)
        else:
            self._fruitless = 0
        self._last = page

    def failed(self, now_ns: int) -> None:
        """No answer, or none that could be read."""
        self.asked = None
        self._wait(now_ns)

    def _wait(self, now_ns: int) -> None:
        self._again_ns = now_ns + min(WAIT_MAX_NS, WAIT_NS << min(self._fruitless, 10))
        self._fruitless += 1

    def _next(self, now_ns: int) -> tuple[Page | None, bool]:
        """And whether it is for the archive, which does not know the bar that is forming, nor perhaps those just over."""
        have, rule = self.series, self._rule
        page = next_page(have, min(self.count, rule.page_max), rule.page_max, now_ns, self._solid)
        if page is not None:
            return page, False
        archive = rule.past_page_max
        return next_page(have, self.count, archive or rule.page_max, now_ns, self._solid), bool(archive)

    def _grow(self, now_ns: int) -> None:
        """Remembers a stretch of bars that will not change any more, so that a long history is not searched again."""
        known, newest = self.series.known, self.series.interval.number(now_ns)
        end = newest - 3  # beyond it a stream may still be forming
        first, last = (self._solid.start, self._solid.stop) if self._solid else (end, end)
        while last < end and known(last, now_ns):
            last += 1
        while first > newest - self.count and known(first - 1, now_ns):
            first -= 1
        self._solid = range(first, last)
