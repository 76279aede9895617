"""What a run leaves is told to the next one: orders, and the venue's wish for silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from picaflor.app.recovery import restored_from, resume, resumed_from
from picaflor.app.replay import replay
from picaflor.domain.events import MoneyMoved
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.engine.connector.statement import Statement, read_seen
from picaflor.engine.instructions import Resumed
from picaflor.engine.records import Kind, write_told, write_work
from picaflor.sim.venue.faults import RequestFault
from tests.worlds import SECOND, make_world


def test_a_ban_outlives_the_process_that_earned_it() -> None:
    world = make_world(seed=2)
    world.run(5)
    world.exchange.faults.order(RequestFault.TOO_MANY, times=1)
    while not world.exchange.faults.counts["429"]:
        world.run(0.1)
    world.run(0.1)
    (until_ns,) = world.connector._desk._throttle.bans().values()
    assert until_ns > world.joint.now_ns
    assert restored_from(world.plan.connectors[0], world.journal.lines).bans == {"": until_ns}
    world.kill()
    asked = world.exchange.requests
    world.joint.run(until_ns - 1)
    assert world.exchange.requests == asked, "the next process asked while the venue wanted silence"
    world.run(5)
    assert world.exchange.requests > asked
    world.kill()  # and it is not forgotten by a run that was only told of it
    assert restored_from(world.plan.connectors[0], world.journal.lines).bans == {"": until_ns}


def test_bills_that_were_told_are_known_to_the_next_process_and_to_the_one_after_it() -> None:
    world = make_world("bitget_perpetual", seed=3, setup={"leverage": 20})
    clearing = world.exchange.rows[0].clearing
    assert clearing is not None
    clearing.prices.interval_ns = 20 * SECOND
    told: list[str] = []
    for _ in range(3):
        world.run(40)
        told += [event.bill_id for event in world.seen if isinstance(event, MoneyMoved)]
        world.seen.clear()
        left = restored_from(world.plan.connectors[0], world.journal.lines).parts[Statement.name]
        assert list(read_seen(left).bills) == told
        world.kill()
    assert len(told) == len(set(told)) > 2


def test_orders_are_known_to_the_next_process() -> None:
    world = make_world(seed=3)
    world.run(10)
    before = {order.client_id: order.filled for order in world.connector.live_orders()}
    assert before
    world.kill()
    after = {order.client_id: order.filled for order in world.connector.live_orders()}
    assert before.items() <= after.items()


def test_work_is_as_it_was_written_last_and_what_is_over_is_gone(tmp_path: Path) -> None:
    told = write_told(Resumed("maker", {"a": b"1", "b": b"2"}))
    lines = [(Kind.TOLD, 1, told)]
    for seat, name, record in (("maker", "c", b"3"), ("maker", "a", b""), ("other", "b", b"9"), ("maker", "b", b"4")):
        lines.append((Kind.WORK, 2, write_work(seat, name, record)))
    assert resumed_from("maker", lines) == Resumed("maker", {"b": b"4", "c": b"3"})
    assert resumed_from("other", lines) == Resumed("other", {"b": b"9"})
    assert resumed_from("nobody", lines) is None
    assert resume(tmp_path / "nowhere", "maker") is None


PLAN = {"pair": "BTC-USDT", "amount": ONE // 100, "slices": 8, "every_ns": 3 * SECOND}


@pytest.mark.parametrize("manner", ["market", "maker"])
def test_a_plan_that_is_killed_again_and_again_buys_what_it_was_to_and_no_more(manner: str) -> None:
    """And every run of it replays byte for byte, its records of work among them."""
    world = make_world(seed=5, controller="twap", maker={**PLAN, "manner": manner})
    for after in (4.1, 3.0, 0.3, 7.7, 2.9):
        world.run(after)
        world.kill()
    world.run(60)
    market = world.connector.market("BTC-USDT")
    fills = {fill.key: fill for fill in world.fills()}
    assert sum(fill.lots for fill in fills.values()) == market.lot.floor(ONE // 100)
    assert resumed_from("maker", world.journal.lines) is not None
    for plan, journal in world.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference


@pytest.mark.parametrize(
    ("controller", "config"),
    [
        ("grid_strike", {"pair": "BTC-USDT", "range_bps": 20, "rungs": 8}),
        ("dca", {"pair": "BTC-USDT", "gap_bps": 4, "first_bps": 0, "take_profit_bps": 4, "pause_ns": SECOND}),
    ],
)
def test_a_ladder_goes_on_where_it_was_killed_and_replays(controller: str, config: dict[str, Any]) -> None:
    """Nothing is live that its records do not know, and what they hold is what the fills say."""
    world = make_world(seed=5, controller=controller, maker=config)
    for after in (8.1, 5.0, 0.4, 11.3):
        world.run(after)
        world.kill()
    world.run(10)
    fills = list({(fill.key, fill.side): fill for fill in world.fills()}.values())
    assert len({fill.key for fill in fills}) == len(fills), "it traded with itself"
    assert {fill.side for fill in fills} == set(Side)
    work = world.engine.seats[0].controller.work
    tags = {tag for piece in work for tag in piece.tickets.open}
    live = {order.tag for order in world.connector.live_orders(everybody=False)}
    assert live <= tags
    assert sum(piece.tickets.money.bought for piece in work) == sum(f.lots for f in fills if f.side is Side.BUY)
    assert sum(piece.tickets.money.sold for piece in work) == sum(f.lots for f in fills if f.side is Side.SELL)
    assert world.run_until_quiet()
    for plan, journal in world.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference
