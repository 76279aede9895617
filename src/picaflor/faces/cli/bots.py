"""picaflor status and stop: the bots of this install, in every world."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from picaflor.app.configuration import places_of
from picaflor.app.durations import read_duration
from picaflor.app.problems import Problem
from picaflor.app.roster import Entry, find_bots
from picaflor.app.running import run_until_signal
from picaflor.app.stopping import stop_bots
from picaflor.app.tale_words import tale_lines
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project, Switch
from picaflor.faces.cli.waiting import Waiting

EVERY_SECONDS = 0.5
OK, NOT_RUNNING, TOO_LATE, OUTCOME_UNKNOWN = 0, 5, 6, 8
NONE = "No bot was ever started here: `picaflor start FILE` starts one."


class NotRunning(Problem):
    exit_code = NOT_RUNNING


def status(
    bot: str | None = None,
    /,
    *,
    watch: Switch = False,
    project: Project = None,
    json_: Json = False,
) -> int:
    """How the bots stand: all of them, or one with its orders.

    A bot says twice a second how it stands, and what reads that cannot slow it down. One that was killed is told from
    one that stopped in good order.

    Example: picaflor status maker --watch

    Parameters
    ----------
    bot
        Its name; as emulated/maker only that of one world.
    watch
        Look again twice a second until Ctrl-C, and show what changed.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each bot.
    """
    places = places_of(project)
    find_bots(places, bot)  # whether there is such a bot
    if not watch:
        _show(find_bots(places, bot), one=bot is not None, json_=json_)
        return OK
    return run_until_signal(
        lambda stop: follow(
            stop,
            lambda: find_bots(places, bot),
            lambda entries: _show(entries, one=bot is not None, json_=json_),
            clears=not json_,
        )
    )


async def follow(
    stop: asyncio.Event, read: Callable[[], list[Entry]], show: Callable[[list[Entry]], None], *, clears: bool
) -> None:
    before: list[dict[str, Any]] | None = None
    while not stop.is_set() and not output.hung_up():
        entries = read()
        records = [entry.record() for entry in entries]
        if records != before:
            if clears and output.live():
                output.clear()
            show(entries)
        before = records
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY_SECONDS):
                await stop.wait()


def _show(entries: list[Entry], *, one: bool, json_: bool) -> None:
    if json_:
        for entry in entries:
            output.emit(entry.record())
    elif not entries:
        output.say(NONE)
    elif one:
        for entry in entries:
            for line in page(entry):
                output.say(line)
    else:
        head = ["world", "bot", "state", "connector", "account", "pair", "bought", "sold", "result", "orders"]
        output.table([head, *(_cells(entry.record()) for entry in entries)])


def _cells(record: dict[str, Any]) -> list[str]:
    named = [record[name] or "-" for name in ("world", "bot", "state", "connector", "account")]
    named.append(pairs_of(record) or "-")
    counted = [record["bought"] or "-", record["sold"] or "-"]
    return [*named, *counted, result_of(record) or "-", str(len(record["orders"]))]


def pairs_of(record: dict[str, Any]) -> str:
    return ", ".join(record["pairs"] or ()) or record["pair"] or ""


def result_of(record: dict[str, Any]) -> str:
    if record["profit"] is not None:
        return f"{record['profit']} {record['quote']}"
    return f"position {record['position']}" if record["position"] else ""


def page(entry: Entry) -> list[str]:
    """One bot, for people."""
    record = entry.record()
    process = f", process {record['pid']}" if record["pid"] else ""
    after = f", after {record['restarts']} restarts" if record["restarts"] != "0" else ""
    lines = [
        f"{record['world'].upper()}  {record['bot']} is {record['state']}{process}{after}",
        f"It trades {pairs_of(record)} at {record['connector']}, account {record['account']}",
    ]
    if record["words"]:
        lines.append(record["words"])
    if record["waiting_for"]:
        lines.append(f"Waiting for {', '.join(record['waiting_for'])}")
    if record["bought"] is not None:
        lines.append(f"Fills: {record['bought']} bought, {record['sold']} sold; denied by risk: {record['denied']}")
    if result := result_of(record):
        lines.append(f"Result: {result}")
    lines += tale_lines(record["tale"])
    for order in record["orders"]:
        of = f" {order['pair']}" if len(record["pairs"] or ()) > 1 else ""
        lines.append(
            f"  {order['side']} {order['amount']}{of} at {order['price']}, {order['state']}  {order['client_id']}"
        )
        if why := order.get("why"):
            lines.append(f"    {why}")
    if record["proven_cancelled"] is not None and not entry.alive:
        lines.append(f"Orders: {'all proven cancelled' if record['proven_cancelled'] else 'NOT all proven cancelled'}")
        lines += [f"NOT proven cancelled: {client_id}" for client_id in record["not_proven"]]
    return lines


def stop(
    bot: str | None = None,
    /,
    *,
    within: str = "40s",
    project: Project = None,
    json_: Json = False,
) -> int:
    """Stop a bot, or all of them: orders are cancelled, and it is said which are proven cancelled.

    A bot has ten seconds to prove that its orders are gone, and its supervisor ends it after thirty. What is not
    proven is named, and the exit code is 8.

    Example: picaflor stop maker

    Parameters
    ----------
    bot
        Its name; as emulated/maker only that of one world. Without it all that run.
    within
        How long to wait until it has ended.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each bot.
    """
    within_ns = read_duration(within)
    running = [entry for entry in find_bots(places_of(project), bot) if entry.alive]
    if not running:
        raise NotRunning(f"{bot} is not running" if bot else "no bot is running")
    with Waiting("Waiting until bots have stopped", quiet=json_) as told:
        stopped = asyncio.run(stop_bots(running, within_ns, told))
    for each in stopped:
        output.emit(each.record()) if json_ else output.say(each.words())
    if not all(each.gone for each in stopped):
        return TOO_LATE
    return OK if all(each.proven for each in stopped) else OUTCOME_UNKNOWN
