"""Lists of orders: all or none, one that ends the others, one that begins them.

Inferred, since no venue says: one of those that end each other has struck when its price came or when it was filled in any
part; the first one begins the others once it is filled whole, and takes them with it when it ends otherwise. A leg that is
cancelled leaves the others alone. What is still to begin is told as one that waits, whatever it is to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msgspec import structs

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.house_rules import Rules
from picaflor.sim.venue.news import OrderNews
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.sim.venue.steps import DEPTH_MAX, steps_of
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.asks import Place, Placed, PlacedMany, Refused
from picaflor.wire.lists import Contingency, Leg, PlaceList
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.stops import PlaceStop, StopStatus

C = Contingency
LEGS: Final = {C.ALL_OR_NONE: (2, 3), C.ONE_CANCELS: (2, 3), C.ONE_TRIGGERS: (2, 3), C.ONE_TRIGGERS_ONE_CANCELS: (3, 4)}
BROKEN: Final = "order list"  # the rule
OTHER_LEG: Final = "other leg"  # the reason of one that another ended


@dataclass(slots=True)
class OrderList:
    account: VenueAccount
    list_id: str
    contingency: Contingency
    names: tuple[str, ...]
    begun: bool = False  # the first one has


class Lists:
    """Of one floor."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._rules = Rules(floor.venue)
        self._open: list[OrderList] = []

    def place(self, account: VenueAccount, ask: PlaceList, now_ns: int) -> PlacedMany | Refused:
        """Whole or not at all: what was taken before a leg was refused is taken back."""
        legs = tuple(leg if leg.client_id else _named(leg, self._floor.next_no()) for leg in ask.legs)
        names = tuple(leg.client_id for leg in legs)
        if _broken(ask.contingency, legs) or len(set(names)) != len(names):
            return self._floor.refuse(BROKEN)
        refused = next(filter(None, (self._unfit(account, leg) for leg in legs)), None)
        if refused is not None:
            return refused
        made = OrderList(account, ask.list_id or names[0], ask.contingency, names)
        account.listed |= dict.fromkeys(names, (made.list_id, made.contingency))
        verdicts = self._all_or_none(account, legs, now_ns) if ask.contingency is C.ALL_OR_NONE else None
        if verdicts is None:
            verdicts = self._begin(made, legs, now_ns)
            self._open.append(made)
        refused = next((each for each in verdicts if isinstance(each, Refused)), None)
        if refused is not None:
            self._take_back(made, now_ns)
            return refused
        told = ((name, Placed(name, row.venue_id, row)) for name, row in zip(names, self._rows(made), strict=True))
        return PlacedMany(tuple(told))

    def _unfit(self, account: VenueAccount, leg: Leg) -> Refused | None:
        floor = self._floor
        market = floor.markets.get(leg.symbol)
        if market is None:
            return floor.refuse("symbol")
        if floor.waiting.taken(account, leg.client_id) or account.find(leg.client_id, "") is not None:
            return floor.refuse("duplicate")
        return self._rules.check(account, market, place_of(leg), floor.last[leg.symbol])

    # beginning

    def _begin(self, made: OrderList, legs: tuple[Leg, ...], now_ns: int) -> list[Placed | Refused]:
        """Those that end each other: the ones that only wait first, so that nothing trades which the next one forbids."""
        account = made.account
        if made.contingency is C.ONE_CANCELS:
            made.begun = True
            return [self._enter(account, leg, now_ns) for leg in sorted(legs, key=lambda leg: leg.trigger is None)]
        held = [self._floor.waiting.hold(account, stop_of(leg), now_ns) for leg in legs[1:]]
        verdicts: list[Placed | Refused] = [Placed(stop.ask.client_id, str(stop.no)) for stop in held]
        return [self._enter(account, legs[0], now_ns), *verdicts]

    def _enter(self, account: VenueAccount, leg: Leg, now_ns: int) -> Placed | Refused:
        floor = self._floor
        if leg.trigger is None:
            return floor.place(account, place_of(leg), now_ns)
        watched = floor.last[leg.symbol]
        return floor.waiting.place(account, stop_of(leg), watched, now_ns)

    def _all_or_none(self, account: VenueAccount, legs: tuple[Leg, ...], now_ns: int) -> list[Placed | Refused]:
        """Each must find all of its size in the book at once; else all of them expire."""
        if all(self._there(leg) for leg in legs):
            return [self._floor.place(account, place_of(leg), now_ns) for leg in legs]
        return [self._stillborn(account, place_of(leg), now_ns) for leg in legs]

    def _stillborn(self, account: VenueAccount, ask: Place, now_ns: int) -> Placed:
        """Taken, and over before it met anybody."""
        floor, market = self._floor, self._floor.markets[ask.symbol]
        order = VenueOrder(floor.next_no(), account, market, ask, steps_of(market, ask)[0], now_ns, now_ns)
        order.status, order.reason = OrderStatus.EXPIRED, "fok"
        account.add(order)
        del account.live[order.no]
        floor.news.append(OrderNews(account, order.report()))
        return Placed(ask.client_id, str(order.no), order.report())

    def _there(self, leg: Leg) -> bool:
        market = self._floor.markets[leg.symbol]
        levels = self._floor.books[leg.symbol].levels(leg.side.other, DEPTH_MAX)
        most = None if leg.price is None else leg.price // market.tick.atoms
        buys = leg.side is Side.BUY
        found = sum(lots for ticks, lots in levels if most is None or (ticks <= most if buys else ticks >= most))
        return found * market.sized.atoms >= leg.size

    def _take_back(self, made: OrderList, now_ns: int) -> None:
        for name in made.names:
            self._end(made.account, name, now_ns)
            del made.account.listed[name]
        self._open = [each for each in self._open if each is not made]

    # telling

    def _rows(self, made: OrderList) -> list[OrderReport]:
        return [self._row(made.account, name) for name in made.names]

    def _row(self, account: VenueAccount, name: str) -> OrderReport:
        order, stop = account.find(name, ""), self._floor.waiting.find(account, name, "")
        if order is not None:
            return order.report()
        assert stop is not None, "a leg is an order or waits to be one"
        return stop.among_orders()

    # what happens

    def look(self, now_ns: int) -> bool:
        """After whatever happened on the floor. Whether anything followed."""
        moved = False
        for each in list(self._open):
            moved |= self._look_first(each, now_ns) if not each.begun else self._look_struck(each, now_ns)
        return moved

    def _look_first(self, made: OrderList, now_ns: int) -> bool:
        order, stop = self._found(made, made.names[0])
        if order is None and stop is not None and stop.status in (StopStatus.WAITING, StopStatus.TRIGGERED):
            return False
        if order is not None and order.live:
            return False
        others = made.names[1:]
        if order is None or order.status is not OrderStatus.FILLED:
            for name in others:
                self._end(made.account, name, now_ns)
            self._open.remove(made)
            return True
        for name in others:
            self._release(made.account, name, now_ns)
        made.begun = True
        if made.contingency is C.ONE_TRIGGERS:
            self._open.remove(made)
        return True

    def _look_struck(self, made: OrderList, now_ns: int) -> bool:
        names = made.names if made.contingency is C.ONE_CANCELS else made.names[1:]
        struck = next((name for name in names if self._struck(made, name)), "")
        over = struck or all(self._is_over(made, name) for name in names)
        if not over:
            return False
        self._open.remove(made)
        for name in names if struck else ():
            if name != struck:
                self._end(made.account, name, now_ns)
        return bool(struck)

    def _found(self, made: OrderList, name: str) -> tuple[VenueOrder | None, VenueStop | None]:
        return made.account.find(name, ""), self._floor.waiting.find(made.account, name, "")

    def _struck(self, made: OrderList, name: str) -> bool:
        """What waited for the first one alone has not struck by having begun."""
        order, stop = self._found(made, name)
        came = stop is not None and stop.ask.trigger and stop.status is StopStatus.TRIGGERED
        return bool(came) or (order is not None and order.filled > 0)

    def _is_over(self, made: OrderList, name: str) -> bool:
        order, stop = self._found(made, name)
        return not (order is not None and order.live) and not (stop is not None and stop.waits)

    def _end(self, account: VenueAccount, name: str, now_ns: int) -> None:
        order, stop = account.find(name, ""), self._floor.waiting.find(account, name, "")
        if order is not None and order.live:
            self._floor.end(order, OTHER_LEG, now_ns)
        if stop is not None and stop.waits:
            self._floor.waiting.end(stop, OTHER_LEG, now_ns)

    def _release(self, account: VenueAccount, name: str, now_ns: int) -> None:
        """One that was cancelled meanwhile stays so."""
        floor = self._floor
        stop = floor.waiting.find(account, name, "")
        if stop is None or not stop.waits:
            return
        if stop.ask.trigger:
            floor.waiting.release(stop, floor.last[stop.market.symbol])
        else:
            floor.waiting.let_go(stop)
            begun = floor.place(account, stop.order(), now_ns, was=stop.was)
            floor.waiting.became(stop, begun, now_ns)


