"""A line of the audit in words for the log of a bot: how much it matters, who it is about, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from picaflor.domain.events import (
    Filled,
    Liquidated,
    MoneyMoved,
    OrderChanged,
    OrderState,
    OrderView,
    Readiness,
    Surprise,
)
from picaflor.domain.market import Market
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Fill, Side
from picaflor.domain.stops import StopChanged
from picaflor.engine.audit import Seen, Step
from picaflor.engine.retuning import KEPT, RELOADED, TAKEN


class Words(NamedTuple):
    level: str
    who: str
    words: str


def words_of(line: Step | Seen, markets: Mapping[str, Market]) -> Words | None:
    """None: books and trades are not told; the journal has them."""
    if isinstance(line, Step):
        return Words(_level(line.what), line.who, f"{line.what}: {line.why}" if line.why else line.what)
    match line.event:
        case Filled(fill):
            return Words("info", line.venue, _fill(fill, markets.get(fill.pair)))
        case OrderChanged(order, before):
            return _order(line.venue, order, before, markets.get(order.pair))
        case StopChanged(stop):
            return Words("debug", line.venue, f"stop {stop.client_id} is {stop.state}")
        case Readiness(_, waiting):
            return Words("info", line.venue, f"waiting for {', '.join(waiting)}" if waiting else "ready")
        case Surprise(kind, said):
            return Words("warning", line.venue, f"{kind}: {said}")
        case Liquidated(pair=pair):
            return Words("error", line.venue, f"the venue took over a position in {pair}, or a part of it")
        case MoneyMoved(kind=kind, asset=asset, atoms=atoms):
            return Words("info", line.venue, f"{kind} {write_atoms(atoms)} {asset}")
        case _:
            return None


def _level(what: str) -> str:
    if what in (KEPT, TAKEN, RELOADED):
        return "warning" if what == KEPT else "info"
    return "error" if what == "stop trading" else "info" if what.startswith("denied") else "debug"


def order_words(order: OrderView, market: Market | None) -> str:
    """Side, amount, pair and price, as far as the market's steps are known."""
    if market is None:
        return f"{order.side} {order.pair}"
    price = "at market" if order.ticks is None else f"at {market.tick.write(order.ticks)}"
    amount = market.lot.write(order.lots) if order.lots else f"{write_atoms(order.quote)} {market.quote} of"
    return f"{order.side} {amount} {order.pair} {price}"


def _fill(fill: Fill, market: Market | None) -> str:
    verb = "bought" if fill.side is Side.BUY else "sold"
    if market is None:
        return f"{verb} {fill.pair}"
    fee = f", fee {write_atoms(fill.fee)} {fill.fee_asset}" if fill.fee_asset else ""
    return f"{verb} {market.lot.write(fill.lots)} {fill.pair} at {market.tick.write(fill.ticks)}{fee}"


def _order(venue: str, order: OrderView, before: OrderState, market: Market | None) -> Words | None:
    if order.state is before:
        return None
    level = "warning" if order.state in (OrderState.REFUSED, OrderState.UNKNOWN) else "debug"
    why = f": {order.reason}" if order.reason else ""
    return Words(level, venue, f"{order.client_id} {order_words(order, market)} is {order.state}{why}")
