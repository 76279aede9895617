"""What a run leaves is told to the next one: orders, and the venue's wish for silence."""

from __future__ import annotations

from picaflor.app.recovery import restored_from
from picaflor.domain.events import MoneyMoved
from picaflor.engine.connector.statement import Statement, read_seen
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
