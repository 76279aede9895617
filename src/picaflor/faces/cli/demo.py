"""picaflor demo: what `./run` without a word does."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.demo import PAIR, Report
from picaflor.app.demo import demo as trade
from picaflor.app.durations import read_duration
from picaflor.app.places import demo_home
from picaflor.app.running import run_until_signal
from picaflor.domain.numbers import decimal_of, write_atoms

SIDES_MIN = 1


def demo(
    *,
    for_: Annotated[str | None, Parameter(name="--for")] = None,
    seed: int | None = None,
    home: Path | None = None,
) -> int:
    """Trade on an emulated Bitget with a simple market maker, watch it live, and see what it made.

    Example: picaflor demo --for 20s

    Parameters
    ----------
    for_
        End by itself after this long, like 20s or 5m. Without it, Ctrl-C ends it.
    seed
        The same seed gives the same market.
    home
        Where the journal and the order numbers go.
    """
    length_ns = read_duration(for_) if for_ else 0
    screen = _Screen()

    async def work(stop: asyncio.Event) -> int:
        print(f"Starting an emulated Bitget and a market maker on {PAIR} …", flush=True)
        report = await trade(home or demo_home(), seed, length_ns, stop, screen.show)
        screen.end()
        return _sum_up(report)

    return run_until_signal(work)


class _Screen:
    """One line that changes on a terminal; a line every five seconds elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()
        self._last_ns = 0

    def show(self, report: Report) -> None:
        line = status_line(report)
        if self._live:
            print(f"\r\x1b[2K{line}", end="", flush=True)
        elif report.now_ns - self._last_ns >= 5_000_000_000:
            self._last_ns = report.now_ns
            print(line, flush=True)

    def end(self) -> None:
        if self._live:
            print()


def status_line(report: Report) -> str:
    replica = report.replica
    if replica.waiting_for:
        return f"waiting for {', '.join(replica.waiting_for[:3])}"
    seconds = (report.now_ns - report.began_ns) // 1_000_000_000
    quotes = ", ".join(
        f"{order.side} {replica.markets[order.pair].price(order.ticks)}"
        for order in sorted(replica.orders.values(), key=lambda o: o.side)
        if order.ticks is not None
    )
    made = f"{decimal_of(report.profit.atoms):+.4f} {report.profit.quote}" if report.profit else "-"
    fills = f"{replica.counts['buys']} bought, {replica.counts['sells']} sold"
    return f"{seconds:4d} s  book {report.top[0]} | {report.top[1]}  ours: {quotes or 'none'}  {fills}  profit {made}"


def _sum_up(report: Report) -> int:
    counts = report.replica.counts
    print(f"Fills: {counts['buys']} bought, {counts['sells']} sold; orders denied by risk: {counts['denied']}")
    for asset, atoms in sorted(report.sums.fees.items()):
        print(f"Fees paid: {write_atoms(atoms)} {asset}")
    print(f"Profit by our fills:        {report.profit}")
    print(f"Profit by the venue's book: {report.ledger_profit}")
    print(f"Orders: {'all proven cancelled' if report.proven else 'NOT all proven cancelled'}")
    print(f"Journal: {report.journal} (picaflor replay {report.journal})")
    if report.profit is None or report.ledger_profit is None or report.profit != report.ledger_profit:
        print("The two books differ: this is a defect, please report it with the journal.", file=sys.stderr)
        return 1
    if counts["buys"] < SIDES_MIN or counts["sells"] < SIDES_MIN:
        print("The run had no fill on one of the two sides.", file=sys.stderr)
        return 1
    return 0 if report.proven else 8
