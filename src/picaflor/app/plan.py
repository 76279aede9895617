"""All that a run depends on, as one record: it is the journal's header, and replay builds the same engine from it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, convert, to_builtins

from picaflor import __version__
from picaflor.engine.risk import Limits


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


class SeatPlan(Struct, frozen=True):
    name: str
    venue: str
    controller: str
    config: dict[str, Any]


class RunPlan(Struct, frozen=True):
    connectors: tuple[ConnectorPlan, ...]
    seats: tuple[SeatPlan, ...] = ()
    limits: Limits = Limits()
    world: str = "emulated"
    version: str = __version__


def write_plan(plan: RunPlan) -> dict[str, Any]:
    made: dict[str, Any] = to_builtins(plan)
    return made


def read_plan(header: dict[str, Any]) -> RunPlan:
    return convert(header, RunPlan)
