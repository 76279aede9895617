"""From a configuration to what a bot will do: connector, account and controller, within which limits, in which world."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from picaflor.app.bot_seats import BESIDE, EXPOSURES, SECTION, AskedSeat, BadPlan, Own, find_seats, pairs_by_row
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.meant import unknown
from picaflor.app.paper_visit import paper_funds
from picaflor.app.plan import ConnectorPlan, RunPlan, SeatPlan
from picaflor.app.posts import Post, balance_limits_of, dead_man_of, fees_of, find_posts, one_world, switch_for
from picaflor.app.problems import Usage
from picaflor.app.stakes import EVEN, Stakes, limits_with
from picaflor.app.targets import MAIN, PAPER, Target, find_target
from picaflor.domain.market import Market
from picaflor.domain.numbers import atoms_of, write_atoms
from picaflor.domain.orders import MarginMode, PositionMode
from picaflor.engine.account import AtLimit
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, SaidFees
from picaflor.settings.config import Config
from picaflor.settings.places import Places, World
from picaflor.settings.strategy_config import into
from picaflor.strategies.table import digest_of

LEVERAGE_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class Account:
    """The keys of the table that are not the controller's."""

    connector: str
    controller: str = ""  # "": all that it has are those of [strategy.controllers.NAME]
    account: str = MAIN
    exposure_max: Decimal = Decimal(0)  # in the quote coin; 0: no limit, which a live run will not have
    position_mode: PositionMode = PositionMode.ONEWAY
    margin_mode: MarginMode = MarginMode.CROSS
    leverage: int = 1
    isolated_margin: Decimal = Decimal(0)  # for the account of an isolated contract, where each has its own
    also: tuple[str, ...] = ()  # connectors and accounts beside the home, where they are not the plain ones
    drawdown_max: Decimal = Decimal(0)  # of what its own fills have made, in the quote coin; 0: no limit
    loss_max: Decimal = Decimal(0)  # the same
    at_limit: AtLimit = AtLimit.PAUSE  # what happens when one of these two is reached


@dataclass(frozen=True, slots=True)
class _Exposure:
    max: Decimal


@dataclass(frozen=True, slots=True)
class BotPlan:
    target: Target
    asked: Account
    pair: str  # the first one at its home
    seats: tuple[AskedSeat, ...]
    reach: Reach
    at_start: str  # adopt, cancel or refuse what is open
    sync: str
    broker_tag: str
    share: int
    kill: dict[str, Any]
    token: str
    funds: dict[str, int]  # what a new paper account begins with
    fees: SaidFees = AS_THE_VENUE_SAYS
    then: AtLimit = AtLimit.STOP  # when the kill switch fires
    more_pairs: tuple[str, ...] = ()  # that its controllers trade at its home
    others: tuple[Post, ...] = ()  # the other venues that its controllers trade on
    balance_limits: dict[str, int] = field(default_factory=dict)
    dead_man_ns: int = 0  # of its home
    exposures: dict[str, int] = field(default_factory=dict)  # by pair, in the place of the one of all
    awake: bool = False  # its loop does not sleep

    @property
    def world(self) -> World:
        return World.PAPER if self.target.paper else self.reach.world

    @property
    def on_paper(self) -> bool:
        return self.world is World.PAPER

    @property
    def is_live(self) -> bool:
        return self.world is World.LIVE

    @property
    def entry(self) -> str:
        return self.target.entry(self.world, self.asked.account)

    @property
    def posts(self) -> tuple[Post, ...]:
        """All its venues, the home first."""
        home = Post(
            self.target,
            self.asked.account,
            (self.pair, *self.more_pairs),
            self.reach,
            self.broker_tag,
            self.fees,
            self.balance_limits,
            self.dead_man_ns,
        )
        return (home, *self.others)

    def make_accounts(self, places: Places) -> tuple[Path, ...]:
        """The folders of its accounts on paper; none: it is somebody else who keeps them."""
        return tuple(post.make_account(places) for post in self.posts) if self.on_paper else ()

    def exposure(self, quote: str) -> str:
        """The largest that it may come to on any of its pairs."""
        return f"{write_atoms(max([atoms_of(self.asked.exposure_max), *self.exposures.values()]))} {quote}"


