"""One bot from the words that start it to its end: in this terminal, or in a process that a supervisor looks after."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from picaflor.app.account_lock import hold_account
from picaflor.app.bot import Show, Status, run_bot, run_on_paper
from picaflor.app.bot_diary import Diary
from picaflor.app.bot_files import BotFiles
from picaflor.app.bot_plan import BotPlan
from picaflor.app.retuning import Files
from picaflor.storage.lock import DirectoryLock
from picaflor.wire.auth import PlainKeys


@dataclass(frozen=True, slots=True)
class Ready:
    """Planned and allowed; its folder is ours."""

    plan: BotPlan
    name: str
    files: BotFiles
    keys: tuple[PlainKeys, ...]  # of each venue, the home first; none: on paper
    accounts: tuple[Path, ...]  # on paper: their folders
    for_ns: int
    level: str  # of its log
    config: Files | None = None  # what it was started from


async def run_job(ready: Ready, stop: asyncio.Event, show: Show) -> Status:
    """`run_bot`, with a diary, and nobody else on the account under the same number."""
    held: list[DirectoryLock] = []
    try:
        for post, keys in zip(ready.plan.posts, ready.keys, strict=False):
            held.append(hold_account(post.target, post.reach, keys, ready.files.number))
        return await _run(ready, stop, show)
    finally:
        for each in held:
            each.release()


async def _run(ready: Ready, stop: asyncio.Event, show: Show) -> Status:
    diary = Diary(ready.plan, ready.name, ready.files, ready.level)

    def both(status: Status) -> None:
        diary.show(status)
        show(status)

    try:
        plan, name, files, for_ns = ready.plan, ready.name, ready.files, ready.for_ns
        if plan.on_paper:
            folder, *folders = ready.accounts
            status = await run_on_paper(
                plan, name, files, folder, for_ns, stop, both, diary.hear, folders, ready.config
            )
        else:
            keys, *more = ready.keys
            status = await run_bot(plan, name, files, keys, for_ns, stop, both, diary.hear, more, ready.config)
    except BaseException as problem:
        diary.fail(problem)
        raise
    diary.end(status)
    return status
