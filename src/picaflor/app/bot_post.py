"""One venue of a bot: what is found there before it begins, and its part of the limits and of the ids while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from picaflor.app.bot_files import BotFiles
from picaflor.app.bot_plan import BotPlan
from picaflor.app.build import PREFIX
from picaflor.app.posts import Post
from picaflor.app.problems import Problem
from picaflor.app.replica import Replica
from picaflor.app.sharing import Sharing
from picaflor.app.stakes import EVEN, Stakes, look_at_stakes
from picaflor.app.visit import Visit
from picaflor.domain.events import OrderView
from picaflor.domain.market import Market
from picaflor.domain.stops import StopView
from picaflor.engine.connector.connector import Connector
from picaflor.engine.instructions import Allowed, CancelByHand, IdsReserved
from picaflor.live.pump import Outside, Pump
from picaflor.machines.orders import ClientIds
from picaflor.wire.asks import Orders, ReadOpenOrders
from picaflor.wire.auth import Keys
from picaflor.wire.reports import OrderReport

IDS_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    market: Market
    open_orders: frozenset[str]  # the venue's numbers
    account_kind: str = ""  # as the account has turned out to be, where that is not the row's own
    stakes: Stakes = EVEN
    more: tuple[Market, ...] = ()  # beside the first


async def look_first(plan: BotPlan, post: Post, keys: Keys, number: str) -> Found:
    """Whether the keys are good, what the first market is, and what is open already that is no other bot's of ours."""
    async with Visit(post.target, post.reach, keys) as visit:
        markets = [await visit.market(pair) for pair in post.pairs]
        post.target.for_pairs(*[market.pair for market in markets])
        rows: list[OrderReport] = []
        for market in markets:
            rows += (await visit.need(ReadOpenOrders(market.symbol), Orders)).rows
        kind = visit.spoken.account_kind if visit.spoken is not post.target.venue else ""
        stakes = await look_at_stakes(visit, markets[0], plan.kill, plan.token, markets[1:])
    return found_at(post, markets, rows, number, plan.at_start, kind, stakes)


def found_at(
    post: Post,
    markets: Sequence[Market],
    rows: Iterable[OrderReport],
    number: str,
    at_start: str,
    kind: str = "",
    stakes: Stakes = EVEN,
) -> Found:
    ids = ClientIds(post.target.venue.client_ids, PREFIX, number, range(0))
    found = [order.venue_id for order in rows if not ids.sibling(order.client_id)]
    if found and at_start == "refuse":
        raise Problem(
            f"{len(found)} orders are open on {' '.join(market.pair for market in markets)} at {post.target.id} and"
            " open_orders_at_start says refuse: cancel them there, or set it to adopt or cancel"
        )
    return Found(markets[0], frozenset(found), kind, stakes, tuple(markets[1:]))


class Stand:
    """A post while the bot runs."""

    def __init__(self, post: Post, keys: Keys, found: Found, files: BotFiles) -> None:
        self.post, self.found = post, found
        self._files, self._keys = files, keys
        self._sharing: Sharing | None = None
        self._unwanted: set[str] = set()

    @property
    def row(self) -> str:
        return self.post.row

    def outside(self) -> Outside:
        reach = self.post.reach
        venue = self.post.target.venue.spoken_by(self.found.account_kind).for_pairs(self.found.market.pair)
        return Outside(venue, self._keys, reach.hosts, reach.dialler, reach.inside)

    def begin(self, connector: Connector, *, cancels: bool, shares: bool) -> None:
        """`cancels`: what was open before. `shares`: the limits, with whoever else has the keys."""
        if cancels:
            self._unwanted = set(self.found.open_orders)
        if shares:
            self._sharing = Sharing.of(connector.venue, self.post.reach, self._keys)

    def look_after(self, pump: Pump, replica: Replica) -> None:
        self.share(pump)
        self._cancel_unwanted(pump, replica)
        if pump.engine.connectors[self.row].ids.left < IDS_BLOCK // 2:
            block = self._files.ids.reserve(IDS_BLOCK)
            pump.tell(IdsReserved(self.row, block.start, block.stop))

    def share(self, pump: Pump) -> None:
        """Which part of the venue's limits is ours for the next seconds. Others may use the same key."""
        connector = pump.engine.connectors[self.row]
        if self._sharing is not None and self._sharing.due():
            held, until_ns = self._sharing.lease(*connector.wants(pump.clock.now_ns()))
            pump.tell(Allowed(self.row, tuple(held[limit] for limit in connector.venue.limits), until_ns))

    def _cancel_unwanted(self, pump: Pump, replica: Replica) -> None:
        """What was open before us and is known by now."""
        there = {order.venue_id: order for order in replica.orders.values()}
        for venue_id in sorted(self._unwanted & there.keys()):
            self._unwanted.discard(venue_id)
            pump.tell(CancelByHand(self.row, there[venue_id].client_id))

    def live(self, pump: Pump) -> list[OrderView | StopView]:
        connector = pump.engine.connectors[self.row]
        return [*connector.live_orders(everybody=False), *connector.extra.live_stops()]

    def end(self, pump: Pump) -> None:
        if self._sharing is not None:
            self._sharing.close(pump.engine.connectors[self.row].wants(pump.clock.now_ns())[1])
