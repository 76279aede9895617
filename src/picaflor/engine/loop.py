"""The step. Nothing else drives trading: live, paper, emulated, replayed and backtested runs differ in who calls it.

One turn: something comes in and is written down; the connector makes events of it (apply); strategies that asked to be
woken say what they want (decide); risk lets it pass or not (check); the connector makes requests of it (submit); all
that leaves is written down before its first byte does. The caller flushes the journal, then sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from picaflor.domain.commands import At, CancelEverything, CancelOrder, PlaceOrder, PlaceTogether, Plain
from picaflor.domain.events import (
    BookChanged,
    Event,
    FeeKnown,
    Filled,
    MoneyMoved,
    Movement,
    TopNoted,
)
from picaflor.domain.orders import OrderType, Wish
from picaflor.engine.account import RECORD, AtLimit
from picaflor.engine.amending import amend
from picaflor.engine.audit import Audit, Step, words_of
from picaflor.engine.connector.connector import Connector
from picaflor.engine.guard import Guard
from picaflor.engine.guard_record import COUNT, GUARD
from picaflor.engine.halting import ENDS, look, rest, share_out, shut, spread, wind_down
from picaflor.engine.hearing import hear
from picaflor.engine.holding import hedged
from picaflor.engine.instructions import (
    Allowed,
    CancelByHand,
    DiskState,
    FollowPair,
    IdsReserved,
    Instruction,
    LeavePair,
    Panic,
    PlaceByHand,
    Reloaded,
    Restored,
    Resumed,
    Retuned,
    StopTrading,
)
from picaflor.engine.marks import Marks
from picaflor.engine.prices import best_of, twice_price
from picaflor.engine.records import Journal, Kind, head_of, write_inward, write_outward, write_told, write_work
from picaflor.engine.retuning import retune
from picaflor.engine.risk import Approved, Denied, Risk
from picaflor.engine.seat import Seat, places_of
from picaflor.engine.together import by_hand, place_together
from picaflor.engine.translation import translate
from picaflor.strategies.protocols import Denial, Wake
from picaflor.wire.port import Inward, Outward

Outs = list[tuple[str, Outward]]
# An enum's member is looked up more slowly than a name, and these at every turn.
_TIMER, _ORDER, _GATE, _TOP = Wake.TIMER, Wake.ORDER, Wake.GATE, Wake.TOP
_OUT, _WORK, _LIMIT = Kind.OUT, Kind.WORK, OrderType.LIMIT


@dataclass(slots=True)
class Engine:
    connectors: Mapping[str, Connector]
    seats: list[Seat]
    risk: Risk
    journal: Journal
    guard: Guard
    audit: Audit = field(default_factory=Audit)
    marks: Marks = field(default_factory=Marks)
    stopping: str = ""  # why; "" while trading
    panicking: bool = False  # other bots' orders go, too
    turns: int = 0
    _due_ns: int | None = None
    _due_known: bool = False  # nothing has happened since that may make anything due earlier

    # what comes in

    def feed(self, venue: str, inward: Inward, now_ns: int) -> Outs:
        kind, payload = write_inward(venue, inward)
        self.journal.add((kind, now_ns, payload))
        for connector in self.connectors.values():
            if connector.unsettled:
                self.settle()
                break
        connector = self.connectors[venue]
        connector.feed(inward, now_ns)
        if connector.stirred:
            connector.stirred = self._due_known = False
        return self._turn(now_ns)

    def settle(self) -> None:
        """The rest of the last turn: books that need not be kept before its bytes are out. Whoever is first does it."""
        for connector in self.connectors.values():
            if connector.unsettled:
                connector.settle()
                self._due_known = False

    def tick(self, now_ns: int) -> Outs:
        self.journal.add((Kind.TICK, now_ns, b""))
        self.settle()
        self._due_known = False
        for connector in self.connectors.values():
            connector.tick(now_ns)
        for seat in self.seats:
            if seat.timer_ns and now_ns >= seat.timer_ns:
                seat.pending = seat.pending or Wake.TIMER
        return self._turn(now_ns)

    def tell(self, instruction: Instruction, now_ns: int) -> Outs:
        self.journal.add((Kind.TOLD, now_ns, write_told(instruction)))
        self.settle()
        self._due_known = False
        match instruction:
            case StopTrading(why) | Panic(why):
                self.stopping, self.panicking = why, self.panicking or isinstance(instruction, Panic)
                for seat in self.seats:  # whoever was halted begins anew with the next run
                    seat.account.release()
                    self._keep(seat, now_ns)
                self._keep_count(now_ns)
            case Restored(venue):
                self.connectors[venue].restore(instruction, now_ns)
            case Resumed(name, records):
                self._resume(name, records)
            case Retuned() | Reloaded():
                retune(instruction, self.seats, self.connectors, self.audit, now_ns)
            case IdsReserved(venue, start, stop):
                self.connectors[venue].more_ids(range(start, stop))
            case DiskState(writable, why):
                shut("" if writable else f"the journal cannot be written: {why}", self.seats, self.connectors)
            case Allowed(venue, rooms, until_ns):
                self.connectors[venue].allow(rooms, until_ns)
            case FollowPair(venue, pair):
                self.connectors[venue].follow(pair, now_ns)
            case LeavePair(venue, pair):
                self.connectors[venue].leave(pair, now_ns)
            case PlaceByHand():
                self._by_hand(instruction, now_ns)
            case CancelByHand(venue, client_id):
                self.connectors[venue].cancel(client_id, now_ns)
            case _:
                assert_never(instruction)
        return self._turn(now_ns)

    def due(self) -> int | None:
        """When to tick, or earlier. Most messages are of books and put things off if anything: they are not asked about."""
        if not self._due_known:
            self._due_ns, self._due_known = self.earliest_due(), True
        return self._due_ns

    def earliest_due(self) -> int | None:
        times = [connector.due() for connector in self.connectors.values()]
        times += [None if seat.account.halted else seat.timer_ns or None for seat in self.seats]
        times += [] if self.stopping else [seat.account.due() for seat in self.seats]
        times.append(self.guard.due())
        known = [time for time in times if time is not None]
        return min(known) if known else None

    # one turn

    def _turn(self, now_ns: int) -> Outs:
        self.turns += 1
        for venue, connector in self.connectors.items():
            for event in connector.take_events():
                if type(event) is BookChanged:  # nearly all there is
                    self._moved(venue, event, now_ns)
                else:
                    self._due_known = False
                    self._apply(venue, event, now_ns)
        if self.stopping:
            self.marks.hurry()  # what all is worth in the end is noted, whenever that is
        if now_ns >= self.marks.due_ns:
            self.marks.look(now_ns, places_of(self.seats), lambda place: self._note(place, now_ns))
        if self.guard.watches and (due := self.guard.due()) is not None and now_ns >= due:
            self._look_at_losses(now_ns)
        for seat in self.seats:
            if (due := seat.account.due()) is not None and now_ns >= due and not self.stopping:
                self._look_at_account(seat, now_ns)
            self._wake(seat, now_ns)
            if seat.account.changed:
                self._keep(seat, now_ns)
        if self.stopping:
            wind_down(self, now_ns)
        elif self.guard.changed:
            self._keep_count(now_ns)
        return self._write_down(now_ns)

    def _moved(self, venue: str, event: BookChanged, now_ns: int) -> None:
        self.audit.saw(now_ns, venue, event)
        for seat in self.seats:
            if seat.controller.wakes.top and venue in seat.views:
                seat.pending = seat.pending or _TOP

    def _apply(self, venue: str, event: Event, now_ns: int) -> None:
        self.audit.saw(now_ns, venue, event)
        if isinstance(event, (Filled, FeeKnown)):
            self._count(venue, event, now_ns)
        elif isinstance(event, MoneyMoved):
            self.guard.paid(event)
            if event.kind is Movement.FUNDING:
                share_out(event, [seat.account for seat in self.seats])
        markets = self.connectors[venue].markets
        for seat in self.seats:
            view = seat.views.get(venue)
            if view is None:
                continue
            hear(seat, view, event, markets)

    def _wake(self, seat: Seat, now_ns: int) -> None:
        are_open = 0
        for each in seat.views.values():
            each.look(now_ns)
            are_open = are_open * 2 + (each.open and not self.stopping)
        known = seat.knows(self.connectors)
        if are_open != seat.were_open and known:
            seat.were_open, seat.pending = are_open, _GATE
        wake, seat.pending = seat.pending, None
        if wake is None or self.stopping or not known or seat.account.halted:
            return
        if wake is _TIMER or not seat.timer_ns:
            every = seat.controller.wakes.every_ns
            seat.timer_ns = now_ns + every if every else 0
            self._due_known = False
        seat.calls += 1
        commands = seat.controller.decide(seat.view, wake)
        for each in seat.views.values():
            if each.told:
                each.called()
        if seat.work is not None:
            for name, record in seat.changes():
                self.journal.add((_WORK, now_ns, write_work(seat.name, name, record)))
        self._due_known = self._due_known and not commands
        for command in commands:
            if isinstance(command, PlaceOrder):
                if (denied := self._place(seat.name, seat.venue, command.wish, now_ns)) is not None:
                    self._deny(seat, seat.venue, command.wish, denied)
            elif isinstance(command, At):
                self._obey(seat, command.venue, command.command, now_ns)
            else:
                self._obey(seat, seat.venue, command, now_ns)

    def _resume(self, name: str, records: Mapping[str, bytes]) -> None:
        """What an earlier run's strategy had handed out goes on where there is such a strategy."""
        if name == GUARD:
            self.guard.restore(records[COUNT], places_of(self.seats))
        for seat in self.seats:
            if seat.name == name and RECORD in records:
                seat.account.restore(records[RECORD], places_of([seat]))
            if seat.name == name and seat.work is not None:
                seat.restore({piece: record for piece, record in records.items() if piece != RECORD})

    def _obey(self, seat: Seat, venue: str, command: Plain, now_ns: int) -> None:
        connector = self.connectors[venue]
        match command:
            case PlaceOrder(wish):
                if (refused := self._place(seat.name, venue, wish, now_ns)) is not None:
                    self._deny(seat, venue, wish, refused)
            case CancelOrder(client_id, why):
                self.audit.did(Step(now_ns, seat.name, f"cancel {client_id}", why))
                connector.cancel(client_id, now_ns)
            case CancelEverything(pair, why):
                self.audit.did(Step(now_ns, seat.name, f"cancel all {pair}".rstrip(), why))
                connector.cancel_everything(pair, now_ns, seat.name)
            case PlaceTogether(together):
                place_together(connector, self.risk, self.audit, seat.name, together, now_ns)
            case _:
                denied = amend(connector, self.risk, self.audit, seat.name, command, now_ns)
                if denied is not None:
                    seat.views[venue].refuse_stop(denied)

    def _deny(self, seat: Seat, venue: str, wish: Wish, denied: Denied) -> None:
        seat.views[venue].refuse(Denial(wish, denied.rule, denied.words))
        if seat.controller.wakes.order:
            seat.pending = seat.pending or _ORDER

    def _place(self, who: str, venue: str, wish: Wish, now_ns: int) -> Denied | None:
        connector = self.connectors[venue]
        if connector.unsettled:
            connector.settle()  # an order before this one in the same turn counts
        if wish.type is not _LIMIT:
            wish = translate(wish, connector.market(wish.pair), connector.book(wish.pair))
        if connector.margins is not None and connector.margins.only_hedges:
            wish = hedged(wish, connector.margins, connector.live_orders())
        verdict = self.risk.check(venue, wish, connector, now_ns)
        if isinstance(verdict, Approved):
            self.audit.ordered(now_ns, who, connector.submit(verdict, who, now_ns), wish)
            return None
        self.audit.did(Step(now_ns, who, f"denied {words_of(wish)}", f"{verdict.rule}: {verdict.words}"))
        return verdict

    def _by_hand(self, order: PlaceByHand, now_ns: int) -> None:
        if self.stopping:
            self.audit.did(Step(now_ns, "hand", f"denied {order.side} {order.pair}", f"stopping: {self.stopping}"))
            return
        if not by_hand(self.connectors[order.venue], self.risk, self.audit, order, now_ns):
            self._place("hand", order.venue, order.wish(now_ns), now_ns)

    # losses and ends

    def _count(self, venue: str, event: Filled | FeeKnown, now_ns: int) -> None:
        market = self.connectors[venue].market(event.fill.pair)
        if isinstance(event, Filled):
            self.marks.filled((venue, event.fill.pair), now_ns)
        if market is not None:
            count = self.guard.filled if isinstance(event, Filled) else self.guard.charged
            count(event.fill, market)

    def _look_at_losses(self, now_ns: int) -> None:
        why = self.guard.look(lambda place: twice_price(self.connectors[place[0]], place[1]), now_ns)
        if why:
            then = self.risk.limits.then
            if not spread(why, then, [seat.account for seat in self.seats]):
                self.stopping, self.panicking = why, self.panicking or then is AtLimit.PANIC
            self.audit.did(Step(now_ns, "guard", "stop trading", why))

    def _look_at_account(self, seat: Seat, now_ns: int) -> None:
        """Of a controller that has a limit of its own, or has reached one."""
        account = seat.account
        if look(seat.name, account, self.connectors, self.audit, now_ns) and account.then in ENDS:
            self.stopping, self.panicking = f"{seat.name}: {account.halted}", account.then is AtLimit.PANIC
        elif account.halted:
            rest(seat.name, account, self.connectors, self._place, now_ns)
        self._keep(seat, now_ns)

    def _keep(self, seat: Seat, now_ns: int) -> None:
        if (record := seat.account.record()) is not None:
            self.journal.add((_WORK, now_ns, write_work(seat.name, RECORD, record)))

    def _keep_count(self, now_ns: int) -> None:
        if (record := self.guard.record(over=bool(self.stopping))) is not None:
            self.journal.add((_WORK, now_ns, write_work(GUARD, COUNT, record)))

    def _note(self, place: tuple[str, str], now_ns: int) -> None:
        """For those who measure."""
        if (best := best_of(self.connectors[place[0]], place[1])) is not None:
            self.audit.saw(now_ns, place[0], TopNoted(*place, *best))

    @property
    def quiet(self) -> bool:
        """Nothing of ours is live, as each venue has said, and no switch armed. In a panic nothing of anybody's."""
        return self.empty and all(each.extra.off for each in self.connectors.values())

    @property
    def empty(self) -> bool:
        """The same, whatever switches are left."""
        return not any(
            each.live_orders(everybody=self.panicking) or each.extra.live_stops() for each in self.connectors.values()
        )

    def _write_down(self, now_ns: int) -> Outs:
        outs: Outs = []
        add = self.journal.add
        for venue, connector in self.connectors.items():
            kept, sent = connector.take_out(now_ns)
            for kind, fact in kept:
                add((kind, now_ns, head_of(venue) + fact))
            for out in sent:
                add((_OUT, now_ns, write_outward(venue, out)))
                outs.append((venue, out))
        return outs
