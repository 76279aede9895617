"""One event loop, and the signals that end it."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_until_signal(work: Callable[[asyncio.Event], Coroutine[Any, Any, int | None]]) -> int:
    """Runs `work` on uvloop where there is one. The event it gets is set by the first Ctrl-C, SIGTERM
    or closed terminal; the second ends hard."""

    async def main() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def asked(number: int) -> None:
            if stop.is_set():
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)
            stop.set()

        for number in NUMBERS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                loop.add_signal_handler(number, asked, number)
        return await work(stop) or 0

    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    with suppress(ImportError):
        from uvloop import new_event_loop

        factory = new_event_loop
    # What is loaded by now stays: to walk over it stops everything for thirty milliseconds, now and then, for nothing.
    gc.freeze()
    before = {number: signal.getsignal(number) for number in NUMBERS}
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(main())
    finally:
        gc.unfreeze()
        for number, handler in before.items():  # in a shell others come after us, and uvloop leaves its own
            signal.signal(number, handler or signal.SIG_DFL)
