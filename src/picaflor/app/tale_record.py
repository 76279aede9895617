"""What a run tells of itself, for programs: a record for each controller, and for each piece of its work."""

from __future__ import annotations

from typing import Any

from picaflor.analytics.markout import HORIZONS_NS, Mean
from picaflor.analytics.tale import Row, Tale, Who
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Side

SECOND = 1_000_000_000


def tale_records(tale: Tale, *, pieces: bool = True) -> list[dict[str, Any]]:
    return [_record(who, row) for who, row in tale.rows.items() if pieces or not who.piece]


def _record(who: Who, row: Row) -> dict[str, Any]:
    ledger = row.ledger
    return {
        "owner": who.owner,
        "executor": who.piece or None,
        "venue": who.venue,
        "pair": who.pair,
        "coin": ledger.asset,
        "profit": None if row.value is None else write_atoms(row.value),
        "drawdown": write_atoms(row.drawdown.now),
        "drawdown_most": write_atoms(row.drawdown.most),
        "inventory": f"{write_atoms(ledger.held)} {ledger.terms.market.base}",
        "bought": str(row.bought),
        "sold": str(row.sold),
        "spread": _mean(row.spread),
        "markout": {f"{ns // SECOND}s": _mean(each) for ns, each in zip(HORIZONS_NS, row.markouts.means, strict=True)},
        "fees": {asset: write_atoms(atoms) for asset, atoms in sorted(ledger.fees.items())},
        "funding": write_atoms(ledger.funding),
        "orders": str(row.orders),
        "orders_filled": str(row.orders_filled),
        "fill_ratio": share(row.lots_filled, row.lots_ordered),
        "quoting_seconds": None if who.piece else str(row.quoting_ns // SECOND),
        "best_bid": None if who.piece else share(row.best_ns.get(Side.BUY, 0), row.quoting_ns),
        "best_ask": None if who.piece else share(row.best_ns.get(Side.SELL, 0), row.quoting_ns),
    }


def _mean(mean: Mean) -> dict[str, Any]:
    return {"profit": write_atoms(mean.gain), "bps": bps(mean.centi_bps), "fills": str(mean.count)}


def share(part: int, whole: int) -> str | None:
    """In percent, with one decimal."""
    if not whole:
        return None
    tenths = part * 1_000 // whole
    return f"{tenths // 10}.{tenths % 10}"


def bps(hundredths: int | None) -> str | None:
    if hundredths is None:
        return None
    sign, size = "-" if hundredths < 0 else "", abs(hundredths)
    return f"{sign}{size // 100}.{size % 100:02d}"
