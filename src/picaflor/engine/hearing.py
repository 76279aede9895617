"""What an event is to one strategy: whether it is news to it, whether its books take it, and whether it is woken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, assert_never

from picaflor.domain.events import (
    BalanceChanged,
    BarChanged,
    BookChanged,
    Event,
    FeeKnown,
    Filled,
    FundingKnown,
    Liquidated,
    MarkChanged,
    MarketsChanged,
    MoneyMoved,
    OrderChanged,
    OrderClaimed,
    PositionChanged,
    Readiness,
    Surprise,
    TimerFired,
    TopNoted,
    Traded,
)
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill
from picaflor.domain.stops import StopChanged
from picaflor.engine.seat import Seat
from picaflor.engine.view import ConnectorView
from picaflor.strategies.protocols import Wake

# An enum's member is looked up more slowly than a name, and these at every turn.
_FILL, _ORDER, _TRADE = Wake.FILL, Wake.ORDER, Wake.TRADE
Markets = Mapping[str, Market]


class _Book(Protocol):
    def __call__(self, fill: Fill, market: Market) -> None: ...


def hear(seat: Seat, view: ConnectorView, event: Event, markets: Markets) -> None:
    wakes = seat.controller.wakes
    match event:
        case Traded():
            if wakes.tape:
                view.traded(event)
            if wakes.trade:
                seat.pending = seat.pending or _TRADE
        case Filled(fill):
            if view.filled(fill):
                _book(seat.account.filled, fill, markets)
                seat.pending = seat.pending or (_FILL if wakes.fill else None)
        case OrderChanged(order):
            if view.moved(order) and wakes.order:
                seat.pending = seat.pending or _ORDER
        case OrderClaimed(order, fills):
            if view.claimed(order, fills):
                for fill in fills:
                    _book(seat.account.filled, fill, markets)
                seat.pending = seat.pending or (_FILL if wakes.fill and fills else None)
        case StopChanged(stop):
            if view.stop_moved(stop) and wakes.order:
                seat.pending = seat.pending or _ORDER
        case FeeKnown(fill):
            if view.charged(fill):
                _book(seat.account.charged, fill, markets)
        case (
            BalanceChanged()
            | MarketsChanged()
            | PositionChanged()
            | Liquidated()
            | FundingKnown()
            | MarkChanged()
            | BarChanged()
            | MoneyMoved()
            | Readiness()
            | Surprise()
            | TimerFired()
            | TopNoted()
            | BookChanged()  # the engine itself has told of it: nothing comes as often
        ):
            pass
        case _:
            assert_never(event)


def _book(book: _Book, fill: Fill, markets: Markets) -> None:
    market = markets.get(fill.pair)
    if market is not None:
        book(fill, market)
