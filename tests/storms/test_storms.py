"""Connector and emulated venue in one seeded storm: requests lost, replies lost, frames doubled, dropped and cut, sockets
torn, processes killed. When it is over, what we believe and what the venue's ledger says are the same, to the last digit.

A failure prints its seed; the same seed is the same storm.
"""

from __future__ import annotations

from collections import Counter

import pytest

from picaflor.domain.events import OrderChanged, OrderState
from picaflor.sim.port import Wire
from picaflor.sim.venue.faults import FaultRates, FrameFault, RequestFault
from tests.worlds import World, make_world

STORM = FaultRates(
    requests={
        RequestFault.DROP_REQUEST: 150,
        RequestFault.DROP_REPLY: 150,
        RequestFault.DELAY: 200,
        RequestFault.TOO_MANY: 50,
        RequestFault.BROKEN: 100,
        RequestFault.GARBLED: 100,
    },
    frames={
        FrameFault.DROP: 30,
        FrameFault.TWICE: 50,
        FrameFault.LATER: 30,
        FrameFault.SCRAMBLED: 10,
        FrameFault.HANG_UP: 5,
        FrameFault.SILENT: 2,
    },
)
SEEDS = [*(("bitget", seed) for seed in range(1, 9)), *(("hitbtc", seed) for seed in range(1, 4))]
MAKER = {"pair": "BTC-USDT", "refresh_ns": 200_000_000, "order_age_ns": 3_000_000_000}


def check(world: World, seed: int) -> None:
    """I1 to I6 at rest."""
    story = f"storm {seed}"
    venue_orders = list(world.account.orders.values())
    keeper = world.connector.keeper
    ids = Counter(order.place.client_id for order in venue_orders)
    # I2: one intent, at most one order at the venue.
    assert not [name for name, count in ids.items() if count > 1], story
    assert len(venue_orders) == world.account.accepted, story
    for order in venue_orders:
        # I1: the venue has no order that we do not know.
        mine = keeper.view(order.place.client_id)
        assert mine is not None, f"{story}: lost {order.place.client_id}"
        assert mine.filled == order.filled, f"{story}: {mine} against {order.filled}"
        assert mine.state.final, f"{story}: {mine}"
    # Absent is a proof, not a guess: nothing that the venue ever took was called absent, not even for a while.
    absent = {
        e.order.client_id for e in world.seen if isinstance(e, OrderChanged) and e.order.state is OrderState.ABSENT
    }
    assert not absent & set(ids), f"{story}: called absent, and it was there: {absent & set(ids)}"
    # I3: each fill of the venue once, and no other.
    told = {fill.trade_id: fill for fill in world.fills()}
    assert len(told) == len(world.fills()), f"{story}: a fill was applied twice"
    at_venue = {(fill.trade_id, fill.venue_id) for fill in world.account.fills}
    assert {(fill.trade_id, fill.venue_id) for fill in told.values()} == at_venue, story
    # I5: the balances that we see are the venue's own.
    ledger = world.account.ledger
    for asset in ("BTC", "USDT"):
        assert world.connector.total(asset) == ledger.total(asset), f"{story}: {asset}"
        assert ledger.held(asset) == 0, story


@pytest.mark.parametrize(("venue", "seed"), SEEDS)
def test_a_storm_loses_nothing_and_doubles_nothing(venue: str, seed: int) -> None:
    world = make_world(venue, seed=seed, rates=STORM, maker=MAKER, wire=Wire(delay_ns=2_000_000, jitter_ns=20_000_000))
    world.run(60)
    world.kill()
    world.run(60)
    world.exchange.faults.on = False
    world.run(30)
    assert world.run_until_quiet(), f"storm {seed}: {world.connector.live_orders()} {world.connector.gate}"
    world.run(90)  # one more round of questions: balances and late fills
    check(world, seed)
    assert world.account.accepted >= 20, f"storm {seed}: hardly anything happened"
    assert sum(world.exchange.faults.counts.values()) >= 20


def test_the_same_seed_is_the_same_storm() -> None:
    def tape(seed: int) -> list[tuple[int, int, bytes]]:
        world = make_world(seed=seed, rates=STORM, maker=MAKER)
        world.run(20)
        return world.journal.lines

    first = tape(5)
    assert first == tape(5)
    assert first != tape(6)
    assert len(first) > 500
