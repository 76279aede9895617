"""What a connector's name means: a row of the venue table, one of its domains, or its paper twin; and whose keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from picaflor.app.meant import unknown
from picaflor.app.problems import NotFound, Problem, Usage
from picaflor.settings.places import World, checked_name
from picaflor.venues import load, names
from picaflor.wire.venue import Venue

PAPER: Final = "_paper_trade"
TESTNET: Final = "_testnet"
LIVE: Final = "live"
MAIN: Final = "main"


class SeveralFamilies(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Target:
    """`id` is as it was named: `bitget`, `bitget_testnet`, `bitget_paper_trade`."""

    id: str
    venue: Venue
    domain: str = LIVE
    paper: bool = False

    def on_paper(self) -> Target:
        return self if self.paper else Target(self.id + PAPER, self.venue, self.domain, paper=True)

    def for_pairs(self, *pairs: str) -> Target:
        """As it speaks of these: contracts that are margined in different coins are accounts of their own."""
        try:
            return replace(self, venue=self.venue.for_pairs(*pairs))
        except ValueError:
            raise SeveralFamilies(
                f"{' and '.join(pairs)} at {self.id} are margined in different coins, and one bot trades contracts of one"
                " kind: start a bot for each, under the same account"
            ) from None

    def families(self) -> list[Target]:
        return [replace(self, venue=family) for family in self.venue.every_family()]

    def entry(self, world: World, account: str = MAIN) -> str:
        """Under which name the vault keeps its keys: those of an emulated venue never in place of live ones."""
        own = self.venue.id + (TESTNET if self.domain != LIVE else "")
        at = f"{own}@{world}" if world is World.EMULATED else own
        return at if account == MAIN else f"{at}/{checked_name(account)}"

    def variable(self, credential: str) -> str:
        """Where a script may leave the answer."""
        own = self.venue.id + (TESTNET if self.domain != LIVE else "")
        return f"PICAFLOR_{own}_{credential}".upper()


def find_target(name: str) -> Target:
    row, paper = (name.removesuffix(PAPER), True) if name.endswith(PAPER) else (name, False)
    own, demo = (row.removesuffix(TESTNET), True) if row.endswith(TESTNET) else (row, False)
    if own not in names():
        raise NotFound(unknown("connector", own, names()))
    venue = load(own)
    if demo and "testnet" not in venue.domains:
        raise NotFound(f"{own} has no testnet")
    return Target(name, venue, "testnet" if demo else LIVE, paper)


def all_targets() -> list[Target]:
    """Every row, and its testnet where there is one."""
    found = [name for row in names() for name in ((row, row + TESTNET) if "testnet" in load(row).domains else (row,))]
    return [find_target(name) for name in sorted(found)]


@dataclass(frozen=True, slots=True)
class Stored:
    """One name of the vault, taken apart."""

    entry: str
    target: Target
    world: World
    account: str


def read_entry(entry: str) -> Stored | None:
    """None: a name that no connector of this version stores."""
    front, slash, account = entry.partition("/")
    own, at, world = front.partition("@")
    if at and world != World.EMULATED:
        return None
    try:
        target = find_target(own)
    except NotFound:
        return None
    return None if target.paper else Stored(entry, target, World(world or LIVE), account if slash else MAIN)


def real_account(name: str) -> Target:
    """One whose orders live at a venue. Those of a paper account live in the bot that trades there, and end with it."""
    target = find_target(name)
    if target.paper:
        raise Usage(f"{name} is a paper twin: its orders are those of the bot that trades on it, and of nobody else")
    return target
