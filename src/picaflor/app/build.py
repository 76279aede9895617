"""From a plan to an engine. Live, emulated, simulated and replayed runs all come through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from picaflor.app.plan import ConnectorPlan, RunPlan, SeatPlan, domain_of, limits_of, margin_of, mode_of
from picaflor.engine.account import Account
from picaflor.engine.connector.connector import Connector
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.engine.connector.fees import SaidFees
from picaflor.engine.connector.setup import Wanted
from picaflor.engine.guard import Guard
from picaflor.engine.loop import Engine
from picaflor.engine.records import Journal, NoJournal
from picaflor.engine.risk import Risk
from picaflor.engine.seat import Seat
from picaflor.engine.view import ConnectorView
from picaflor.machines.orders import ClientIds
from picaflor.strategies.protocols import Controller, Follows
from picaflor.strategies.table import make
from picaflor.venues import load

PREFIX = "pf"  # of all our client ids


def build_engine(plan: RunPlan, journal: Journal | None = None, fast_books: bool = False) -> Engine:
    """`fast_books`: the kernels are loaded. Twins of a book are equal by law, so a replay need not say which."""
    made = [make(row.controller, row.config, row.digest or None) for row in plan.seats]
    rows = [_with_bars(row, plan.seats, made) for row in plan.connectors]
    connectors = {row.venue: build_connector(row, fast_books) for row in rows}
    seats = [seat_at(row, each, connectors) for row, each in zip(plan.seats, made, strict=True)]
    return Engine(connectors, seats, Risk(plan.limits), journal or NoJournal(), Guard(plan.limits))


def _with_bars(row: ConnectorPlan, seats: tuple[SeatPlan, ...], made: list[Controller]) -> ConnectorPlan:
    """Bars that its seats follow, beside those of the plan: of each kind once, as many as somebody wants."""
    most = {(want.pair, want.interval): want.count for want in row.bars}
    for seat, each in zip(seats, made, strict=True):
        if seat.venue == row.venue and isinstance(each, Follows):
            for want in each.follows:
                key = want.pair, want.interval
                most[key] = max(want.count, most.get(key, 0))
    return structs.replace(row, bars=tuple(BarsWanted(*key, count) for key, count in most.items()))


def build_connector(row: ConnectorPlan, fast_books: bool = False) -> Connector:
    venue = load(row.venue).spoken_by(row.account_kind).for_pairs(*row.pairs)
    if row.share != 100:
        venue = replace(venue, limits=limits_of(row, venue))
    ids = ClientIds(venue.client_ids, PREFIX, row.bot, range(row.ids_start, row.ids_stop))
    fees = SaidFees(row.maker_fee, row.taker_fee)
    return Connector(
        venue=venue,
        domain=domain_of(row, venue),
        account=row.account,
        pairs=row.pairs,
        ids=ids,
        seed=row.seed,
        private=row.private,
        fast_books=fast_books,
        wanted=Wanted(
            mode_of(row, venue),
            margin_of(row, venue),
            row.leverage,
            row.bars,
            row.marks,
            isolated=row.isolated_margin,
            leased=row.leased,
            fees=fees,
            balance_limits=row.balance_limits,
            dead_man_ns=row.dead_man_ns,
        ),
    )


def seat_at(row: SeatPlan, controller: Controller, connectors: Mapping[str, Connector]) -> Seat:
    views: dict[str, ConnectorView] = {}
    for venue in (row.venue, *row.also):
        views[venue] = ConnectorView(connectors[venue], row.name, views)
    return Seat(row.name, row.venue, controller, views[row.venue], views, account=Account(row.limits))
