"""Whatever two venues make of its orders: no more than a slice is ever naked, and in the end both legs are what they should
be. What a venue fills of an order after it has called it over is naked until it is undone, and then it is undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.events import OrderState, Pending
from picaflor.domain.orders import OrderType, Side
from picaflor.strategies.executors.arbitrage import ArbitrageConfig, ArbitrageExecutor
from picaflor.strategies.executors.funding import FundingConfig, FundingExecutor
from picaflor.strategies.executors.spread import SpreadConfig, SpreadExecutor
from picaflor.strategies.executors.two_legs import LegConfig
from picaflor.strategies.executors.vocabulary import MOVES, Executor, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Book, Stage

LOTS, SLICES = 12, 3
MOST = LOTS // SLICES
DUST = SPOT.min_lots - 1
DEEDS = ["fill", "fill", "fill all", "fill all", "unknown", "end", "absent", "refuse", "late fill", "move", "wait"]
DEEDS += ["again", "deny", "gate", "rate", "stop"]
STORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from("ls"), st.integers(0, 9)), max_size=60)
GONE = {"absent": OrderState.ABSENT, "refuse": OrderState.REFUSED}
LEGS: dict[str, Any] = {
    "long": LegConfig("l", PAIR, Side.BUY, LOTS),
    "short": LegConfig("s", PAIR, Side.SELL, LOTS),
    "slices": SLICES,
}
WORKS: dict[str, tuple[Any, Any]] = {
    "arbitrage": (ArbitrageExecutor, ArbitrageConfig(**LEGS, profit_bps=-500)),
    "funding": (FundingExecutor, FundingConfig(**LEGS, enter_bps=-500, leave_bps=50, rate_leave=-5)),
    "spread": (SpreadExecutor, SpreadConfig(**LEGS, stop_loss_bps=200, time_limit_ns=60 * SECOND)),
}


@dataclass
class Play:
    work: Executor
    long: Stage = field(default_factory=lambda: Stage(there=Book(size=100)))
    short: Stage = field(default_factory=lambda: Stage(listed=CONTRACT, there=Book(size=100), rate=1))
    denies: set[str] = field(default_factory=set)
    late: int = 0

    def __post_init__(self) -> None:
        self.home = Stage(beside={"l": self.long, "s": self.short})
        for name, stage in self.home.beside.items():
            stage.deny = self._denial(name)

    def _denial(self, name: str) -> Callable[[Any], bool]:
        return lambda wish: name in self.denies

    @property
    def bare(self) -> int:
        return abs(held(self.long, Side.BUY) - held(self.short, Side.SELL))

    def act(self, after_ns: int = SECOND // 3) -> None:
        before = self.work.phase
        self.home.act(self.work, after_ns)
        assert self.work.phase in MOVES[before]
        for stage, side in ((self.long, Side.BUY), (self.short, Side.SELL)):
            assert 0 - self.late <= held(stage, side) - live(stage, side.other)
            assert held(stage, side) + live(stage, side) <= LOTS + self.late
        assert self.bare <= MOST + DUST + self.late

    def happen(self, deed: str, where: str, number: int) -> None:
        stage = self.home.beside[where]
        match deed:
            case "move":
                stage.there.bid, stage.there.ask = 989 + 2 * number, 991 + 2 * number
            case "wait":
                self.home.now_ns += number * SECOND
            case "deny":
                self.denies ^= {where}
            case "gate":
                stage.open = not stage.open
            case "rate":
                stage.rate = None if number == 9 else number - 7
            case "stop":
                self.work.stop()
            case "again":
                self.work = type(self.work).restore("x", self.work.dump())
                self.long.recall()
                self.short.recall()
            case _:
                self._befall(stage, deed, number)

    def _befall(self, stage: Stage, deed: str, number: int) -> None:
        over = [key for key, order in stage.orders_of.items() if order.state is OrderState.CANCELLED and order.left]
        if deed == "late fill":
            if over:
                order = stage.orders_of[over[-1]]
                more = min(1 + number % 3, order.left)
                self.late += more
                stage.change(over[-1], filled=order.filled + more)
            return
        alive = [name for name, order in stage.orders_of.items() if not order.state.final]
        if not alive:
            return
        name = alive[number % len(alive)]
        order = stage.orders_of[name]
        match deed:
            case "fill" | "fill all":
                stage.fill(name, order.left if deed == "fill all" else 1 + number % order.left)
            case "unknown":
                stage.change(name, state=OrderState.UNKNOWN)
            case "end":
                stage.end(name)
            case "absent" | "refuse" if not order.filled:
                stage.end(name, GONE[deed])

    def calm(self) -> None:
        """Everybody answers, and what takes what there is trades."""
        self.denies.clear()
        for stage in (self.long, self.short):
            stage.open = True
            for name, order in list(stage.orders_of.items()):
                if order.state.final:
                    continue
                if order.cancel is not Pending.NONE:
                    stage.end(name)
                elif order.state is OrderState.UNKNOWN:
                    stage.change(name, state=OrderState.OPEN)
                elif order.type is OrderType.MARKET:
                    stage.fill(name, order.left)


def held(stage: Stage, side: Side) -> int:
    return sum(order.filled * order.side.sign * side.sign for order in stage.orders_of.values())


def live(stage: Stage, side: Side) -> int:
    return sum(order.left for order in stage.orders_of.values() if order.side is side and not order.state.final)


@pytest.mark.parametrize("kind", WORKS)
@given(story=STORY)
def test_no_more_than_a_slice_is_naked_and_nothing_in_the_end(kind: str, story: list[tuple[str, str, int]]) -> None:
    executor, config = WORKS[kind]
    play = Play(executor("x", config))
    play.act()
    for deed, where, number in story:
        play.happen(deed, where, number)
        play.act()
    play.work.stop()
    for _ in range(60):
        play.calm()
        play.act(SECOND)
    assert play.work.phase is Phase.ENDED
    assert not live(play.long, Side.BUY) + live(play.long, Side.SELL) + live(play.short, Side.BUY)
    if kind == "arbitrage":
        assert play.bare <= 2 * DUST
    else:
        assert abs(held(play.long, Side.BUY)) <= DUST
        assert abs(held(play.short, Side.SELL)) <= DUST


@pytest.mark.parametrize("kind", WORKS)
@pytest.mark.parametrize("broken", ["l", "s"])
@pytest.mark.parametrize("how", ["denied", "refused", "nothing filled", "shut"])
def test_a_lone_leg_is_given_back_within_its_bound(kind: str, broken: str, how: str) -> None:
    """One venue takes nothing, from the second slice on."""
    executor, config = WORKS[kind]
    play, bare_ns = Play(executor("x", config)), 0
    play.home.act(play.work)
    fill_all(play)
    sick = play.home.beside[broken]
    if how == "denied":
        play.denies.add(broken)
    for _ in range(60):
        play.home.act(play.work, SECOND // 2)
        for name, order in list(sick.orders_of.items()):
            if not order.state.final and how != "denied":
                sick.end(name, OrderState.REFUSED if how == "refused" else OrderState.CANCELLED)
        if how == "shut":
            sick.open = False
        well = play.short if sick is play.long else play.long
        for name, order in list(well.orders_of.items()):
            if not order.state.final:
                well.fill(name, order.left)
        bare_ns = bare_ns + SECOND // 2 if play.bare > DUST else 0
        assert bare_ns <= 5 * SECOND


def fill_all(play: Play) -> None:
    for stage in (play.long, play.short):
        for name, order in list(stage.orders_of.items()):
            if not order.state.final:
                stage.fill(name, order.left)
