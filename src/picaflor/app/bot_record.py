"""What a bot tells programs of itself: in lines of JSON, and in the file that `picaflor status` reads."""

from __future__ import annotations

from typing import Any

from picaflor.app.bot import Other, Status
from picaflor.app.replica import Replica
from picaflor.app.tale_record import tale_records
from picaflor.domain.events import OrderView
from picaflor.domain.market import Market
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
        "orders": [_order(order, status.market, status.replica) for order in orders_of(status)],
        **({"others": [_other(each) for each in status.others]} if status.others else {}),
    }


def _other(other: Other) -> dict[str, Any]:
    return {
        "connector": other.connector,
        "account": other.account,
        "pair": other.market.pair,
        "waiting_for": list(other.replica.waiting_for),
        "bid": other.bid or None,
        "ask": other.ask or None,
        "orders": [_order(order, other.market, other.replica) for order in orders_of(other)],
        "position": position_of(other) or None,
    }


def _order(order: OrderView, first: Market, replica: Replica) -> dict[str, Any]:
    """`first`: the market of its venue's first pair, which is listed before all others."""
    market = replica.markets.get(order.pair, first)
    return {
        "client_id": order.client_id,
        "controller": order.owner or None,
        "pair": order.pair,
        "side": str(order.side),
        "price": price_of(market, order),
        "amount": market.lot.write(order.lots),
        "state": str(order.state),
        "why": replica.whys.get(order.client_id),
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
        "pairs": list(status.pairs),
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


def position_of(status: Status | Other) -> str:
    """Of contracts: signed for one side, or both where each has its own."""
    told = []
    for (pair, hold), position in sorted(status.replica.positions.items()):
        if pair == status.market.pair:
            side = "" if hold is Hold.NET else f"{hold} "
            told.append(f"{side}{status.market.lot.write(position.lots)} {status.market.base}")
    return ", ".join(told)


def orders_of(status: Status | Other) -> list[OrderView]:
    return sorted(status.replica.orders.values(), key=lambda order: (str(order.side), order.ticks or 0))


def price_of(market: Market, order: OrderView) -> str:
    return market.tick.write(order.ticks) if order.ticks is not None else "market"


def seconds_of(status: Status) -> int:
    return (status.now_ns - status.began_ns) // SECOND
