"""An auditor that has never seen a matching book: from commands and events alone it knows what must hold of them.

It keeps its own list of what rests, and asks of every event whether it was allowed: the maker was the best and the
oldest there was, the price was the maker's and within the taker's, lots and money add up, and no order ends twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.matching import Accepted, Amended, Done, Incoming, MatchEvent, SelfTrade, Traded, Why
from tests.laws.matching_flow import PER, Amend, Book, Cancel, CancelAll, Command


@dataclass(slots=True)
class Open:
    order: Incoming
    ticks: int
    lots: int
    arrival: int


@dataclass(slots=True)
class Taker:
    order: Incoming
    lots: int
    quote: int
    traded: int = 0
    last_ticks: int = 0
    done: Why | None = None


class Auditor:
    def __init__(self, self_trade: SelfTrade) -> None:
        self._self_trade = self_trade
        self._open: dict[int, Open] = {}
        self._arrivals = 0
        self._trades = 0
        self._ended: set[int] = set()
        self.put_in = self.given_back = self.traded_twice = 0  # lots, over all orders that have lots

    def audit(self, command: Command, events: list[MatchEvent]) -> None:
        match command:
            case Cancel(order_id):
                self._cancelled([order_id] if order_id in self._open else [], events)
            case CancelAll(owner):
                self._cancelled([key for key, each in self._open.items() if each.order.owner == owner], events)
            case Amend():
                self._amended(command, events)
            case _:
                self._submitted(command, events)

    def _cancelled(self, expected: list[int], events: list[MatchEvent]) -> None:
        assert [(type(e), e.order_id, e.why, e.left) for e in events if isinstance(e, Done)] == [
            (Done, order_id, Why.CANCELLED, self._open[order_id].lots) for order_id in expected
        ], "a cancel gives back exactly the rest"
        assert len(events) == len(expected)
        for order_id in expected:
            self._end(order_id, self._open.pop(order_id).lots)

    def _amended(self, command: Amend, events: list[MatchEvent]) -> None:
        was = self._open.get(command.order_id)
        if was is None:
            assert events == []
            return
        first, *rest = events
        kept = command.ticks == was.ticks and command.lots <= was.lots
        assert isinstance(first, Amended)
        assert (first.ticks, first.lots, first.priority_kept) == (command.ticks, command.lots, kept)
        self.put_in += command.lots - was.lots
        if kept:
            assert rest == []
            was.lots = command.lots
            return
        of = self._open.pop(command.order_id).order
        again = Incoming(of.order_id, of.owner, of.side, command.lots, command.ticks, of.type, stp=of.stp)
        self._entered(again, rest)

    def _submitted(self, order: Incoming, events: list[MatchEvent]) -> None:
        self.put_in += order.lots
        if isinstance(events[0], Accepted):
            assert events[0].order_id == order.order_id
            self._entered(order, events[1:])
        else:
            assert len(events) == 1, "an order that is refused at the door changes nothing"
            self._entered(order, events)

    def _entered(self, order: Incoming, events: list[MatchEvent]) -> None:
        taker = Taker(order, order.lots, order.quote)
        for event in events:
            assert taker.done is None, "nothing happens after the taker is done"
            match event:
                case Traded():
                    self._traded(taker, event)
                case Done() if event.order_id == order.order_id:
                    self._taker_done(taker, event)
                case Done():
                    self._maker_done(taker, event)
                case _:
                    raise AssertionError(event)
        if order.tif is Tif.FOK and order.type is not OrderType.LIMIT_MAKER:
            whole = taker.done is Why.QUOTE_SPENT if order.quote else taker.traded == order.lots
            assert (taker.traded == 0 and len(events) == 1) or whole, "FOK is all or nothing"
        if order.type is OrderType.LIMIT_MAKER:
            assert taker.traded == 0, "a post-only order never takes"
        if taker.done is None:
            self._rests(taker)
        assert all(each.lots for each in self._open.values()), "a filled order is told to be done"

    def _traded(self, taker: Taker, event: Traded) -> None:
        order, maker = taker.order, self._open[event.maker_id]
        self._trades += 1
        assert event.trade_no == self._trades
        assert (event.taker_id, event.taker_owner, event.side) == (order.order_id, order.owner, order.side)
        assert event.maker_owner == maker.order.owner
        assert event.maker_id == self._first(order.side.other), "price first, then time"
        assert event.ticks == maker.ticks
        limit = order.protect_ticks if order.type is OrderType.MARKET else order.ticks
        assert limit is None or event.ticks * order.side.sign <= limit * order.side.sign, "within the taker's price"
        assert event.taker_owner != event.maker_owner or self._rule(order) is SelfTrade.NONE
        assert 0 < event.lots <= maker.lots
        maker.lots -= event.lots
        assert event.maker_left == maker.lots
        taker.traded += event.lots
        taker.last_ticks = event.ticks
        self.traded_twice += event.lots if order.quote else 2 * event.lots
        if order.quote:
            taker.quote -= event.ticks * event.lots * PER
            assert taker.quote >= 0, "a buy by quote never spends more than asked"
            assert event.taker_left == 0
        else:
            taker.lots -= event.lots
            assert event.taker_left == taker.lots >= 0

    def _taker_done(self, taker: Taker, event: Done) -> None:
        taker.done = event.why
        assert (event.left, event.quote_left) == (taker.lots, taker.quote)
        if event.why is Why.FILLED:
            assert event.left == 0
            assert not taker.order.quote
        if event.why is Why.QUOTE_SPENT:
            best = self._first(Side.SELL)
            dearest = max(taker.last_ticks, self._open[best].ticks if best else 0)
            assert event.quote_left < dearest * PER, "money that still buys a lot is not spent"
        self._end(event.order_id, event.left)

    def _maker_done(self, taker: Taker, event: Done) -> None:
        maker = self._open[event.order_id]
        assert event.left == maker.lots
        if event.why is Why.SELF_TRADE:
            assert self._rule(taker.order) in (SelfTrade.CANCEL_MAKER, SelfTrade.CANCEL_BOTH)
            assert maker.order.owner == taker.order.owner
            assert event.order_id == self._first(taker.order.side.other)
        else:
            assert event.why is Why.FILLED
            assert maker.lots == 0
        del self._open[event.order_id]
        self._end(event.order_id, event.left)

    def _rests(self, taker: Taker) -> None:
        order = taker.order
        assert order.type is OrderType.LIMIT_MAKER or (order.type is OrderType.LIMIT and order.tif is Tif.GTC)
        assert order.ticks is not None
        assert taker.lots > 0
        self._arrivals += 1
        self._open[order.order_id] = Open(order, order.ticks, taker.lots, self._arrivals)

    def _end(self, order_id: int, left: int) -> None:
        assert order_id not in self._ended, "an order ends once"
        self._ended.add(order_id)
        self.given_back += left

    def _rule(self, order: Incoming) -> SelfTrade:
        return self._self_trade if order.stp is None else order.stp

    def _first(self, side: Side) -> int:
        queue = [each for each in self._open.values() if each.order.side is side]
        best = min(queue, key=lambda each: (-each.ticks * side.sign, each.arrival), default=None)
        return best.order.order_id if best else 0

    def audit_rest(self, book: Book) -> None:
        """What the book shows is what must rest, no lot is lost, and no buyer could be served by a seller."""
        for side in Side:
            lots: dict[int, int] = {}
            for each in self._open.values():
                if each.order.side is side:
                    lots[each.ticks] = lots.get(each.ticks, 0) + each.lots
            assert book.levels(side, 1_000) == sorted(lots.items(), key=lambda level: -level[0] * side.sign)
        top = book.best()
        assert not top.bid or not top.ask or top.bid < top.ask, "never crossed at rest"
        resting = sum(each.lots for each in self._open.values())
        assert self.put_in == self.traded_twice + self.given_back + resting, "lots are conserved"
