"""The first signal asks, the loop ends in good order; what a parent had ignored stays ignored."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Iterator

import pytest

from picaflor.app.running import run_until_signal


@pytest.fixture(autouse=True)
def nothing_ignored() -> Iterator[None]:
    """Whoever started the tests may ignore signals himself, as a shell does for what it runs behind it."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler or signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_for_the_end(number: signal.Signals) -> None:
    async def work(stop: asyncio.Event) -> int:
        signal.raise_signal(number)
        await stop.wait()
        return 7

    assert run_until_signal(work) == 7


def test_nohup_is_respected() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:

        async def work(stop: asyncio.Event) -> None:
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGINT)
            await stop.wait()
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

        assert run_until_signal(work) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_what_was_loaded_before_is_out_of_the_collectors_way() -> None:
    async def work(_stop: asyncio.Event) -> int:
        return int(gc.get_freeze_count() > 1_000)

    assert run_until_signal(work) == 1
    assert gc.get_freeze_count() == 0


def test_whoever_comes_after_us_hears_signals_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)

    async def work(_stop: asyncio.Event) -> int:
        return 0

    run_until_signal(work)
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
