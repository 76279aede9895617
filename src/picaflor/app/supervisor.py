"""Looks after one detached bot: starts it, starts it again when it fell over, passes on the word to stop, and says so.

A process of its own, in a session of its own: it lives on when the terminal closes. A restart takes the path that a
crash takes, for there is no other. It says one line on its standard output when the bot is up, or why it is not.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from picaflor.app.alerts import alerting
from picaflor.app.bot_files import SUPERVISOR_LOCK, log_path, supervisor_path
from picaflor.app.disk_words import said_of
from picaflor.app.job import Order, tell
from picaflor.app.restarting import Restarts, how_it_ended
from picaflor.app.running import run_until_signal
from picaflor.storage.lock import DirectoryLock
from picaflor.storage.log_file import LogFile
from picaflor.storage.state_files import this_process, write_state
from picaflor.transport.clock import Clock

WHO: Final = "supervisor"
LIMIT_SECONDS: Final = 30.0  # a bot that was told to stop has cancelled and ended by then, or is ended
LINE_MAX: Final = 1 << 20
ERRORS_KEPT: Final = 20  # last lines of a traceback


@dataclass(slots=True)
class Life:
    """One run of the bot, as it told of itself."""

    pid: int = 0
    up: bool = False
    over: dict[str, Any] = field(default_factory=dict)
    failed: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def crashed(self) -> bool:
        return not self.failed

    @property
    def words(self) -> str:
        return self.failed or (self.errors[-1] if self.errors else "")


class Supervisor:
    def __init__(self, order: Order, program: tuple[str, ...], restarts: Restarts | None = None) -> None:
        self._order, self._program = order, program
        self._folder = Path(order.folder)
        self._clock = Clock()
        self._log = LogFile(log_path(self._folder), order.level)
        self._restarts = restarts or Restarts()
        self._said = False
        self._stop = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> int:
        self._stop = stop
        async with alerting(self._folder, self._order.channels):
            return await self._look_after(stop)

    async def _look_after(self, stop: asyncio.Event) -> int:
        while True:
            began_ns = self._clock.now_ns()
            code, life = await self._once()
            failed = {"kind": "failed", "code": code, "words": life.words or how_it_ended(code, "")}
            if not (stop.is_set() or life.over or life.up or self._restarts.total):
                self._end("did not start", code)  # before whoever started it is told why, and looks
                self._answer(failed)
                return 0
            self._answer(failed)
            if stop.is_set() or life.over:
                return self._end("stopped", code)
            ended = how_it_ended(code, life.words)
            ran_ns = self._clock.now_ns() - began_ns
            wait_ns = self._restarts.ended(code, ran_ns, crashed=life.crashed)
            if wait_ns is None:
                self._say("error", f"the bot {ended}; it is not started again")
                return self._end("given up", code)
            self._say("error", f"the bot {ended}; restart {self._restarts.total} in {wait_ns // 10**9} s")
            self._keep("restarting", code)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_ns / 10**9):
                    await stop.wait()
            if stop.is_set():
                return self._end("stopped", code)

    async def _once(self) -> tuple[int, Life]:
        child = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_MAX,
        )
        assert child.stdin is not None
        life = Life(child.pid)
        self._keep("running", None, child.pid)
        with suppress(OSError):
            child.stdin.write(msgspec.json.encode(self._order.job) + b"\n")
            await child.stdin.drain()
        child.stdin.close()
        passing = asyncio.ensure_future(self._pass_on_stop(child))
        try:
            await asyncio.gather(self._listen(child.stdout, life), self._errors(child.stderr, life))
            return await child.wait(), life
        finally:
            passing.cancel()

    async def _listen(self, stream: asyncio.StreamReader | None, life: Life) -> None:
        assert stream is not None
        async for line in stream:
            told = json.loads(line)
            match told["kind"]:
                case "up":
                    life.up = True
                    if self._restarts.total:
                        self._say("warning", f"the bot is up again after restart {self._restarts.total}")
                    self._answer({"kind": "up", "pid": life.pid})
                case "over":
                    life.over = told
                case "failed":
                    life.failed = told["words"]

    async def _errors(self, stream: asyncio.StreamReader | None, life: Life) -> None:
        assert stream is not None
        async for line in stream:
            life.errors = [*life.errors, line.decode(errors="replace").rstrip()][-ERRORS_KEPT:]

    async def _pass_on_stop(self, child: asyncio.subprocess.Process) -> None:
        await self._stop.wait()
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)
        await asyncio.sleep(LIMIT_SECONDS)
        self._say("error", f"the bot did not end within {LIMIT_SECONDS:g} s and was killed: its orders are NOT proven")
        with suppress(ProcessLookupError):
            child.kill()

    def _answer(self, record: dict[str, Any]) -> None:
        """Only the first is heard; then there is nobody on the other end of the pipe."""
        if not self._said:
            self._said = True
            tell(record)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.close(nowhere)

    def _keep(self, state: str, code: int | None, pid: int = 0) -> None:
        record = {
            "process": this_process(),
            "state": state,
            "bot_pid": pid or None,
            "restarts": str(self._restarts.total),
            "last_code": None if code is None else str(code),
            "at_ns": str(self._clock.now_ns()),
        }
        write_state(supervisor_path(self._folder), record)

    def _end(self, state: str, code: int) -> int:
        self._keep(state, code)
        self._log.close()
        return 0

    def _say(self, level: str, words: str) -> None:
        self._log.write(self._clock.now_ns(), level, WHO, words)


def main() -> int:
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    if os.fork():
        os._exit(0)  # whoever started us has nothing to wait for, nor to bury
    os.setsid()
    try:
        lock = DirectoryLock(Path(order.folder), SUPERVISOR_LOCK)
    except Exception as problem:  # noqa: BLE001  whoever asked is told, whatever it is
        tell({"kind": "failed", "code": getattr(problem, "exit_code", 1), "words": said_of(problem)})
        return 1
    try:
        return run_until_signal(Supervisor(order, (sys.executable, "-m", "picaflor.app.bot_process")).run)
    finally:
        lock.release()


if __name__ == "__main__":
    sys.exit(main())
