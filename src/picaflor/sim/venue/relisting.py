"""A market's rules change while the house is open, or it is taken off the list. Its grid never changes.

A market that is halted keeps its orders, takes cancels, and nobody trades there. One that is taken off gives all orders
back; positions are settled at the mark, without a fee, by an order of the house's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from picaflor.domain.market import Market
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueOrder
from picaflor.sim.venue.outsiders import send_home

CHANGEABLE: Final = frozenset(
    {
        "state",
        "min_lots",
        "max_lots",
        "max_market_lots",
        "min_notional",
        "maker_fee",
        "taker_fee",
        "band_up",
        "band_down",
        "max_open_orders",
    }
)
DELISTED: Final = "delisted"  # the reason of orders and stops that go with their market


def change_rules(floor: Floor, symbol: str, /, **changes: Any) -> Market:
    """As the listing shows it from now on. Orders that rest stay as they are."""
    strange = sorted(set(changes) - CHANGEABLE)
    if strange:
        raise ValueError(f"{strange[0]} does not change while a market is open")
    market = replace(floor.markets[symbol], **changes)
    floor.list_market(market)
    return market


def clear(floor: Floor, clearing: Clearing | None, symbol: str, now_ns: int) -> None:
    """Nothing rests, nothing waits, nobody holds anything of it."""
    for account in floor.accounts[1:]:
        for order in [order for order in account.live.values() if order.market.symbol == symbol]:
            _end(floor, order, now_ns)
        for stop in floor.waiting.waiting(account, symbol):
            floor.waiting.end(stop, DELISTED, now_ns)
    send_home(floor, symbol, now_ns)
    if clearing is not None:
        clearing.settle_all(symbol, now_ns)


def _end(floor: Floor, order: VenueOrder, now_ns: int) -> None:
    if order.live:  # the end of another one may have ended it
        floor.end(order, DELISTED, now_ns)
