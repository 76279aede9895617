"""Held here and owed there: it begins at a rate and a basis, and ends when they have turned, at a profit or at a loss."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.funding import FundingConfig, FundingExecutor
from picaflor.strategies.executors.two_legs import LegConfig
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Book, Stage
from tests.unit.strategies.executors.test_two_legs import fill_all, wanted

BP = ONE // 10_000


def stages(bid: int = 1_011, rate: int | None = BP, long_rate: int | None = None) -> tuple[Stage, Stage, Stage]:
    """Home, the coin (or a contract that has a rate, too), and the contract."""
    listed = SPOT if long_rate is None else CONTRACT
    long = Stage(listed=listed, rate=long_rate, there=Book(size=100))
    short = Stage(listed=CONTRACT, rate=rate, there=Book(bid, bid + 2, size=100))
    return Stage(beside={"l": long, "s": short}), long, short


def make(**given: Any) -> FundingExecutor:
    legs = LegConfig("l", PAIR, Side.BUY, 10), LegConfig("s", PAIR, Side.SELL, 10)
    fields = {"enter_bps": 90, "rate_min": BP, **given}
    return FundingExecutor("x", FundingConfig(long=legs[0], short=legs[1], **fields))


@pytest.mark.parametrize(
    ("bid", "rate", "long_rate", "begins"),
    [
        (1_011, BP, None, True),
        (1_009, BP, None, False),
        (1_011, BP - 1, None, False),
        (1_011, None, None, False),
        (1_011, 3 * BP, 2 * BP, True),
        (1_011, 3 * BP, 2 * BP + 1, False),
        (1_011, BP, -BP, True),
    ],
)
def test_it_begins_at_its_basis_and_its_rate(bid: int, rate: int | None, long_rate: int | None, begins: bool) -> None:
    home, long, short = stages(bid, rate, long_rate)
    home.act(make())
    assert (len(long.wanted), len(short.wanted)) == (begins, begins)


@pytest.mark.parametrize(
    ("given", "changes", "close"),
    [
        ({"rate_leave": -BP}, {"rate": -2 * BP}, CloseType.COMPLETED),
        ({"leave_bps": 50}, {"bid": 989, "ask": 991}, CloseType.TAKE_PROFIT),
        ({"stop_loss_bps": 100}, {"bid": 1_050, "ask": 1_052}, CloseType.STOP_LOSS),
        ({"time_limit_ns": 1}, {}, CloseType.TIME_LIMIT),
    ],
)
def test_it_ends_for_each_of_its_reasons(given: dict[str, Any], changes: dict[str, int], close: CloseType) -> None:
    home, long, short = stages()
    work = make(**given)
    home.act(work)
    fill_all(long, short)
    if close is not CloseType.TIME_LIMIT:
        home.act(work)
        assert work.phase is Phase.WORKING
    for name, value in changes.items():
        setattr(short if name == "rate" else short.there, name, value)
    home.act(work, 1)
    assert (wanted(long)[1:], wanted(short)[1:]) == ([("sell", 10, None)], [("buy", 10, None)])
    assert short.wanted[1].reduce_only
    fill_all(long, short)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, close)


def test_a_rate_that_nobody_knows_ends_nothing() -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    fill_all(long, short)
    short.rate = None
    home.act(work)
    assert work.phase is Phase.WORKING


@pytest.mark.parametrize("step", range(7))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        home, long, short = stages()
        work = make()

        def turn() -> None:
            short.rate = -BP

        story: list[Any] = [
            lambda: None,
            lambda: long.fill("c0", 10),
            lambda: short.change("c0", state=OrderState.UNKNOWN),
            lambda: short.end("c0", OrderState.REFUSED),
            lambda: fill_all(short),
            turn,
            lambda: fill_all(long, short),
        ]
        for n, happens in enumerate(story):
            happens()
            home.act(work, SECOND)
            if n == restart_at:
                work = FundingExecutor.restore("x", work.dump())
                long.recall()
                short.recall()
        home.act(work, SECOND)
        assert work.phase is Phase.ENDED
        return long.wanted, short.wanted, work.dump()

    assert play(step) == play(-1)
