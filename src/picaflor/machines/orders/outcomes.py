"""What became of what we asked for: places, cancels, amends. Three outcomes each, and provably unsent beside them."""

from __future__ import annotations

from typing import assert_never

from picaflor.domain.events import OrderState, Pending
from picaflor.machines.orders import events as ev
from picaflor.machines.orders.docket import Docket
from picaflor.machines.orders.names import Names
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.states import Word
from picaflor.machines.orders.words import GONE_ALREADY, word_of_place
from picaflor.wire.asks import Cancelling, Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent

Place = Placed | Refused | Unclear | NotSent | NoAnswer
Concerning = ev.Sent | ev.PlaceOutcome | ev.CancelSent | ev.CancelOutcome | ev.AmendSent | ev.AmendOutcome | ev.Garbled


class Outcomes:
    def __init__(self, docket: Docket, names: Names) -> None:
        self._docket = docket
        self._names = names
        self._register = docket.register

    def hear(self, event: Concerning) -> None:
        """What concerns one order that we must know."""
        docket = self._docket
        record = self._register.by_client.get(event.client_id)
        if record is None:
            docket.surprise("unknown order", f"{type(event).__name__} of {event.client_id or 'nobody'}")
            return
        mark = record.mark()
        match event:
            case ev.Sent():
                self._sent(record)
            case ev.PlaceOutcome(outcome=outcome):
                self._placed(record, outcome)
            case ev.CancelSent():
                self._cancel_sent(record)
            case ev.CancelOutcome(outcome=outcome):
                self._cancelled(record, outcome)
            case ev.AmendSent():
                self._amend_sent(record, event)
            case ev.AmendOutcome(outcome=outcome):
                self._amended(record, outcome)
            case ev.Garbled(why=why):
                docket.surprise("unreadable", f"{event.client_id}: {why}")
                docket.doubt(record)
            case _:
                assert_never(event)
        docket.note(record, mark)

    def _sent(self, record: Record) -> None:
        if record.sent_ns:
            self._docket.surprise("sent twice", record.client_id)
            return
        record.sent_ns = self._docket.now
        self._docket.learn(record, Word.SENT)

    def _placed(self, record: Record, outcome: Place) -> None:
        docket = self._docket
        word, reason = word_of_place(outcome)
        match outcome:
            case Placed(venue_id=venue_id):
                self._named(record, venue_id)
                record.arrived = True
            case Refused(kind=Refusal.DUPLICATE):
                record.arrived = True
        contradicted = word is Word.DENIED and record.arrived and not record.state.final
        if contradicted:
            docket.surprise("contradiction", f"{record.client_id} is {record.state} and we hear {reason}")
            word = Word.LOST if record.state is OrderState.UNKNOWN else word
        if docket.learn(record, word) and word in (Word.DENIED, Word.UNSENT):
            record.reason = reason
        if contradicted or (word is Word.LOST and record.state is OrderState.UNKNOWN):
            docket.doubt(record)

    def _named(self, record: Record, venue_id: str) -> None:
        if venue_id and not self._names.link(record, venue_id):
            # The second order that must not be is followed under its own id, so that its exposure counts.
            self._docket.inquiry.hurry((record.symbol, venue_id), self._docket.now)

    def _cancel_sent(self, record: Record) -> None:
        if not record.state.final:
            record.cancel_lost = record.cancel_lost or record.cancel is not Pending.NONE
            record.cancel, record.cancel_ns = Pending.ASKED, self._docket.now

    def _cancelled(self, record: Record, outcome: Cancelling | Refused | Unclear | NotSent | NoAnswer) -> None:
        if record.state.final:
            return
        match outcome:
            case Cancelling():
                return  # taken, not done: the order's own report is the proof
            case Unclear() | NoAnswer():
                record.cancel, record.cancel_lost = Pending.UNKNOWN, True
                self._docket.doubt(record)
            case Refused(kind=kind) if kind in GONE_ALREADY:
                record.cancel = Pending.UNKNOWN
                self._docket.counts["cancel found nothing"] += 1
                self._docket.doubt(record)
            case Refused() | NotSent():
                record.cancel = Pending.UNKNOWN if record.cancel_lost else Pending.NONE
            case _:
                assert_never(outcome)

    def _amend_sent(self, record: Record, event: ev.AmendSent) -> None:
        if not record.state.final:
            record.amend, record.amend_ns = Pending.ASKED, self._docket.now
            record.amend_lots, record.amend_ticks = event.lots, event.ticks
            self._register.update(record)

    def _amended(self, record: Record, outcome: Place) -> None:
        if record.state.final or record.amend is Pending.NONE:
            return
        match outcome:
            case Placed(venue_id=venue_id):
                self._named(record, venue_id)
                record.lots, record.ticks = record.amend_lots, record.amend_ticks
                record.amend = Pending.NONE
            case Unclear() | NoAnswer():
                record.amend = Pending.UNKNOWN
                self._docket.doubt(record)
            case Refused(code=code, words=words):
                record.amend, record.reason = Pending.NONE, f"{code}: {words}"
            case NotSent(why=why):
                record.amend, record.reason = Pending.NONE, f"not sent: {why}"
            case _:
                assert_never(outcome)
