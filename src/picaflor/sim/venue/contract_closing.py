"""A flash close: the house makes a market order of its own for each position that is meant."""

from __future__ import annotations

from typing import Any, Final

from msgspec import structs

from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Closing, Place, Placed, Refused
from picaflor.wire.contracts import ClosePosition
from picaflor.wire.reports import PositionReport

GONE: Final[dict[str, Any]] = {
    "size": 0,
    "entry": None,
    "liquidation": None,
    "margin": 0,
    "unrealised": 0,
    "closing": 0,
}


def close_position(floor: ContractFloor, account: VenueAccount, ask: ClosePosition, now_ns: int) -> Closing | Refused:
    """Inferred: one-way there is one side, whichever is named; where nothing is open there is nothing to close."""
    if ask.symbol and ask.symbol not in floor.markets:
        return floor.refuse("symbol")
    rows: list[tuple[str, Placed | Refused]] = []
    told: list[PositionReport] = []
    for pair, hold, slot in tuple(floor.ledger(account).positions()):
        symbol = floor.symbols[pair]
        if _meant(floor, account, ask, symbol, hold):
            (before,) = (row for row in floor.positions(account, now_ns, symbol) if row.hold is hold)
            lots = slot.position.lots
            order = Place(
                symbol=symbol,
                client_id="",
                side=Side.SELL if lots > 0 else Side.BUY,
                type=OrderType.MARKET if ask.price is None else OrderType.LIMIT,
                price=ask.price,
                size=abs(lots) * floor.markets[symbol].sized.atoms,
                tif=Tif.IOC,
                reduce_only=hold is Hold.NET,
                hold=hold,
                margin_mode=floor.line(account, symbol).mode,
            )
            rows.append((symbol, floor.place(account, order, now_ns)))
            left = next((row for row in floor.positions(account, now_ns, symbol) if row.hold is hold), None)
            won = slot.profit - floor.since[account.no, pair, hold].profit
            told.append(left or structs.replace(before, **GONE, at_ns=now_ns, realised=won))
    return Closing(tuple(rows), tuple(told)) if rows else floor.refuse("no position")


def _meant(floor: ContractFloor, account: VenueAccount, ask: ClosePosition, symbol: str, hold: Hold) -> bool:
    mode = floor.line(account, symbol).mode
    return (
        ask.symbol in ("", symbol)
        and (ask.hold is None or hold in (Hold.NET, ask.hold))
        and ask.margin_mode in (None, mode)
    )
