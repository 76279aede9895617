"""What the keeper holds, and the two things done to every order: learn a word, and note what came of it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping

from picaflor.domain.events import FeeKnown, Filled, OrderChanged, OrderClaimed, OrderState, Pending, Surprise
from picaflor.domain.market import Market
from picaflor.machines.orders.events import FillReported, Reported
from picaflor.machines.orders.fills import FillBook
from picaflor.machines.orders.ids import ClientIds
from picaflor.machines.orders.inquiry import Inquiry
from picaflor.machines.orders.proof import Evidence
from picaflor.machines.orders.record import Mark, Record
from picaflor.machines.orders.register import Register
from picaflor.machines.orders.states import ROWS, Word

Out = OrderChanged | OrderClaimed | Filled | FeeKnown | Surprise


class Docket:
    def __init__(
        self,
        venue: str,
        account: str,
        markets: Mapping[str, Market],
        ids: ClientIds,
        inquiry: Inquiry,
        settle_ns: int,
        keep: int,
        fills_keep: int,
    ) -> None:
        self.venue, self.account = venue, account
        self.markets = dict(markets)
        self.ids = ids
        self.inquiry = inquiry
        self.settle_ns = settle_ns
        self.register = Register(keep)
        self.fills = FillBook(fills_keep)
        self.evidence: dict[str, Evidence] = {}
        self.again: deque[Reported | FillReported] = deque()  # put aside before, to be heard now
        self.regridded: set[str] = set()  # pairs whose earlier trades were booked on another grid
        self.counts: Counter[str] = Counter()
        self.birth_ns = 0
        self.now = 0
        self.out: list[Out] = []

    def surprise(self, what: str, detail: str) -> None:
        self.counts[what] += 1
        self.out.append(Surprise(what, detail))

    def learn(self, record: Record, word: Word) -> bool:
        """One word of the table. False: old news, or a contradiction that was reported."""
        row = ROWS[record.state]
        if word not in row:
            self.surprise("contradiction", f"{record.client_id} is {record.state} and we hear {word}")
            return False
        to = row[word]
        if to is None:
            self.counts["old news"] += 1
            return False
        if record.state is OrderState.ABSENT and to is not OrderState.ABSENT:
            self.surprise("back from absent", f"{record.client_id} was {record.reason or 'absent'} and now {word}")
            record.doubt_ns, record.reason = self.now, ""
        record.state = to
        if to.final:
            record.cancel = record.amend = Pending.NONE
            record.cancel_lost, record.doubt_ns = False, 0
        return True

    def alive(self, record: Record) -> None:
        """The venue has spoken of it: whatever we took for a sign of absence is void."""
        record.arrived, record.suspect = True, False
        if self.evidence:
            self.evidence.pop(record.client_id, None)

    def doubt(self, record: Record) -> None:
        """Something may have happened that we were not told."""
        if not record.state.final:
            record.doubt_ns = self.now
            self.inquiry.hurry(record.client_id, self.now)

    def note(self, record: Record, mark: Mark) -> None:
        """After `record` was dealt with: tell if anything changed, and ask if anything is open."""
        if record.mark() != mark:
            record.changed_ns = self.now
            before = mark[0]
            assert isinstance(before, OrderState)
            self.out.append(OrderChanged(self.register.update(record), before))
        else:
            self.register.count(record)
        if record.open_question:
            wait = 0 if record.state is OrderState.UNKNOWN else self.inquiry.pace.first_ns
            self.inquiry.mind(record.client_id, self.now + wait)
        else:
            self.inquiry.drop(record.client_id)
        if record.state.final:
            for gone in self.register.forget():
                self.evidence.pop(gone.client_id, None)
                self.inquiry.drop(gone.client_id)
