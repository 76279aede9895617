"""The stop of an executor that rests at the venue, so that it is there while we are not.

It is one stop, as large as what is held. When that changes, or its price moves, the new one is placed first, and the old
one goes when the venue has the new one: nothing is unprotected in between, and both can only reduce. Where a stop is
refused, lost or not to be had, its executor watches the price as if there were none. Where one waits and the price is
beyond it, the venue is given a moment to do what it was asked to, before the executor does it itself.

What comes of a stop is an order of the stop's tag: a ticket of its own, which the executor waits for like for any close.
"""

from __future__ import annotations

from msgspec import Struct, field

from picaflor.domain.commands import CancelStopOrder, Command, PlaceStopOrder
from picaflor.domain.market import Market
from picaflor.domain.orders import Hold, Side, StopKind
from picaflor.domain.stops import StopState, StopTerms, StopView, StopWish
from picaflor.strategies.executors.tickets import Tickets
from picaflor.strategies.protocols import View

SECOND = 1_000_000_000
STOP = "s"  # in the tag of a stop, and the role of the order that came of it
GRACE_NS = 3 * SECOND
BACK_OFF_MAX_NS = 60 * SECOND
REFUSALS_MAX = 16  # that are counted: the pause grows no more
FAILURES = frozenset({StopState.REFUSED, StopState.FAILED, StopState.ABSENT})
ON_THE_WAY = frozenset({StopState.INTENDED, StopState.SENT, StopState.UNKNOWN})


class Aim(Struct, frozen=True):
    """The stop as it is to be. `lots` 0: there is to be none."""

    pair: str
    away: Side  # of the close
    lots: int = 0
    trigger: int = 0
    hold: Hold = Hold.NET
    why: str = ""


class StopTicket(Struct):
    lots: int
    trigger: int
    client_id: str = ""
    state: StopState = StopState.INTENDED
    cancelling: bool = False

    @property
    def waits(self) -> bool:
        return self.state is StopState.WAITING and not self.cancelling


class Protection(Struct):
    stops: dict[str, StopTicket] = field(default_factory=dict)  # by tag: those that are not over
    refusals: int = 0  # in a row
    again_ns: int = 0  # not before this is another placed
    beyond_ns: int = 0  # since when the price is beyond one that waits
    afresh: bool = False  # read back after a restart, and nothing heard since

    def __post_init__(self) -> None:
        self.afresh = bool(self.stops)

    # in

    def hear(self, view: View, tickets: Tickets, away: Side) -> bool:
        """Before the tickets do: an order that came of a stop is known to them when they hear of it."""
        news, mine, told = False, f"{tickets.owner}.{STOP}", view.changed_stops()
        for denial in view.denied_stops():
            if self.stops.pop(denial.wish.tag, None) is not None:
                self._failed(view.now_ns)
                news = True
        for stop in told:
            if stop.wish.tag.startswith(mine):
                news |= self._changed(stop, tickets, away, view.now_ns)
        if self.afresh:  # one that nobody knows was never written down, so never sent
            known, self.afresh = {stop.wish.tag for stop in told}, False
            self.stops = {tag: stop for tag, stop in self.stops.items() if tag in known}
        return news

    def _changed(self, stop: StopView, tickets: Tickets, away: Side, now_ns: int) -> bool:
        tag, known = stop.wish.tag, self.stops.get(stop.wish.tag)
        if stop.state is StopState.TRIGGERED:
            self.stops.pop(tag, None)
            return tickets.expect(tag, STOP, away, stop.wish.lots, now_ns) or known is not None
        if stop.state.final:
            if known is not None and stop.state in FAILURES and not known.cancelling:
                self._failed(now_ns)
            return self.stops.pop(tag, None) is not None
        if stop.state is StopState.WAITING:
            self.refusals = 0
        now = StopTicket(stop.wish.lots, stop.wish.trigger, stop.client_id, stop.state, stop.cancelling)
        self.stops[tag] = now
        return now != known

    def _failed(self, now_ns: int) -> None:
        self.refusals = min(REFUSALS_MAX, self.refusals + 1)
        self.again_ns = now_ns + min(BACK_OFF_MAX_NS, SECOND << self.refusals)

    # out

    def towards(self, view: View, market: Market, aim: Aim, tickets: Tickets) -> list[Command]:
        """From the stop that is to the one that is wanted."""
        terms, most = view.stop_terms(aim.pair), market.max_market_lots or market.max_lots
        if aim.lots < max(1, market.min_lots) or not aim.trigger:
            return self.withdraw("nothing is left to protect")
        right = [tag for tag, stop in self.stops.items() if (stop.lots, stop.trigger) == (aim.lots, aim.trigger)]
        good = [tag for tag in right if self.stops[tag].waits]
        if good:
            return self.withdraw("another has taken its place", but=good[-1])
        if terms is None or not view.open or view.now_ns < self.again_ns or (most and aim.lots > most):
            return []
        if any(stop.state in ON_THE_WAY for stop in self.stops.values()):
            return []
        self.again_ns = view.now_ns + SECOND
        return [self._place(aim, terms, tickets)]

    def _place(self, aim: Aim, terms: StopTerms, tickets: Tickets) -> PlaceStopOrder:
        tag = tickets.name(STOP)
        self.stops[tag] = StopTicket(aim.lots, aim.trigger)
        only = terms.kind is StopKind.STOP  # any other belongs to the position
        return PlaceStopOrder(
            StopWish(
                aim.pair,
                aim.away,
                aim.lots,
                aim.trigger,
                kind=terms.kind,
                by=terms.by,
                reduce_only=only,
                hold=aim.hold,
                why=aim.why,
                tag=tag,
            )
        )

    def withdraw(self, why: str, but: str = "") -> list[Command]:
        return [
            CancelStopOrder(stop.client_id, why)
            for tag, stop in self.stops.items()
            if tag != but and stop.client_id and not stop.cancelling
        ]

    # what is so

    def left_to_venue(self, price: int, sign: int, held: int, now_ns: int) -> bool:
        """The price is beyond a stop that waits for all that is held: it is the venue's turn, for a moment."""
        meant = [stop for stop in self.stops.values() if stop.waits and stop.lots >= held]
        if not any(price * sign <= stop.trigger * sign for stop in meant):
            self.beyond_ns = 0
            return False
        self.beyond_ns = self.beyond_ns or now_ns
        return now_ns < self.beyond_ns + GRACE_NS

    @property
    def trigger(self) -> int:
        """Of the latest; 0: there is none."""
        return next(reversed(self.stops.values())).trigger if self.stops else 0

    def due(self) -> list[int]:
        times = [self.beyond_ns + GRACE_NS] if self.beyond_ns else []
        return times + ([self.again_ns] if self.again_ns else [])

    def pass_time(self, now_ns: int) -> None:
        if now_ns >= self.again_ns:
            self.again_ns = 0
