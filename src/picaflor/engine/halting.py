"""What becomes of a controller whose account has reached its limit, and of a run that ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from picaflor.domain.events import MoneyMoved
from picaflor.domain.orders import Wish
from picaflor.engine.account import Account, AtLimit, closing
from picaflor.engine.audit import Audit, Step
from picaflor.engine.connector.connector import Connector
from picaflor.engine.guard import Guard
from picaflor.engine.prices import best_of
from picaflor.engine.seat import Seat

ENDS: Final = (AtLimit.STOP, AtLimit.PANIC)  # those that end the run
Connectors = Mapping[str, Connector]
Place = Callable[[str, str, Wish, int], object]  # who, venue, what, when


def look(name: str, account: Account, connectors: Connectors, audit: Audit, now_ns: int) -> bool:
    """Whether it has come so far just now."""

    def middle(place: tuple[str, str]) -> int | None:
        best = best_of(connectors[place[0]], place[1])
        return sum(best) if best is not None else None

    halted = account.look(middle, now_ns)
    if halted:
        audit.did(Step(now_ns, name, f"halted: {account.then}", account.halted))
    return halted


def rest(name: str, account: Account, connectors: Connectors, place: Place, now_ns: int) -> None:
    """What it holds is given up once its orders are proven gone: nothing is sold twice."""
    for venue, connector in connectors.items():
        owners = [order.owner for order in connector.live_orders()]
        if name in owners or any(stop.owner == name for stop in connector.extra.live_stops()):
            connector.cancel_everything("", now_ns, name)
        elif account.then is AtLimit.CLOSE:
            for (where, pair), lots in list(account.held()):
                market = connector.market(pair)
                wish = closing(market, lots, account.halted) if market is not None and where == venue else None
                if wish is not None:
                    place(name, venue, wish, now_ns)


def share_out(moved: MoneyMoved, accounts: Sequence[Account]) -> None:
    """Funding comes by the position, which several may share: it goes to each by what he holds of it."""
    place = moved.venue, moved.pair
    sharing = [account for account in accounts if account.holds(place)]
    held, left = sum(account.holds(place) for account in sharing), moved.atoms
    for n, account in enumerate(sharing):
        part = left if n == len(sharing) - 1 else (moved.atoms * account.holds(place) // held if held else 0)
        left -= part
        account.paid(place, part, moved.bill_id)


def spread(why: str, then: AtLimit, accounts: Iterable[Account]) -> bool:
    """A limit of everybody's that ends nobody's run: it halts each. False: the run ends."""
    if then in ENDS:
        return False
    for account in accounts:
        account.halt(why, then)
    return True


def shut(why: str, seats: Iterable[Seat], connectors: Connectors) -> None:
    """No gate is open, whatever the venues say; "": they are as the venues say."""
    for seat in seats:
        for view in seat.views.values():
            view.halted = why
    for connector in connectors.values():
        connector.halted = why


class Ending(Protocol):
    """Of an engine, what its end is about."""

    connectors: Connectors
    seats: list[Seat]
    guard: Guard
    panicking: bool

    @property
    def empty(self) -> bool: ...
    @property
    def quiet(self) -> bool: ...


def wind_down(run: Ending, now_ns: int) -> None:
    """Cancels whatever is live until the venue has proven that nothing is. Strategies are not called any more."""
    for seat in run.seats:
        seat.timer_ns = 0
    for connector in run.connectors.values():
        connector.cancel_everything("", now_ns, everybody=run.panicking)
    empty = run.empty
    for connector in run.connectors.values():  # two of them may share a switch
        if connector.extra.dead_man is not None:
            connector.extra.dead_man.wind_down(now_ns, empty=empty)
    run.guard.settle(run.quiet)
