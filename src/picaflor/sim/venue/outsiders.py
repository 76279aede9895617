"""What those do on a floor who are no customers of it: the crowd, and another market's traders where one is mirrored."""

from __future__ import annotations

from picaflor.domain.market import MarketState
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.matching import Incoming
from picaflor.sim.venue.crowd import Crowd
from picaflor.sim.venue.floor import CROWD, Floor


def crowd_beat(floor: Floor, symbol: str, crowd: Crowd, now_ns: int) -> None:
    if floor.markets[symbol].state is not MarketState.OPEN:
        crowd.sleep(now_ns)
        return
    beat = crowd.beat(floor.resting_crowd[symbol], now_ns)
    for no in beat.cancel:
        floor.resting_crowd[symbol].pop(no, None)
        _cancel(floor, symbol, no, now_ns)
    for order in beat.place:
        if order.ticks:
            rest(floor, symbol, order.side, order.ticks, order.lots, now_ns)
        else:
            taker = Incoming(floor.next_no(), CROWD, order.side, order.lots, type=OrderType.MARKET)
            _submit(floor, symbol, taker, now_ns)


def send_home(floor: Floor, symbol: str, now_ns: int) -> None:
    for no in list(floor.resting_crowd[symbol]):
        _cancel(floor, symbol, no, now_ns)


def rest(floor: Floor, symbol: str, side: Side, ticks: int, lots: int, now_ns: int) -> int:
    """The number of an order that trades with what it meets, and rests."""
    no = floor.next_no()
    floor.resting_crowd[symbol][no] = (side, ticks)
    _submit(floor, symbol, Incoming(no, CROWD, side, lots, ticks), now_ns)
    return no


def take(floor: Floor, symbol: str, side: Side, lots: int, ticks: int, now_ns: int) -> None:
    """Up to a price, and nothing of it rests."""
    _submit(floor, symbol, Incoming(floor.next_no(), CROWD, side, lots, ticks, tif=Tif.IOC), now_ns)


def shrink(floor: Floor, symbol: str, no: int, lots: int, now_ns: int) -> None:
    """To so many lots, where it stands in its queue; to none: it goes."""
    there = floor.books[symbol].order(no)
    if there is None:
        return
    if lots:
        floor.books[symbol].amend(no, lots, there.ticks, now_ns)  # it keeps its place: nothing comes of it
    else:
        _cancel(floor, symbol, no, now_ns)


def left(floor: Floor, symbol: str, no: int) -> int:
    there = floor.books[symbol].order(no)
    return there.lots if there is not None else 0


def first_customer(floor: Floor, symbol: str, side: Side, ticks: int) -> int:
    """The number of the oldest customer's order that rests at a price; 0: there is none."""
    price = ticks * floor.markets[symbol].tick.atoms
    there = (
        order.no
        for account in floor.accounts[1:]
        for order in account.live.values()
        if (order.market.symbol, order.place.side, order.place.price) == (symbol, side, price)
    )
    return min(there, default=0)


def queue_up(floor: Floor, symbol: str, now_ns: int) -> None:
    """Every customer's order goes to the end of its queue, and nobody hears of it."""
    book = floor.books[symbol]
    for account in floor.accounts[1:]:
        for there in book.orders(account.no):
            book.cancel(there.order_id, now_ns)
            book.submit(
                Incoming(there.order_id, account.no, there.side, there.lots, there.ticks, stp=there.stp), now_ns
            )


def _submit(floor: Floor, symbol: str, order: Incoming, now_ns: int) -> None:
    floor.apply(floor.markets[symbol], floor.books[symbol].submit(order, now_ns), now_ns)


def _cancel(floor: Floor, symbol: str, no: int, now_ns: int) -> None:
    floor.apply(floor.markets[symbol], floor.books[symbol].cancel(no, now_ns), now_ns)
