"""Lists of orders on their way to the venue. What is kept of their legs is kept where orders and stops are: each has an id
of its own, by which it is asked for when nobody knows what became of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from picaflor.domain.lists import Contingency
from picaflor.domain.orders import MarginMode, OrderType
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Quiet
from picaflor.engine.connector.stop_desk import StopDesk
from picaflor.engine.connector.trade_desk import Placing, TradeDesk
from picaflor.engine.risk import Approved
from picaflor.engine.stop_risk import ApprovedStop
from picaflor.wire.asks import PlacedMany, Refused, Unclear
from picaflor.wire.lists import Leg, PlaceList
from picaflor.wire.net import NoAnswer, NotSent


@dataclass(frozen=True, slots=True)
class Ready:
    """A stop that risk has passed, and from which side its price will come."""

    stop: ApprovedStop
    rises: bool


class ListDesk(Quiet):
    name = "lists"
    sends = frozenset({PlaceList})

    def __init__(
        self, desk: Desk, trade: TradeDesk, stops: StopDesk | None, margin_mode: MarginMode | None = None
    ) -> None:
        self._desk, self._trade, self._stops = desk, trade, stops
        self._margin_mode = margin_mode
        trade.unlisted = self._told

    def submit(
        self, contingency: Contingency, legs: Sequence[Approved | Ready], owner: str, now_ns: int
    ) -> tuple[str, ...]:
        """Their ids. The intents of all of them are on record before the request can leave."""
        asked = tuple(self._leg(leg, owner, now_ns) for leg in legs)
        ask = PlaceList(contingency, asked)
        if not self._desk.ask(ask, "list", now_ns):
            self._told(ask, NotSent("the queue of orders is full"), now_ns)
        return tuple(leg.client_id for leg in asked)

    def _leg(self, leg: Approved | Ready, owner: str, now_ns: int) -> Leg:
        if isinstance(leg, Approved):
            return self._order(leg, owner, now_ns)
        assert self._stops is not None, "risk lets no stop pass where there are none"
        wish, market = leg.stop.wish, leg.stop.market
        tick = market.tick.atoms
        return Leg(
            symbol=market.symbol,
            client_id=self._stops.intend(leg.stop, owner, now_ns),
            side=wish.side,
            type=OrderType.MARKET if wish.ticks is None else OrderType.LIMIT,
            size=wish.lots * market.sized.atoms,
            price=None if wish.ticks is None else wish.ticks * tick,
            trigger=wish.trigger * tick,
            rises=leg.rises,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
            margin_mode=self._margin_mode,
        )

    def _order(self, order: Approved, owner: str, now_ns: int) -> Leg:
        wish = order.wish
        return Leg(
            symbol=order.market.symbol,
            client_id=self._trade.intend(order, owner, now_ns),
            side=wish.side,
            type=wish.type,
            size=order.size or 0,
            price=order.price,
            tif=wish.tif,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
            margin_mode=self._margin_mode,
        )

    def _told(self, ask: PlaceList, result: Placing | PlacedMany, now_ns: int) -> None:
        """The same of each, or of each what was said of it."""
        rows = dict(result.rows) if isinstance(result, PlacedMany) else {}
        silent = Unclear("the answer to the list says nothing of this one")
        for leg in ask.legs:
            said = rows.get(leg.client_id, silent) if isinstance(result, PlacedMany) else result
            if leg.trigger is None:
                self._trade.placed(leg.client_id, said, now_ns)
            elif self._stops is not None:
                self._stops.placed(leg.client_id, said, now_ns)

    # as a part

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        if not isinstance(errand.ask, PlaceList):
            return False
        known = isinstance(result, PlacedMany | Refused | Unclear | NotSent | NoAnswer)
        odd = Unclear(f"an answer of the wrong kind: {type(result).__name__}")
        self._told(errand.ask, result if known else odd, now_ns)  # type: ignore[arg-type]
        return True

    def left(self, errand: Errand, now_ns: int) -> None:
        if not isinstance(errand.ask, PlaceList):
            return
        for leg in errand.ask.legs:
            if leg.trigger is None:
                self._trade.sent(leg.client_id, now_ns)
            elif self._stops is not None:
                self._stops.sent(leg.client_id, now_ns)
