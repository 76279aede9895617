"""Whatever two venues make of its orders: what is hedged is never more than was filled, and in the end it is all of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.events import OrderState, Pending
from picaflor.domain.orders import OrderType, Side
from picaflor.strategies.executors.vocabulary import MOVES, Phase
from picaflor.strategies.executors.xemm import XemmConfig, XemmExecutor
from tests.unit.strategies.executors.stage import PAIR, SECOND, SPOT, Book, Stage

DEEDS = ["fill", "unknown", "end", "absent", "late fill", "move", "again", "deny", "gate", "stop"]
STORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from("mt"), st.integers(0, 9)), max_size=60)
LOTS = 10


def filled(stage: Stage) -> int:
    return sum(order.filled for order in stage.orders_of.values())


def live(stage: Stage) -> int:
    return sum(order.left for order in stage.orders_of.values() if not order.state.final)


def befall(stage: Stage, deed: str, number: int, most: int) -> None:
    """`most`: that may be filled there. What a venue fills of an order after it has called it over, and after another has
    left in its place, nobody can take back: it is not played beyond what was to be traded.
    """
    alive = [name for name, order in stage.orders_of.items() if not order.state.final]
    name = alive[number % len(alive)] if alive else ""
    over = [key for key, order in stage.orders_of.items() if order.state is OrderState.CANCELLED and order.left]
    match deed:
        case "fill" if name:
            stage.fill(name, 1 + number % stage.orders_of[name].left)
        case "unknown" if name:
            stage.change(name, state=OrderState.UNKNOWN)
        case "end" if name:
            stage.end(name)
        case "absent" if name and not stage.orders_of[name].filled:
            stage.end(name, OrderState.ABSENT)
        case "late fill" if over and filled(stage) + live(stage) < most:
            more = min(1 + number, most - filled(stage) - live(stage), stage.orders_of[over[-1]].left)
            stage.change(over[-1], filled=stage.orders_of[over[-1]].filled + more)
        case "too late" if over:
            more = min(1 + number, stage.orders_of[over[-1]].left)
            stage.change(over[-1], filled=stage.orders_of[over[-1]].filled + more)
        case "move":
            stage.there.bid, stage.there.ask = 989 + 2 * number, 991 + 2 * number
        case "gate":
            stage.open = not stage.open


def calm(stage: Stage) -> None:
    stage.open, stage.deny = True, lambda wish: False
    for name, order in list(stage.orders_of.items()):
        if order.state.final:
            continue
        if order.type is OrderType.MARKET:
            stage.fill(name, order.left)
        elif order.cancel is not Pending.NONE:
            stage.end(name)
        elif order.state is OrderState.UNKNOWN:
            stage.change(name, state=OrderState.OPEN)


@given(st.sampled_from(Side), STORY)
def test_no_leg_is_naked_in_the_end_and_none_is_hedged_twice(side: Side, story: list[tuple[str, str, int]]) -> None:
    two = {"m": Stage(), "t": Stage(there=Book(size=100))}
    home = Stage(beside=two)
    work = XemmExecutor("x", XemmConfig("m", PAIR, "t", PAIR, side, LOTS, 10))
    denies = False
    for stage in two.values():
        stage.deny = lambda wish: denies
    for deed, where, number in story:
        if deed == "again":
            work = XemmExecutor.restore("x", work.dump())
            for stage in two.values():
                stage.recall()
        elif deed == "deny":
            denies = not denies
        elif deed == "stop":
            work.stop()
        else:
            befall(two[where], deed, number, LOTS if where == "m" else filled(two["m"]))
        home.act(work, SECOND // 3)
        assert filled(two["m"]) + live(two["m"]) <= LOTS
        assert filled(two["t"]) + live(two["t"]) <= filled(two["m"])
        assert work.phase is not Phase.ENDED or not (live(two["m"]) or live(two["t"]))
    work.stop()
    for _ in range(40):
        for stage in two.values():
            calm(stage)
        home.act(work, SECOND)
    assert work.phase is Phase.ENDED
    assert 0 <= filled(two["m"]) - filled(two["t"]) < SPOT.min_lots


LATE = [*DEEDS, "fill", "fill", "end", "end", "too late", "too late", "too late"]
TALE = st.lists(st.tuples(st.sampled_from(LATE), st.sampled_from("mttt"), st.integers(0, 9)), min_size=20, max_size=60)


def signed(stage: Stage, side: Side) -> int:
    return sum(order.filled * order.side.sign * side.sign for order in stage.orders_of.values())


@given(st.sampled_from(Side), TALE)
def test_what_was_hedged_twice_is_traded_back(side: Side, story: list[tuple[str, str, int]]) -> None:
    """A venue fills what it has called over, and after another has left in its place: in the end no leg is naked."""
    two = {"m": Stage(), "t": Stage(there=Book(size=100))}
    home = Stage(beside=two)
    work = XemmExecutor("x", XemmConfig("m", PAIR, "t", PAIR, side, LOTS, 10))
    for deed, where, number in story:
        if deed == "again":
            work = XemmExecutor.restore("x", work.dump())
            for stage in two.values():
                stage.recall()
        elif deed == "stop":
            work.stop()
        elif deed != "deny":
            befall(two[where], deed, number, LOTS if where == "m" else filled(two["m"]))
        was = work.phase
        before = len(two["m"].wanted)
        home.act(work, SECOND // 3)
        assert work.phase in MOVES[was]
        if was in (Phase.CLOSING, Phase.ENDED):
            assert len(two["m"].wanted) == before, "what is over offers nothing"
        if was is Phase.ENDED and work.phase is Phase.ENDED:
            assert not live(two["m"]) + live(two["t"])
    work.stop()
    for late in ("", "m", "t"):
        offered = len(two["m"].wanted)
        if late:
            befall(two[late], "too late", 3, 0)
        for _ in range(40):
            was = work.phase
            home.act(work, SECOND)
            assert work.phase in MOVES[was]
            for stage in two.values():
                calm(stage)
        assert work.phase is Phase.ENDED
        assert len(two["m"].wanted) == offered
        assert abs(signed(two["m"], side) - signed(two["t"], side.other)) < SPOT.min_lots
