"""Every test with a socket runs on both event loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
import uvloop

T = TypeVar("T")
LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}
Run = Callable[[Coroutine[Any, Any, T]], T]


@pytest.fixture(params=LOOPS)
def run(request: pytest.FixtureRequest) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    def run_it(main: Coroutine[Any, Any, Any]) -> Any:
        complaints: list[dict[str, Any]] = []

        async def within_time() -> Any:
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
            async with asyncio.timeout(8):
                return await main

        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            result = runner.run(within_time())
        assert complaints == []
        return result

    return run_it
