"""What a bot leaves for others to read while it runs: how it stands, twice a second, and a log of what happened."""

from __future__ import annotations

from typing import Any

from picaflor.app.bot import Status
from picaflor.app.bot_files import BotFiles, log_path, status_path
from picaflor.app.bot_plan import BotPlan
from picaflor.app.bot_record import status_record, summary_record
from picaflor.app.bot_words import words_of
from picaflor.engine.audit import Seen, Step
from picaflor.storage.log_file import LogFile
from picaflor.storage.state_files import this_process, write_state
from picaflor.transport.clock import Clock


class Diary:
    def __init__(self, plan: BotPlan, name: str, files: BotFiles, level: str) -> None:
        self._files, self._clock = files, Clock()
        self._log = LogFile(log_path(files.folder), level)
        self._state = status_path(files.folder)
        self._head = {"process": this_process(), "began_ns": str(self._clock.now_ns())}
        self._name = name
        account = plan.asked.account
        self._plan = {
            "world": str(plan.world),
            "connector": plan.target.id,
            "account": account,
            "bot": name,
            "pair": plan.pair,
            **({"others": [post.target.id for post in plan.others]} if plan.others else {}),
        }
        self._keep({"kind": "starting", **self._plan})
        beside = "".join(f", {' '.join(post.pairs)} at {post.target.id}" for post in plan.others)
        those = " and ".join(f"{seat.controller} on {seat.settings['pair']}" for seat in plan.seats)
        self._say("info", f"starting {those} at {plan.target.id}, account {account}{beside}")

    def show(self, status: Status) -> None:
        self._keep(status_record(status))

    def hear(self, line: Step | Seen, status: Status) -> None:
        replica = status.replica if isinstance(line, Step) else status.replica.at(line.venue)
        words = words_of(line, replica.markets)
        if words is not None:
            self._log.write(line.at_ns, *words)

    def end(self, status: Status) -> None:
        self._keep(summary_record(status, str(self._files.journal), str(self._files.database)))
        if status.why:
            self._say("error", f"stopped by itself: {status.why}")
        for client_id in status.unproven:
            self._say("error", f"{client_id} is NOT proven cancelled")
        if status.armed:
            self._say("warning", "a dead-man switch is NOT proven disarmed: until it has fired, place nothing there")
        proof = "all orders proven cancelled" if status.proven else "NOT all orders proven cancelled"
        self._say("info" if status.proven else "error", f"stopped; {proof}")
        self._log.close()

    def fail(self, problem: BaseException) -> None:
        words = str(problem) if hasattr(problem, "exit_code") else f"{type(problem).__name__}: {problem}"
        self._keep({"kind": "failed", **self._plan, "words": words})
        self._say("error", f"ended: {words}")
        self._log.close()

    def _keep(self, record: dict[str, Any]) -> None:
        write_state(self._state, {**record, **self._head, "at_ns": str(self._clock.now_ns())})

    def _say(self, level: str, words: str) -> None:
        self._log.write(self._clock.now_ns(), level, self._name, words)
