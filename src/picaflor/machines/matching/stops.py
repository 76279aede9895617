"""Orders that wait for a price: stops, take-profits and plans. What fires is handed back; submitting it is the owner's.

A fired order may trade and so move the last price: whoever feeds `price` feeds it again, until nothing fires. That ends,
because each stop fires once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, replace
from enum import StrEnum

from picaflor.domain.orders import Side
from picaflor.machines.matching.orders import BadOrder, Incoming, check


class PriceRule(StrEnum):
    """Which price is watched."""

    LAST = "last"
    MARK = "mark"


class Kind(StrEnum):
    STOP = "stop"  # a buy waits for a rise, a sell for a fall
    TAKE_PROFIT = "take_profit"  # the other way round


@dataclass(frozen=True, slots=True)
class Stop:
    order_id: int
    trigger_ticks: int
    then: Incoming
    rule: PriceRule = PriceRule.LAST
    kind: Kind = Kind.STOP

    @property
    def rising(self) -> bool:
        """It fires at its trigger or above; otherwise at its trigger or below."""
        return (self.then.side is Side.BUY) == (self.kind is Kind.STOP)

    def reached(self, ticks: int) -> bool:
        return ticks >= self.trigger_ticks if self.rising else ticks <= self.trigger_ticks


def kind_towards(side: Side, trigger_ticks: int, ticks: int) -> Kind:
    """What a plan order is that names no direction: it waits for the price to come from where it is."""
    return Kind.STOP if (trigger_ticks >= ticks) == (side is Side.BUY) else Kind.TAKE_PROFIT


_Place = tuple[int, int, int]  # how far away (signed trigger), arrival, id


def _check(stop: Stop) -> None:
    check(stop.then)
    if stop.trigger_ticks <= 0:
        raise BadOrder(f"a stop without a trigger: {stop}")


class StopBook:
    __slots__ = ("_arrivals", "_places", "_stops", "_waiting")

    def __init__(self) -> None:
        self._stops: dict[int, Stop] = {}
        self._places: dict[int, _Place] = {}
        self._waiting: dict[tuple[PriceRule, bool], list[_Place]] = {
            (rule, rising): [] for rule in PriceRule for rising in (True, False)
        }
        self._arrivals = 0

    def add(self, stop: Stop) -> None:
        """It waits, even if the price is there already: ask `stop.reached` first where the venue would refuse it."""
        _check(stop)
        if stop.order_id in self._stops:
            raise BadOrder(f"stop {stop.order_id} waits already")
        self._arrivals += 1
        place = (stop.trigger_ticks if stop.rising else -stop.trigger_ticks, self._arrivals, stop.order_id)
        self._stops[stop.order_id], self._places[stop.order_id] = stop, place
        insort(self._waiting[stop.rule, stop.rising], place)

    def price(self, ticks: int, rule: PriceRule = PriceRule.LAST) -> list[Stop]:
        """What fires: those that wait for a rise, then for a fall; as the price passed their triggers, the older first."""
        fired = []
        for rising in (True, False):
            waiting = self._waiting[rule, rising]
            count = bisect_right(waiting, (ticks if rising else -ticks, self._arrivals + 1, 0))
            due, waiting[:count] = waiting[:count], []
            for _, _, order_id in due:
                fired.append(self._stops.pop(order_id))
                del self._places[order_id]
        return fired

    def cancel(self, order_id: int) -> Stop | None:
        stop = self._stops.pop(order_id, None)
        if stop is not None:
            waiting = self._waiting[stop.rule, stop.rising]
            del waiting[bisect_left(waiting, self._places.pop(order_id))]
        return stop

    def cancel_owner(self, owner: int) -> list[Stop]:
        for stop in (doomed := self.stops(owner)):
            self.cancel(stop.order_id)
        return doomed

    def amend(self, order_id: int, *, trigger_ticks: int | None = None, then: Incoming | None = None) -> Stop | None:
        """It queues again behind its equals. None: no such stop waits."""
        old = self._stops.get(order_id)
        if old is None:
            return None
        new = replace(
            old,
            trigger_ticks=old.trigger_ticks if trigger_ticks is None else trigger_ticks,
            then=old.then if then is None else then,
        )
        _check(new)
        self.cancel(order_id)
        self.add(new)
        return new

    def stop(self, order_id: int) -> Stop | None:
        return self._stops.get(order_id)

    def stops(self, owner: int) -> list[Stop]:
        """In the order in which they came."""
        return [stop for stop in self._stops.values() if stop.then.owner == owner]
