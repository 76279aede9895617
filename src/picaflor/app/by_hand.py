"""One order by hand: through risk, journalled before it leaves, asked after when nobody answers, and left to rest.

It is a run like any other, of a bot called hand that has no strategy. What it placed stays when it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from picaflor.app.account_lock import hold_account
from picaflor.app.bot_files import HAND, BotFiles, open_bot
from picaflor.app.build import build_engine
from picaflor.app.endpoints import Reach
from picaflor.app.paper import open_paper
from picaflor.app.paper_visit import PaperAt
from picaflor.app.placed_stop import UNDER_WAY, PlacedStop
from picaflor.app.plan import ConnectorPlan, RunPlan, write_plan
from picaflor.app.problems import Problem, RefusedByVenue, TooLate, Usage
from picaflor.app.projection import project
from picaflor.app.recovery import recover
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.domain.events import Filled, OrderState, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ATOM_PLACES, BadNumber, read_atoms, round_atoms, write_atoms
from picaflor.domain.orders import Fill, Hold, MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.domain.stops import StopView
from picaflor.engine.audit import Seen, Step
from picaflor.engine.connector.connector import Connector
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, SaidFees
from picaflor.engine.instructions import PlaceByHand
from picaflor.engine.risk import Limits
from picaflor.live.pump import Outside, Pump
from picaflor.settings.places import Places, World
from picaflor.storage.journal import JournalWriter
from picaflor.storage.problems import AlreadyRunning
from picaflor.transport.clock import fresh_seed
from picaflor.wire.asks import Orders, ReadOpenOrders
from picaflor.wire.auth import Keys
from picaflor.wire.contracts import MarginSetup, ReadSetup
from picaflor.wire.lists import PlaceList

SECOND: Final = 1_000_000_000
IDS_BLOCK: Final = 100
_IN_FLIGHT: Final = frozenset({OrderState.INTENDED, OrderState.SENT, OrderState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Wanted:
    """As it was typed."""

    side: Side
    pair: str
    amount: str
    price: str | None
    type: OrderType
    tif: Tif
    reduce_only: bool
    lasts_ns: int = 0  # GTD: how long
    stop: str | None = None  # the price that it waits for
    take_profit: str | None = None  # where it is to be got rid of again
    stop_loss: str | None = None

    @property
    def exits(self) -> bool:
        return self.take_profit is not None or self.stop_loss is not None


@dataclass(frozen=True, slots=True)
class Placed:
    connector: str
    market: Market
    order: OrderView
    exits: tuple[str, ...] = ()  # ids of what gets rid of it again
    at_market: bool = False  # as it was asked: some venues are sent a limit far on the other side instead
    average: str | None = None  # price, once all of what was filled has been told

    @property
    def known(self) -> bool:
        return self.order.state not in _IN_FLIGHT

    @property
    def refused(self) -> bool:
        return self.order.state is OrderState.REFUSED

    @property
    def reason(self) -> str:
        return self.order.reason

    def record(self) -> dict[str, Any]:
        order, market = self.order, self.market
        return {
            "connector": self.connector,
            "pair": order.pair,
            "side": str(order.side),
            "type": str(order.type),
            "tif": str(order.tif),
            "amount": market.lot.write(order.lots),
            "price": None if order.ticks is None else market.tick.write(order.ticks),
            "filled": market.lot.write(order.filled),
            "average": self.average,
            "state": str(order.state) if self.known else "unknown",
            "id": order.client_id,
            "reason": order.reason or None,
            "stop": None,
            **({"exits": list(self.exits)} if self.exits else {}),
        }

    def words(self) -> str:
        told = self.record()
        price = f" at {told['price']}" if told["price"] and not self.at_market else " at market"
        what = f"{told['side']} {told['amount']} {told['pair']}{price}"
        if not self.known:
            return f"{told['id']}: nobody knows yet whether {what} arrived; see `picaflor orders {self.connector}`"
        exits = f"; then {' or '.join(self.exits)}" if self.exits else ""
        average = f" at {self.average} on average" if self.average else ""
        return f"{told['id']}: {what} is {told['state']}, {told['filled']} filled{average}{exits}"


def steps(grid: Grid, text: str, what: str) -> int:
    """A number that somebody typed, on the market's own grid: never rounded for him."""
    if not text.strip():
        raise Usage(f"{what} is empty: write a number, such as {write_atoms(grid.atoms)}")
    try:
        atoms = read_atoms(text, signed=True)
    except BadNumber as error:
        raise Usage(f"{what} cannot be read: {error}") from error
    whole, rest = divmod(atoms, grid.atoms)
    if atoms <= 0:
        below = "less than nothing" if atoms else "nothing"
        raise Usage(f"{what} {text} is {below}: the least that this market writes is {write_atoms(grid.atoms)}")
    if rest:
        raise Usage(f"{what} {text} is not a multiple of {write_atoms(grid.atoms)}, as this market wants it")
    return whole


