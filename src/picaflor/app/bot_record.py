"""What a bot tells programs of itself: in lines of JSON, and in the file that `picaflor status` reads."""

from __future__ import annotations

from typing import Any

from picaflor.app.bot import Status
from picaflor.app.tale_record import tale_records
from picaflor.domain.events import OrderView
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold

SECOND = 1_000_000_000


def status_record(status: Status) -> dict[str, Any]:
    return {
        "kind": "status",
        **_head(status),
        "waiting_for": list(status.replica.waiting_for),
        "bid": status.bid or None,
        "ask": status.ask or None,
        "orders": [
            {
                "client_id": order.client_id,
                "side": str(order.side),
                "price": price_of(status, order),
                "amount": status.market.lot.write(order.lots),
                "state": str(order.state),
                "why": status.replica.whys.get(order.client_id),
            }
            for order in orders_of(status)
        ],
    }


def summary_record(status: Status, journal: str, database: str) -> dict[str, Any]:
    fees = {asset: write_atoms(atoms) for asset, atoms in sorted(status.sums.fees.items())}
    end = {
        "stopped_by_itself": status.why or None,
        "proven_cancelled": status.proven,
        "cancelled": status.cancelled,
        "not_proven": status.unproven,
    }
    return {"kind": "summary", **_head(status), "fees": fees, **end, "journal": journal, "database": database}


def _head(status: Status) -> dict[str, Any]:
    counts = status.replica.counts
    return {
        "world": status.world,
        "connector": status.connector,
        "account": status.account,
        "bot": status.bot,
        "pair": status.market.pair,
        "seconds": str(seconds_of(status)),
        "open_before": str(status.found),
        "bought": str(counts["buys"]),
        "sold": str(counts["sells"]),
        "denied": str(counts["denied"]),
        "profit": write_atoms(status.profit.atoms) if status.profit else None,
        "quote": status.market.quote,
        "position": position_of(status) or None,
        "tale": tale_records(status.replica.tale),
    }


def position_of(status: Status) -> str:
    """Of contracts: signed for one side, or both where each has its own."""
    told = []
    for (pair, hold), position in sorted(status.replica.positions.items()):
        if pair == status.market.pair:
            side = "" if hold is Hold.NET else f"{hold} "
            told.append(f"{side}{status.market.lot.write(position.lots)} {status.market.base}")
    return ", ".join(told)


def orders_of(status: Status) -> list[OrderView]:
    return sorted(status.replica.orders.values(), key=lambda order: (str(order.side), order.ticks or 0))


def price_of(status: Status, order: OrderView) -> str:
    return status.market.tick.write(order.ticks) if order.ticks is not None else "market"


def seconds_of(status: Status) -> int:
    return (status.now_ns - status.began_ns) // SECOND
