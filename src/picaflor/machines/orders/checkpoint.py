"""The keeper's state as one JSON document. What it was just asking is not in it: a restart asks afresh."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Side
from picaflor.machines.orders.docket import Docket
from picaflor.machines.orders.events import CameOfStop, FillReported, Reported, Where
from picaflor.machines.orders.inquiry import Walk
from picaflor.machines.orders.names import Names
from picaflor.machines.orders.record import Record

VERSION = 2


class Checkpoint(Struct):
    version: int
    venue: str
    account: str
    birth_ns: int
    now: int
    highest: int
    lost: list[tuple[int, int]]
    markets: dict[str, Market]  # the grids that its numbers are on
    regridded: list[str]
    orders: list[Record]
    fills: list[Fill]
    feeless: list[tuple[str, str, Side]]
    evicted_to_ns: int
    walked: list[tuple[Where, str, int, list[int]]]  # how far each list was walked: the next restart reads on there
    strays: list[Reported | FillReported]
    counts: dict[str, int]
    claims: list[CameOfStop] = []


class NotOurs(ValueError):
    """A checkpoint of another account, or of another version."""


def write(docket: Docket, names: Names) -> bytes:
    fills, feeless, evicted_to_ns = docket.fills.dump()
    return msgspec.json.encode(
        Checkpoint(
            VERSION,
            docket.venue,
            docket.account,
            docket.birth_ns,
            docket.now,
            docket.ids.highest,
            names.lost,
            _grids(docket),
            sorted(docket.regridded),
            list(docket.register),
            fills,
            feeless,
            evicted_to_ns,
            [(walk.where, walk.symbol, walk.from_ns, walk.done) for walk in docket.inquiry.walks.values()],
            [event for stray in names.strays.values() for event in stray.events],
            dict(docket.counts),
            [claim.event for claim in names.claims.values()],
        )
    )


def _grids(docket: Docket) -> dict[str, Market]:
    used = {record.symbol for record in docket.register}
    return {symbol: market for symbol, market in docket.markets.items() if symbol in used}


def read(data: bytes, docket: Docket, names: Names) -> None:
    state = msgspec.json.decode(data, type=Checkpoint)
    if (state.version, state.venue, state.account) != (VERSION, docket.venue, docket.account):
        raise NotOurs(f"a checkpoint of {state.account} at {state.venue}, version {state.version}")
    docket.birth_ns, docket.now = state.birth_ns, state.now
    if state.highest >= 0:
        docket.ids.burn(state.highest)
    names.lost = list(state.lost)
    docket.markets = state.markets
    docket.regridded = set(state.regridded)
    docket.fills.load(state.fills, state.feeless, state.evicted_to_ns)
    docket.counts.update(state.counts)
    for where, symbol, from_ns, done in state.walked:
        walk = docket.inquiry.walks.setdefault((where, symbol), Walk(where, symbol))
        walk.from_ns, walk.done = from_ns, done
    for record in state.orders:
        docket.register.add(record)
        if record.open_question:
            docket.inquiry.mind(record.client_id, state.now)
    for event in state.claims:
        names.claim(event)
    docket.again.extend(state.strays)
