"""What the lines of one settle asset tie, leave and stand to lose, at their marks. Pure sums; the ledger asks them."""

from __future__ import annotations

from collections.abc import Iterable

from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.machines.ledger.lines import Line, NotAllowed, Resting
from picaflor.machines.ledger.spot import Short

HOLDS = {PositionMode.ONEWAY: (Hold.NET,), PositionMode.HEDGE: (Hold.LONG, Hold.SHORT)}


def unrealised(lines: Iterable[Line], mode: MarginMode | None = None) -> int:
    """Of all open positions, or of those in one margin mode."""
    return sum(
        line.unrealised(hold) for line in lines if mode is None or line.mode is mode for hold, _ in line.open_slots()
    )


def tied(lines: Iterable[Line]) -> int:
    """By positions and by resting orders, and by pots whatever is done with them."""
    return sum(line.ties() for line in lines)


def isolated(lines: Iterable[Line]) -> int:
    return sum((line.pot or 0) + sum(slot.margin for slot in line.slots.values()) for line in lines)


def check(line: Line, order: Resting, mode: PositionMode, there: int) -> int:
    """The margin that an order would tie; Short or NotAllowed when it may not be."""
    pair = line.terms.market.pair
    if order.hold not in HOLDS[mode]:
        raise NotAllowed(f"{pair}: {order.hold} is not a position of {mode}")
    if order.lots <= 0 or order.ticks <= 0:
        raise NotAllowed(f"{pair}: an order has a size and a price")
    if not order.opens:
        most = line.reducible(order.hold, order.side) - line.closers.get((order.hold, order.side), 0)
        if order.lots > most:
            raise NotAllowed(f"{pair}: {order.lots} lots, where {max(0, most)} are left to close")
        return 0
    lots = line.opening_lots(order.hold, order.side, order.lots)
    price = order.ticks * line.terms.market.tick.atoms
    most = line.terms.tier(line.terms.notional(price, lots)).leverage_max
    if line.times(order.hold) > most:
        raise NotAllowed(f"{pair}: at this size leverage is at most {most}")
    needed = line.order_margin(order.hold, order.side, order) - line.order_margin(order.hold, order.side)
    if needed > there:
        raise Short(line.terms.settle, needed, there)
    return needed


def check_leverage(line: Line, leverage: int, hold: Hold) -> None:
    terms = line.terms
    notional = terms.notional(line.mark, abs(line.position(hold).lots)) if line.mark else 0
    most = min(terms.market.max_leverage, terms.tier(notional).leverage_max)
    if not 1 <= leverage <= most:
        raise NotAllowed(f"{terms.market.pair}: leverage {leverage} is not between 1 and {most}")