def _asked(config: Config) -> tuple[Account, list[AskedSeat]]:
    table = config.table(SECTION)
    if not table:
        raise BadPlan(
            "there is no [strategy] to start: name a bot's file, as in `picaflor start maker.toml`;"
            " `picaflor create STRATEGY` makes one"
        )
    said = {name: table.pop(name) for name in Account.__dataclass_fields__ if name in table}
    if not isinstance(table.pop(BESIDE, {}), dict):
        raise BadPlan(f"{SECTION}.{BESIDE} is no table: a further controller is [{SECTION}.{BESIDE}.NAME]")
    table.pop(EXPOSURES, None)
    asked = into(Account, said, SECTION)
    if not 1 <= asked.leverage <= LEVERAGE_MAX or min(asked.exposure_max, asked.isolated_margin) < 0:
        raise BadPlan(
            "strategy.leverage is 1 or more; strategy.exposure_max and strategy.isolated_margin are 0 or more"
        )
    own = {name: value for name, value in said.items() if name in Own.__dataclass_fields__ and name != "connector"}
    return asked, find_seats(config, asked.connector, table, own)


def seats_of(config: Config) -> list[AskedSeat]:
    """What its controllers are asked, and no more."""
    return _asked(config)[1]


def plan_bot(config: Config, endpoint: str | None) -> BotPlan:
    asked, seats = _asked(config)
    target = find_target(asked.connector)
    row = target.venue.id
    first, *more = _pairs_at_home(row, seats)
    plan = BotPlan(
        target=target,
        asked=asked,
        pair=first,
        seats=tuple(seats),
        reach=find_reach(row, endpoint, config),
        at_start=config.get("open_orders_at_start"),
        sync=config.get("journal.sync"),
        awake=config.get("awake"),
        broker_tag=config.get(f"venues.{row}.broker_tag"),
        share=config.get("rate.share"),
        kill={name: config.get(f"kill_switch.{name}") for name in ("max_loss", "max_gain", "max_drawdown")},
        then=AtLimit(config.get("kill_switch.then")),
        token=config.get("global_token"),
        funds=paper_funds(config),
        fees=fees_of(config, row),
        balance_limits=balance_limits_of(config, row),
        dead_man_ns=dead_man_of(config, target.venue),
        more_pairs=tuple(more),
    )
    plan = replace(plan, others=_others(config, plan))
    return replace(plan, exposures=_exposures(config, {pair for post in plan.posts for pair in post.pairs}))


def _exposures(config: Config, traded: Collection[str]) -> dict[str, int]:
    """`[strategy.exposures]`: limits of single pairs in their quote coins, in the place of the one of all."""
    table, found = config.table(SECTION).get(EXPOSURES, {}), {}
    if not isinstance(table, dict):
        raise BadPlan(f'{SECTION}.{EXPOSURES} is no table: say [{SECTION}.{EXPOSURES}] and "ETH-USDT" = 500 below it')
    for name, said in table.items():
        pair, where = name.upper().replace("/", "-"), f"{SECTION}.{EXPOSURES}.{name}"
        if _plain(pair) not in map(_plain, traded):
            known = [each.upper().replace("/", "-") for each in traded]
            raise BadPlan(f"{where}: {unknown('pair of this bot', pair, known)}")
        found[pair] = atoms_of(into(_Exposure, {"max": said}, where).max)
        if found[pair] <= 0:
            raise BadPlan(f"{where} is above 0: a pair that may hold nothing is not traded")
    return found


def _plain(pair: str) -> str:
    """BTC-USDT, BTC/USDT and BTCUSDT are one."""
    return pair.upper().replace("/", "").replace("-", "")


def _pairs_at_home(row: str, seats: list[AskedSeat]) -> tuple[str, ...]:
    if not (pairs := pairs_by_row(row, seats)[row]):
        raise BadPlan(
            f"{SECTION}.connector is {row}, and no controller of this bot trades there: name one where one does"
        )
    return pairs


