"""A flash close: the house makes a market order of its own for each position that is meant."""

from __future__ import annotations

from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Closing, Place, Placed, Refused
from picaflor.wire.contracts import ClosePosition


def close_position(floor: ContractFloor, account: VenueAccount, ask: ClosePosition, now_ns: int) -> Closing | Refused:
    """Inferred: one-way there is one side, whichever is named; where nothing is open there is nothing to close."""
    if ask.symbol and ask.symbol not in floor.markets:
        return floor.refuse("symbol")
    rows: list[tuple[str, Placed | Refused]] = []
    for pair, hold, slot in tuple(floor.ledger(account).positions()):
        symbol = floor.symbols[pair]
        if ask.symbol in ("", symbol) and (ask.hold is None or hold in (Hold.NET, ask.hold)):
            lots = slot.position.lots
            order = Place(
                symbol=symbol,
                client_id="",
                side=Side.SELL if lots > 0 else Side.BUY,
                type=OrderType.MARKET,
                size=abs(lots) * floor.markets[symbol].sized.atoms,
                tif=Tif.IOC,
                reduce_only=hold is Hold.NET,
                hold=hold,
            )
            rows.append((symbol, floor.place(account, order, now_ns)))
    return Closing(tuple(rows)) if rows else floor.refuse("no position")
