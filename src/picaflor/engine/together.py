"""Lists of orders on their way through risk: each leg is looked at like any other order, and all pass or none does."""

from __future__ import annotations

from picaflor.domain.book import Trust
from picaflor.domain.lists import Contingency, Leg, ListWish, fault_of
from picaflor.domain.orders import Wish
from picaflor.domain.stops import StopWish
from picaflor.engine.amending import checked_stop, rises_to, waits
from picaflor.engine.audit import Audit, Step, words_of
from picaflor.engine.connector.connector import Connector
from picaflor.engine.connector.list_desk import Ready
from picaflor.engine.holding import hedged
from picaflor.engine.instructions import PlaceByHand
from picaflor.engine.risk import Approved, Risk
from picaflor.engine.stop_risk import ApprovedStop


def place_together(connector: Connector, risk: Risk, audit: Audit, who: str, wish: ListWish, now_ns: int) -> None:
    lists = connector.extra.lists
    fault = fault_of(wish) if lists is not None else f"{connector.venue.id} takes no lists of orders"
    if lists is None or fault:
        audit.did(Step(now_ns, who, "denied list", fault))
        return
    connector.settle()
    ready: list[Approved | Ready] = []
    for number, leg in enumerate(wish.legs):
        later = number > 0 and wish.contingency.later
        passed = _passed(connector, risk, audit, who, leg, now_ns, wish.legs[0] if later else None)
        if passed is None:
            return
        ready.append(passed)
    ids = lists.submit(wish.contingency, ready, who, now_ns)
    for client_id, one in zip(ids, ready, strict=True):
        if isinstance(one, Approved):
            audit.ordered(now_ns, who, client_id, one.wish)
        else:
            stop = one.stop.wish
            audit.did(Step(now_ns, who, f"stop {client_id}: {stop.side} {stop.pair} at {stop.trigger}", wish.why))


def by_hand(connector: Connector, risk: Risk, audit: Audit, order: PlaceByHand, now_ns: int) -> bool:
    """One that waits for a price, or is to be got rid of again, is dealt with here."""
    if waits(connector, risk, audit, order, now_ns):
        return True
    if order.gain or order.loss:
        place_together(
            connector, risk, audit, "hand", _with_exits(order, connector.margins is not None, now_ns), now_ns
        )
    return bool(order.gain or order.loss)


def _with_exits(order: PlaceByHand, holds: bool, now_ns: int) -> ListWish:
    """`holds`: a contract, of which the exits open nothing."""
    side, why = order.side.other, "by hand"
    legs: list[Leg] = [order.wish(now_ns)]
    if order.gain:
        legs.append(Wish(order.pair, side, order.lots, order.gain, reduce_only=holds, hold=order.hold, why=why))
    if order.loss:
        legs.append(StopWish(order.pair, side, order.lots, order.loss, reduce_only=holds, hold=order.hold, why=why))
    both = Contingency.ONE_TRIGGERS_ONE_CANCELS if len(legs) > 2 else Contingency.ONE_TRIGGERS
    return ListWish(both, tuple(legs), why)


def _passed(
    connector: Connector, risk: Risk, audit: Audit, who: str, leg: Leg, now_ns: int, first: Leg | None
) -> Approved | Ready | None:
    """`first`: the one that begins this one."""
    if not isinstance(leg, Wish):
        stop, rises = checked_stop(connector, risk, audit, who, leg, now_ns), _rises(connector, leg, first)
        if isinstance(stop, ApprovedStop) and rises is not None:
            return Ready(stop, rises)
        if isinstance(stop, ApprovedStop):
            audit.did(Step(now_ns, who, "denied list", f"book: nobody can say where the price of {leg.pair} is"))
        return None
    if connector.margins is not None:
        leg = hedged(leg, connector.margins, connector.live_orders())
    check = risk.check if first is None else risk.check_later
    verdict = check(connector.venue.id, leg, connector, now_ns)
    if isinstance(verdict, Approved):
        return verdict
    audit.did(Step(now_ns, who, f"denied list: {words_of(leg)}", f"{verdict.rule}: {verdict.words}"))
    return None


def _rises(connector: Connector, leg: StopWish, first: Leg | None) -> bool | None:
    """What begins later is seen from where the first one is filled, as far as that has a price on the same pair."""
    if first is not None and first.pair == leg.pair:
        at = first.ticks or (0 if isinstance(first, Wish) else first.trigger)
        if at:
            return leg.trigger >= at
    book = connector.book(leg.pair)
    good = book is not None and book.trust is Trust.GOOD
    return rises_to(connector, leg.pair, leg.trigger) if good else None
