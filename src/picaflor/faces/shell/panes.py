"""The upper part of the screen, which does not scroll: how the bots stand, and the last lines of their logs.

The terminal keeps it apart by its scroll region. Whatever is drawn goes out in one write that saves the cursor and puts
it back, so what is being typed below is not disturbed.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Sequence

from picaflor.app.logbook import Line, Logbook, line_words
from picaflor.app.roster import Entry
from picaflor.faces.cli import output
from picaflor.faces.cli.bots import result_of

LOG_LINES = 4
ROWS = LOG_LINES + 3  # bots, logs and the two lines around these
ROWS_BELOW_MIN = 10
EVERY_SECONDS = 0.5
SAVE, RESTORE = "\x1b7", "\x1b8"
ANYWHERE, INSIDE = "\x1b[?6l", "\x1b[?6h"  # whether home is that of the screen or that of the scroll region


def fits(columns: int, rows: int) -> bool:
    return columns >= 40 and rows >= ROWS + ROWS_BELOW_MIN


def bots_line(entries: Sequence[Entry]) -> str:
    """The world stands first; those that ended in good order are only counted."""
    told = []
    ended = 0
    for entry in entries:
        record = entry.record()
        if record["state"] in ("stopped", "never ran"):
            ended += 1
            continue
        result = f", {result_of(record)}" if result_of(record) else ""
        told.append(f"{record['world'].upper()} {record['bot']} {record['state']} {record['pair'] or ''}{result}")
    if ended:
        told.append(f"{ended} stopped")
    return "; ".join(told) or "no bots"


def drawing(bots: str, lines: Sequence[str], columns: int) -> str:
    rows = [f" {bots}", f"{'─ logs ':─<{columns}}", *lines[-LOG_LINES:]]
    rows += [""] * (ROWS - 1 - len(rows))
    rows.append("─" * columns)
    drawn = "".join(f"\x1b[{n};1H\x1b[2K{output.plain(row)[:columns]}" for n, row in enumerate(rows, 1))
    return f"{SAVE}{ANYWHERE}{drawn}{RESTORE}"


class Panes:
    """Drawn by a thread of their own, twice a second, and when the terminal has another size."""

    def __init__(self, roster: Callable[[], list[Entry]]) -> None:
        self._roster = roster
        self._known: tuple[str, ...] = ()
        self._book = Logbook((), "info")
        self._lines: list[str] = []
        self._size = (0, 0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def open(self) -> None:
        self.draw()
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._size != (0, 0):
            _put(f"{SAVE}{ANYWHERE}\x1b[r{RESTORE}")

    def live(self) -> bool:
        return any(entry.alive and entry.world == "live" for entry in self._roster())

    def draw(self) -> None:
        columns, rows = shutil.get_terminal_size()
        if not fits(columns, rows):
            return
        entries = self._roster()
        self._catch_up(entries)
        region = ""
        if (columns, rows) != self._size:
            region = f"\x1b[{ROWS + 1};{rows}r{INSIDE}"
            if self._size == (0, 0):
                region = f"\x1b[2J{region}\x1b[H"
            self._size = (columns, rows)
        _put(region + drawing(bots_line(entries), self._lines, columns))

    def _catch_up(self, entries: Sequence[Entry]) -> None:
        names = tuple(entry.name for entry in entries)
        if names != self._known:
            self._known, self._book, self._lines = names, Logbook(entries, "info"), []
        fresh: list[Line] = self._book.fresh()
        self._lines = (self._lines + [line_words(line) for line in fresh[-LOG_LINES:]])[-LOG_LINES:]

    def _run(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self.draw()


def _put(text: str) -> None:
    """Past what is buffered: in one piece."""
    os.write(1, text.encode(errors="replace"))
