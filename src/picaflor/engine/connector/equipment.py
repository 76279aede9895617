"""Which parts a row gets: those that its record speaks of, and only where there is an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from picaflor.domain.stops import StopView
from picaflor.engine.connector.contracts import Contracts
from picaflor.engine.connector.dead_man import DeadMan
from picaflor.engine.connector.desk import Desk
from picaflor.engine.connector.fees import AccountFees
from picaflor.engine.connector.list_desk import ListDesk
from picaflor.engine.connector.part import Keep, Part, Parts, Tell
from picaflor.engine.connector.setup import Wanted
from picaflor.engine.connector.statement import Statement
from picaflor.engine.connector.stop_desk import StopDesk
from picaflor.engine.connector.trade_desk import TradeDesk
from picaflor.machines.orders import ClientIds
from picaflor.machines.orders.stops import EVERY_NS, POLLED_NS, StopKeeper
from picaflor.wire.asks import Amend
from picaflor.wire.contracts import ReadBills, ReadFees
from picaflor.wire.lists import PlaceList
from picaflor.wire.shown import ReadFeeTable
from picaflor.wire.stops import PlaceStop
from picaflor.wire.venue import Venue


@dataclass(frozen=True, slots=True)
class Equipment:
    parts: Parts
    contracts: Contracts | None = None
    stops: StopDesk | None = None
    fees: AccountFees | None = None
    amends: bool = False
    dead_man: DeadMan | None = None
    lists: ListDesk | None = None

    def live_stops(self) -> list[StopView]:
        return self.stops.keeper.live() if self.stops is not None else []

    def worst_stops(self, pair: str) -> tuple[int, int]:
        """Lots that waiting stops may come to buy and sell."""
        return self.stops.keeper.worst_case(pair) if self.stops is not None else (0, 0)

    @property
    def off(self) -> bool:
        """No switch of ours can fire any more."""
        return self.dead_man is None or self.dead_man.off

    def cancel_stops(self, pair: str, now_ns: int, owner: str = "") -> None:
        if self.stops is not None:
            for stop in self.live_stops():
                if pair in ("", stop.wish.pair) and owner in ("", stop.owner):
                    self.stops.cancel(stop.client_id, now_ns)


def equip(
    venue: Venue,
    wanted: Wanted,
    desk: Desk,
    trade: TradeDesk,
    ids: ClientIds,
    tell: Tell,
    keep: Keep,
    relist: Callable[[int], None],
) -> Equipment:
    contracts = Contracts(venue, wanted, desk, tell, trade.keeper.over) if venue.position_modes else None
    stops = None
    if venue.stop_kinds and PlaceStop in venue.costs:
        pushed = not venue.features.isdisjoint(("stops", "stops_with_orders"))
        every_ns, leads_on = EVERY_NS if pushed else POLLED_NS, "stops_lead_on" in venue.features
        keeper = StopKeeper(ids, venue.settle_ns, every_ns, leads_on=leads_on)
        stops = StopDesk(venue, keeper, ids, desk, tell, keep, *wanted.with_orders(venue), trade.claim)
    fees = None
    if ReadFees in venue.costs or ReadFeeTable in venue.costs:
        fees = AccountFees(desk, relist, table=ReadFees not in venue.costs)
    statement = None
    if ReadBills in venue.costs:
        statement = Statement(venue, desk, tell, keep, contracts.settlements if contracts else tuple)
    dead_man = None
    if venue.dead_man is not None and wanted.dead_man_ns:
        dead_man = DeadMan(venue.dead_man, wanted.dead_man_ns, desk, tell)
    lists = ListDesk(desk, trade, stops, wanted.with_orders(venue)[0]) if PlaceList in venue.costs else None
    having: tuple[Part | None, ...] = (contracts, stops, fees, statement, dead_man, lists)
    parts = Parts([part for part in having if part is not None])
    return Equipment(parts, contracts, stops, fees, Amend in venue.costs, dead_man, lists)


def equip_to_look(venue: Venue, wanted: Wanted, desk: Desk, tell: Tell) -> Equipment:
    """Where there is no account."""
    if not wanted.marks or not venue.position_modes:
        return NOTHING
    contracts = Contracts(venue, wanted, desk, tell, account=False)
    return Equipment(Parts([contracts]), contracts)


NOTHING = Equipment(Parts([]))
