"""Whatever a venue makes of its orders: an executor never sells what it does not hold, never wants anything twice,
survives a restart at any point, and ends with nothing live and nothing held once it is stopped and the venue is calm.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.events import OrderState, Pending
from picaflor.domain.orders import OrderType, Side
from picaflor.domain.stops import StopState
from picaflor.strategies.executors.dca import DcaConfig, DcaExecutor, Step
from picaflor.strategies.executors.grid import GridConfig, GridExecutor
from picaflor.strategies.executors.order import How, OrderConfig, OrderExecutor
from picaflor.strategies.executors.position import Barriers, Entry, PositionConfig, PositionExecutor
from picaflor.strategies.executors.twap import Manner, TwapConfig, TwapExecutor
from picaflor.strategies.executors.vocabulary import MOVES, CloseType, Executor, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, TERMS, Stage

LOTS = 10
DEEDS = [
    "fill",
    "fill all",
    "unknown",
    "end",
    "absent",
    "refuse",
    "cancel fails",
    "move",
    "wait",
    "deny",
    "gate",
    "again",
]
STOP_DEEDS = [*DEEDS, "stop waits", "stop fires", "stop is unknown", "stop fails", "stop is gone", "stops denied"]
STOP_STORY = st.lists(st.tuples(st.sampled_from(STOP_DEEDS), st.integers(0, 9)), max_size=60)
STORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 9)), max_size=60)
GONE = {"absent": OrderState.ABSENT, "refuse": OrderState.REFUSED}


def positions() -> st.SearchStrategy[PositionConfig]:
    barriers = st.builds(
        Barriers,
        take_profit_bps=st.sampled_from([0, 100]),
        stop_loss_bps=st.sampled_from([0, 50]),
        time_limit_ns=st.sampled_from([0, 20 * SECOND]),
        trailing_from_bps=st.just(30),
        trailing_bps=st.sampled_from([0, 40]),
        profit_rests=st.booleans(),
    )
    return st.builds(
        PositionConfig,
        st.just(PAIR),
        st.sampled_from(Side),
        st.just(LOTS),
        barriers,
        st.sampled_from(Entry),
        st.just(1_000),
        st.sampled_from([0, 10 * SECOND]),
    )


def orders() -> st.SearchStrategy[OrderConfig]:
    return st.builds(
        OrderConfig,
        st.just(PAIR),
        st.sampled_from(Side),
        st.just(LOTS),
        st.sampled_from(How),
        st.just(1_000),
        time_limit_ns=st.sampled_from([0, 20 * SECOND]),
    )


class Play:
    """One executor at a venue that does as the story says."""

    def __init__(self, work: Executor, stage: Stage, away: Side | None) -> None:
        self.work, self.stage, self.away = work, stage, away
        self.denies = self.denies_stops = False
        stage.deny = lambda wish: self.denies
        stage.deny_stop = lambda wish: self.denies_stops

    def traded(self, side: Side) -> int:
        return sum(order.filled for order in self.stage.orders_of.values() if order.side is side)

    def live(self, side: Side) -> int:
        alive = [order for order in self.stage.orders_of.values() if order.side is side]
        return sum(order.left for order in alive if not order.state.final)

    def step(self, after_ns: int) -> None:
        before = self.work.phase
        self.stage.act(self.work, after_ns)
        assert self.work.phase in MOVES[before], f"{before} to {self.work.phase}"

    def act(self, after_ns: int = SECOND // 3) -> None:
        self.step(after_ns)
        if self.away is None:
            assert len({wish.tag for wish in self.stage.wanted}) == len(self.stage.wanted), "a name was used twice"
            side = next(iter(self.stage.wanted)).side if self.stage.wanted else Side.BUY
            assert self.traded(side) + self.live(side) <= LOTS
            return
        entry = self.away.other
        assert self.traded(entry) + self.live(entry) <= LOTS
        if self.stage.listed is SPOT:
            assert self.traded(self.away) + self.live(self.away) <= self.traded(entry)
        assert self.traded(self.away) <= self.traded(entry)

    def happen(self, deed: str, number: int) -> None:
        stage = self.stage
        names = [name for name, order in stage.orders_of.items() if not order.state.final]
        name = names[number % len(names)] if names else ""
        match deed:
            case "move":
                stage.there.bid, stage.there.ask = 989 + 2 * number, 991 + 2 * number
            case "wait":
                stage.now_ns += number * SECOND
            case "deny":
                self.denies = not self.denies
            case "gate":
                stage.open = not stage.open
            case "again":
                kind = type(self.work)
                self.work = kind.restore("x", self.work.dump())
                stage.recall()
            case "stops denied":
                self.denies_stops = not self.denies_stops
            case _ if deed.startswith("stop "):
                self._befall_stop(deed, number)
            case _ if name:
                self._befall(name, deed, number)

    def _befall_stop(self, deed: str, number: int) -> None:
        """It may fire while it is taken back, or while nobody knows whether it is there."""
        stage = self.stage
        names = [name for name, stop in stage.stops_of.items() if not stop.state.final]
        if not names:
            return
        name = names[number % len(names)]
        match deed:
            case "stop waits":
                stage.move_stop(name, StopState.WAITING, cancelling=False)
            case "stop fires":
                stage.fire(name)
            case "stop is unknown":
                stage.move_stop(name, StopState.UNKNOWN)
            case "stop fails":
                stage.move_stop(name, (StopState.FAILED, StopState.REFUSED, StopState.ABSENT)[number % 3])
            case "stop is gone" if stage.stops_of[name].cancelling:
                stage.move_stop(name, StopState.CANCELLED, cancelling=False)

    def _befall(self, name: str, deed: str, number: int) -> None:
        stage, order = self.stage, self.stage.orders_of[name]
        match deed:
            case "fill" | "fill all":
                self.fill(name, order.left if deed == "fill all" else 1 + number % max(1, order.left))
            case "unknown":
                stage.change(name, state=OrderState.UNKNOWN)
            case "end" if order.cancel is not Pending.NONE or order.type is OrderType.MARKET:
                stage.end(name)
            case "absent" | "refuse" if not order.filled:
                stage.end(name, GONE[deed])
            case "cancel fails" if order.cancel is Pending.ASKED:
                stage.change(name, cancel=Pending.NONE)

    def fill(self, name: str, lots: int) -> None:
        """A close of a contract is cut down to what there is to close."""
        order = self.stage.orders_of[name]
        if self.away is order.side and self.stage.listed is CONTRACT:
            lots = min(lots, self.traded(order.side.other) - self.traded(order.side))
            if not lots:
                self.stage.end(name)
                return
        self.stage.fill(name, min(lots, order.left))

    def calm(self) -> None:
        """Everybody answers: orders at market are filled, cancels are proven."""
        self.stage.open, self.denies, self.denies_stops = True, False, False
        for name, stop in list(self.stage.stops_of.items()):
            if not stop.state.final:
                self.stage.move_stop(name, StopState.CANCELLED if stop.cancelling else StopState.WAITING)
        for name, order in list(self.stage.orders_of.items()):
            if order.state.final:
                continue
            if order.type is OrderType.MARKET:
                self.fill(name, order.left)
            elif order.cancel is not Pending.NONE:
                self.stage.end(name)
            elif order.state is OrderState.UNKNOWN:
                self.stage.change(name, state=OrderState.OPEN)


def run(play: Play, story: list[tuple[str, int]]) -> None:
    play.act()
    for deed, number in story:
        play.happen(deed, number)
        play.act()
    play.work.stop()
    for _ in range(40):
        play.calm()
        play.act(SECOND)
    assert play.work.phase is Phase.ENDED
    assert not [order for order in play.stage.orders_of.values() if not order.state.final]
    assert not play.stage.stops(PAIR)


@pytest.mark.parametrize("market", [SPOT, CONTRACT], ids=["spot", "contract"])
@given(positions(), STORY)
def test_a_position_is_closed_once_and_wholly(
    market: Any, config: PositionConfig, story: list[tuple[str, int]]
) -> None:
    play = Play(PositionExecutor("x", config), Stage(listed=market), config.side.other)
    run(play, story)
    held = play.traded(config.side) - play.traded(config.side.other)
    assert 0 <= held < market.min_lots


@given(positions(), STOP_STORY)
def test_a_position_whose_stop_rests_is_closed_once_and_wholly(
    config: PositionConfig, story: list[tuple[str, int]]
) -> None:
    play = Play(PositionExecutor("x", config), Stage(listed=CONTRACT, terms=TERMS), config.side.other)
    run(play, story)
    held = play.traded(config.side) - play.traded(config.side.other)
    assert 0 <= held < CONTRACT.min_lots


@given(orders(), STORY)
def test_an_order_is_never_more_than_it_was_to_be(config: OrderConfig, story: list[tuple[str, int]]) -> None:
    play = Play(OrderExecutor("x", config), Stage(), None)
    run(play, story)


def plans() -> st.SearchStrategy[TwapConfig]:
    return st.builds(
        TwapConfig,
        st.just(PAIR),
        st.sampled_from(Side),
        st.just(LOTS),
        st.sampled_from([1, 3, 4]),
        st.just(5 * SECOND),
        st.sampled_from(Manner),
        st.just(1_000),
        st.sampled_from([0, 40 * SECOND]),
    )


@given(plans(), STORY)
def test_a_plan_over_time_is_never_ahead_of_itself(config: TwapConfig, story: list[tuple[str, int]]) -> None:
    play = Play(TwapExecutor("x", config), Stage(), None)
    run(play, story)


@given(plans(), st.lists(st.sampled_from(["refuse", "deny", "absent", "again", "fill all"]), max_size=12))
def test_what_failed_of_a_plan_is_still_due(config: TwapConfig, story: list[str]) -> None:
    """Whatever is refused at first, all of it is done once the venue takes orders."""
    config = TwapConfig(config.pair, config.side, config.lots, config.slices, config.every_ns)
    stage = Stage()
    play = Play(TwapExecutor("x", config), stage, None)
    play.act()
    for deed in story:
        play.happen(deed, 0)
        play.act(2 * SECOND)
    for _ in range(40):
        play.calm()
        play.act(2 * SECOND)
    assert play.work.phase is Phase.ENDED
    assert play.work.close_type is CloseType.COMPLETED
    assert play.traded(config.side) == LOTS


def ladders(position: PositionConfig) -> DcaConfig:
    fields = {name: getattr(position, name) for name in position.__struct_fields__}
    ticks = (1_000, 995, 990) if position.side is Side.BUY else (1_000, 1_005, 1_010)
    return DcaConfig(**fields, steps=tuple(Step(*each) for each in zip(ticks, (2, 3, 5), strict=True)))


@pytest.mark.parametrize("market", [SPOT, CONTRACT], ids=["spot", "contract"])
@given(positions().map(ladders), STORY)
def test_a_position_in_steps_is_closed_once_and_wholly(
    market: Any, config: DcaConfig, story: list[tuple[str, int]]
) -> None:
    play = Play(DcaExecutor("x", config), Stage(listed=market), config.side.other)
    run(play, story)
    assert 0 <= play.traded(config.side) - play.traded(config.side.other) < market.min_lots


class GridPlay(Play):
    """Rungs trade again and again: what is bounded is what they hold and what they may come to hold."""

    def act(self, after_ns: int = SECOND // 3) -> None:
        self.step(after_ns)
        away = self.away
        assert away is not None
        held = self.traded(away.other) - self.traded(away)
        assert held >= 0
        dust = 1 * sum(
            order.state.final for order in self.stage.orders_of.values()
        )  # less than a lot's minimum an order
        assert held + self.live(away.other) <= 4 * LOTS + dust
        if self.stage.listed is SPOT:
            assert self.live(away) <= held


class Charged(GridPlay):
    """What is bought is paid for with a part of it: less can be offered than was bought."""

    taken = 0

    def fill(self, name: str, lots: int) -> None:
        order = self.stage.orders_of[name]
        buys, lots = order.side is Side.BUY, min(lots, order.left)
        fee = lots * SPOT.lot.atoms // 3 if buys else 0
        self.taken += fee
        self.stage.fill(name, lots, fee=fee, asset="BTC")

    def act(self, after_ns: int = SECOND // 3) -> None:
        self.step(after_ns)
        held = (self.traded(Side.BUY) - self.traded(Side.SELL)) * SPOT.lot.atoms - self.taken
        assert self.live(Side.SELL) * SPOT.lot.atoms <= max(0, held)


def grids() -> st.SearchStrategy[GridConfig]:
    return st.builds(
        GridConfig,
        st.just(PAIR),
        st.sampled_from(Side),
        st.just(990),
        st.just(1_008),
        st.just(4),
        st.just(LOTS),
        st.sampled_from([0, 3]),
        st.sampled_from([1, 4]),
        time_limit_ns=st.sampled_from([0, 40 * SECOND]),
        keep=st.booleans(),
    )


@pytest.mark.parametrize("market", [SPOT, CONTRACT], ids=["spot", "contract"])
@given(grids(), STORY)
def test_a_grid_holds_no_more_than_its_rungs_and_gives_it_all_up(
    market: Any, config: GridConfig, story: list[tuple[str, int]]
) -> None:
    play = GridPlay(GridExecutor("x", config), Stage(listed=market), config.side.other)
    run(play, story)
    held = play.traded(config.side) - play.traded(config.side.other)
    assert held >= 0
    assert config.keep or held < market.min_lots


@given(grids(), st.integers(0, 1), STOP_STORY)
def test_a_grid_whose_stop_rests_gives_all_of_it_up(config: GridConfig, far: int, story: list[tuple[str, int]]) -> None:
    stop = (990 - 2 - far) if config.side is Side.BUY else (1_008 + 2 + far)
    config = msgspec.structs.replace(config, stop=stop, keep=False)
    play = GridPlay(GridExecutor("x", config), Stage(listed=CONTRACT, terms=TERMS), config.side.other)
    run(play, story)
    held = play.traded(config.side) - play.traded(config.side.other)
    assert 0 <= held < CONTRACT.min_lots


@given(grids(), STORY)
def test_a_grid_offers_no_coins_that_went_as_fees(config: GridConfig, story: list[tuple[str, int]]) -> None:
    config = msgspec.structs.replace(config, side=Side.BUY)
    run(Charged(GridExecutor("x", config), Stage(), Side.SELL), story)
