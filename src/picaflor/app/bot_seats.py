"""The controllers of one bot: the one of its own table, and those of `[strategy.controllers.NAME]` beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from picaflor.app.meant import unknown
from picaflor.app.posts import BadPosts
from picaflor.app.problems import Problem
from picaflor.app.targets import find_target
from picaflor.domain.numbers import atoms_of
from picaflor.engine.account import AtLimit, SeatLimits
from picaflor.engine.guard_record import GUARD
from picaflor.settings.config import Config, read_file
from picaflor.settings.problems import BadConfig
from picaflor.settings.strategy_config import into
from picaflor.strategies.protocols import Travels
from picaflor.strategies.table import config_class, make, names

SECTION: Final = "strategy"
BESIDE: Final = "controllers"
EXPOSURES: Final = "exposures"
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
TAKEN: Final = ("hand", GUARD)  # others that the record of a run names
OF_ALL: Final = frozenset(
    {
        "account",
        "exposure_max",
        "position_mode",
        "margin_mode",
        "leverage",
        "isolated_margin",
        "also",
        BESIDE,
        EXPOSURES,
    }
)


class BadPlan(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Own:
    """The keys of one controller's table that are not its settings."""

    controller: str
    connector: str = ""  # where it trades, if not where the bot does
    file: str = ""  # with a [strategy] table, which the keys beside this one overrule
    drawdown_max: Decimal = Decimal(0)  # of what its own fills have made, in the quote coin; 0: no limit
    loss_max: Decimal = Decimal(0)  # the same
    at_limit: AtLimit = AtLimit.PAUSE  # what happens when one of these two is reached


@dataclass(frozen=True, slots=True)
class AskedSeat:
    name: str  # "": the bot's
    connector: str  # "": the bot's
    controller: str
    settings: dict[str, Any]
    limits: SeatLimits
    pairs: tuple[str, ...]  # at its home
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by row
    file: Path | None = None  # with a part of what it is asked

    @property
    def row(self) -> str:
        return find_target(self.connector).venue.id


def is_name(name: str) -> bool:
    """Whether a controller may be called so."""
    return NAME.fullmatch(name) is not None and name not in TAKEN


def find_seats(config: Config, home: str, first: Mapping[str, Any], own: Mapping[str, Any]) -> list[AskedSeat]:
    """`first`: the settings in the bot's own table; `own`: the keys beside them, as in `Own`. The first is its first."""
    tables = config.table(f"{SECTION}.{BESIDE}")
    seats = [_seat("", SECTION, home, first, own)] if own.get("controller") else []
    if not seats and first:
        raise BadPlan(
            f"{SECTION}.{next(iter(first))} is for {SECTION}.controller, and that is not set"
            + (f": say it in [{SECTION}.{BESIDE}.{next(iter(tables))}]" if tables else ": name a controller")
        )
    for name, table in tables.items():
        where = f"{SECTION}.{BESIDE}.{name}"
        if not isinstance(table, dict):
            raise BadPlan(f"{where} is no table: a further controller is [{where}]")
        if not is_name(name):
            raise BadPlan(
                f"{where}: {name[:40]!r} cannot be a controller's name: small letters, digits and _, not hand"
            )
        file = _file(config, where, table)
        said = {**_of_file(file), **table}
        if strange := sorted(OF_ALL & said.keys()):
            raise BadPlan(
                f"{where}.{strange[0]} is the account's, and all controllers share it: say {SECTION}.{strange[0]}"
            )
        its = {key: said.pop(key) for key in Own.__dataclass_fields__ if key in said}
        seats.append(replace(_seat(name, where, home, said, its), file=file))
    if not seats:
        raise BadConfig(f"{SECTION}.controller is not set and has no default: set it, or a [{SECTION}.{BESIDE}.NAME]")
    return seats


def _file(config: Config, where: str, table: Mapping[str, Any]) -> Path | None:
    if not (said := table.get("file")):
        return None
    if not isinstance(said, str):
        raise BadPlan(f"{where}.file must be a text")
    return Path(config.origin(f"{where}.file").rpartition(":")[0]).parent / said


def _of_file(path: Path | None) -> dict[str, Any]:
    """What its file says: a [strategy] table, as `picaflor create` makes it."""
    read = {} if path is None else read_file(path)
    if strange := [".".join(key) for key in read if key[0] != SECTION]:
        raise BadPlan(f"{path}: {strange[0]} is not the controller's: such a file has a [{SECTION}] table and no more")
    return {key[1]: setting.value for key, setting in read.items() if len(key) == 2}


def _seat(name: str, where: str, home: str, settings: Mapping[str, Any], own: Mapping[str, Any]) -> AskedSeat:
    asked = into(Own, own, where)
    if asked.controller not in names():
        raise BadPlan(f"{where}.controller: {unknown('controller', asked.controller, names())}")
    if asked.drawdown_max < 0 or asked.loss_max < 0:
        raise BadPlan(f"{where}.drawdown_max and {where}.loss_max are 0 or more")
    made = asdict(into(config_class(asked.controller), settings, where))
    if name:  # that of the bot's own table is found as its venue writes it
        made["pair"] = str(made["pair"]).upper().replace("/", "-")
    controller = make(asked.controller, made)
    connector = asked.connector or home
    elsewhere = dict(controller.elsewhere) if isinstance(controller, Travels) else {}
    row = find_target(connector).venue.id
    if row in elsewhere:
        raise BadPosts(
            f"{where}: the controller is to trade on {row} and beside it on {row}: one account a venue and bot"
        )
    limits = SeatLimits(atoms_of(asked.drawdown_max), atoms_of(asked.loss_max), asked.at_limit)
    return AskedSeat(name, connector, asked.controller, made, limits, tuple(controller.pairs), elsewhere)


def pairs_by_row(home: str, seats: Sequence[AskedSeat]) -> dict[str, tuple[str, ...]]:
    """What all of them together trade on each venue, the home first, each pair once and in order."""
    found: dict[str, dict[str, None]] = {home: {}}
    for seat in seats:
        found.setdefault(seat.row, {}).update(dict.fromkeys(seat.pairs))
        for row, pairs in seat.elsewhere.items():
            found.setdefault(row, {}).update(dict.fromkeys(pairs))
    return {row: tuple(pairs) for row, pairs in found.items()}
