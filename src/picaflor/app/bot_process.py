"""The process of a detached bot: told by its supervisor over a pipe, it says when it is up, and at the end how it was."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from picaflor.app.bot import Status
from picaflor.app.bot_files import open_bot
from picaflor.app.bot_job import Ready, run_job
from picaflor.app.bot_plan import in_its_world, plan_bot
from picaflor.app.configuration import load_config, places_of
from picaflor.app.disk_words import said_of
from picaflor.app.houses import add_houses
from picaflor.app.job import Job, tell
from picaflor.app.own_controllers import add_own_controllers
from picaflor.app.retuning import Files
from picaflor.app.running import run_until_signal
from picaflor.wire.auth import PlainKeys

OK, FAILURE, OUTCOME_UNKNOWN = 0, 1, 8


def run(job: Job) -> int:
    places = places_of(Path(job.project) if job.project else None)
    config = load_config(places, job.paths)
    add_houses(config)
    add_own_controllers(places)
    plan = in_its_world(plan_bot(config, job.endpoint), live=job.live)
    opened = open_bot(places, plan.world, job.bot)
    said = False

    def show(_: Status) -> None:
        nonlocal said
        if not said:
            said = True
            tell({"kind": "up"})

    async def work(stop: asyncio.Event) -> int:
        keys = () if plan.on_paper else tuple(PlainKeys(**each) for each in (job.keys, *job.more_keys))
        level, accounts = config.get("log.level"), plan.make_accounts(places)
        files = Files(places, job.paths)
        status = await run_job(Ready(plan, job.bot, opened, keys, accounts, job.for_ns, level, files), stop, show)
        tell({"kind": "over", "why": status.why, "proven": status.proven, "not_proven": status.unproven})
        return OK if status.proven else OUTCOME_UNKNOWN

    try:
        return run_until_signal(work)
    finally:
        opened.lock.release()


def main() -> int:
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    try:
        return run(job)
    except Exception as problem:
        code = getattr(problem, "exit_code", None)
        tell({"kind": "failed", "words": said_of(problem)})
        if code is None:
            raise
        return int(code)


if __name__ == "__main__":
    sys.exit(main())
