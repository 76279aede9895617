"""picaflor candles ID PAIR [INTERVAL]"""

from __future__ import annotations

import asyncio
from pathlib import Path

from picaflor.app.candles import Chart, Row, fetch, row_with_bars
from picaflor.app.configuration import load_config, places_of
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.following import follow, row_to_follow
from picaflor.app.problems import Usage
from picaflor.app.running import run_until_signal
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Endpoint, Json, Switch
from picaflor.faces.cli.waiting import Waiting

SHOWN = 20  # rows of a table
SHORT = {"open_time": "open time", "quote_volume": "quote volume"}
WORDS = ("open_time", "open", "high", "low", "close", "volume", "quote_volume")


def candles(
    venue: str,
    pair: str,
    interval: str = "1h",
    /,
    *,
    limit: int = 100,
    csv: Path | None = None,
    parquet: Path | None = None,
    endpoint: Endpoint = None,
    watch: Switch = False,
    json_: Json = False,
) -> int:
    """The last bars of a market: to look at, or as a file.

    In UTC, oldest first; the last one may still be forming. Numbers are as the venue told them, to the last digit.
    With --watch it goes on until Ctrl-C; where a venue has no stream of bars, they are built from its trades.

    Example: picaflor candles bitget BTC-USDT 1h --limit 5000 --parquet btc.parquet

    Parameters
    ----------
    venue
        The connector's id, such as bitget.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    interval
        1m, 15m, 1h, 1d, 1w, 1M and others: `picaflor venues ID --json` lists a venue's.
    limit
        How many bars.
    csv
        A file to write them to.
    parquet
        A file to write them to, with prices and volumes as exact decimals.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    watch
        After the last bars, tell each as it changes and ends.
    json_
        A line of JSON for each bar.
    """
    if watch:
        return _watch(venue, pair, interval, limit, csv, parquet, endpoint, json_)
    row = row_with_bars(venue, interval, limit)
    reach = _reach(venue, endpoint)
    with Waiting(f"Asking {venue} for bars", quiet=json_) as told:
        chart = asyncio.run(fetch(row, pair, interval, limit, reach.hosts, reach.clock, reach.dialler, told))
    chart.save(csv, parquet)
    if json_:
        for line in chart.rows():
            output.emit(dict(line))
    elif csv is None and parquet is None:
        _table(chart)
    else:
        output.say(_summary(chart))
        for path in (csv, parquet):
            if path is not None:
                output.say(f"Written to {path}")
    return 0


def _reach(venue: str, endpoint: str | None) -> Reach:
    return find_reach(venue, endpoint, load_config(places_of(None)))


def _watch(
    venue: str,
    pair: str,
    interval: str,
    limit: int,
    csv: Path | None,
    parquet: Path | None,
    endpoint: str | None,
    json_: bool,
) -> int:
    if csv or parquet:
        raise Usage("--watch has no end that a file could wait for: give --csv and --parquet without it")
    row, reach = row_to_follow(venue, interval, limit), _reach(venue, endpoint)
    show = (lambda bar: output.emit(dict(bar))) if json_ else _Lines().show

    async def work(stop: asyncio.Event) -> None:
        def shown(bar: Row) -> None:
            show(bar)
            if output.gone:
                stop.set()

        await follow(row, pair, interval, limit, reach.hosts, stop, shown, reach.clock, reach.dialler)

    return run_until_signal(work)


class _Lines:
    """A line for each bar that is over. A terminal also shows the one that is forming, in a line that is rewritten."""

    def __init__(self) -> None:
        self._forming = False

    def show(self, bar: Row) -> None:
        line = "  ".join(str(bar[word]) for word in WORDS) + ("  built" if bar["built"] else "")
        if bar["finished"]:
            if self._forming:
                output.rewrite("")
            output.say(line)
            self._forming = False
        elif output.live():
            output.rewrite(line)
            self._forming = True


def _summary(chart: Chart) -> str:
    bars = f"{len(chart.bars)} bar{'s' * (len(chart.bars) != 1)} of {chart.pair} {chart.interval} on {chart.venue}"
    if not chart.bars:
        return bars
    rows = chart.rows()
    forming = "" if rows[-1]["finished"] else ", which is still forming"
    return f"{bars}, from {rows[0]['open_time']} to {rows[-1]['open_time']}{forming}"


def _table(chart: Chart) -> None:
    rows = chart.rows()[-SHOWN:]
    output.say(_summary(chart))
    if not rows:
        return
    columns = [[SHORT.get(word, word), *_aligned([str(row[word]) for row in rows])] for word in WORDS]
    output.table([list(line) for line in zip(*columns, strict=True)])
    hidden = len(chart.bars) - len(rows)
    if hidden:
        output.say(f"{hidden} earlier ones are not shown: --json, --csv and --parquet tell them all.")


def _aligned(texts: list[str]) -> list[str]:
    """Points under points."""
    halves = [text.partition(".") for text in texts]
    whole, fraction = max(len(a) for a, _, _ in halves), max(len(c) for _, _, c in halves)
    return [f"{a:>{whole}}{point or ' ' * bool(fraction)}{c:<{fraction}}" for a, point, c in halves]
