"""picaflor start [FILE…]"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.alerts import Channels, alerting, channels_of
from picaflor.app.bot import Status
from picaflor.app.bot_files import open_bot
from picaflor.app.bot_job import Ready, run_job
from picaflor.app.bot_plan import BotPlan, in_its_world, plan_bot
from picaflor.app.bot_record import status_record, summary_record
from picaflor.app.configuration import load_config, places_of
from picaflor.app.connecting import life_words
from picaflor.app.detaching import detach
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import STDIN
from picaflor.app.houses import add_houses
from picaflor.app.job import Job
from picaflor.app.own_controllers import add_own_controllers
from picaflor.app.problems import Problem, Usage
from picaflor.app.retuning import Files
from picaflor.app.running import run_until_signal
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import ConfigFiles, Endpoint, Json, Project, Switch
from picaflor.faces.cli.start_report import banner, status_line, summary_lines
from picaflor.faces.cli.waiting import Waiting

OK, OUTCOME_UNKNOWN = 0, 8
LINE_EVERY_NS, RECORD_EVERY_NS = 5_000_000_000, 1_000_000_000


def start(
    *files: Path,
    more_files: ConfigFiles = (),
    bot: str = "maker",
    foreground: Switch = False,
    live: Switch = False,
    yes_live: Annotated[str | None, Parameter(name="--yes-live")] = None,
    for_: Annotated[str | None, Parameter(name="--for")] = None,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Start a bot by the [strategy] table of its configuration: detached, or --foreground.

    By itself it trades on paper: the venue's own market, and an account that is kept here and needs no keys. With
    --endpoint it trades at an emulated venue, and with --live, and a word typed in full, with real money; both by the
    keys that `connect` stored. It goes on until `picaflor stop`, Ctrl-C or SIGTERM, cancels its orders, waits until that
    is proven, and says what it made. Detached it lives on when the terminal closes, and a supervisor starts it again
    should it fall over. What is open when it starts is adopted, cancelled or refused, as open_orders_at_start says;
    orders of other bots of yours are left to them. Each world has its own journal and database, and started again it
    goes on where it was, however it ended.

    Example: picaflor start maker.toml --for 1h

    Parameters
    ----------
    files
        Configuration files beside that of this place; later ones win. [strategy] names a connector, a controller, and
        what that wants to know.
    more_files
        The same; these win over those without -c.
    bot
        Its name: of its folder, and of its part in the account's orders.
    foreground
        In this terminal, until Ctrl-C, and without a supervisor.
    live
        At the real venue, with real money.
    yes_live
        For scripts: the account's name instead of what would have to be typed.
    for_
        End by itself after this long, like 20s or 5m.
    endpoint
        A file with the line that `picaflor emulate` printed: an emulated venue, by the keys that are stored for it.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        In the foreground a line of JSON each second, and one with the summary at the end; else one.
    """
    places, files = places_of(project), (*files, *more_files)
    length_ns = read_duration(for_) if for_ is not None else 0
    _refuse(endpoint, foreground=foreground, live=live, yes_live=yes_live)
    config = load_config(places, files)
    add_houses(config)
    add_own_controllers(places)
    plan = in_its_world(plan_bot(config, endpoint), live=live)
    _warn(plan)
    keys = asking.keyring(project, quiet=json_).all_of(() if plan.on_paper else [post.entry for post in plan.posts])
    if plan.is_live:
        _confirm(plan, bot, yes_live, quiet=json_)
    opened, level = open_bot(places, plan.world, bot), config.get("log.level")
    if foreground:
        own = plan.make_accounts(places)
        ready = Ready(plan, bot, opened, keys, own, length_ns, level, Files(places, files))
        return _stay(ready, channels_of(config), json_=json_)
    opened.lock.release()  # whether another has it is known now; the bot's own process takes it
    first, more = (asdict(keys[0]) if keys else {}), tuple(asdict(each) for each in keys[1:])
    job = Job(_absolute(*files), bot, endpoint, str(places.project or ""), live, length_ns, first, more)
    return _detached(plan, job, opened.folder, level, channels_of(config), json_=json_)


