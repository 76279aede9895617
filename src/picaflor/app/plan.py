"""All that a run depends on, as one record: it is the journal's header, and replay builds the same engine from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from msgspec import Struct, ValidationError, convert, to_builtins

from picaflor import __version__
from picaflor.app.problems import OtherVersion
from picaflor.domain.orders import MarginMode, PositionMode
from picaflor.engine.account import SeatLimits
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.engine.risk import Limits
from picaflor.strategies.table import is_there
from picaflor.strategies.table import names as controllers
from picaflor.venues import names
from picaflor.wire.venue import Domain, Limit, Venue


class ConnectorPlan(Struct, frozen=True):
    venue: str
    pairs: tuple[str, ...]
    seed: int
    ids_start: int
    ids_stop: int
    domain: str = "live"
    account: str = "main"
    bot: str = "0"
    private: bool = True
    share: int = 100  # of each rate limit, in percent
    leased: bool = False  # the limits are shared with other processes, and what is ours of them is told
    broker_tag: str = ""  # as the configuration has it; nobody's but the user's own
    position_mode: PositionMode = PositionMode.ONEWAY  # contracts, from here on
    margin_mode: MarginMode = MarginMode.CROSS
    leverage: int = 1
    isolated_margin: int = 0  # atoms, for the account of each isolated contract
    bars: tuple[BarsWanted, ...] = ()
    marks: bool = False  # of contracts, where there is no account
    maker_fee: int | None = None  # as parts, in atoms, instead of what the venue says
    taker_fee: int | None = None
    balance_limits: dict[str, int] = {}  # coin → as much of it as may be used, in atoms
    dead_man_ns: int = 0  # without a word of ours for so long the venue cancels; 0: it is not asked to
    account_kind: str = ""  # where a venue has several kinds; "": the row's own


def domain_of(row: ConnectorPlan, venue: Venue) -> Domain:
    """Its hosts, and its headers with the user's own broker tag, where he has one and the venue knows such a thing."""
    domain = venue.domains[row.domain]
    if not row.broker_tag or not venue.broker_header:
        return domain
    return replace(domain, headers=(*domain.headers, (venue.broker_header, row.broker_tag)))


def mode_of(row: ConnectorPlan, venue: Venue) -> PositionMode:
    """Where there is one mode only, it is not a matter of choice."""
    return venue.position_modes[0] if len(venue.position_modes) == 1 else row.position_mode


def margin_of(row: ConnectorPlan, venue: Venue) -> MarginMode:
    return venue.margin_modes[0] if len(venue.margin_modes) == 1 else row.margin_mode


def limits_of(row: ConnectorPlan, venue: Venue) -> tuple[Limit, ...]:
    """The share of the venue's limits that this run may use; of each at least one."""
    if row.share == 100:
        return venue.limits
    return tuple(replace(limit, count=max(1, limit.count * row.share // 100)) for limit in venue.limits)


class SeatPlan(Struct, frozen=True):
    name: str
    venue: str
    controller: str
    config: dict[str, Any]
    also: tuple[str, ...] = ()  # the other venues that it trades on
    limits: SeatLimits = SeatLimits()  # of what it makes with its own fills
    digest: str = ""  # of the file of a controller of the user's own


class RunPlan(Struct, frozen=True):
    connectors: tuple[ConnectorPlan, ...]
    seats: tuple[SeatPlan, ...] = ()
    limits: Limits = Limits()
    world: str = "emulated"
    version: str = __version__


def write_plan(plan: RunPlan) -> dict[str, Any]:
    made: dict[str, Any] = to_builtins(plan)
    return made


def read_plan(header: dict[str, Any], *, runs: bool = True) -> RunPlan:
    """`runs`: its controllers are to decide again; else only what it did is read."""
    try:
        plan = convert(header, RunPlan)
    except ValidationError as error:
        raise OtherVersion(f"the recording's plan cannot be read ({error}): {use(header)}") from error
    missing = [row.venue for row in plan.connectors if row.venue not in names()]
    seats = plan.seats if runs else ()
    missing += [seat.controller for seat in seats if seat.controller not in controllers() and not _kept(seat)]
    if missing:
        raise OtherVersion(f"the recording needs {', '.join(missing)}, which this program does not have: {use(header)}")
    changed = [seat.controller for seat in seats if not is_there(seat.controller, seat.digest)]
    if changed:
        raise OtherVersion(f"{', '.join(changed)} is not the file any more that the recording was made with")
    return plan


def _kept(seat: SeatPlan) -> bool:
    return bool(seat.digest) and is_there(seat.controller, seat.digest)


def use(header: dict[str, Any]) -> str:
    """The mend of a recording that only the program that made it understands."""
    made_by = header.get("version", "of an unknown version")
    return f"it was made by picaflor {made_by}, and this is {__version__}: use that one"
