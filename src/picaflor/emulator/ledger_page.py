"""What each customer of an emulated house owns and did, row by row, numbers as text, to the last digit."""

from __future__ import annotations

from itertools import islice

from picaflor.domain.numbers import write_atoms
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.position import entry
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.reports import FillReport, OrderReport

Page = dict[str, object]
FILLS_SHOWN = 100  # the newest


def ledger_pages(exchange: Exchange) -> list[Page]:
    """One page a customer: the first row's money and counts as such, and all rows by their ids."""
    return [_customer(exchange, account) for account in exchange.floor.accounts[1:]]


def _customer(exchange: Exchange, account: VenueAccount) -> Page:
    rows = {row_id: _row(floor.accounts[account.no]) for row_id, floor in exchange.floors.items()}
    first = rows[exchange.venue.floor]
    flat = {name: first[name] for name in ("balances", "orders_accepted", "orders_live", "fills")}
    return {"api_key": account.keys.api_key, **flat, "rows": rows}


def _row(account: VenueAccount) -> Page:
    newest = islice(reversed(account.fills), FILLS_SHOWN)
    return {
        "balances": _balances(account),
        "positions": _positions(account),
        "orders": [_order(order.report()) for order in account.live.values()],
        "orders_accepted": account.accepted,
        "orders_live": len(account.live),
        "fills": len(account.fills),
        "newest_fills": [_fill(fill) for fill in newest],
    }


def _balances(account: VenueAccount) -> Page:
    ledger = account.ledger
    if isinstance(ledger, PerpetualLedger):
        return {
            asset: {
                "free": write_atoms(ledger.available(asset)),
                "held": write_atoms(ledger.equity(asset) - ledger.available(asset)),
                "total": write_atoms(ledger.equity(asset)),
                "wallet": write_atoms(ledger.wallet(asset)),
                "isolated": write_atoms(ledger.isolated(asset)),
            }
            for asset in ledger.assets()
        }
    return {
        asset: {
            "free": write_atoms(ledger.free(asset)),
            "held": write_atoms(ledger.held(asset)),
            "total": write_atoms(ledger.total(asset)),
        }
        for asset in ledger.assets()
    }


def _positions(account: VenueAccount) -> list[Page]:
    ledger = account.ledger
    if not isinstance(ledger, PerpetualLedger):
        return []
    rows: list[Page] = []
    for pair, hold, slot in ledger.positions():
        line, price = ledger.line(pair), ledger.liquidation_price(pair, hold)
        rows.append(
            {
                "pair": pair,
                "hold": hold.value,
                "size": write_atoms(slot.position.lots * line.terms.market.lot.atoms),
                "entry": write_atoms(entry(slot.position, line.terms)),
                "cost": write_atoms(slot.position.cost),
                "mark": write_atoms(line.mark),
                "leverage": line.times(hold),
                "margin_mode": line.mode.value,
                "margin": write_atoms(slot.margin),
                "unrealised": write_atoms(line.unrealised(hold)),
                "liquidation": None if price is None else write_atoms(price),
                "profit": write_atoms(slot.profit),
                "funding": write_atoms(slot.funding),
                "fees": {asset: write_atoms(atoms) for asset, atoms in sorted(slot.fees.items())},
            }
        )
    return rows


def _order(order: OrderReport) -> Page:
    return {
        "symbol": order.symbol,
        "id": order.venue_id,
        "client_id": order.client_id,
        "side": order.side.value,
        "type": order.type.value,
        "hold": order.hold.value,
        "reduce_only": order.reduce_only,
        "price": _maybe(order.price),
        "size": _maybe(order.size),
        "quote": _maybe(order.quote),
        "filled": write_atoms(order.filled),
        "status": order.status.value,
        "created_ns": str(order.created_ns),
    }


def _fill(fill: FillReport) -> Page:
    return {
        "symbol": fill.symbol,
        "trade_id": fill.trade_id,
        "order_id": fill.venue_id,
        "client_id": fill.client_id,
        "side": fill.side.value,
        "hold": fill.hold.value,
        "price": write_atoms(fill.price),
        "size": write_atoms(fill.size),
        "fee": _maybe(fill.fee),
        "fee_asset": fill.fee_asset,
        "liquidity": fill.liquidity.value if fill.liquidity else None,
        "realised": _maybe(fill.realised),
        "at_ns": str(fill.at_ns),
    }


def _maybe(atoms: int | None) -> str | None:
    return None if atoms is None else write_atoms(atoms)
