"""A loop that is kept awake asks for messages and never waits for them; when it may rest, it waits again."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

from picaflor.live.awake import Awake
from tests.unit.live.test_pump import Bench


class Watched(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.patience: list[float | None] = []

    def select(self, timeout: float | None = None) -> Any:
        self.patience.append(timeout)
        return super().select(timeout)


def watched(main: Any) -> list[float | None]:
    """How long the loop was ready to sleep, each time that it looked."""
    selector = Watched()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
        return runner.run(main(selector.patience))


async def a_while(patience: list[float | None]) -> list[float | None]:
    begun = len(patience)
    await asyncio.sleep(0.002)
    return patience[begun:]


def test_it_does_not_sleep_until_it_may() -> None:
    async def main(patience: list[float | None]) -> list[float | None]:
        awake = Awake()
        looked = await a_while(patience)
        assert len(looked) > 2
        assert set(looked) == {0}
        awake.rest()
        return await a_while(patience)

    assert any(seconds is None or seconds > 0 for seconds in watched(main))


def test_a_pump_keeps_its_loop_awake_from_start_to_close_where_it_was_asked_to() -> None:
    async def main(patience: list[float | None]) -> list[float | None]:
        async with Bench(awake=True) as b:
            assert any(await a_while(patience))
            await b.open()
            assert set(await a_while(patience)) == {0}
        return await a_while(patience)

    assert any(seconds is None or seconds > 0 for seconds in watched(main))
