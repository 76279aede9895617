"""Where the order keeper meets the venue: orders and cancels leave here, and every doubt is turned into a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import structs

from picaflor.domain.events import Event, Filled, Pending
from picaflor.domain.market import Market
from picaflor.domain.orders import MarginMode
from picaflor.engine.connector.bundles import Making, unbundle
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.records import Kind, write_bans, write_markets
from picaflor.engine.risk import Approved
from picaflor.machines.orders import ClientIds, OrderKeeper
from picaflor.machines.orders.events import (
    AmendOutcome,
    AmendSent,
    CameOfStop,
    CancelOutcome,
    CancelSent,
    FillReported,
    Intended,
    KeeperEvent,
    Partition,
    PlaceOutcome,
    Reported,
    Sent,
    Source,
    write_event,
)
from picaflor.wire.asks import (
    Amend,
    Amending,
    AmendMany,
    Ask,
    Cancel,
    Cancelling,
    CancelMany,
    Fills,
    Orders,
    Place,
    Placed,
    PlaceMany,
    Refused,
    Unclear,
)
from picaflor.wire.lists import Leg, PlaceList
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus
from picaflor.wire.stops import PlaceStop
from picaflor.wire.venue import Venue

Placing = Placed | Refused | Unclear | NotSent | NoAnswer
One = Place | Amend | PlaceStop | Leg
SECOND = 1_000_000_000
RECANCEL_NS = 2 * SECOND
_KEPT = Kind.KEPT


class TradeDesk:
    def __init__(
        self,
        keeper: OrderKeeper,
        ids: ClientIds,
        desk: Desk,
        replaces: bool = False,
        untouched: bool = False,
        margin_mode: MarginMode | None = None,
        leverage: int = 0,
    ) -> None:
        """`replaces`: this venue makes a new order of an amended one. `untouched`: and only of one without fills.
        `margin_mode`, `leverage`: of contracts, said with each order.
        """
        self.keeper = keeper
        self._replaces, self._untouched = replaces, untouched
        self._margin_mode, self._leverage = margin_mode, leverage
        self.ids = ids
        self.unsettled: list[tuple[KeeperEvent, int]] = []  # this very list, always
        self.markets: dict[str, Market] = {}  # by pair
        self._desk = desk
        self.events: list[Event] = []
        self._kept: list[tuple[Kind, bytes]] = []
        self._net: dict[str, int] = {}
        self._cancelled_ns: dict[str, int] = {}
        self._by_number = "cancel_by_number" in desk.features
        self._nameless: dict[str, None] = {}  # to be cancelled when we learn what the venue calls them
        self.unlisted: Callable[[PlaceList, NotSent, int], None] = lambda _ask, _why, _now_ns: None
        self._parted = True  # the private stream is not there: until then there is no point in asking

    @property
    def reconciled(self) -> bool:
        return not self._parted and self.keeper.reconciled

    def listed(self, markets: tuple[Market, ...], now_ns: int, pairs: tuple[str, ...] = ()) -> None:
        """`pairs`: those that are traded."""
        # What is listed no more is kept: an order may rest there, and must be cancelled and counted.
        before, self.markets = self.markets, {**self.markets, **{market.pair: market for market in markets}}
        if self.markets != before:
            self._kept.append((Kind.LISTED, write_markets(tuple(self.markets.values()))))
        self._learn(self.keeper.set_markets({market.symbol: market for market in self.markets.values()}, now_ns))
        if "lists_by_symbol" in self._desk.features:
            meant = dict.fromkeys((*pairs, *(order.pair for order in self.keeper.live())))
            self.keeper.cover([self.markets[pair].symbol for pair in meant if pair in self.markets], now_ns)

    # out

    def submit(self, order: Approved, owner: str, now_ns: int) -> str:
        """The order's id. Its intent is on record before the request can leave; the keeper's books wait for `settle`."""
        wish, market = order.wish, order.market
        intended = Intended(self.ids.next(), market.symbol, wish, order.worst_lots, owner)
        self._kept.append((_KEPT, write_event(intended)))
        self.unsettled.append((intended, now_ns))
        place = Place(
            symbol=market.symbol,
            client_id=intended.client_id,
            side=wish.side,
            type=wish.type,
            size=order.size,
            price=order.price,
            quote=wish.quote or None,
            tif=wish.tif,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
            margin_mode=self._margin_mode,
            leverage=self._leverage,
            until_ns=wish.until_ns,
        )
        if not self._desk.ask(place, "place", now_ns):
            self._keep(PlaceOutcome(intended.client_id, NotSent("the queue of orders is full")), now_ns)
        return intended.client_id

    def intend(self, order: Approved, owner: str, now_ns: int) -> str:
        """Of a list: on record; what it is asked for with is somebody else's."""
        client_id = self.ids.next()
        self._keep(Intended(client_id, order.market.symbol, order.wish, order.worst_lots, owner), now_ns)
        return client_id

    def claim(self, event: CameOfStop, now_ns: int) -> None:
        """An order came of a stop of ours."""
        self._keep(event, now_ns)

    def sent(self, client_id: str, now_ns: int) -> None:
        self._keep(Sent(client_id), now_ns)

    def placed(self, client_id: str, said: Placing, now_ns: int) -> None:
        self._keep(PlaceOutcome(client_id, said), now_ns)

    def amend(self, client_id: str, order: Approved, now_ns: int) -> None:
        """`order`: as it is to be. Where the venue makes a new order of it, it is a cancel and an order in one request."""
        old, market = self.keeper.view(client_id), order.market
        if old is None or old.state.final or old.cancel is Pending.ASKED or old.amend is not Pending.NONE:
            return
        if self._untouched and old.filled:
            return  # what is left of it can be cancelled, and the rest placed anew
        assert order.price is not None, "risk lets no limit order pass without a price"
        name = client_id
        if self._replaces:
            intended = Intended(self.ids.next(), market.symbol, order.wish, order.worst_lots, old.owner)
            name = intended.client_id
            self._keep(intended, now_ns)
        ask = Amend(market.symbol, order.price, order.size or 0, name, client_id, old.venue_id)
        if not self._desk.ask(ask, "amend", now_ns):
            if self._replaces:
                self._keep(PlaceOutcome(name, NotSent("the queue of orders is full")), now_ns)
        elif self._replaces:
            self._keep(CancelSent(client_id), now_ns)
        else:
            self._keep(AmendSent(client_id, order.wish.lots, order.wish.ticks), now_ns)

    def _amended(self, ask: Amend, result: Result, now_ns: int) -> None:
        said = result if isinstance(result, Amending | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
        made: Placed | Refused | Unclear | NotSent | NoAnswer
        if not isinstance(said, Amending):
            made = said
        elif not self._replaces:
            made = Placed(ask.new_client_id, said.venue_id)
        elif said.new_venue_id:
            made = Placed(ask.new_client_id, said.new_venue_id)
        else:
            made = Unclear("the amendment was taken, and its new order is not named yet")
        if not self._replaces:
            self._keep(AmendOutcome(ask.client_id, made), now_ns)
            return
        self._keep(PlaceOutcome(ask.new_client_id, made), now_ns)
        gone: Cancelling | Unclear | NotSent | NoAnswer
        match said:
            case Amending():
                gone = Cancelling(ask.client_id, ask.venue_id)
            case Refused(code=code, words=words):
                gone = Unclear(f"the amendment was refused, {code}: {words}")  # the old one may be gone all the same
            case _:
                gone = said
        self._keep(CancelOutcome(ask.client_id, gone), now_ns)

    def settle(self) -> None:
        """What need not be done before the bytes are out: the same facts, at the same time, a moment later."""
        if self.unsettled:
            waiting = self.unsettled[:]
            self.unsettled.clear()
            for event, at_ns in waiting:
                self._learn(self.keeper.feed(event, at_ns))

    def cancel(self, client_id: str, now_ns: int) -> None:
        order = self.keeper.view(client_id)
        if order is None or order.state.final or order.cancel is Pending.ASKED:
            return
        if self.take_back(lambda ask: made_by(ask) == client_id, "cancelled before it left", now_ns):
            return
        if now_ns - self._cancelled_ns.get(client_id, -RECANCEL_NS) < RECANCEL_NS:
            return
        market = self.markets.get(order.pair)
        if market is None:
            return
        if self._by_number and not order.venue_id:
            self._nameless[client_id] = None
            return
        if self._desk.ask(Cancel(market.symbol, order.client_id, order.venue_id), "cancel", now_ns):
            self._cancelled_ns[client_id] = now_ns
            self._keep(CancelSent(client_id), now_ns)

    def _cancel_named(self, now_ns: int) -> None:
        """Those that got the venue's number since; the others ended, or still have none."""
        for client_id in list(self._nameless):
            order = self.keeper.view(client_id)
            if order is None or order.state.final:
                del self._nameless[client_id]
            elif order.venue_id:
                del self._nameless[client_id]
                self.cancel(client_id, now_ns)

    def take_back(self, unwanted: Callable[[One], bool], why: str, now_ns: int) -> bool:
        """Orders that still wait for the venue's limits are not sent."""
        back = self._desk.recall(lambda ask: not isinstance(ask, PlaceStop) and _any_of(ask, unwanted))
        for ask in back:
            if isinstance(ask, PlaceList):
                self.unlisted(ask, NotSent(why), now_ns)
            elif isinstance(ask, Amend):
                self._amended(ask, NotSent(why), now_ns)
            else:
                self._keep(PlaceOutcome(ask.client_id, NotSent(why)), now_ns)
        return bool(back)

    def left(self, errands: list[Errand], now_ns: int) -> None:
        """These requests are about to leave."""
        for errand in errands:
            ask = errand.ask
            name = ask.client_id if type(ask) is Place else made_by(ask)
            if name and (self._replaces or not isinstance(ask, Amend)):
                sent = Sent(name)
                self._kept.append((_KEPT, write_event(sent)))
                self.unsettled.append((sent, now_ns))

    def note(self, fact: tuple[Kind, bytes]) -> None:
        """Of a part of the connector: facts are written down in the order in which they were learnt."""
        self._kept.append(fact)

    # in

    def filled(self, report: FillReport, now_ns: int) -> None:
        self._keep(FillReported(report), now_ns)

    def streamed(self, report: OrderReport, now_ns: int) -> None:
        if report.trigger is None or self._is_order(report):
            self._keep(Reported(report, Source.STREAM), now_ns)

    def _is_order(self, report: OrderReport) -> bool:
        """And no stop: one that waits, or that ended without ever having been an order that we heard of."""
        over = report.status not in (OrderStatus.OPEN, OrderStatus.PARTIAL) and not report.filled
        return not report.waits and (not over or self.keeper.view(report.client_id) is not None)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> None:
        if isinstance(errand.ask, PlaceMany | AmendMany | CancelMany):
            for row, one in unbundle(errand.ask, result):
                self.answered(Errand(row, errand.purpose, errand.asked_ns), one, now_ns)
            return
        ask = errand.ask
        if isinstance(result, Orders) and any(map(_waits_for_price, result.rows)):
            result = structs.replace(result, rows=tuple(row for row in result.rows if not _waits_for_price(row)))
        if isinstance(ask, Amend):
            self._amended(ask, result, now_ns)
        elif isinstance(ask, Place):
            said = result if isinstance(result, Placed | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
            self._keep(PlaceOutcome(ask.client_id, said), now_ns)
        elif isinstance(ask, Cancel):
            word = result if isinstance(result, Cancelling | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
            self._keep(CancelOutcome(ask.client_id, word), now_ns)
        elif isinstance(result, Orders | Fills | Refused | Unclear | NotSent | NoAnswer):
            for event in self.keeper.hear(ask, result, now_ns):
                self._keep(event, now_ns)
        self._cancelled_ns = {key: at for key, at in self._cancelled_ns.items() if now_ns - at < RECANCEL_NS}

    # time

    def begin(self, now_ns: int, why: str) -> None:
        """Reconcile: what we believe against what the venue says."""
        self._parted = False
        self._keep(Partition(why, requests=False), now_ns)

    def parted(self, why: str, now_ns: int) -> None:
        self._parted = True
        self._keep(Partition(why, requests=False), now_ns)

    def restore(self, dumped: bytes, bans: Mapping[str, int]) -> None:
        """As an earlier run left it."""
        self.keeper.load(dumped)
        self._desk.restore_bans(bans)

    def start(self, now_ns: int) -> None:
        """Start and recovery share a path: what was in flight, if anything, is unknown until the venue has been asked."""
        self._keep(Partition("the program started", requests=True), now_ns)

    def tick(self, now_ns: int) -> None:
        due = self.due()
        if due is not None and now_ns >= due:
            for ask in self.keeper.questions(now_ns):
                if not self._desk.ask(ask, "question", now_ns):
                    self.answered(Errand(ask, "question", now_ns), NotSent("the queue of questions is full"), now_ns)

    def due(self) -> int | None:
        return None if self._parted or not self.markets else self.keeper.due()

    # what was learnt

    def net_lots(self, pair: str) -> int:
        return self._net.get(pair, 0)

    def take_events(self) -> list[Event]:
        events, self.events = self.events, []
        return events

    def take_kept(self) -> list[tuple[Kind, bytes]]:
        if self._desk.banned and (bans := self._desk.news_of_bans()) is not None:
            self._kept.append((Kind.BANNED, write_bans(bans)))
        kept, self._kept = self._kept, []
        return kept

    def _keep(self, event: KeeperEvent, now_ns: int) -> None:
        """Every fact is written down as it is fed: what a restart reads back."""
        self.settle()
        self._record(event)
        self._learn(self.keeper.feed(event, now_ns))
        if self._nameless:
            self._cancel_named(now_ns)

    def _record(self, event: KeeperEvent) -> None:
        self._kept.append((_KEPT, write_event(event)))

    def _learn(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Filled):
                fill = event.fill
                self._net[fill.pair] = self._net.get(fill.pair, 0) + fill.side.sign * fill.lots
        self.events += events


def _any_of(ask: Making, unwanted: Callable[[One], bool]) -> bool:
    """A list goes as a whole."""
    return any(map(unwanted, ask.legs)) if isinstance(ask, PlaceList) else unwanted(ask)


def made_by(ask: Ask | Leg) -> str:
    """The client id of the order that this would make; "" for a question, a cancel, a stop."""
    return ask.client_id if isinstance(ask, Place | Leg) else ask.new_client_id if isinstance(ask, Amend) else ""


def _waits_for_price(row: OrderReport) -> bool:
    """A stop. One of a list that waits for another order is an order all the same."""
    return row.waits and row.trigger is not None


def _odd(result: Result) -> Unclear:
    """An answer of a kind that no order gets proves nothing about it."""
    return Unclear(f"an answer of the wrong kind: {type(result).__name__}")


def keeper_of(venue: Venue, account: str, ids: ClientIds) -> OrderKeeper:
    """It knows no market yet. Where lists are asked for by symbol, it is told of them with the markets."""
    return OrderKeeper(
        venue.id,
        account,
        {},
        ids,
        venue.settle_ns,
        symbols=() if "lists_by_symbol" in venue.features else ("",),
        query_by_id="query_by_client_id" in venue.features,
        shared_numbers="keeps_number" in venue.features,
    )
