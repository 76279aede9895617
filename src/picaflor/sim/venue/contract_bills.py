"""Movements of a contract account's money, one line each, with what the wallet had after it."""

from __future__ import annotations

from picaflor.domain.orders import Hold, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.orders import VenueOrder
from picaflor.wire.contracts import BillKind, BillReport


def trade_bill(
    no: int,
    order: VenueOrder,
    asset: str,
    profit: int,
    fee: int,
    ledger: PerpetualLedger,
    now_ns: int,
    kind: BillKind = BillKind.TRADE,
) -> BillReport:
    """What was won or lost, and the fee beside it; nothing was won by opening."""
    return BillReport(
        bill_id=str(no),
        asset=asset,
        amount=profit,
        kind=kind,
        symbol=order.market.symbol,
        fee=fee,
        balance=ledger.wallet(asset),
        at_ns=now_ns,
        side=order.place.side,
        hold=order.place.hold,
    )


def bill(
    no: int,
    kind: BillKind,
    asset: str,
    amount: int,
    ledger: PerpetualLedger,
    now_ns: int,
    symbol: str = "",
    side: Side | None = None,
    hold: Hold = Hold.NET,
) -> BillReport:
    return BillReport(
        bill_id=str(no),
        asset=asset,
        amount=amount,
        kind=kind,
        symbol=symbol,
        balance=ledger.wallet(asset),
        at_ns=now_ns,
        side=side,
        hold=hold,
    )