def place_of(leg: Leg) -> Place:
    return Place(
        leg.symbol, leg.client_id, leg.side, leg.type, leg.size, leg.price, tif=leg.tif, reduce_only=leg.reduce_only,
        hold=leg.hold, margin_mode=leg.margin_mode,
    )  # fmt: skip


def stop_of(leg: Leg) -> PlaceStop:
    """Without a trigger: what waits for another order and for no price."""
    return PlaceStop(
        leg.symbol, leg.client_id, leg.side, leg.trigger or 0, price=leg.price, size=leg.size,
        reduce_only=leg.reduce_only, hold=leg.hold, margin_mode=leg.margin_mode, rises=leg.rises,
    )  # fmt: skip


def _named(leg: Leg, no: int) -> Leg:
    return structs.replace(leg, client_id=str(no))


def _broken(kind: Contingency, legs: tuple[Leg, ...]) -> bool:
    least, most = LEGS[kind]
    if not least <= len(legs) <= most:
        return True
    match kind:
        case C.ALL_OR_NONE:
            return len({leg.symbol for leg in legs}) != len(legs) or any(
                leg.trigger is not None or leg.tif is not Tif.FOK for leg in legs
            )
        case C.ONE_CANCELS:
            return _no_choice(legs)
        case C.ONE_TRIGGERS:
            return any(map(_never_waits, legs[1:]))
        case C.ONE_TRIGGERS_ONE_CANCELS:
            return len({leg.symbol for leg in legs}) != 1 or _no_choice(legs[1:]) or any(map(_never_waits, legs[1:]))


def _no_choice(legs: tuple[Leg, ...]) -> bool:
    """At most one plain limit, and none at market."""
    plain = [leg for leg in legs if leg.trigger is None]
    return len(plain) > 1 or any(leg.type is OrderType.MARKET for leg in plain)


def _never_waits(leg: Leg) -> bool:
    """What is to begin later is a plain order or waits for a price: inferred, as far as this house goes."""
    return leg.tif is not Tif.GTC or leg.type is OrderType.LIMIT_MAKER
