"""An emulated venue on loopback: built from its row, announced in one line, served until told to stop."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from picaflor.app.emulated_files import CLASSIC, Customer, kinds_of, read_customers, read_faults
from picaflor.app.houses import BESIDE, house_of
from picaflor.app.meant import unknown
from picaflor.app.problems import NotFound, Problem, Usage
from picaflor.domain.numbers import read_atoms
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.activity import Activity
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange, ExchangeConfig
from picaflor.sim.venue.listing import Listed, listing_of, on_margin
from picaflor.sim.venue.orders import KEPT
from picaflor.transport.clock import Clock
from picaflor.venues import load, names
from picaflor.wire.auth import PlainKeys
from picaflor.wire.venue import Venue

PORT_MAX = 65_535
FUNDS = {"USDT": "100000", "BTC": "2", "ETH": "40", "PEPE": "4000000000"}
MARGIN = {"USDT": "100000"}  # in the wallet of contracts
FAMILY_MARGIN = {"USDC": "100000", "BTC": "2", "ETH": "40"}  # in those of further families
SPEED_MAX: Final = 1_000
FEW: Final = 2  # contracts of each further family
# Takers come three times as often as elsewhere, and the middle walks no faster.
LIVELY: Final = CrowdConfig(beat_ns=100_000_000, take_percent=85, walk_every=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is not as ever. `speed`: of the venue's clock; files: its customers, and what goes wrong how often."""

    speed: int = 1
    accounts: Path | None = None
    faults: Path | None = None
    activity: bool = False
    checksums: bool = False
    account_type: str = CLASSIC
    edition: str = ""
    lively: bool = False


def emulated_keys(seed: int, n: int = 1) -> PlainKeys:
    """Made up, the same for the same seed, and about as long as real ones are."""

    def word(what: str, length: int) -> str:
        return hashlib.sha256(f"{what}-{seed}-{n}".encode()).hexdigest()[:length]

    return PlainKeys(word("key", 32), word("secret", 64), f"Pass{word('pass', 12)}")


def make_exchange(
    venue: Venue,
    seed: int,
    symbols: int = 3,
    crowd: CrowdConfig | None = None,
    others: Sequence[Venue] = (),
    customers: Sequence[Customer] = (),
    now_ns: int = 0,
    *,
    checksums: bool = False,
    kept: int = KEPT,
    account_kind: str = "",
) -> tuple[Exchange, PlainKeys]:
    """`others`: the further rows of the same house. Without `customers` there is one, the seed's, with funds on each
    floor; the keys are the first one's. `now_ns`: when they brought their money; `account_kind`: the seed's own."""
    config = ExchangeConfig(seed=seed, crowd=crowd or CrowdConfig(), checksums=checksums, kept=kept)
    first = listing_of(venue, symbols)
    more = [(other, _listing_of(other, first, min(symbols, FEW) if other.family else symbols)) for other in others]
    exchange = Exchange(venue, first, config, others=more)
    customers = customers or [Customer(made_up_keys(venue, seed), {}, kind=account_kind)]
    for customer in customers:
        funds = {row.floor: customer.funds.get(row.floor, funds_of(row)) for row in (venue, *others)}
        funds |= {row.floor: {} for row in others if row.kind == "margin"}  # the spot purse has what is for margin, too
        kind = (
            customer.kind if customer.kind in venue.account_kinds else ""
        )  # where there is one alone, it is the house's
        account = exchange.open_account(customer.keys, funds[venue.floor], funds, now_ns, kind)
        account.rights = customer.rights
        for row in exchange.rows:
            row.floor.accounts[account.no].domain = customer.domain
    return exchange, customers[0].keys


def _listing_of(venue: Venue, first: list[Listed], symbols: int) -> list[Listed]:
    """Margin is traded in the books of the spot market."""
    return [on_margin(venue, row) for row in first] if venue.kind == "margin" else listing_of(venue, symbols)


def made_up_keys(venue: Venue, seed: int) -> PlainKeys:
    """With what that venue asks for."""
    keys = emulated_keys(seed)
    named = {credential.name for credential in venue.credentials}
    return replace(
        keys,
        passphrase=keys.passphrase if "passphrase" in named else "",
        memo=f"memo{seed}" if "memo" in named else "",
    )


def funds_of(venue: Venue) -> dict[str, int]:
    amounts = MARGIN if venue.holds else FUNDS
    if venue.family:
        inverse = "inverse" in venue.features
        amounts = {coin: much for coin, much in FAMILY_MARGIN.items() if (coin != "USDC") is inverse}
    return {asset: read_atoms(amount) for asset, amount in amounts.items()}


