"""The emulated venue as a child process: started, asked for its ledger, and never left behind."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from picaflor.app.problems import Problem
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Reply, Request

ANSWER_NS = 5_000_000_000


class Emulator:
    def __init__(self, hello: dict[str, Any], child: asyncio.subprocess.Process) -> None:
        self.hosts: dict[str, str] = hello["hosts"]
        first = hello["accounts"][0]
        self.keys = PlainKeys(first["api_key"], first["secret"], first["passphrase"] or "", first["memo"] or "")
        self.control: str = hello["control"]
        self._child = child

    @classmethod
    async def start(cls, venue: str, seed: int, *more: str) -> Emulator:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "picaflor", "emulate", venue, "--json", "--seed", str(seed), "--until-eof", *more),
            stdout=asyncio.subprocess.PIPE,
            stdin=asyncio.subprocess.PIPE,  # nothing is ever written: when we die, however we die, it ends
            start_new_session=True,  # Ctrl-C is for us: the venue lives until the orders are cancelled
        )
        assert child.stdout is not None
        line = await child.stdout.readline()
        if not line:
            await child.wait()
            raise Problem(f"the emulated {venue} did not start: run `picaflor emulate {venue}` to see why")
        return cls(json.loads(line), child)

    async def ledger(self) -> dict[str, dict[str, str]]:
        client = HttpClient(Hosts({"control": self.control}), Dialler())
        try:
            reply = await client.send(Request("GET", "control", "/ledger"), ANSWER_NS)
        finally:
            await client.close()
        if not isinstance(reply, Reply):
            raise Problem(f"the emulated venue does not answer any more ({reply.why}): start again")
        balances: dict[str, dict[str, str]] = json.loads(reply.body)[0]["balances"]
        return balances

    async def end(self) -> None:
        if self._child.returncode is None:
            self._child.terminate()
        await self._child.wait()
