"""Orders that wait for a price, on one floor of the emulated house, whatever is traded there.

They hold no funds. What a price reaches is handed back to the floor, which makes an ordinary order of it and says what
became of it; so a stop that fires into an empty wallet fails, and is told as failed. Which price is watched: the last
one, and the mark where the floor has one; where it has none, a stop on the mark watches the last price.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from msgspec import structs

from picaflor.domain.market import Market
from picaflor.domain.orders import OrderType, Side, StopKind, TriggerBy
from picaflor.machines.matching import Incoming, Kind, PriceRule, Stop, StopBook, kind_towards
from picaflor.sim.venue.house_rules import Rules
from picaflor.sim.venue.orders import NO_LIST, VenueAccount, Was, is_no
from picaflor.sim.venue.stop_kinds import is_meant, listed
from picaflor.sim.venue.stop_shapes import becomes, broken_shape
from picaflor.sim.venue.trailing import Trails
from picaflor.wire.asks import Amending, Cancelling, CancellingMany, Place, Placed, Refused
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, StopReport, Stops, StopStatus

MOST_WAITING: Final = 500  # of one account; the venue's own number is not known
AS_ORDER: Final = {
    StopStatus.WAITING: OrderStatus.OPEN,
    StopStatus.TRIGGERED: OrderStatus.OPEN,
    StopStatus.CANCELLED: OrderStatus.CANCELLED,
    StopStatus.FAILED: OrderStatus.EXPIRED,
}
KEPT_STOPS: Final = 5_000  # that an account can still be asked about; more than may wait


@dataclass(slots=True, eq=False)
class VenueStop:
    no: int
    account: VenueAccount
    market: Market
    ask: PlaceStop  # as amended
    created_ns: int
    changed_ns: int
    status: StopStatus = StopStatus.WAITING
    order_id: str = ""  # of what came of it
    reason: str = ""
    last: int = 0  # the price that it watches, in ticks, as it stood when it was placed
    keeps: bool = False  # its number and its name, when its price comes
    held: bool = False  # for another order, and for no price yet
    names: list[str] = field(default_factory=list)  # all that it ever had

    @property
    def waits(self) -> bool:
        return self.status is StopStatus.WAITING

    def report(self) -> StopReport:
        ask = self.ask
        return StopReport(
            symbol=self.market.symbol,
            venue_id=str(self.no),
            client_id=ask.client_id,
            status=self.status,
            side=ask.side,
            trigger=ask.trigger,
            kind=ask.kind,
            by=ask.by,
            price=ask.price,
            size=ask.size,
            quote=ask.quote,
            reduce_only=ask.reduce_only,
            hold=ask.hold,
            order_id=self.order_id,
            reason=self.reason,
            created_ns=self.created_ns,
            at_ns=self.changed_ns,
            margin_mode=ask.margin_mode,
            trail=ask.trail,
            rises=ask.rises,
            leverage=ask.leverage,
        )

    @property
    def was(self) -> Was | None:
        return Was(self.no, self.ask.trigger, self.ask.rises is True) if self.keeps else None

    def order(self) -> Place:
        """What it becomes. Without a size it is of all of a position: how large that is, the floor knows."""
        place = becomes(self.ask, self.market.symbol)
        return structs.replace(place, client_id=self.ask.client_id) if self.keeps else place

    def among_orders(self) -> OrderReport:
        """As an order, where it is one."""
        place = self.order()
        listed = self.account.listed.get(self.ask.client_id, NO_LIST)
        return OrderReport(
            symbol=place.symbol,
            venue_id=str(self.no),
            client_id=self.ask.client_id,
            status=AS_ORDER[self.status],
            side=place.side,
            type=place.type,
            filled=0,
            price=place.price,
            size=place.size,
            tif=place.tif,
            hold=place.hold,
            reduce_only=place.reduce_only,
            reason=self.reason,
            created_ns=self.created_ns,
            at_ns=self.changed_ns,
            margin_mode=place.margin_mode,
            trigger=self.ask.trigger or None,
            rises=bool(self.ask.trigger) and self.ask.rises is True,
            waits=self.waits,
            list_id=listed[0],
            contingency=listed[1],
        )


class Waiting:
    """`tell` hears of every stop that changed; `marked`: this floor has a mark price."""

    def __init__(
        self,
        rules: Rules,
        markets: dict[str, Market],
        next_no: Callable[[], int],
        tell: Callable[[VenueStop], None],
        *,
        marked: bool = False,
    ) -> None:
        self._rules = rules
        self._markets = markets
        self._next_no = next_no
        self._tell = tell
        self._marked = marked
        self._books: dict[str, StopBook] = {}
        self._stops: dict[int, VenueStop] = {}  # that wait
        self._kept: dict[int, OrderedDict[int, VenueStop]] = {}  # account → all that it can be asked about
        self._named: dict[tuple[int, str], int] = {}  # the newest of that client id
        self.trails = Trails()
        self._passed: list[tuple[str, int, PriceRule]] = []  # prices that were not looked at yet

    def __len__(self) -> int:
        return len(self._stops)

    # what customers want

    def place(self, account: VenueAccount, ask: PlaceStop, last: int, now_ns: int) -> Placed | Refused:
        """`last`: the price that is watched, as it stands, in ticks."""
        market = self._markets.get(ask.symbol)
        if market is None:
            return self._rules.refuse("symbol")
        if not ask.client_id:
            ask = structs.replace(ask, client_id=str(self._next_no()))
        broken = self._broken(account, market, ask)
        if broken:
            return self._rules.refuse(broken)
        stop = VenueStop(self._next_no(), account, market, ask, now_ns, now_ns, keeps=self._rules.stops_keep)
        self._wait(stop, last)
        self._stops[stop.no] = stop
        self._keep(stop)
        self._tell(stop)
        return Placed(ask.client_id, str(stop.no))

    def hold(self, account: VenueAccount, ask: PlaceStop, now_ns: int) -> VenueStop:
        """One that was looked at already, and that no price fires: it waits for another order."""
        market = self._markets[ask.symbol]
        stop = VenueStop(self._next_no(), account, market, ask, now_ns, now_ns, keeps=self._rules.stops_keep, held=True)
        self._stops[stop.no] = stop
        self._keep(stop)
        self._tell(stop)
        return stop

    def release(self, stop: VenueStop, last: int) -> None:
        """Now it waits for its price."""
        stop.held = False
        self._wait(stop, last)
        self._tell(stop)

    def let_go(self, stop: VenueStop) -> None:
        """It never waited for a price; `became` is owed to it."""
        stop.held = False
        del self._stops[stop.no]

    def amend(self, account: VenueAccount, ask: AmendStop, last: int, now_ns: int) -> Amending | Refused:
        """What the ask leaves open stays as it is; its size is in coin or money as before."""
        stop = self.find(account, ask.client_id, ask.venue_id)
        if stop is None:
            return self._rules.refuse("stop not found")
        if not stop.waits or stop.held:
            return self._rules.refuse("not amendable")
        old = stop.ask
        sized = {} if ask.size is None else {"size" if old.quote is None else "quote": ask.size}
        price = old.price if ask.price is None else ask.price
        trail, by = ask.trail or old.trail, ask.by or old.by
        new = structs.replace(old, trigger=ask.trigger, price=price, trail=trail, by=by, **sized)
        broken = broken_shape(stop.market, new)
        if broken:
            return self._rules.refuse(broken)
        if ask.new_client_id:
            named = self._broken_name(account, ask.new_client_id)
            if named:
                return self._rules.refuse(named)
            new = structs.replace(new, client_id=ask.new_client_id)
            stop.names.append(ask.new_client_id)
            self._named[account.no, ask.new_client_id] = stop.no
        self._forget(stop)
        stop.ask, stop.changed_ns = new, now_ns
        self._wait(stop, last)
        self._tell(stop)
        return Amending(new.client_id, str(stop.no))

    def cancel(self, account: VenueAccount, ask: CancelStop, now_ns: int) -> Cancelling | CancellingMany | Refused:
        if not ask.client_id and not ask.venue_id:
            return self._cancel_all(account, ask, now_ns)
        stop = self.find(account, ask.client_id, ask.venue_id)
        if stop is None or not is_meant(stop.ask, ask):
            return self._rules.refuse("stop not found")
        if not stop.waits:
            return self._rules.refuse("closed")
        self.end(stop, "", now_ns)
        return Cancelling(stop.ask.client_id, str(stop.no))

    def _cancel_all(self, account: VenueAccount, ask: CancelStop, now_ns: int) -> CancellingMany:
        doomed = [stop for stop in self.waiting(account, ask.symbol) if stop.ask.kind is ask.kind]
        for stop in doomed:
            self.end(stop, "", now_ns)
        return CancellingMany(
            tuple((stop.ask.client_id, Cancelling(stop.ask.client_id, str(stop.no))) for stop in doomed)
        )

    def restore(self, stop: VenueStop, best: int = 0) -> None:
        """As it was before the house was closed. `best`: it follows the price already."""
        if stop.waits:
            self._wait(stop, stop.last)
            if best:
                ask, symbol = stop.ask, stop.market.symbol
                self._books[symbol].cancel(stop.no)
                self.trails.begin(stop.no, symbol, ask.side, ask.trail, self._rule(ask.by), best)
            self._stops[stop.no] = stop
        self._keep(stop)

    # what the floor does with them

    def passed(self, symbol: str, ticks: int, rule: PriceRule = PriceRule.LAST) -> None:
        """A price that stops may watch; `fire` looks at it, after all that happens with it has been booked."""
        if self._stops:
            self._passed.append((symbol, ticks, rule))

    def fire(self, trigger: Callable[[VenueStop, int], Placed | Refused], now_ns: int) -> None:
        """In the order of the prices. An order that was fired may trade, and so fire others."""
        while self._passed:
            passed, self._passed = self._passed, []
            for symbol, ticks, rule in passed:
                for stop in self.reached(symbol, ticks, rule):
                    self.became(stop, trigger(stop, now_ns), now_ns)

    def reached(self, symbol: str, ticks: int, rule: PriceRule = PriceRule.LAST) -> list[VenueStop]:
        """What this price fires, in its order: no longer waiting, and `became` is owed to each."""
        fired = [self._stops.pop(no) for no in self.trails.passed(symbol, ticks, rule)]
        book = self._books.get(symbol)
        for each in book.price(ticks, rule) if book is not None else ():
            stop = self._stops[each.order_id]
            if stop.ask.trail:
                self.trails.begin(stop.no, symbol, stop.ask.side, stop.ask.trail, rule, ticks)
            else:
                fired.append(self._stops.pop(stop.no))
        return fired

    def _forget(self, stop: VenueStop) -> None:
        if stop.held:
            return
        self._books[stop.market.symbol].cancel(stop.no)
        self.trails.drop(stop.no)

    def became(self, stop: VenueStop, outcome: Placed | Refused, now_ns: int) -> None:
        stop.changed_ns = now_ns
        if isinstance(outcome, Placed):
            stop.status, stop.order_id = StopStatus.TRIGGERED, outcome.venue_id
        else:
            stop.status, stop.reason = StopStatus.FAILED, outcome.words
        self._tell(stop)

    def end(self, stop: VenueStop, reason: str, now_ns: int) -> None:
        """It waits no more; with a reason of the house's own, or "" where its owner wanted it. One that was just reached
        is left to what it becomes."""
        if self._stops.pop(stop.no, None) is None:
            return
        self._forget(stop)
        stop.status, stop.reason, stop.changed_ns = StopStatus.CANCELLED, reason, now_ns
        self._tell(stop)

    def waiting(self, account: VenueAccount, symbol: str = "") -> list[VenueStop]:
        """In the order in which they came."""
        mine = self._kept.get(account.no)
        return [s for s in mine.values() if s.waits and symbol in ("", s.market.symbol)] if mine else []

    def past(self, account: VenueAccount) -> list[VenueStop]:
        mine = self._kept.get(account.no)
        return [stop for stop in mine.values() if not stop.waits] if mine else []

    # what customers ask

    def find(self, account: VenueAccount, client_id: str, venue_id: str) -> VenueStop | None:
        no = int(venue_id) if is_no(venue_id) else self._named.get((account.no, client_id), -1)
        mine = self._kept.get(account.no)
        stop = mine.get(no) if mine else None
        return stop if stop is None or is_no(venue_id) or stop.ask.client_id == client_id else None

    def taken(self, account: VenueAccount, client_id: str) -> bool:
        """Whether one that waits has that name, or, where names are for once, any ever had."""
        no, mine = self._named.get((account.no, client_id), -1), self._kept.get(account.no)
        stop = mine.get(no) if mine else None
        return stop is not None and (stop.waits or stop.keeps)

    def page(self, account: VenueAccount, ask: ReadStops) -> Stops | Refused:
        """Newest first. Take-profits and stop-losses are one list."""
        if ask.before and not is_no(ask.before):
            return self._rules.refuse("parameter")
        mine = self._kept.get(account.no, OrderedDict())
        rows = sorted((stop for stop in mine.values() if _meant(stop, ask)), key=lambda stop: -stop.no)
        page = rows[: ask.limit]
        return Stops(tuple(stop.report() for stop in page), str(page[-1].no) if len(rows) > len(page) else "")

    # within

    def _broken(self, account: VenueAccount, market: Market, ask: PlaceStop) -> str:
        named = self._broken_name(account, ask.client_id)
        if named:
            return named
        if len(self.waiting(account)) >= MOST_WAITING:
            return "open orders"
        return broken_shape(market, ask)

    def _broken_name(self, account: VenueAccount, client_id: str) -> str:
        if self.taken(account, client_id):
            return "duplicate"
        return self._rules.broken_id(client_id)

    def _rule(self, by: TriggerBy) -> PriceRule:
        return PriceRule.LAST if by is TriggerBy.LAST or not self._marked else PriceRule.MARK

    def _wait(self, stop: VenueStop, last: int) -> None:
        """The book of stops wants lots and asks nothing of them: what the order will be is made when it fires."""
        stop.last = last
        ask, trigger = stop.ask, stop.market.tick.count(stop.ask.trigger)
        match ask.kind:
            case StopKind.STOP if ask.rises is not None:
                kind = Kind.STOP if ask.rises is (ask.side is Side.BUY) else Kind.TAKE_PROFIT
            case StopKind.STOP | StopKind.TRAILING:
                kind = kind_towards(ask.side, trigger, last)
            case StopKind.TAKE_PROFIT:
                kind = Kind.TAKE_PROFIT
            case StopKind.STOP_LOSS:
                kind = Kind.STOP
        then = Incoming(stop.no, stop.account.no, ask.side, 1, None, OrderType.MARKET)
        self._books.setdefault(stop.market.symbol, StopBook()).add(
            Stop(stop.no, trigger, then, self._rule(ask.by), kind)
        )

    def _keep(self, stop: VenueStop) -> None:
        kept = self._kept.setdefault(stop.account.no, OrderedDict())
        kept[stop.no] = stop
        stop.names.append(stop.ask.client_id)
        self._named[stop.account.no, stop.ask.client_id] = stop.no
        while len(kept) > KEPT_STOPS:
            no, oldest = next(iter(kept.items()))
            if oldest.waits:
                kept.move_to_end(no)
                continue
            del kept[no]
            for name in oldest.names:
                if self._named.get((stop.account.no, name)) == no:
                    del self._named[stop.account.no, name]


def _meant(stop: VenueStop, ask: ReadStops) -> bool:
    return (
        stop.waits is not ask.past
        and listed(stop.ask.kind) in [listed(kind) for kind in ask.among or (ask.kind,)]
        and ask.symbol in ("", stop.market.symbol)
        and ask.venue_id in ("", str(stop.no))
        and ask.client_id in ("", stop.ask.client_id)
        and (not ask.before or stop.no < int(ask.before))
        and stop.created_ns >= ask.since_ns
        and (not ask.until_ns or stop.created_ns < ask.until_ns)
    )