def _warn(plan: BotPlan) -> None:
    for post in plan.posts:
        if life := life_words(post.target.venue):
            output.complain(life)


def _absolute(*files: Path) -> tuple[str, ...]:
    return tuple(str(path.absolute()) for path in files)


def _stay(ready: Ready, channels: Channels, *, json_: bool) -> int:
    plan, opened = ready.plan, ready.files

    async def work(stop: asyncio.Event) -> int:
        with Waiting(f"Starting {ready.name}", quiet=json_) as waiting:
            screen = _Screen(stop, waiting, as_json=json_)
            async with alerting(opened.folder, channels):
                status = await run_job(ready, stop, screen.show)
        screen.end(status, str(opened.journal), str(opened.database))
        return OK if status.proven else OUTCOME_UNKNOWN

    try:
        if not json_:
            output.heading(banner(str(plan.world), _names(plan), plan.asked.account, ready.name))
        return run_until_signal(work)
    finally:
        opened.lock.release()


def _refuse(endpoint: str | None, *, foreground: bool, live: bool, yes_live: str | None) -> None:
    if yes_live is not None and not live:
        raise Usage("--yes-live answers what --live asks: say both, or neither")
    if endpoint == STDIN and not foreground:
        raise Usage("--endpoint - is read once, and a detached bot may be started again: name a file, or --foreground")


def _detached(plan: BotPlan, job: Job, folder: Path, level: str, channels: Channels, *, json_: bool) -> int:
    bot = job.bot
    with Waiting(f"Starting {bot}", quiet=json_):
        pid = detach(job, folder, level, channels)
    if json_:
        world, account = str(plan.world), plan.asked.account
        output.emit({"world": world, "connector": plan.target.id, "account": account, "bot": bot, "pid": str(pid)})
        return OK
    output.heading(banner(str(plan.world), _names(plan), plan.asked.account, bot))
    output.say(f"{bot} runs detached, process {pid}: see `picaflor status {bot}`, `picaflor logs {bot} -f`,")
    output.say(f"`picaflor stop {bot}`")
    return OK


def _confirm(plan: BotPlan, bot: str, yes_live: str | None, *, quiet: bool) -> None:
    account = plan.asked.account
    if yes_live is not None:
        if yes_live != account:
            raise Problem(f"--yes-live {yes_live} is not the account of this bot, {account}: nothing was started")
        return
    word = f"{_names(plan)} {account} {plan.exposure(plan.pair.partition('-')[2])}"
    each = " of each" if plan.more_pairs else ""
    told = (
        f"LIVE: {bot} will trade {_pairs(plan)} with real money, and may hold or owe that much{each}."
        f' Type "{word}" to start: '
    )
    if asking.typed(told, quiet=quiet) != word:
        raise Problem("that was not typed: nothing was started")


def _pairs(plan: BotPlan) -> str:
    """All that its controllers trade at its home; the limit is one of each."""
    return " and ".join(dict.fromkeys((plan.pair, *plan.more_pairs)))


def _names(plan: BotPlan) -> str:
    """All its venues, for a heading and for what has to be typed."""
    return " and ".join(post.target.id for post in plan.posts)


class _Screen:
    """For people a line that changes, or one every five seconds; for programs a line of JSON each second."""

    def __init__(self, stop: asyncio.Event, waiting: Waiting, *, as_json: bool) -> None:
        self._stop, self._waiting, self._json = stop, waiting, as_json
        self._rewrites = output.live() and not as_json
        self._last_ns = 0

    def show(self, status: Status) -> None:
        self._waiting.end()
        if self._rewrites:
            output.rewrite(status_line(status))
        elif status.now_ns - self._last_ns >= (RECORD_EVERY_NS if self._json else LINE_EVERY_NS):
            self._last_ns = status.now_ns
            output.emit(status_record(status)) if self._json else output.say(status_line(status))
        if output.gone:
            self._stop.set()

    def end(self, status: Status, journal: str, database: str) -> None:
        if self._json:
            output.emit(summary_record(status, journal, database))
            return
        if self._rewrites:
            output.say()
        for line in summary_lines(status, journal, database):
            output.say(line)
