"""The rarer commands: amendments, and orders that wait for a price. Each goes through risk like any other order."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from picaflor.domain.commands import AmendOrder, AmendStopOrder, CancelStopOrder, PlaceStopOrder
from picaflor.domain.orders import StopKind, Tif, Wish
from picaflor.domain.stops import StopWish
from picaflor.engine.audit import Audit, Step, words_of
from picaflor.engine.connector.connector import Connector
from picaflor.engine.holding import hedged
from picaflor.engine.instructions import PlaceByHand
from picaflor.engine.risk import Approved, Risk
from picaflor.engine.stop_risk import ApprovedStop, DeniedStop, check_stop
from picaflor.wire.stops import AmendStop

LATER_NS: Final = 1 << 62  # an amended order keeps its end, which is not ours to say again
Rarer = AmendOrder | PlaceStopOrder | AmendStopOrder | CancelStopOrder


def amend(connector: Connector, risk: Risk, audit: Audit, who: str, command: Rarer, now_ns: int) -> DeniedStop | None:
    """What risk did not let be placed."""
    match command:
        case AmendOrder():
            _order(connector, risk, audit, who, command, now_ns)
        case PlaceStopOrder(wish):
            return _place(connector, risk, audit, who, wish, now_ns)
        case AmendStopOrder():
            _stop(connector, risk, audit, who, command, now_ns)
        case CancelStopOrder(client_id, why):
            audit.did(Step(now_ns, who, f"cancel stop {client_id}", why))
            if connector.extra.stops is not None:
                connector.extra.stops.cancel(client_id, now_ns)
        case _:
            assert_never(command)
    return None


def waits(connector: Connector, risk: Risk, audit: Audit, order: PlaceByHand, now_ns: int) -> bool:
    """An order by hand that waits for a price is dealt with here."""
    wish = StopWish(
        pair=order.pair,
        side=order.side,
        lots=order.lots,
        trigger=order.stop,
        ticks=order.ticks,
        quote=order.quote,
        reduce_only=order.reduce_only,
        hold=order.hold,
        why="by hand",
    )
    if order.stop:
        _place(connector, risk, audit, "hand", wish, now_ns)
    return bool(order.stop)


def _order(connector: Connector, risk: Risk, audit: Audit, who: str, command: AmendOrder, now_ns: int) -> None:
    """While it is under way both count: the order as it is, and as it is to be."""
    connector.settle()
    old = connector.keeper.view(command.client_id)
    refused = f"no amendment of {command.client_id}"
    if old is None or old.state.final:
        audit.did(Step(now_ns, who, refused, "there is no such order alive"))
        return
    if not connector.extra.amends:
        audit.did(Step(now_ns, who, refused, "this venue has none: cancel it and place another"))
        return
    wish = Wish(
        pair=old.pair,
        side=old.side,
        lots=command.lots,
        ticks=command.ticks,
        type=old.type,
        tif=old.tif,
        reduce_only=old.reduce_only,
        hold=old.hold,
        why=command.why,
        tag=old.tag,
        until_ns=LATER_NS if old.tif is Tif.GTD else 0,
    )
    verdict = risk.check(connector.venue.id, wish, connector, now_ns)
    if isinstance(verdict, Approved):
        audit.did(Step(now_ns, who, f"amend {command.client_id} to {words_of(wish)}", command.why))
        connector.amend(command.client_id, verdict, now_ns)
    else:
        audit.did(Step(now_ns, who, f"denied {words_of(wish)}", f"{verdict.rule}: {verdict.words}"))


def checked_stop(
    connector: Connector, risk: Risk, audit: Audit, who: str, wish: StopWish, now_ns: int
) -> ApprovedStop | DeniedStop:
    contracts = connector.extra.contracts
    mode = contracts.setups.wanted.position_mode if contracts is not None else None
    connector.settle()
    if contracts is not None and contracts.only_hedges:
        wish = hedged(wish, contracts, connector.live_orders())
    verdict = check_stop(connector.venue, wish, connector, risk.limits, mode)
    if isinstance(verdict, ApprovedStop):
        return verdict
    risk.denials[verdict.rule] = risk.denials.get(verdict.rule, 0) + 1
    audit.did(Step(now_ns, who, f"denied stop {wish.side} {wish.pair}", f"{verdict.rule}: {verdict.words}"))
    return verdict


def _place(connector: Connector, risk: Risk, audit: Audit, who: str, wish: StopWish, now_ns: int) -> DeniedStop | None:
    verdict = checked_stop(connector, risk, audit, who, wish, now_ns)
    if isinstance(verdict, DeniedStop):
        return verdict
    if connector.extra.stops is not None:
        client_id = connector.extra.stops.submit(verdict, who, now_ns, rises=_rises(connector, wish))
        words = f"stop {client_id}: {wish.side} {wish.pair} at {wish.trigger}"
        audit.did(Step(now_ns, who, words, wish.why, client_id))
    return None


def _rises(connector: Connector, wish: StopWish) -> bool | None:
    """From which side the price comes, where the venue wants to be told: seen from the middle of our book."""
    if connector.venue.features.isdisjoint(("stops_among_orders", "stop_ways")):
        return None
    return rises_to(connector, wish.pair, wish.trigger)


def rises_to(connector: Connector, pair: str, trigger: int) -> bool | None:
    book = connector.book(pair)
    return None if book is None else 2 * trigger >= sum(book.best())


def _stop(connector: Connector, risk: Risk, audit: Audit, who: str, command: AmendStopOrder, now_ns: int) -> None:
    stops = connector.extra.stops
    old = stops.keeper.view(command.client_id) if stops is not None else None
    if stops is None or old is None or old.state.final:
        audit.did(Step(now_ns, who, f"no amendment of {command.client_id}", "there is no such stop waiting"))
        return
    if AmendStop not in connector.venue.costs:
        words = "this venue amends no stops: cancel it and place another"
        audit.did(Step(now_ns, who, f"no amendment of {command.client_id}", words))
        return
    if fixed := _fixed(connector, old.wish, command):
        audit.did(Step(now_ns, who, f"no amendment of {command.client_id}", fixed))
        return
    wish = replace(old.wish, trigger=command.trigger, ticks=command.ticks, lots=command.lots)
    if isinstance(checked_stop(connector, risk, audit, who, wish, now_ns), ApprovedStop):
        audit.did(Step(now_ns, who, f"amend stop {command.client_id}", command.why))
        stops.amend(command.client_id, command.trigger, command.ticks, command.lots, now_ns)


def _fixed(connector: Connector, wish: StopWish, command: AmendStopOrder) -> str:
    """What the venue cannot change of it, or ""."""
    features = connector.venue.features
    if wish.kind is StopKind.TRAILING and "fixed_trails" in features:
        return "this venue amends none that trail: cancel it and place another"
    if command.lots != wish.lots and "stops_keep_size" in features:
        return "this venue changes prices alone: cancel it and place another of that size"
    return ""