def average_of(market: Market, order: OrderView, fills: Iterable[Fill]) -> str | None:
    """The price of what was filled; None: nothing was, or not all of it has been told. Beyond the tick two digits more."""
    mine = [fill for fill in fills if fill.client_id == order.client_id]
    lots = sum(fill.lots for fill in mine)
    if not lots or lots != order.filled or market.settle == market.base:  # inverse contracts have no such mean
        return None
    places = min(market.tick.places + 2, ATOM_PLACES)
    atoms = sum(fill.ticks * fill.lots for fill in mine) * market.tick.atoms // lots
    return write_atoms(round_atoms(atoms, places))


def _ticks(market: Market, price: str | None, option: str) -> int:
    return 0 if price is None else steps(market.tick, price, f"the price of {option}")


def need_lists(target: Target, wanted: Wanted) -> None:
    if wanted.exits and PlaceList not in target.venue.costs:
        raise Usage(f"{target.id} takes no lists of orders: place what gets rid of it once it is filled")


def need_order(told: PlaceByHand) -> None:
    """A gain is on one side of the price, and a loss on the other."""
    prices = [each for each in (told.loss, told.ticks, told.gain) if each]
    if prices != sorted(prices, reverse=told.side is Side.SELL) or len(set(prices)) != len(prices):
        raise Usage(f"of what is {'bought' if told.side is Side.BUY else 'sold'} these are no gain and no loss")


def open_hand(places: Places, target: Target, reach: Reach) -> BotFiles:
    """The folder of orders by hand in that world."""
    return open_bot(places, World.PAPER if target.paper else reach.world, HAND)


async def place(
    target: Target,
    reach: Reach,
    keys: Keys,
    files: BotFiles,
    wanted: Wanted,
    within_ns: int,
    fees: SaidFees = AS_THE_VENUE_SAYS,
) -> Placed | PlacedStop:
    row = target.venue.id
    async with Visit(target, reach, keys) as visit:
        market = await visit.market(wanted.pair)
        setup = await _setup(visit, market)
        kind = visit.spoken.account_kind if visit.spoken is not target.venue else ""
    told = PlaceByHand(
        row,
        market.pair,
        wanted.side,
        steps(market.lot, wanted.amount, "the amount"),
        None if wanted.price is None else steps(market.tick, wanted.price, "the price"),
        wanted.type,
        wanted.tif,
        reduce_only=wanted.reduce_only,
        hold=_hold(wanted, setup),
        lasts_ns=wanted.lasts_ns,
        stop=_ticks(market, wanted.stop, "--stop"),
        gain=_ticks(market, wanted.take_profit, "--take-profit"),
        loss=_ticks(market, wanted.stop_loss, "--stop-loss"),
    )
    need_order(told)
    block = files.ids.reserve(IDS_BLOCK)
    plan = RunPlan(
        (
            ConnectorPlan(
                row,
                (market.pair,),
                fresh_seed(),
                block.start,
                block.stop,
                domain=target.domain,
                bot=files.number,
                position_mode=setup.position_mode or PositionMode.ONEWAY,
                margin_mode=setup.margin_mode or MarginMode.CROSS,
                leverage=setup.leverage or setup.leverage_long or 1,
                account_kind=kind,
                maker_fee=fees.maker,
                taker_fee=fees.taker,
            ),
        ),
        (),
        Limits(open_orders_max=0),
        str(World.PAPER if target.paper else reach.world),
    )
    held = None if target.paper else hold_account(target, reach, keys, files.number)
    try:
        return await _Errand(target, reach, keys, files, plan, told).run(within_ns)
    finally:
        if held is not None:
            held.release()


async def place_on_paper(
    target: Target,
    reach: Reach,
    account: PaperAt,
    files: BotFiles,
    wanted: Wanted,
    within_ns: int,
) -> Placed | PlacedStop:
    """At a house that is open for this order alone: what rests is in the account's file, and meets the market again when
    that is opened next."""
    async with Visit(target, reach) as visit:
        pair = (await visit.market(wanted.pair)).pair
    its = target.for_pairs(pair)
    async with open_paper(its, reach, (pair,), account.funds, account.folder, account.fees) as paper:
        placed = await place(its, paper.reach, paper.keys, files, wanted, within_ns, account.fees)
        if paper.troubles:
            raise Problem(paper.troubles[0])
        return placed


