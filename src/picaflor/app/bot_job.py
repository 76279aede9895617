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
from picaflor.wire.venue import PlainKeys


@dataclass(frozen=True, slots=True)
class Ready:
    """Planned and allowed; its folder is ours."""

    plan: BotPlan
    name: str
    files: BotFiles
    keys: PlainKeys | None  # None: on paper
    account: Path | None  # on paper: its folder
    for_ns: int
    level: str  # of its log


async def run_job(ready: Ready, stop: asyncio.Event, show: Show) -> Status:
    """`run_bot`, with a diary, and nobody else on the account under the same number."""
    held = None
    if ready.keys is not None:
        held = hold_account(ready.plan.target, ready.plan.reach, ready.keys, ready.files.number)
    try:
        return await _run(ready, stop, show)
    finally:
        if held is not None:
            held.release()


async def _run(ready: Ready, stop: asyncio.Event, show: Show) -> Status:
    diary = Diary(ready.plan, ready.name, ready.files, ready.level)

    def both(status: Status) -> None:
        diary.show(status)
        show(status)

    try:
        if ready.keys is None:
            assert ready.account is not None
            given = ready.plan, ready.name, ready.files, ready.account
            status = await run_on_paper(*given, ready.for_ns, stop, both, diary.hear)
        else:
            status = await run_bot(
                ready.plan, ready.name, ready.files, ready.keys, ready.for_ns, stop, both, diary.hear
            )
    except BaseException as problem:
        diary.fail(problem)
        raise
    diary.end(status)
    return status
