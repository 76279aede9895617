"""What an order that waits is to become, and whether the rules of its market let it be that."""

from __future__ import annotations

from picaflor.domain.market import Market, OffGrid
from picaflor.domain.orders import OrderType
from picaflor.sim.venue.house_rules import broken_size
from picaflor.sim.venue.stop_kinds import is_whole
from picaflor.wire.asks import Place
from picaflor.wire.stops import PlaceStop


def becomes(ask: PlaceStop, symbol: str) -> Place:
    return Place(
        symbol=symbol,
        client_id="",
        side=ask.side,
        type=OrderType.MARKET if ask.price is None else OrderType.LIMIT,
        size=ask.size,
        price=ask.price,
        quote=ask.quote,
        reduce_only=ask.reduce_only,
        hold=ask.hold,
        margin_mode=ask.margin_mode,
        leverage=ask.leverage,
    )


def broken_shape(market: Market, ask: PlaceStop) -> str:
    """Sizes and steps as of the order that it becomes, at its own price or where it fires."""
    try:
        trigger = market.tick.count(ask.trigger)
        if ask.price is not None:
            market.tick.count(ask.price)
    except OffGrid:
        return "tick"
    return "" if is_whole(ask) else broken_size(market, becomes(ask, market.symbol), trigger)