async def _setup(visit: Visit, market: Market) -> MarginSetup:
    """How the account trades this contract now: an order by hand changes nothing of that."""
    if ReadSetup not in visit.spoken.costs:
        if visit.target.venue.account_kinds:  # until something private is asked nobody knows of which kind it is
            await visit.need(ReadOpenOrders(market.symbol, limit=1), Orders)
        return MarginSetup(market.symbol)
    return await visit.need(ReadSetup(market.symbol), MarginSetup)


def _hold(wanted: Wanted, setup: MarginSetup) -> Hold:
    """Where an account holds both sides: a buy opens the long one, or makes the short one smaller."""
    if setup.position_mode is not PositionMode.HEDGE:
        return Hold.NET
    return Hold.LONG if (wanted.side is Side.BUY) is not wanted.reduce_only else Hold.SHORT


class _Errand:
    def __init__(
        self, target: Target, reach: Reach, keys: Keys, files: BotFiles, plan: RunPlan, told: PlaceByHand
    ) -> None:
        self._target, self._files, self._told = target, files, told
        restored = recover(files.journal, told.venue)
        self._journal = JournalWriter(files.journal, write_plan(plan))
        engine = build_engine(plan, self._journal)
        self._restored = restored
        outside = Outside(target.venue, keys, reach.hosts, reach.dialler, reach.inside)
        self._pump = Pump(engine, {told.venue: outside}, reach.clock, self._journal)
        self._connector: Connector = engine.connectors[told.venue]
        self._ids: list[str] = []  # the order's, and of what gets rid of it again
        self._denied = ""
        self._fills: list[Fill] = []

    async def run(self, within_ns: int) -> Placed | PlacedStop:
        pump = self._pump
        try:
            if self._restored is not None:
                pump.tell(self._restored)
            pump.start()
            if not await self._until(lambda: not self._connector.gate, within_ns):
                raise TooLate(
                    f"{self._target.id} was not ready in that time ({self._connector.gate}): nothing was sent"
                )
            pump.tell(self._told)
            self._listen()
            if self._denied:
                raise RefusedByVenue(f"not sent, for the venue would refuse it: {self._denied}")
            await self._until(self._settled, within_ns)
            self._listen()
            placed = self._placed()
        finally:
            await pump.close()
            self._journal.close()
        with suppress(AlreadyRunning):
            project(self._files.journal, self._files.database)
        if placed.refused:
            raise RefusedByVenue(f"{self._target.id} refused it: {placed.reason or 'without a reason'}")
        return placed

    def _placed(self) -> Placed | PlacedStop:
        market = self._connector.markets[self._told.pair]
        if self._told.stop:
            return PlacedStop(self._target.id, market, self._stop())
        order = self._order()
        at_market, average = self._told.type is OrderType.MARKET, average_of(market, order, self._fills)
        return Placed(self._target.id, market, order, tuple(self._ids[1:]), at_market, average)

    def _listen(self) -> None:
        for line in self._pump.engine.audit.drain():
            if isinstance(line, Seen):
                if isinstance(line.event, Filled):
                    self._fills.append(line.event.fill)
            elif line.who == HAND:
                self._heard(line)

    def _heard(self, step: Step) -> None:
        if step.what.startswith("denied"):
            self._denied = step.why
        else:
            self._ids.append(step.what.removeprefix("stop ").partition(" ")[0].removesuffix(":"))

    @property
    def _client_id(self) -> str:
        return self._ids[0] if self._ids else ""

    def _order(self) -> OrderView:
        self._connector.settle()
        order = self._connector.keeper.view(self._client_id)
        if order is None:
            raise Problem("the order was neither placed nor denied: this is a defect, please report it")
        return order

    def _stop(self) -> StopView:
        stops = self._connector.extra.stops
        stop = stops.keeper.view(self._client_id) if stops is not None else None
        if stop is None:
            raise Problem("the stop was neither placed nor denied: this is a defect, please report it")
        return stop

    def _settled(self) -> bool:
        """A limit that rests has come to rest; whatever takes has taken all that it will."""
        if self._told.stop:
            return self._stop().state not in UNDER_WAY
        order = self._order()
        rests = order.tif.rests and order.type is not OrderType.MARKET
        return order.state.final or (rests and order.state not in _IN_FLIGHT)

    async def _until(self, happened: Callable[[], bool], within_ns: int) -> bool:
        done = asyncio.Event()

        def look() -> None:
            if happened():
                done.set()

        pump = self._pump
        pump.after_turn = look
        look()
        waiting = [asyncio.ensure_future(done.wait()), asyncio.ensure_future(pump.done.wait())]
        try:
            await asyncio.wait(waiting, timeout=within_ns / SECOND, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
            pump.after_turn = lambda: None
        if pump.failed is not None:
            raise pump.failed
        return done.is_set()
