"""What the main job's report looks like, to people and to programs."""

from __future__ import annotations

from typing import Any

from picaflor.app.demo import Report
from picaflor.app.tale_record import tale_records
from picaflor.app.tale_words import markout_line, tale_lines
from picaflor.domain.events import OrderView
from picaflor.domain.numbers import decimal_of, write_atoms

SECOND = 1_000_000_000


def status_line(report: Report) -> str:
    replica = report.replica
    if replica.waiting_for:
        return f"waiting for {', '.join(replica.waiting_for[:3])}"
    quotes = ", ".join(f"{order.side} {_price(report, order)}" for order in _orders(report))
    made = f"{decimal_of(report.profit.atoms):+.4f} {report.profit.quote}" if report.profit else "-"
    fills = f"{replica.counts['buys']} bought, {replica.counts['sells']} sold"
    book = f"book {report.top[0]} | {report.top[1]}"
    markout = markout_line(tale_records(replica.tale, pieces=False))
    return f"{_seconds(report):4d} s  {book}  ours: {quotes or 'none'}  {fills}  profit {made}  {markout}".rstrip()


def summary_lines(report: Report) -> list[str]:
    counts = report.replica.counts
    fees = [f"Fees paid: {write_atoms(atoms)} {asset}" for asset, atoms in sorted(report.sums.fees.items())]
    return [
        f"Fills: {counts['buys']} bought, {counts['sells']} sold; orders denied by risk: {counts['denied']}",
        *fees,
        f"Profit by our fills:        {report.profit or 'nothing was traded'}",
        f"Profit by the venue's book: {report.ledger_profit or 'nothing was traded'}",
        *tale_lines(tale_records(report.replica.tale)),
        f"Orders: {'all proven cancelled' if report.proven else 'NOT all proven cancelled'}",
        f"Journal: {report.journal} (picaflor replay {report.journal})",
        f"Database: {report.database}",
    ]


def status_record(report: Report) -> dict[str, Any]:
    return {
        "kind": "status",
        **_totals(report),
        "waiting_for": list(report.replica.waiting_for),
        "bid": report.top[0] or None,
        "ask": report.top[1] or None,
        "orders": [
            {
                "client_id": order.client_id,
                "side": str(order.side),
                "price": _price(report, order),
                "amount": str(report.replica.markets[order.pair].amount(order.lots)),
                "state": str(order.state),
            }
            for order in _orders(report)
        ],
    }


def summary_record(report: Report) -> dict[str, Any]:
    venue = report.ledger_profit
    return {
        "kind": "summary",
        **_totals(report),
        "venue_profit": write_atoms(venue.atoms) if venue else "0",
        "agreed": report.agreed,
        "proven_cancelled": report.proven,
        "fees": {asset: write_atoms(atoms) for asset, atoms in sorted(report.sums.fees.items())},
        "journal": report.journal,
        "database": report.database,
    }


def _totals(report: Report) -> dict[str, Any]:
    counts, profit = report.replica.counts, report.profit
    return {
        "seconds": str(_seconds(report)),
        "bought": str(counts["buys"]),
        "sold": str(counts["sells"]),
        "denied": str(counts["denied"]),
        "profit": write_atoms(profit.atoms) if profit else "0",
        "quote": profit.quote if profit else None,
        "tale": tale_records(report.replica.tale),
    }


def _seconds(report: Report) -> int:
    return max(0, report.now_ns - report.began_ns) // SECOND


def _orders(report: Report) -> list[OrderView]:
    return sorted(report.replica.orders.values(), key=lambda order: (order.side, order.client_id))


def _price(report: Report, order: OrderView) -> str:
    return "market" if order.ticks is None else str(report.replica.markets[order.pair].price(order.ticks))
