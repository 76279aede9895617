"""The house's nouns as rows of the tables: whole ticks, lots and atoms become exact decimal texts."""

from __future__ import annotations

from picaflor.domain.events import BalanceChanged, MoneyMoved, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Fill
from picaflor.storage.tables import Row


def fill_row(fill: Fill, market: Market, run: int) -> Row:
    return {
        "venue": fill.venue,
        "account": fill.account,
        "pair": fill.pair,
        "trade_id": fill.trade_id,
        "client_id": fill.client_id,
        "venue_id": fill.venue_id,
        "side": str(fill.side),
        "price": _on(market.tick, fill.ticks),
        "amount": _on(market.lot, fill.lots),
        "fee": write_atoms(fill.fee),
        "fee_asset": fill.fee_asset,
        "liquidity": str(fill.liquidity),
        "hold": str(fill.hold),
        "run": run,
        "at_ns": fill.at_ns,
    }


def order_row(order: OrderView, market: Market, account: str, run: int) -> Row:
    """An order of somebody else may have no client id; the venue's own id then tells it apart."""
    return {
        "venue": market.venue,
        "account": account,
        "id": order.client_id or f"venue:{order.venue_id}",
        "client_id": order.client_id,
        "venue_id": order.venue_id,
        "pair": order.pair,
        "side": str(order.side),
        "type": str(order.type),
        "tif": str(order.tif),
        "price": None if order.ticks is None else _on(market.tick, order.ticks),
        "amount": _on(market.lot, order.lots),
        "quote": write_atoms(order.quote),
        "filled": _on(market.lot, order.filled),
        "state": str(order.state),
        "cancel": str(order.cancel),
        "amend": str(order.amend),
        "origin": str(order.origin),
        "reduce_only": int(order.reduce_only),
        "hold": str(order.hold),
        "reason": order.reason,
        "run": run,
        "created_ns": order.created_ns,
        "changed_ns": order.changed_ns,
    }


def money_row(moved: MoneyMoved, account: str, run: int) -> Row:
    """A line of an account's ledger that no trade wrote: funding, a deposit, a transfer."""
    return {
        "venue": moved.venue,
        "account": account,
        "asset": moved.asset,
        "reason": str(moved.kind),
        "ref": moved.bill_id,
        "change": write_atoms(moved.atoms),
        "run": run,
        "at_ns": moved.at_ns,
    }


def balance_row(balance: BalanceChanged, account: str, at_ns: int) -> Row:
    return {
        "venue": balance.venue,
        "account": account,
        "asset": balance.asset,
        "free": write_atoms(balance.free),
        "held": write_atoms(balance.held),
        "at_ns": at_ns,
    }


def _on(grid: Grid, steps: int) -> str:
    return write_atoms(steps * grid.atoms)
