"""A strategy's place in the engine: its views, its work, and what of its venues it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from picaflor.domain.market import Market
from picaflor.engine.account import Account, SeatLimits
from picaflor.engine.connector.connector import Connector
from picaflor.engine.view import ConnectorView
from picaflor.strategies.protocols import Controller, HandsOut, Travels, Wake, Work


@dataclass(slots=True)
class Seat:
    """A strategy at work: when it is called next, and why."""

    name: str
    venue: str  # where it is at home
    controller: Controller
    view: ConnectorView
    views: Mapping[str, ConnectorView]  # of all its venues, that one included
    timer_ns: int = 0
    pending: Wake | None = None
    were_open: int = 0  # the gates of its venues, a bit each
    calls: int = 0
    listed: dict[str, Mapping[str, Market]] = field(default_factory=dict)  # the latest that had all of its pairs
    pairs: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by venue
    work: Work | None = None  # what it hands out, if it does
    account: Account = field(default_factory=lambda: Account(SeatLimits()))  # its own part of what it trades with
    records: dict[str, bytes] = field(default_factory=dict)  # of its work, as they were written last

    def __post_init__(self) -> None:
        self.take(self.controller)

    def take(self, controller: Controller) -> None:
        """This one decides from here on."""
        self.controller, self.timer_ns, self.work = controller, 0, None
        self.pairs[self.venue] = self.controller.pairs
        if isinstance(self.controller, Travels):
            self.pairs.update(self.controller.elsewhere)
        if isinstance(self.controller, HandsOut):
            self.work = self.controller.work

    def changes(self) -> list[tuple[str, bytes]]:
        """What has become of its work since this was asked last."""
        changed = self.work.changes() if self.work is not None else []
        self.records.update(changed)
        for name, record in changed:
            if not record:
                del self.records[name]
        return changed

    def restore(self, records: Mapping[str, bytes]) -> None:
        """What somebody before it had handed out goes on with it; every order of its is news."""
        if self.work is not None:
            self.records = dict(records)
            self.work.restore(records)
        for view in self.views.values():
            view.recall()

    def knows(self, connectors: Mapping[str, Connector]) -> bool:
        """Whether each of its venues lists what it trades there."""
        known = True
        for venue, pairs in self.pairs.items():
            connector = connectors[venue]
            if self.listed.get(venue) is not connector.markets:
                if connector.knows(pairs):
                    self.listed[venue] = connector.markets
                else:
                    known = False
        return known


def places_of(seats: Iterable[Seat]) -> list[tuple[str, str]]:
    """Each venue and pair that one of them trades."""
    return [(venue, pair) for seat in seats for venue, pairs in seat.pairs.items() for pair in pairs]
