"""picaflor demo: what `./run` without a word does."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.configuration import places_of
from picaflor.app.demo import PAIR, Report, demo_home
from picaflor.app.demo import demo as trade
from picaflor.app.durations import read_duration
from picaflor.app.running import run_until_signal
from picaflor.faces.cli import output
from picaflor.faces.cli.demo_report import status_line, status_record, summary_lines, summary_record
from picaflor.faces.cli.options import Json, Project
from picaflor.faces.cli.waiting import Waiting

OK, FAILURE, OUTCOME_UNKNOWN = 0, 1, 8
LINE_EVERY_NS, RECORD_EVERY_NS = 5_000_000_000, 1_000_000_000


def demo(
    *,
    for_: Annotated[str | None, Parameter(name="--for")] = None,
    seed: int | None = None,
    home: Path | None = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The main job: an emulated Bitget and a market maker on it.

    It trades over real sockets until Ctrl-C, cancels its orders, waits until the venue has proven that, and says what
    it made.

    Example: picaflor demo --for 20s

    Parameters
    ----------
    for_
        End by itself after this long, like 20s or 5m.
    seed
        The same seed gives the same market.
    home
        The folder for journals, databases and order numbers, instead of one in the data folder.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON each second, and one with the summary at the end.
    """
    length_ns = read_duration(for_) if for_ is not None else 0
    folder = home or demo_home(places_of(project))

    async def work(stop: asyncio.Event) -> int:
        with Waiting("Starting", quiet=json_) as waiting:
            screen = _Records(stop) if json_ else _Screen(stop, waiting)
            screen.begin()
            report = await trade(folder, seed, length_ns, stop, screen.show)
        screen.end(report)
        return judge(report)

    return run_until_signal(work)


class _Records:
    """For programs: lines of JSON."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._last_ns = 0

    def begin(self) -> None:
        return

    def show(self, report: Report) -> None:
        if report.now_ns - self._last_ns >= RECORD_EVERY_NS:
            self._last_ns = report.now_ns
            output.emit(status_record(report))
        _end_if_gone(self._stop)

    def end(self, report: Report) -> None:
        output.emit(summary_record(report))


class _Screen:
    """For people: one line that changes on a terminal; a line every five seconds elsewhere."""

    def __init__(self, stop: asyncio.Event, waiting: Waiting) -> None:
        self._stop, self._waiting = stop, waiting
        self._live = output.live()
        self._last_ns = 0
        self._told_of_waiting = False

    def begin(self) -> None:
        output.say(f"Starting an emulated Bitget and a market maker on {PAIR} …")

    def show(self, report: Report) -> None:
        self._waiting.end()
        if self._live:
            output.rewrite(status_line(report))
        elif report.now_ns - self._last_ns >= LINE_EVERY_NS or (
            self._told_of_waiting and not report.replica.waiting_for
        ):
            self._last_ns, self._told_of_waiting = report.now_ns, bool(report.replica.waiting_for)
            output.say(status_line(report))
        _end_if_gone(self._stop)

    def end(self, report: Report) -> None:
        if self._live:
            output.say()
        for line in summary_lines(report):
            output.say(line)
        if not report.agreed:
            output.complain("The two books differ: this is a defect, please report it with the journal.")


def _end_if_gone(stop: asyncio.Event) -> None:
    """Nobody reads any more: the run is wound down as by Ctrl-C."""
    if output.gone:
        stop.set()


def judge(report: Report) -> int:
    if not report.agreed:
        return FAILURE
    return OK if report.proven else OUTCOME_UNKNOWN