def _others(config: Config, plan: BotPlan) -> tuple[Post, ...]:
    """Its venues beside the home: those that a controller names, and those that one is at home on."""
    home = plan.target.venue.id
    elsewhere = {row: pairs for row, pairs in pairs_by_row(home, plan.seats).items() if row != home}
    if not elsewhere and plan.asked.also:
        those = " and ".join(seat.controller for seat in plan.seats)
        raise BadPlan(
            f"strategy.also is for controllers that trade on several venues, and {those} "
            + ("does not" if len(plan.seats) == 1 else "do not")
        )
    said = {find_target(each.partition("/")[0]).venue.id for each in plan.asked.also}
    named = {seat.row: seat.connector for seat in plan.seats if seat.row not in said and seat.row != home}
    posts = find_posts(config, home, elsewhere, (*plan.asked.also, *named.values()))
    one_world([*plan.posts, *posts])
    return tuple(posts)


def in_its_world(plan: BotPlan, *, live: bool) -> BotPlan:
    """On paper, unless it names an emulated venue or somebody said live; and live only within a limit that he can read."""
    if plan.target.paper and live:
        raise Usage(
            f"{plan.target.id} is a paper twin, and --live is for real money: leave one of them out"
            f" (strategy.connector = {plan.target.id.removesuffix(PAPER)!r} is the venue itself)"
        )
    if plan.world is not World.LIVE:
        return plan
    if not live:
        others = tuple(post.on_paper() for post in plan.others)
        return replace(plan, target=plan.target.on_paper(), others=others)
    if not plan.asked.exposure_max:
        raise BadPlan(
            "a live run needs strategy.exposure_max: the most, in the quote coin, that it may ever hold or owe"
        )
    return plan


def run_plan(
    plan: BotPlan,
    name: str,
    number: str,
    market: Market,
    seed: int,
    block: range,
    account_kind: str = "",
    stakes: Stakes = EVEN,
    beside: Sequence[tuple[range, str]] = (),
) -> RunPlan:
    """`account_kind`: as the venue has let it be seen. `beside`: the order numbers of each other venue, and its kind."""
    home, *others = plan.posts
    pairs = tuple(dict.fromkeys((market.pair, *plan.more_pairs)))
    rows = [_row(plan, home, number, seed, block, account_kind, pairs)]
    for post, (ids, kind) in zip(others, beside, strict=True):
        rows.append(_row(plan, post, number, seed + len(rows), ids, kind, post.pairs))
    seats = tuple(_seat(plan, seat, name, market) for seat in plan.seats)
    if len({seat.name for seat in seats}) < len(seats):
        raise BadPlan(
            f"{SECTION}.{BESIDE}.{name} has the name of the bot, and that is its first controller's: rename one"
        )
    first = _plain(market.pair)  # as its venue writes it; all others are written so in the configuration
    single = {market.pair if _plain(pair) == first else pair: most for pair, most in plan.exposures.items()}
    limits = replace(limits_with(plan.kill, plan.asked.exposure_max, stakes), then=plan.then, positions_max=single)
    return RunPlan(tuple(rows), seats, limits, str(plan.world))


def _seat(plan: BotPlan, seat: AskedSeat, bot: str, market: Market) -> SeatPlan:
    """`market`: that of the first pair, as its venue writes it."""
    config = {**seat.settings, "pair": market.pair} if seat.settings["pair"] == plan.pair else seat.settings
    own = digest_of(seat.controller)
    return SeatPlan(seat.name or bot, seat.row, seat.controller, config, tuple(seat.elsewhere), seat.limits, own)


def _row(
    plan: BotPlan, post: Post, number: str, seed: int, block: range, kind: str, pairs: tuple[str, ...]
) -> ConnectorPlan:
    return ConnectorPlan(
        post.row,
        pairs,
        seed,
        block.start,
        block.stop,
        domain=post.target.domain,
        account=post.account,
        bot=number,
        broker_tag=post.broker_tag,
        share=plan.share,
        leased=not plan.on_paper,
        position_mode=plan.asked.position_mode,
        margin_mode=plan.asked.margin_mode,
        leverage=plan.asked.leverage,
        maker_fee=post.fees.maker,
        taker_fee=post.fees.taker,
        isolated_margin=atoms_of(plan.asked.isolated_margin),
        balance_limits=post.balance_limits,
        dead_man_ns=switch_for(post, kind),
        account_kind=kind,
    )
