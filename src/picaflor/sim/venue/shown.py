"""What a house shows to everybody beside books and trades: the orders of a book one by one, and its table of fees."""

from __future__ import annotations

from msgspec.structs import replace

from picaflor.domain.orders import OrderType, Side
from picaflor.machines.matching import Resting
from picaflor.sim.venue.floor import Floor
from picaflor.wire.asks import Ask, Refused
from picaflor.wire.contracts import Fees, FeesReport
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.shown import BookOrders, ReadBookOrders, ReadFeeTable


def answer_shown(floor: Floor, ask: Ask) -> BookOrders | Fees | Refused | None:
    """None: this ask is not one of those."""
    match ask:
        case ReadBookOrders(symbol) | ReadFeeTable(symbol) if symbol and symbol not in floor.markets:
            return floor.refuse("symbol")
        case ReadBookOrders(symbol, bids, asks):
            rows = sorted(_resting(floor, symbol), key=lambda row: (row.at_ns, row.order_id))
            best = sorted((row for row in rows if row.side is Side.BUY), key=lambda row: -row.ticks)
            last = sorted((row for row in rows if row.side is Side.SELL), key=lambda row: row.ticks)
            return BookOrders(
                tuple(_report(floor, symbol, row) for row in best[:bids]),
                tuple(_report(floor, symbol, row) for row in last[:asks]),
            )
        case ReadFeeTable(symbol):
            wanted = (floor.markets[symbol],) if symbol else tuple(floor.markets.values())
            return Fees(tuple(FeesReport(row.symbol, row.maker_fee, row.taker_fee) for row in wanted))
        case _:
            return None


def _resting(floor: Floor, symbol: str) -> list[Resting]:
    book = floor.books[symbol]
    return [row for account in floor.accounts for row in book.orders(account.no)]


def _report(floor: Floor, symbol: str, row: Resting) -> OrderReport:
    """Nobody else's client id is anybody's business. Of the crowd's orders no more is known than what rests."""
    order = floor.accounts[row.owner].find("", str(row.order_id))
    if order is not None:
        return replace(order.report(), client_id="")
    market = floor.markets[symbol]
    return OrderReport(
        symbol=symbol,
        venue_id=str(row.order_id),
        client_id="",
        status=OrderStatus.OPEN,
        side=row.side,
        type=OrderType.LIMIT,
        filled=0,
        price=row.ticks * market.tick.atoms,
        size=row.lots * market.sized.atoms,
        created_ns=row.at_ns,
        at_ns=row.at_ns,
    )
