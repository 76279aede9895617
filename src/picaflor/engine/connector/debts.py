"""What a private stream owes: a question has brought news of which it said nothing. A stream that pays nothing is ended.

Pings prove that a socket lives, not that it tells. So each answer to a question of ours is looked at: did it bring what
the stream ought to have brought, and was the stream up all the while, and silent about everything of that kind? Then
it gets some time to say so, and if it does not, the socket is opened anew, and all that it did not say is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from picaflor.domain.events import (
    BalanceChanged,
    Event,
    Filled,
    OrderChanged,
    OrderState,
    Origin,
    PositionChanged,
    Surprise,
)
from picaflor.domain.orders import OrderType
from picaflor.engine.connector.desk import Errand
from picaflor.engine.connector.part import Quiet, Tell
from picaflor.machines.session import Session
from picaflor.machines.session.machine import Output
from picaflor.wire.asks import Ask, ReadBalances, ReadClosedOrders, ReadFills, ReadOpenOrders, ReadOrder
from picaflor.wire.contracts import ReadPositions
from picaflor.wire.reports import BalancesReport
from picaflor.wire.stream import FillsFrame, OrdersFrame, PositionsFrame
from picaflor.wire.venue import Venue

SECOND: Final = 1_000_000_000
GRACE_NS: Final = 10 * SECOND  # for news that is under way: a choice of ours, no venue says how late it may be
AGAIN_FIRST_NS, AGAIN_MOST_NS = 60 * SECOND, 1_800 * SECOND  # between two sockets that are ended for their silence
NOT_TOLD: Final = (OrderState.INTENDED, OrderState.SENT, OrderState.UNKNOWN)
TOLD: Final = (OrderState.OPEN, OrderState.PARTIAL, OrderState.FILLED, OrderState.CANCELLED, OrderState.EXPIRED)
Obey = Callable[[tuple[Output, ...], int], None]


class Debts(Quiet):
    name = "debts"

    def __init__(self, venue: Venue, session: Session | None, obey: Obey, tell: Tell) -> None:
        """Without an account nobody owes anything."""
        self._session = session
        self._obey = obey
        self._tell = tell
        self._fills: type = FillsFrame if "fills_apart" in venue.features else OrdersFrame
        self._contracts = bool(venue.position_modes)
        self._up_ns: int | None = None
        self._asked_ns: dict[
            tuple[type, str], tuple[int | None, int | None]
        ] = {}  # when the two latest lists were asked for
        self._owed: dict[
            type, tuple[int, int]
        ] = {}  # kind of frame → since when it is owed, and until when it may come
        self._ended_ns = 0  # when we ended a socket last
        self._ends = 0  # in a row, in which nothing of what was owed came
        self._waits_for: type | None = None

    def learnt(self, errand: Errand, news: Sequence[Event], now_ns: int) -> None:
        """`news`: what that answer told us, which nobody had told us before."""
        if self._session is None:
            return
        key, ask = _list_of(errand.ask), errand.ask
        if key is not None:
            before_ns = self._asked_ns.get(key, (None, None))[1]
            self._asked_ns[key] = before_ns, errand.asked_ns
        elif isinstance(ask, ReadOrder | ReadFills):  # a list made us ask: it had changed since the one before
            lists = (self._asked_ns.get((ReadOpenOrders, symbol)) for symbol in (ask.symbol, ""))
            before_ns = next((each[0] for each in lists if each is not None), None)
        else:
            before_ns = None
        for event in news:
            kind, since_ns = self._kind(event), before_ns
            if isinstance(event, OrderChanged) and event.before in NOT_TOLD and event.order.origin is Origin.OURS:
                since_ns = event.order.created_ns
            if kind is not None and since_ns is not None:
                self._owe(kind, since_ns, now_ns)

    def _kind(self, event: Event) -> type | None:
        """Of the frames that ought to have told it."""
        match event:
            case OrderChanged(order) if order.state in TOLD and order.type is not OrderType.MARKET:
                return OrdersFrame
            case Filled():
                return self._fills
            case BalanceChanged() if not self._contracts:  # what a contract account has free moves with the mark
                return BalancesReport
            case PositionChanged(position, before) if position.lots != before:
                return PositionsFrame
            case _:
                return None

    def _owe(self, kind: type, since_ns: int, now_ns: int) -> None:
        """All along since then the stream was up, and said nothing of that kind."""
        if self._up_ns is None or self._up_ns >= since_ns or self._paid(kind, since_ns) or kind in self._owed:
            return
        self._owed[kind] = since_ns, now_ns + GRACE_NS

    def _paid(self, kind: type, since_ns: int) -> bool:
        assert self._session is not None
        return self._session.told_ns.get(kind, -1) >= since_ns

    def tick(self, now_ns: int) -> None:
        private, owed = self._session, self._owed
        assert private is not None
        self._owed = {kind: debt for kind, debt in owed.items() if not self._paid(kind, debt[0])}
        if self._waits_for is not None and self._paid(self._waits_for, self._ended_ns):
            self._ends, self._waits_for = 0, None
        late = next((kind for kind, (_, until_ns) in self._owed.items() if now_ns >= until_ns), None)
        if late is None:
            return
        wait_ns = min(AGAIN_MOST_NS, AGAIN_FIRST_NS << min(self._ends, 10)) if self._ends else 0
        if now_ns < self._ended_ns + wait_ns:
            self._owed[late] = self._owed[late][0], self._ended_ns + wait_ns
            return
        self._ends, self._ended_ns, self._waits_for = self._ends + 1, now_ns, late
        why = f"it says nothing of {WORDS[late]}, and they change"
        self._tell(Surprise("the private socket is opened anew", why))
        self._obey(private.reconnect(why, now_ns), now_ns)

    def due(self) -> int | None:
        return min((until_ns for _, until_ns in self._owed.values()), default=None)

    def up(self, now_ns: int) -> None:
        self._up_ns = now_ns

    def down(self, why: str, now_ns: int) -> None:
        self._up_ns = None
        self._owed.clear()


WORDS: Final[Mapping[type, str]] = {
    OrdersFrame: "orders",
    FillsFrame: "fills",
    BalancesReport: "balances",
    PositionsFrame: "positions",
}


def _list_of(ask: Ask) -> tuple[type, str] | None:
    """What lists all that there is, from its first page on; of an answer about one order nothing follows."""
    match ask:
        case ReadBalances():
            return ReadBalances, ""
        case ReadPositions(symbol):
            return ReadPositions, symbol
        case ReadOpenOrders(symbol, "") | ReadClosedOrders(symbol, ""):
            return type(ask), symbol
        case ReadFills(symbol, "", ""):
            return ReadFills, symbol
        case _:
            return None
