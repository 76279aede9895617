"""The emulated venue as a child: its keys and ledger, and a start that fails."""

from __future__ import annotations

import asyncio

import pytest

from picaflor.app.child import Emulator
from picaflor.app.emulate import FUNDS, emulated_keys
from picaflor.app.problems import Problem
from picaflor.app.profit import totals_of
from picaflor.domain.numbers import read_atoms


def test_its_keys_are_the_seeds_and_its_ledger_the_first_funds() -> None:
    async def main() -> None:
        emulator = await Emulator.start("bitget", 5)
        try:
            assert emulator.keys == emulated_keys(5)
            totals = totals_of(await emulator.ledger())
            assert totals == {asset: read_atoms(amount) for asset, amount in FUNDS.items()}
        finally:
            await emulator.end()
        with pytest.raises(Problem, match="does not answer any more"):
            await emulator.ledger()

    asyncio.run(main())


def test_one_that_does_not_start_is_a_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Problem, match="the emulated bitgett did not start"):
        asyncio.run(Emulator.start("bitgett", 5))
    assert "did you mean bitget?" in capfd.readouterr().err
