"""The venues that one bot trades on: its home, and those that its controller names beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from picaflor.app.durations import read_duration
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.problems import Problem
from picaflor.app.targets import MAIN, Target, find_target
from picaflor.domain.numbers import atoms_of
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, SaidFees
from picaflor.settings.config import Config
from picaflor.settings.places import Places, World
from picaflor.wire.venue import Venue

SECOND: Final = 1_000_000_000
SURVIVES_NS: Final = 15 * SECOND  # a switch of less could fire over one answer that is lost


class BadPosts(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Post:
    target: Target
    account: str
    pairs: tuple[str, ...]
    reach: Reach
    broker_tag: str = ""
    fees: SaidFees = AS_THE_VENUE_SAYS
    balance_limits: dict[str, int] = field(default_factory=dict)  # coin → as much of it as may be used
    dead_man_ns: int = 0

    @property
    def row(self) -> str:
        return self.target.venue.id

    @property
    def world(self) -> World:
        return World.PAPER if self.target.paper else self.reach.world

    @property
    def entry(self) -> str:
        return self.target.entry(self.world, self.account)

    def on_paper(self) -> Post:
        return replace(self, target=self.target.on_paper())

    def make_account(self, places: Places) -> Path:
        """The folder of its account on paper."""
        return places.make(places.paper_account(self.target.id, self.account))


def find_posts(
    config: Config, home: str, elsewhere: Mapping[str, tuple[str, ...]], also: tuple[str, ...]
) -> list[Post]:
    """`also`: connectors, or connectors and accounts as in `bitget_testnet/second`, where they are not the plain ones of
    what the controller names."""
    said: dict[str, tuple[Target, str]] = {}
    for name in also:
        connector, _, account = name.partition("/")
        target = find_target(connector)
        said[target.venue.id] = target, account or MAIN
    if strange := sorted(said.keys() - elsewhere.keys()):
        named = ", ".join(elsewhere) or "none"
        raise BadPosts(
            f"strategy.also has {strange[0]}, and the controller trades there on nothing (it names: {named})"
        )
    posts = []
    for row, pairs in elsewhere.items():
        if row == home:
            raise BadPosts(f"the controller is to trade on {row} and beside it on {row}: one account a venue and bot")
        target, account = said.get(row) or (find_target(row), MAIN)
        if target.venue.id != row:
            raise BadPosts(
                f"{row} is not the plain name of a venue: say {target.venue.id!r}, and {row!r} in strategy.also"
            )
        tag = config.get(f"venues.{row}.broker_tag")
        reach, limits = find_reach(row, None, config), balance_limits_of(config, row)
        switch = dead_man_of(config, target.venue)
        posts.append(Post(target, account, pairs, reach, tag, fees_of(config, row), limits, switch))
    return posts


def fees_of(config: Config, row: str) -> SaidFees:
    """Percent in the configuration, parts in a market."""
    maker, taker = (config.get(f"venues.{row}.{fee}") for fee in ("maker_fee", "taker_fee"))
    return SaidFees(*(None if said is None else atoms_of(said) // 100 for said in (maker, taker)))


def balance_limits_of(config: Config, row: str) -> dict[str, int]:
    said = config.table(f"venues.{row}.balance_limit")
    return {coin: atoms_of(most) for coin, most in sorted(said.items())}


def dead_man_of(config: Config, venue: Venue) -> int:
    """Nanoseconds; 0: none is wanted."""
    said = config.get(f"venues.{venue.id}.dead_man_switch")
    if not said:
        return 0
    after_ns = read_duration(said)
    rules = [spoken.dead_man for spoken in venue.kinds() if spoken.dead_man is not None]
    if not rules:
        raise BadPosts(f"venues.{venue.id}.dead_man_switch: {venue.name} has no dead-man switch")
    least, most = max(SURVIVES_NS, *(rule.least_ns for rule in rules)), max(rule.most_ns for rule in rules)
    if after_ns < least or (most and after_ns > most):
        allowed = f"{least // SECOND}s or more" + (f", {most // SECOND}s at most" if most else "")
        raise BadPosts(f"venues.{venue.id}.dead_man_switch is {said}, and must be {allowed}")
    return after_ns


def switch_for(post: Post, account_kind: str) -> int:
    """On paper nobody is left to trade when the bot falls silent, so there it is no matter if the row has none."""
    if post.dead_man_ns and post.target.venue.spoken_by(account_kind).dead_man is None:
        if not post.target.paper:
            kind = account_kind or post.target.venue.account_kind
            raise BadPosts(f"venues.{post.row}.dead_man_switch: {kind} accounts have no dead-man switch")
        return 0
    return post.dead_man_ns


def one_world(posts: list[Post]) -> None:
    """An emulated venue and a real one in one bot would be a mistake that costs money."""
    first = posts[0]
    for post in posts[1:]:
        if post.reach.world is not first.reach.world:
            raise BadPosts(
                f"{first.target.id} is reached in the world {first.reach.world}, and {post.target.id} in the world"
                f" {post.reach.world}: one bot lives in one world (venues.{post.row}.endpoint names an emulated venue)"
            )
        if post.target.paper is not first.target.paper:
            raise BadPosts(f"{first.target.id} and {post.target.id}: either all are paper twins, or none is")
        if post.reach.clock.speed != first.reach.clock.speed:
            raise BadPosts(
                f"{first.target.id} and {post.target.id} live at different speeds: emulate both at one --speed"
            )
