"""Orders that wait for a price, in a seeded storm: placed, moved, cancelled and fired while requests, answers and frames
are lost and the process is killed. When it is over, each is here what it is at the venue.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from picaflor.domain.commands import AmendStopOrder, CancelStopOrder, PlaceStopOrder
from picaflor.domain.orders import Side
from picaflor.domain.stops import StopState, StopView, StopWish
from picaflor.engine.amending import amend
from picaflor.sim.venue.waiting import VenueStop
from picaflor.venues import load
from picaflor.wire.stops import StopStatus
from tests.storms.test_storms import stand_still, storm
from tests.worlds import World

PAIR = "BTC-USDT"
SEEDS = [("bitget", 1), ("hitbtc", 1), ("hitbtc", 2), ("hitbtc_perpetual", 1)]
ENDS = {
    StopStatus.TRIGGERED: StopState.TRIGGERED,
    StopStatus.CANCELLED: StopState.CANCELLED,
    StopStatus.FAILED: StopState.FAILED,
}


def hasty(world: World, dice: Random) -> None:
    """One wish: mostly near enough to be fired soon."""
    book = world.connector.book(PAIR)
    bid, ask = book.best() if book is not None else (0, 0)
    live: list[StopView] = world.connector.extra.live_stops()
    away = dice.choice((-1, 1)) * dice.randrange(100, 9_000)
    ticks = (bid + ask) // 2 + away
    if not bid or not ask:
        return
    chosen = dice.choice(live).client_id if live else ""
    command: PlaceStopOrder | AmendStopOrder | CancelStopOrder
    match dice.randrange(10):
        case 0 | 1 if chosen:
            command = CancelStopOrder(chosen)
        case 2 | 3 | 4 if chosen:
            command = AmendStopOrder(chosen, ticks, None, 2_000)
        case _ if len(live) < 12:
            command = PlaceStopOrder(StopWish(PAIR, dice.choice(list(Side)), 2_000, ticks))
        case _:
            return
    engine, now_ns = world.engine, world.joint.now_ns
    amend(world.connector, engine.risk, engine.audit, "hand", command, now_ns)
    world.joint.carry(world.checker.turn(engine.tick(now_ns)))


@pytest.mark.parametrize(("venue", "seed"), SEEDS)
def test_a_storm_leaves_no_stop_in_doubt(venue: str, seed: int) -> None:
    world = storm(venue, seed, {"leverage": 20} if load(venue).product else None, maker={})
    dice = Random(seed)
    for turn in range(140):
        world.run(0.5)
        hasty(world, dice)
        if turn == 70:
            world.kill()
    is_over(world, f"storm {venue} {seed}")


def ends(world: World, stop: VenueStop) -> set[StopState]:
    """An order that waited and ended without a fill shows no trace of whether its price ever came."""
    came = world.account.find("", stop.order_id) if stop.keeps and stop.order_id else None
    blank = came is not None and not came.filled and not came.live
    return {ENDS[stop.status], *((StopState.CANCELLED, StopState.FAILED) if blank else ())}


def is_over(world: World, story: str) -> None:
    world.exchange.faults.on = False
    world.run(60)
    for _ in range(5):
        if not world.connector.extra.live_stops():
            break
        world.connector.extra.cancel_stops("", world.joint.now_ns)
        world.run(60)
    if (clearing := world.exchange.rows[0].clearing) is not None:
        stand_still(clearing)
    world.run(150)
    floor = world.exchange.floor
    assert not floor.waiting.waiting(world.account), story
    keeper, states = world.connector.extra.stops.keeper, Counter[StopStatus]()
    for stop in floor.waiting.past(world.account):
        states[stop.status] += 1
        view = keeper.view(keeper.name_of(stop.market.symbol, str(stop.no)))
        assert view is not None, f"{story}: lost {stop.report()}"
        assert view.state in ends(world, stop), f"{story}: {view} against {stop.report()}"
    assert min(states[StopStatus.TRIGGERED], states[StopStatus.CANCELLED]) >= 3, f"{story}: {states}"
    assert not world.connector.extra.live_stops(), story
    told = Counter((fill.trade_id, fill.venue_id) for fill in world.fills())
    assert not [trade for trade, times in told.items() if times > 1], f"{story}: a fill was applied twice"
    assert set(told) == {(fill.trade_id, fill.venue_id) for fill in world.account.fills}, story
    for asset in ("BTC", "USDT"):
        assert world.connector.total(asset) == world.account.balance(asset).total, f"{story}: {asset}"
        assert world.connector.free(asset) == world.account.balance(asset).free, f"{story}: {asset}"