def rows_of(house: str) -> list[Venue]:
    """The rows that one emulator of this name serves, the spot market first, and each family of contracts by itself."""
    found = (load(name) for name in (house, *(house + end for end in BESIDE)) if name in names())
    rows = [family for row in found for family in row.every_family()]
    if house.endswith(BESIDE) or not rows:
        raise NotFound(unknown("venue", house_of(house), sorted({house_of(name) for name in names()})))
    return rows


def hosts_of(*rows: Venue) -> list[str]:
    """Every host name of the rows' domains, the first one REST."""
    names = [
        name.partition("/")[0]
        for venue in rows
        for domain in venue.domains.values()
        for name in (domain.rest, domain.public, domain.private)
    ]
    return list(dict.fromkeys([*names, *(host for venue in rows for host in venue.hosts)]))


async def emulate(
    venue_id: str,
    port: int,
    seed: int,
    hello: Callable[[dict[str, Any]], None],
    stop: asyncio.Event,
    *,
    until_eof: bool = False,
    wanted: Wanted | None = None,
) -> None:
    """`until_eof`: also end when standard input does, so that whoever started it need not live to end it."""
    rows = rows_of(venue_id)
    names = hosts_of(*rows)
    if not 0 <= port <= PORT_MAX - len(names):
        raise Usage(f"{port} cannot be the first of {len(names) + 1} ports: give one up to {PORT_MAX - len(names)}")
    wanted = wanted or Wanted()
    if not 1 <= wanted.speed <= SPEED_MAX:
        raise Usage(f"a venue's clock goes 1 to {SPEED_MAX} times as fast as yours, not {wanted.speed} times")
    _refuse_kind(wanted.account_type, rows[0])
    if wanted.edition:
        rows = [_edition(row, wanted.edition) for row in rows]
    customers = read_customers(wanted.accounts, rows) if wanted.accounts else ()
    began_ns = Clock().now_ns()
    exchange, _ = make_exchange(
        rows[0],
        seed,
        crowd=LIVELY if wanted.lively else None,
        others=rows[1:],
        customers=customers,
        now_ns=began_ns,
        checksums=wanted.checksums,
        account_kind=wanted.account_type,
    )
    if wanted.faults:
        exchange.faults.rates = read_faults(wanted.faults)
    clock = Clock(start_ns=began_ns, speed=wanted.speed)
    pump = EmulatorPump(exchange, clock, Activity(exchange, seed) if wanted.activity else None)
    try:
        announced = _hello(venue_id, exchange, await _bind(pump, names, port))
        if wanted.speed != 1:
            announced["clock"] = {"start_ns": began_ns, "speed": wanted.speed}
        hello(announced)
        if until_eof:
            _stop_at_eof(stop)
        await stop.wait()
    finally:
        await pump.close()


def _refuse_kind(account_type: str, venue: Venue) -> None:
    kinds = kinds_of(venue)
    if account_type not in kinds:
        there = f"accounts there are {' and '.join(kinds)}" if len(kinds) > 1 else f"all accounts there are {kinds[0]}"
        raise Usage(f"there is no account type {account_type[:40]!r} at {venue.id}: {there}")


def _edition(venue: Venue, edition: str) -> Venue:
    if edition not in venue.editions:
        others = " and ".join(venue.editions)
        there = f"there are {others} beside its own" if others else "it has one alone"
        raise Usage(f"there is no edition {edition[:40]!r} of {venue.id}: {there}")
    return venue.editions[edition]


async def _bind(pump: EmulatorPump, names: list[str], port: int) -> dict[str, str]:
    try:
        return await pump.start(names, port)
    except OSError as error:
        ports = f"the ports {port} to {port + len(names)}" if port else "free ports"
        why = os.strerror(error.errno) if error.errno else str(error)
        raise Problem(f"cannot bind {ports} on 127.0.0.1 ({why}): leave --port out, or give another") from error


def _hello(venue_id: str, exchange: Exchange, addresses: dict[str, str]) -> dict[str, Any]:
    """At another speed than 1 the venue's time is start_ns + (yours - start_ns) times that."""
    return {
        "venue": venue_id,
        "hosts": {host: address for host, address in addresses.items() if host != "control"},
        "accounts": [_account(account.keys, account.kind or CLASSIC) for account in exchange.floor.accounts[1:]],
        "control": addresses["control"],
        "clock": {"start_ns": 0, "speed": 1},
    }


def _account(keys: PlainKeys, kind: str) -> dict[str, str | None]:
    return {
        "kind": kind,
        "api_key": keys.api_key,
        "secret": keys.secret,
        "passphrase": keys.passphrase or None,
        "memo": keys.memo or None,
    }


def _stop_at_eof(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    mode = os.fstat(0).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(0)):
        stop.set()  # a file has an end already
        return

    def read() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stop.set()

    loop.add_reader(0, read)
