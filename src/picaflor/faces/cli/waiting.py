"""A bar on the terminal for whatever takes its time: it shows once that is more than a moment, and leaves nothing."""

from __future__ import annotations

import os
import threading
from types import TracebackType

from picaflor.app.progress import Stopwatch
from picaflor.faces.cli import foot
from picaflor.faces.cli.output import plain

AFTER_SECONDS = 1.0
EVERY_SECONDS = 0.1
CELLS = 24
FINE, PLAIN = ("━", "─"), ("=", "-")
GREEN, BACK = "\x1b[32m", "\x1b[39m"


def bar(done: int, total: int, steps: int, *, letters: tuple[str, str] = FINE, colours: bool = False) -> str:
    """`total` 0: nobody knows how much it is, and a piece of the bar wanders. `steps`: how often it was drawn before."""
    full, empty = letters
    if total > 0:
        first, last = 0, CELLS * min(done, total) // total
    else:
        first = steps % CELLS
        last = min(first + CELLS // 4, CELLS)
    middle = full * (last - first)
    return empty * first + (f"{GREEN}{middle}{BACK}" if colours and middle else middle) + empty * (CELLS - last)


def duration(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}" if seconds >= 60 else f"{seconds} s"


class Waiting:
    """`with Waiting("Asking bitget", quiet=json_) as told:`, and `told(done, total)` from inside, as often as one likes.

    It is on standard error, and only if that is a terminal; a program that wants JSON has nothing to look at.
    """

    def __init__(self, words: str, *, quiet: bool, percent: bool = False) -> None:
        self._words, self._percent = plain(words), percent
        self._shows = not quiet and foot.there()
        self._done = self._total = self._steps = 0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, done: int, total: int) -> None:
        self._done, self._total = done, total

    def __enter__(self) -> Waiting:
        if self._shows:
            self._watch = Stopwatch()
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Earlier than the `with` does, as soon as there is something else to see."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._over.set()
            thread.join()
            foot.erase()

    def line(self, seconds: int, columns: int) -> str:
        """As wide as it may be; words give way first."""
        letters = FINE if foot.can_write("".join(FINE)) else PLAIN
        tail = f"{self._counted()}  {duration(seconds)}"
        room = columns - 1 - CELLS - 2 - len(tail)
        if room < 0:
            return f"{self._words}{tail}"[: max(columns - 1, 0)]
        drawn = bar(self._done, self._total, self._steps, letters=letters, colours=not os.environ.get("NO_COLOR"))
        return f"{self._words[:room]}  {drawn}{tail}"

    def _counted(self) -> str:
        if not self._total:
            return ""
        if self._percent:
            return f"  {100 * self._done // self._total} %"
        return f"  {self._done:,} of {self._total:,}".replace(",", " ")

    def _run(self) -> None:
        if self._over.wait(AFTER_SECONDS):
            return
        while True:
            foot.draw(self.line(self._watch.seconds(), foot.columns()))
            self._steps += 1
            if self._over.wait(EVERY_SECONDS):
                return
