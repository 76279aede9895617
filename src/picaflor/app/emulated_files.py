"""What a person may hand to an emulated house in files: its customers, and how often what goes wrong. Strict JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from picaflor.app.problems import Problem
from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.sim.venue.environments import RULE as ENVIRONMENT
from picaflor.sim.venue.faults import FaultRates, FrameFault, RequestFault
from picaflor.wire.auth import PlainKeys
from picaflor.wire.rights import KeyRight
from picaflor.wire.venue import Venue

SIZE_MAX: Final = 1 << 20
CHANCES: Final = 10_000
CLASSIC: Final = "classic"


class BadFile(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Customer:
    """`funds` by row; a row that is not there has what every customer gets."""

    keys: PlainKeys
    funds: Mapping[str, dict[str, int]]
    rights: tuple[KeyRight, ...] = (KeyRight.READ, KeyRight.TRADE)
    kind: str = ""  # of account; "": the house's own
    domain: str = ""  # in which alone the key is good; "": in each


class CustomerRow(msgspec.Struct, forbid_unknown_fields=True):
    api_key: str
    secret: str
    passphrase: str | None = None
    memo: str | None = None
    kind: str = CLASSIC
    funds: dict[str, dict[str, str]] = {}
    rights: tuple[KeyRight, ...] = (KeyRight.READ, KeyRight.TRADE)
    domain: str = ""


class Hello(msgspec.Struct):
    """The line that an emulator printed has its customers in it."""

    accounts: list[CustomerRow]


class Chances(msgspec.Struct, forbid_unknown_fields=True):
    """In ten thousand, of each request or frame."""

    requests: dict[str, int] = {}
    frames: dict[str, int] = {}
    delay_max_ms: int = 3_000


def kinds_of(venue: Venue) -> tuple[str, ...]:
    """Of accounts, the house's own first; where a house has only one, that is called classic."""
    return (venue.account_kind or CLASSIC, *venue.account_kinds)


def read_customers(path: Path, rows: Sequence[Venue]) -> list[Customer]:
    """A list of them, or the line that an emulator printed."""
    found = _decode(path, list[CustomerRow] | Hello)
    listed = found.accounts if isinstance(found, Hello) else found
    if not listed:
        raise BadFile(f"{path} names no account")
    customers = [_customer(path, row, rows) for row in listed]
    names = [customer.keys.api_key for customer in customers]
    if len(set(names)) != len(names):
        raise BadFile(f"{path}: two accounts have the same api_key")
    return customers


def _customer(path: Path, row: CustomerRow, rows: Sequence[Venue]) -> Customer:
    name = row.api_key[:8]
    keys = PlainKeys(row.api_key, row.secret, row.passphrase or "", row.memo or "")
    wanted = [credential.name for credential in rows[0].credentials]
    if missing := [each for each in wanted if not getattr(keys, each)]:
        raise BadFile(f"{path}: account {name}… has no {' and no '.join(missing)}")
    kinds = kinds_of(rows[0])
    if row.kind not in kinds:
        raise BadFile(f"{path}: account {name}… is {row.kind!r}: there are {' and '.join(kinds)} ones here")
    _refuse_domain(f"{path}: account {name}…", row.domain, rows[0])
    ids = [venue.floor for venue in rows]
    if strange := [each for each in row.funds if each not in ids]:
        raise BadFile(f"{path}: funds of {strange[0]!r}: there are {', '.join(ids)} here")
    try:
        funds = {
            each: {asset: read_atoms(amount) for asset, amount in wallet.items()} for each, wallet in row.funds.items()
        }
    except BadNumber as error:
        raise BadFile(f"{path}: account {name}…: {error}") from error
    return Customer(keys, funds, tuple(right for right in KeyRight if right in row.rights), row.kind, row.domain)


def _refuse_domain(who: str, domain: str, venue: Venue) -> None:
    there = list(venue.domains) if ENVIRONMENT in venue.refusals else []  # elsewhere no key is told from another
    if domain and domain not in there:
        known = f"there are {' and '.join(there)}" if there else "this house knows none"
        raise BadFile(f"{who} is of {domain!r}: {known}")


def read_faults(path: Path) -> FaultRates:
    found = _decode(path, Chances)
    requests = {kind: found.requests.pop(kind.value, 0) for kind in RequestFault if kind is not RequestFault.NONE}
    frames = {kind: found.frames.pop(kind.value, 0) for kind in FrameFault if kind is not FrameFault.NONE}
    if strange := [*found.requests, *found.frames]:
        raise BadFile(f"{path} has a fault that there is not, {strange[0]!r}: {_names()}")
    for table in (requests, frames):
        if min(table.values()) < 0 or sum(table.values()) > CHANCES:
            raise BadFile(f"{path}: chances are in ten thousand, and all together no more than that")
    if found.delay_max_ms <= 0:
        raise BadFile(f"{path}: delay_max_ms is above 0")
    return FaultRates(_some(requests), _some(frames), found.delay_max_ms * 1_000_000)


def _some(table: Mapping[Any, int]) -> dict[Any, int]:
    return {kind: chance for kind, chance in table.items() if chance}


def _names() -> str:
    requests = ", ".join(kind.value for kind in RequestFault if kind is not RequestFault.NONE)
    frames = ", ".join(kind.value for kind in FrameFault if kind is not FrameFault.NONE)
    return f"of requests {requests}; of frames {frames}"


def _decode(path: Path, shape: Any) -> Any:
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_MAX)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}") from error
    try:
        return msgspec.json.decode(data.strip(), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{path}: {error}") from error
