"""One order and one fill of a contract: as on spot, and whether it only reduces, and in which margin mode it stands."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc import orders
from picaflor.venues.hitbtc.messages import FillRow, OrderRow
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport

SHOWN: Final = {MarginMode.CROSS: "Cross", MarginMode.ISOLATED: "Isolated"}


class FuturesOrderRow(OrderRow, kw_only=True):
    reduce_only: bool = False
    margin_mode: str | UnsetType = UNSET


class FuturesFillRow(FillRow, kw_only=True):
    """`pnl`: what closing won or lost."""

    pnl: str | UnsetType = UNSET
    liquidation: bool | UnsetType = UNSET


def read_mode(word: str | UnsetType) -> MarginMode | None:
    """They write it with a capital in some places and without in others."""
    if word is UNSET:
        return None
    try:
        return MarginMode(word.lower())
    except ValueError:
        raise BadMessage(f"no margin mode: {word[:40]!r}") from None


def _more(order: OrderReport, row: FuturesOrderRow) -> OrderReport:
    return replace(order, reduce_only=row.reduce_only, margin_mode=read_mode(row.margin_mode))


def read_order(row: FuturesOrderRow) -> OrderReport:
    """Row 55."""
    return _more(orders.read_order(row), row)


def read_push(row: FuturesOrderRow) -> tuple[OrderReport, ...]:
    """Row 62. A replaced order is told once and is two of ours."""
    return tuple(_more(order, row) for order in orders.read_replaced(row))


def _with_more(row: OrderRow, order: OrderReport) -> FuturesOrderRow:
    mode = UNSET if order.margin_mode is None else SHOWN[order.margin_mode]
    return FuturesOrderRow(**asdict(row), reduce_only=order.reduce_only, margin_mode=mode)


def write_order(order: OrderReport) -> FuturesOrderRow:
    return _with_more(orders.write_order(order), order)


def write_past(order: OrderReport) -> FuturesOrderRow:
    return _with_more(orders.write_past(order), order)


def write_push(order: OrderReport, *, snapshot: bool) -> FuturesOrderRow:
    return _with_more(orders.write_push(order, snapshot=snapshot), order)


def read_fill(row: FuturesFillRow) -> FillReport:
    """Row 57."""
    realised = None if row.pnl is UNSET else read_atoms(row.pnl, signed=True)
    return replace(orders.read_fill(row), realised=realised, liquidates=row.liquidation is True)


def write_fill(fill: FillReport) -> FuturesFillRow:
    pnl = UNSET if fill.realised is None else write_atoms(fill.realised)
    liquidation = True if fill.liquidates else UNSET
    return FuturesFillRow(**asdict(orders.write_fill(fill)), pnl=pnl, liquidation=liquidation)
