"""What a bot shows of itself, to people and to programs. The world stands first in every line."""

from __future__ import annotations

from typing import Any

from picaflor.app.bot import Status
from picaflor.domain.events import OrderView
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold

SECOND = 1_000_000_000


def banner(world: str, connector: str, account: str, bot: str) -> str:
    return f"{world.upper()}  {connector}, account {account}, bot {bot}"


def status_line(status: Status) -> str:
    replica, head = status.replica, f"{status.world.upper()}  {_seconds(status)} s"
    if replica.waiting_for:
        return f"{head}  waiting for {', '.join(replica.waiting_for[:3])}"
    ours = ", ".join(f"{order.side} {_price(status, order)}" for order in _orders(status))
    counts = replica.counts
    fills = f"{counts['buys']} bought, {counts['sells']} sold"
    return f"{head}  book {status.bid} | {status.ask}  ours: {ours or 'none'}  {fills}  {_result(status)}".rstrip()


def summary_lines(status: Status, journal: str, database: str) -> list[str]:
    counts = status.replica.counts
    lines = [f"Stopped by itself: {status.why}"] if status.why else []
    lines.append(f"Orders open before it began: {status.found}")
    lines.append(f"Fills: {counts['buys']} bought, {counts['sells']} sold; orders denied by risk: {counts['denied']}")
    lines += [f"Fees paid: {write_atoms(atoms)} {asset}" for asset, atoms in sorted(status.sums.fees.items())]
    if result := _result(status):
        lines.append(result[0].upper() + result[1:])
    lines.append(f"Orders: {'all proven cancelled' if status.proven else 'NOT all proven cancelled'}")
    return [*lines, f"Journal: {journal} (picaflor replay {journal})", f"Database: {database}"]


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
                "price": _price(status, order),
                "amount": status.market.lot.write(order.lots),
                "state": str(order.state),
            }
            for order in _orders(status)
        ],
    }


def summary_record(status: Status, journal: str, database: str) -> dict[str, Any]:
    fees = {asset: write_atoms(atoms) for asset, atoms in sorted(status.sums.fees.items())}
    end = {"stopped_by_itself": status.why or None, "proven_cancelled": status.proven}
    return {"kind": "summary", **_head(status), "fees": fees, **end, "journal": journal, "database": database}


def _head(status: Status) -> dict[str, Any]:
    counts = status.replica.counts
    return {
        "world": status.world,
        "connector": status.connector,
        "account": status.account,
        "bot": status.bot,
        "pair": status.market.pair,
        "seconds": str(_seconds(status)),
        "open_before": str(status.found),
        "bought": str(counts["buys"]),
        "sold": str(counts["sells"]),
        "denied": str(counts["denied"]),
        "profit": write_atoms(status.profit.atoms) if status.profit else None,
        "quote": status.market.quote,
        "position": _position(status) or None,
    }


def _result(status: Status) -> str:
    if status.profit is not None:
        return f"profit by our fills: {status.profit}"
    return f"position {_position(status)}" if _position(status) else ""


def _position(status: Status) -> str:
    """Of contracts: signed for one side, or both where each has its own."""
    told = []
    for (pair, hold), position in sorted(status.replica.positions.items()):
        if pair == status.market.pair:
            side = "" if hold is Hold.NET else f"{hold} "
            told.append(f"{side}{status.market.lot.write(position.lots)} {status.market.base}")
    return ", ".join(told)


def _orders(status: Status) -> list[OrderView]:
    return sorted(status.replica.orders.values(), key=lambda order: (str(order.side), order.ticks or 0))


def _price(status: Status, order: OrderView) -> str:
    return status.market.tick.write(order.ticks) if order.ticks is not None else "market"


def _seconds(status: Status) -> int:
    return (status.now_ns - status.began_ns) // SECOND
