"""The order keeper: what we intended, what became of it, and what nobody knows yet.

An order has three outcomes: accepted, refused, unknown. Unknown is a state and not an error. It holds its exposure at
worst case, its client id is never used again, and nothing but the venue's own word ends it (`proof.py`). The keeper has
no way to send an order twice: a time-out leads to questions, never to a second attempt.

The one path. Whatever is learnt, from an answer, a stream, a list or a restart, arrives in `feed` as one of the events
of `events.py`, is turned into a word (`words.py`), and the table (`states.py`) says what follows. Reports may come
twice, late, in the wrong order and against each other. Three rules sort them out: numbers only grow, ends stay ends,
and trades, which are booked once by their key, outrank what is said about the order.

Two numbers count what was filled. `booked` is the sum of the trades we have; `told` is the highest cumulative figure
the venue has stated. The view shows the larger. Where the venue has told of more than we have booked, a FILLED order is
shown as FILLED at once, while a question for its trades stays open until the sums agree, and until then the difference
counts as exposure, because the position has not moved yet. Filled is told at once, with fee 0 where the venue will name
the fee later; FeeKnown follows.

Names. A trade or report that carries only the venue's id may belong to one of ours whose acknowledgement is still under
way. While there is such an order on that symbol and side, it waits (`stray`), and the venue is asked whose it is;
the order in flight counts as live meanwhile, so no exposure is hidden. Otherwise it is somebody else's order on this
account: external, kept and shown like our own.

Refused, and yet alive. Where the venue's answer was no and the order shows up all the same, it stays REFUSED, because
ends stay ends, but somebody is told and its exposure counts until the venue says that it ended.

Doubts that remain. A venue that shows an order in no list for three rounds and then brings it back has an order that we
had called ABSENT: it is reopened and reported, but its exposure was not counted in between. A trade off the market's
grid cannot be booked; it is reported and, for ours, keeps the question for missing trades open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from picaflor.domain.events import OrderState, OrderView, Pending
from picaflor.domain.market import Market, OffGrid
from picaflor.domain.orders import Wish
from picaflor.machines.orders import checkpoint
from picaflor.machines.orders import events as ev
from picaflor.machines.orders.bookings import Bookings
from picaflor.machines.orders.docket import Docket, Out
from picaflor.machines.orders.events import KeeperEvent, Where
from picaflor.machines.orders.ids import ClientIds
from picaflor.machines.orders.inquiry import Inquiry, Pace, Walk
from picaflor.machines.orders.names import Names
from picaflor.machines.orders.numbers import rewrite
from picaflor.machines.orders.outcomes import Outcomes
from picaflor.machines.orders.proof import LISTS, Evidence
from picaflor.machines.orders.reconcile import Belief, Statement, reconcile
from picaflor.machines.orders.reconcile import ids as ids_in
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.states import Word
from picaflor.wire.asks import Answer, Ask, Fills, Orders, ReadOrder, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent


class OrderKeeper:
    """One account at one venue. `symbols`: the lists to walk where the venue has none that covers all symbols.
    `shared_numbers`: an order that takes another's place has that one's number.
    """

    def __init__(
        self,
        venue: str,
        account: str,
        markets: Mapping[str, Market],
        ids: ClientIds,
        settle_ns: int,
        proofs: int = 3,
        *,
        pace: Pace | None = None,
        symbols: tuple[str, ...] = ("",),
        query_by_id: bool = True,
        shared_numbers: bool = False,
        keep: int = 4096,
        fills_keep: int = 16384,
    ) -> None:
        self._settle_ns, self._proofs = settle_ns, proofs
        self._needed = (Where.QUERY, *LISTS) if query_by_id else LISTS
        self._inquiry = Inquiry(pace or Pace(), settle_ns, symbols, by_id=query_by_id)
        self._docket = Docket(venue, account, markets, ids, self._inquiry, settle_ns, keep, fills_keep)
        self._register = self._docket.register
        self._names = Names(self._docket, shared_numbers)
        self._bookings = Bookings(self._docket, self._names)
        self._outcomes = Outcomes(self._docket, self._names)
        self._pairs = {market.pair: market for market in markets.values()}
        self.counts = self._docket.counts

    def remember(self, orders: int, fills: int) -> None:
        """How many of those that are over are kept from here on."""
        self._register.keep, self._docket.fills.keep = orders, fills

    # orders go out

    def intend(self, wish: Wish, now: int, worst_lots: int = 0) -> tuple[OrderView, ev.Intended]:
        """A new order, with its id for ever. Write the event down before anything is sent; it need not be fed again."""
        market = self._pairs[wish.pair]
        event = ev.Intended(self._docket.ids.next(), market.symbol, wish, worst_lots)
        self.feed(event, now)
        return self._register.views[event.client_id], event

    # things happen

    def feed(self, event: KeeperEvent, now: int) -> list[Out]:
        docket = self._docket
        if not docket.birth_ns:
            docket.birth_ns = now
        self._inquiry.start(now)
        out = docket.out = []
        last, docket.now = docket.now, now
        self._take(event, last)
        if self._names.strays:
            self._names.release()
        while docket.again and docket.markets:
            self._bookings.hear(docket.again.popleft())
        return out

    def _take(self, event: KeeperEvent, last_ns: int) -> None:
        match event:
            case ev.Reported() | ev.FillReported():
                self._bookings.hear(event)
            case ev.Intended():
                self._intended(event)
            case ev.Partition():
                self._away(event, last_ns)
            case ev.FillVoided():
                self._bookings.void(event)
            case ev.Missed():
                self._missed(event)
            case ev.CameOfStop():
                self._names.claim(event)
            case ev.Walked():
                self._inquiry.walked(event)
            case _:
                self._outcomes.hear(event)

    def _intended(self, event: ev.Intended) -> None:
        docket, wish = self._docket, event.wish
        if event.client_id in self._register.by_client:
            docket.surprise("id used twice", event.client_id)
            return
        counter = docket.ids.reads(event.client_id)
        if counter is not None:
            docket.ids.burn(counter)
        self._register.add(
            Record(
                event.client_id,
                event.symbol,
                wish.pair,
                wish.side,
                wish.type,
                wish.tif,
                wish.lots,
                wish.ticks,
                wish.quote,
                wish.reduce_only,
                wish.hold,
                created_ns=docket.now,
                changed_ns=docket.now,
                worst_lots=event.worst_lots,
                owner=event.owner,
                tag=wish.tag,
            )
        )

    def _away(self, event: ev.Partition, last_ns: int) -> None:
        docket = self._docket
        docket.counts["partitions"] += 1
        if event.requests:  # else what lists did not show when they were asked, they did not show: no stream was needed
            docket.evidence.clear()
        self._inquiry.sync(docket.now, closed=event.requests, since_ns=last_ns or docket.now)
        if event.requests:
            self._names.away()
        for record in list(self._register.live.values()):
            mark = record.mark()
            if event.requests:
                docket.learn(record, Word.LOST)
                if record.cancel is Pending.ASKED:
                    record.cancel, record.cancel_lost = Pending.UNKNOWN, True
                if record.amend is Pending.ASKED:
                    record.amend = Pending.UNKNOWN
            if record.believed:
                record.doubt_ns = docket.now
            docket.note(record, mark)

    def _missed(self, event: ev.Missed) -> None:
        docket = self._docket
        if not event.client_id:
            self._names.missed((event.symbol, event.venue_id), event.asked_ns, self._proofs)
            return
        record = self._register.by_client.get(event.client_id)
        if record is None or not record.believed:
            return
        if event.where is Where.FILLS and self._names.unclaimed(record.symbol):
            return
        mark = record.mark()
        if not record.doubted:
            docket.doubt(record)
        record.suspect = True
        evidence = docket.evidence.setdefault(record.client_id, Evidence())
        evidence.add(event.where, event.asked_ns)
        span_ns = self._settle_ns if record.arrived else 0
        if evidence.proves(self._needed, self._proofs, span_ns) and docket.learn(record, Word.GONE):
            record.reason = "gone from the venue" if record.arrived else "never arrived"
            del docket.evidence[record.client_id]
        docket.note(record, mark)

    # the venue is asked, and answers

    def due(self) -> int | None:
        """When `questions` has something to ask; None: nothing is open."""
        return self._inquiry.due()

    def questions(self, now: int) -> list[Ask]:
        """Ask these, and hand each outcome to `answered`."""
        return self._inquiry.questions(now, self._register.by_client.get, self._docket.birth_ns)

    def answered(self, ask: Ask, answer: Answer | Refused | Unclear | NotSent | NoAnswer, now: int) -> list[Out]:
        out: list[Out] = []
        for event in self.hear(ask, answer, now):
            out += self.feed(event, now)
        return out

    def hear(self, ask: Ask, answer: Answer | Refused | Unclear | NotSent | NoAnswer, now: int) -> list[KeeperEvent]:
        """The events that an answer amounts to, for who wants to write them down before they are fed."""
        asked = self._inquiry.answered(ask)
        if isinstance(ask, ReadOrder) and isinstance(answer, Refused) and answer.kind is Refusal.NOT_FOUND:
            answer = Orders(())
        if not isinstance(answer, Orders | Fills):
            self.counts["questions failed"] += 1
            if asked is not None:
                self._inquiry.failed(asked, now, answer.retry_after_ns if isinstance(answer, Refused) else 0)
            return []
        if asked is None:
            return reconcile((), Statement(Where.QUERY, 0, answer.rows))
        about = asked.about
        if isinstance(about, Walk):
            return self._page(about, answer, now)
        if isinstance(answer, Fills):
            return reconcile((), Statement(Where.FILLS, asked.at_ns, answer.rows))
        if isinstance(about, tuple):
            belief: Belief | None = Belief("", about[1], about[0], 0, 0, doubted=True)
        else:
            belief = self._belief(self._register.by_client.get(about))
        return reconcile((belief,) if belief else (), Statement(Where.QUERY, asked.at_ns, answer.rows))

    def _page(self, walk: Walk, answer: Orders | Fills, now: int) -> list[KeeperEvent]:
        seen = frozenset(walk.seen)
        walk.seen |= ids_in(answer.rows)
        whole = self._inquiry.turned(walk, answer, now)
        said = Statement(walk.where, walk.asked_ns, answer.rows, walk.symbol, walk.since_ns, whole, seen)
        believed = [belief for record in self._register.live.values() if (belief := self._belief(record))]
        found = reconcile(believed if whole else (), said)
        if whole and self._inquiry.walks.get((walk.where, walk.symbol)) is walk:  # else we left it meanwhile
            found.append(ev.Walked(walk.where, walk.symbol, walk.asked_ns, walk.from_ns))
        return found

    def _belief(self, record: Record | None) -> Belief | None:
        if record is None or not record.believed:
            return None
        shown_ns = record.horizon_ns(self._settle_ns)
        client_id = record.client_id
        return Belief(client_id, record.venue_id, record.symbol, record.created_ns, shown_ns, record.doubted)

    @property
    def reconciled(self) -> bool:
        """Both lists were walked once since we were away."""
        return self._inquiry.synced

    # what is so

    def view(self, client_id: str) -> OrderView | None:
        return self._register.views.get(client_id)

    def over(self, symbol: str, venue_id: str) -> bool:
        """The order that the venue calls so is known here, and known to have ended, be it that nobody knows whose it is."""
        record = self._register.by_venue.get((symbol, venue_id))
        return record.state.final if record is not None else self._names.ended((symbol, venue_id))

    def live(self) -> list[OrderView]:
        """Everything that is not final, unknown and external orders included."""
        views = self._register.views
        return [views[client_id] for client_id in self._register.live]

    def known(self) -> list[OrderView]:
        """Every order that is remembered, ends included."""
        return list(self._register.views.values())

    def open(self) -> list[OrderView]:
        """What the venue has told us is open there."""
        return [view for view in self.live() if view.state in (OrderState.OPEN, OrderState.PARTIAL)]

    def worst_case(self, pair: str) -> tuple[int, int]:
        """Lots that may still be bought and sold beyond the trades told so far, everything unproven counted as live."""
        return self._register.worst_case(pair)

    def set_markets(self, markets: Mapping[str, Market], now: int) -> list[Out]:
        """New rules. Orders are rewritten on the new grid where they lie on it."""
        docket = self._docket
        docket.now = now
        out = docket.out = []
        if docket.markets:
            self._regrid(markets)
        docket.markets = dict(markets)
        self._pairs = {market.pair: market for market in markets.values()}
        return out

    def cover(self, symbols: Iterable[str], now: int) -> None:
        """The lists of these symbols are walked, and no others."""
        self._inquiry.cover(symbols, now)

    def _regrid(self, markets: Mapping[str, Market]) -> None:
        docket = self._docket
        for symbol, old in docket.markets.items():
            new = markets.get(symbol)
            if new is None or (old.tick, old.lot) == (new.tick, new.lot):
                continue
            docket.regridded.add(new.pair)
            for record in [record for record in self._register if record.symbol == symbol]:
                mark = record.mark()
                try:
                    rewrite(record, old, new)
                except OffGrid as off:
                    docket.surprise("off grid", f"{record.client_id} under the new rules: {off}")
                docket.note(record, mark)

    # restart

    def dump(self) -> bytes:
        return checkpoint.write(self._docket, self._names)

    def load(self, data: bytes) -> None:
        """Into a fresh keeper of the same account. Afterwards: `refeed` what came later, then feed a Partition."""
        given = self._docket.markets
        checkpoint.read(data, self._docket, self._names)
        if given:
            self.set_markets(given, self._docket.now)

    def refeed(self, events: Iterable[tuple[KeeperEvent, int]]) -> list[Out]:
        out: list[Out] = []
        for event, at_ns in events:
            out += self.feed(event, at_ns)
        return out
