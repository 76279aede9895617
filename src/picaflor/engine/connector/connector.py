"""One row of the venue table at work, dry: bytes and timers in; bytes, requests and events out. No venue's name in it.

The order of things at the start, after a reconnect and after a crash is the same: time and markets, public socket,
private socket, then reconcile (what we believe against what the venue says) before the gate opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from picaflor.domain.book import BookView, Trust
from picaflor.domain.events import Event, OrderView, Readiness, Surprise
from picaflor.domain.market import Market
from picaflor.engine.connector.debts import Debts
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.equipment import equip, equip_to_look
from picaflor.engine.connector.feeds import Feeds
from picaflor.engine.connector.hall import Hall
from picaflor.engine.connector.hush import Hush
from picaflor.engine.connector.listening import Listener
from picaflor.engine.connector.purse import Purse
from picaflor.engine.connector.questions import ASKS, BALANCES, Questions
from picaflor.engine.connector.sessions import PRIVATE, PUBLIC, open_sessions, surprise_of
from picaflor.engine.connector.setup import AS_USUAL, Wanted
from picaflor.engine.connector.shelf import Shelf, Told
from picaflor.engine.connector.tape import read_trades
from picaflor.engine.connector.trade_desk import TradeDesk, keeper_of
from picaflor.engine.instructions import Restored
from picaflor.engine.records import Kind
from picaflor.engine.risk import Approved
from picaflor.machines.orders import ClientIds
from picaflor.machines.session import Session, SessionDown, SessionHalted, SessionUp, TopicLive, TopicRefused
from picaflor.machines.session.machine import Output
from picaflor.machines.throttle import Throttle
from picaflor.wire.port import Answered, Beat, Closed, Frame, Inward, Opened, Outward
from picaflor.wire.reports import BalancesReport, BookFrame, Listing, ServerTime
from picaflor.wire.stream import Channel, FillsFrame, OrdersFrame, Replied, Topic, TradesFrame, Unreadable, VenueFrame
from picaflor.wire.venue import Domain, Venue


class Connector:
    def __init__(
        self,
        venue: Venue,
        domain: Domain,
        account: str,
        pairs: tuple[str, ...],
        ids: ClientIds,
        seed: int,
        private: bool = True,
        fast_books: bool = False,
        wanted: Wanted = AS_USUAL,
    ) -> None:
        self.venue = venue
        self.domain = domain
        self.pairs = pairs
        self.markets: dict[str, Market] = {}
        self.clock_offset_ns = 0
        self.halted = ""
        self._private = private
        self._desk = Desk(venue, domain, Throttle(venue.limits, venue.costs, leased=wanted.leased))
        self._shelf = Shelf(venue.id, venue.book, fast_books, venue.product)
        self.books: Mapping[str, BookView] = self._shelf.by_pair
        self.book = self.books.get
        self._purse = Purse(venue.id, wanted.balance_limits)
        self.keeper = keeper_of(venue, account, ids)
        replaces, untouched = "replace" in venue.features, "amends_untouched" in venue.features
        self._trade = TradeDesk(self.keeper, ids, self._desk, replaces, untouched, *wanted.with_orders(venue))
        # What these do is their own business, and stands in an order's way: it is not passed on by methods.
        self.submit: Callable[[Approved, str, int], str] = self._trade.submit
        self.unsettled, self.settle = self._trade.unsettled, self._trade.settle
        self.cancel, self.amend = self._trade.cancel, self._trade.amend
        self.free, self.total, self.wants = self._purse.free, self._purse.total, self._desk.wants
        self.ids, self.more_ids, self.allow = ids, ids.extend, self._desk.allow
        sinks = self._told, self._trade.note, self._relist
        given = venue, wanted, self._desk
        self.extra = equip(*given, self._trade, ids, *sinks) if private else equip_to_look(*given, self._told)
        self.feeds = Feeds(venue, wanted.bars, self._desk, self._told, lambda: self.clock_offset_ns)
        self._sessions = open_sessions(venue, domain, seed, private=private)
        self._listener = Listener(venue, domain, self._desk, self._sessions.get(PRIVATE), self._obey, self._told)
        self._debts = Debts(venue, self._sessions.get(PRIVATE), self._obey, self._told)
        hears = self._sessions[PUBLIC], self._obey, self._told, lambda: self.clock_offset_ns, self.feeds.missed
        self._hush = Hush(venue, self._desk, *hears)
        self.parts = self.extra.parts.beside(self.feeds).beside(self._listener).beside(self._debts).beside(self._hush)
        self.margins = self.extra.contracts
        self.net_lots = self.extra.contracts.positions.net if self.extra.contracts else self._trade.net_lots
        self._hall = Hall(venue, self._shelf, self.extra.fees, wanted.fees)
        self._events: list[Event] = []
        self._out: list[Outward] = []
        self._started = False
        self._questions = Questions(self._desk)
        self._was_waiting: tuple[str, ...] | None = None
        self._waiting: tuple[str, ...] = ()
        self._shut = ""  # the same in words
        self._look_again = True  # something happened that may have changed what we wait for
        self.stirred = True  # or that may make something due earlier than it was; whoever has asked anew puts this back

    # what readers may know

    @property
    def gate(self) -> str:
        if self.halted or not self.ids.left:
            return self.halted or "waiting for order numbers"
        if self._look_again or self._shelf.turned:
            self.waiting_for()
        return self._shut

    @property
    def trusted(self) -> bool:
        """Every book of ours may be acted on."""
        return bool(self.books) and not self._shelf.untrusted

    @property
    def open(self) -> bool:
        """In this turn: the gate is, and every book of ours may be acted on."""
        return bool(self.books) and not (self._shelf.untrusted or self._shut or self.halted) and self.ids.left > 0

    def waiting_for(self) -> tuple[str, ...]:
        """B3: everything that is not ready yet, by name."""
        if self._look_again or self._shelf.turned:
            self._look_again = self._shelf.turned = False
            self._waiting = tuple(self._missing())
            self._shut = f"waiting for {', '.join(self._waiting[:4])}" if self._waiting else ""
        return self._waiting

    def _missing(self) -> list[str]:
        waiting = [] if self.markets else ["rules"]
        waiting += [word for session in self._sessions.values() for word in session.waiting_for()]
        waiting += [f"book {pair}" for pair in self._shelf.unread]
        waiting += ["balances"] if self._private and not self._purse.known else []
        waiting += ["reconcile"] if self._private and not self._trade.reconciled else []
        return waiting + self.parts.missing()

    def knows(self, pairs: tuple[str, ...]) -> bool:
        return all(map(self.markets.__contains__, pairs))

    def market(self, pair: str) -> Market | None:
        return self.markets.get(pair)

    def live_orders(self, *, everybody: bool = True) -> list[OrderView]:  # else without those of other bots of ours
        self._trade.settle()
        return [each for each in self._trade.keeper.live() if everybody or not self.ids.sibling(each.client_id)]

    def live_count(self, pair: str) -> int:
        return sum(order.pair == pair for order in self.live_orders())

    def worst_case(self, pair: str) -> tuple[int, int]:
        self._trade.settle()
        bought, sold = self._trade.keeper.worst_case(pair)
        stops_bought, stops_sold = self.extra.worst_stops(pair)
        return bought + stops_bought, sold + stops_sold

    # what the engine asks

    def cancel_everything(self, pair: str, now_ns: int, owner: str = "", *, everybody: bool = False) -> None:
        """Without an owner: whoever placed it, but for other bots of ours unless it is everybody."""
        for order in self.live_orders(everybody=everybody):
            if pair in ("", order.pair) and owner in ("", order.owner):
                self._trade.cancel(order.client_id, now_ns)
        self.extra.cancel_stops(pair, now_ns, owner)

    def restore(self, left: Restored, now_ns: int) -> None:
        self._trade.restore(left.keeper, left.bans)
        self.parts.restore(left.parts, now_ns)

    # what comes in

    def feed(self, inward: Inward, now_ns: int) -> None:
        if isinstance(inward, Frame):
            session, data = self._sessions[inward.conn], inward.data
            if not session.calm or (told := self._shelf.offer(data, now_ns)) is None:
                self._read(session, data, now_ns)
                return
            session.heard_ns = now_ns
            if told[1] is not None:
                self._book_said(session, told, now_ns)
            elif told[0] is not None:
                self._events.append(told[0])
            self.stirred = self.stirred or self._shelf.turned
            return
        self.stirred = True
        match inward:
            case Answered(no, outcome):
                self._answer(self._desk.answered(no, outcome, now_ns), now_ns)
            case Beat(conn):
                self._sessions[conn].beat(now_ns)
            case Opened(conn) | Closed(conn):
                self._obey(self._sessions[conn].feed(inward, now_ns), now_ns)
                self._listener.met(inward, now_ns)
            case _:
                assert_never(inward)

    def tick(self, now_ns: int) -> None:
        self._look_again = True
        if not self._started:
            self._started = True
            self._questions.start(now_ns, self._private)
            if self._private:
                self._trade.start(now_ns)
        for session in self._sessions.values():
            if (due := session.due()) is not None and now_ns >= due:
                self._obey(session.tick(now_ns), now_ns)
        self._events += self._shelf.tick(now_ns)
        self._heal_books(now_ns)
        self._answer(self._desk.overdue(now_ns), now_ns)
        self._questions.tick(now_ns)
        self._trade.tick(now_ns)
        self.parts.tick(now_ns)

    def _heal_books(self, now_ns: int) -> None:
        public = self._sessions[PUBLIC]
        swaps, hopeless = self._shelf.overdue(public.asked_ns, now_ns)
        for gone, wanted in swaps:
            self._obey(public.resync(gone, now_ns, wanted), now_ns)
        if hopeless:
            self._told(Surprise("the public socket is opened anew", hopeless))
            self._obey(public.reconnect(hopeless, now_ns), now_ns)

    def due(self) -> int | None:
        if not self._started:
            return 0
        times = [session.due() for session in self._sessions.values()]
        times += [self._shelf.due(), self._desk.due(), self._trade.due(), self._questions.due(), *self.parts.due()]
        return min((time for time in times if time is not None), default=None)

    def take_events(self) -> list[Event]:
        if self._look_again or self._shelf.turned:
            self.waiting_for()
        if self._waiting != self._was_waiting:
            self._was_waiting = self._waiting
            self._events.append(Readiness(self.venue.id, self._waiting))
        events, self._events = self._events, []
        if self._trade.events:
            events += self._trade.take_events()
        return events

    def take_out(self, now_ns: int) -> tuple[list[tuple[Kind, bytes]], list[Outward]]:
        """Facts to be written down, then what is to leave: in this order, always."""
        out, self._out = self._out, []
        if self._desk.queued:
            if self._desk.held:
                self._take_back(now_ns)
            out += self._desk.pump(now_ns)
            left = self._desk.take_left()
            self._trade.left(left, now_ns)
            self.parts.left(left, now_ns)
        return self._trade.take_kept(), out

    def _take_back(self, now_ns: int) -> None:
        """An order that waited for the venue's limits does not leave when it may no longer be placed."""
        shut = bool(self.halted or self.waiting_for())
        self._trade.take_back(lambda place: shut or self._shelf.doubts(place.symbol), "the gate closed", now_ns)

    def _read(self, session: Session, data: bytes, now_ns: int) -> None:
        session.heard_ns = now_ns
        frames, same = self.venue.stream.read_venue(data), session.calm
        for frame in frames:
            if outputs := session.feed(frame, now_ns):
                self._obey(outputs, now_ns)
            self._venue_said(session, frame, now_ns)
            same = same and not outputs and isinstance(frame, BookFrame)
        self.stirred = self.stirred or not same or self._shelf.turned
        if len(frames) == 1 and isinstance(frames[0], BookFrame):
            self._shelf.learn(frames[0], data)

    def _book_said(self, session: Session, told: Told, now_ns: int) -> None:
        change, resync = told
        if change is not None:
            self._events.append(change)
        if resync is not None:
            self._look_again = True
            self._obey(session.resync(resync, now_ns), now_ns)

    def _venue_said(self, session: Session, frame: VenueFrame, now_ns: int) -> None:
        match frame:
            case BookFrame():
                self._book_said(session, self._shelf.apply(frame, now_ns), now_ns)
            case TradesFrame():
                self._events += read_trades(self.venue.id, frame, self._hall.by_symbol)
                self._hush.traded_ns[frame.topic.symbol] = now_ns
                self.feeds.heard(frame, now_ns)
            case OrdersFrame(rows):
                self.parts.heard(frame, now_ns)
                for report in rows:
                    self._trade.streamed(report, now_ns)
            case FillsFrame(rows):
                for fill in rows:
                    self._trade.filled(fill, now_ns)
            case BalancesReport():
                self._events += self._purse.streamed(frame, now_ns)
            case Replied(ref, data):
                self._answer(self._desk.replied(ref, data, now_ns), now_ns)
            case Unreadable(why, topic):
                self._could_not_read(session, why, topic, now_ns)
            case _:
                self.parts.heard(frame, now_ns)
                self._look_again = True  # theirs, or the session's, which has heard it before us

    def _told(self, event: Event) -> None:
        self._look_again = True
        self._events.append(event)

    def _could_not_read(self, session: Session, why: str, topic: Topic | None, now_ns: int) -> None:
        self._look_again = True
        self._events.append(Surprise("unreadable", why))
        if session.conn == PRIVATE:
            # It may have told of a fill: nothing short of asking the venue tells what it said.
            self._trade.begin(now_ns, "an unreadable private frame")
        elif topic is None:  # nobody knows which book it belonged to
            self._events += self._shelf.lost(Trust.UNREADABLE)
            self._obey(session.reconnect("an unreadable frame", now_ns), now_ns)
        elif topic.channel is Channel.BOOK:
            self._events += self._shelf.lost(Trust.UNREADABLE, topic.symbol)
            self._obey(session.resync(topic, now_ns), now_ns)

    def _obey(self, outputs: tuple[Output, ...], now_ns: int) -> None:
        self._look_again |= bool(outputs)
        for output in outputs:
            match output:
                case SessionUp(conn):
                    if conn == PRIVATE:
                        self._desk.line_up(conn)
                        self._trade.begin(now_ns, "the private stream came up")
                        self.parts.up(now_ns)
                        self._questions.hurry(BALANCES, now_ns)
                case SessionDown(conn, why):
                    self._down(conn, why, now_ns)
                case SessionHalted() | TopicRefused() | Surprise():
                    self._events.append(surprise_of(output))
                case TopicLive(_, topic):
                    self.feeds.begins(topic, now_ns)
                    self._hush.begins(topic, now_ns)
                case _:
                    self._out.append(output)

    def _down(self, conn: str, why: str, now_ns: int) -> None:
        if conn == PUBLIC:
            self._events += self._shelf.lost(Trust.CLOSED)
            self.feeds.lost()
        else:
            self._answer(self._desk.line_down(f"the socket is gone: {why}"), now_ns)
            self._trade.parted(why, now_ns)
            self.parts.down(why, now_ns)

    # questions of our own

    def _answer(self, answered: list[tuple[Errand, Result]], now_ns: int) -> None:
        for errand, result in answered:
            self._look_again = True
            known, traded = len(self._events), len(self._trade.events)
            self._events += self._questions.outcome(errand, result, now_ns)
            match result:
                case ServerTime():
                    self.clock_offset_ns = self._questions.ahead_ns
                case Listing():
                    self._listed(result, now_ns)
                case BalancesReport():
                    self._events += self._purse.take(result, errand.asked_ns)
                case _ if errand.purpose not in ASKS and not self.parts.answered(errand, result, now_ns):
                    self._trade.answered(errand, result, now_ns)
            self._debts.learnt(errand, self._events[known:] + self._trade.events[traded:], now_ns)

    def _listed(self, listing: Listing, now_ns: int) -> None:
        hall = self._hall
        first = hall.listing is None
        self._events += hall.take(listing, self.pairs)
        self.markets = hall.markets
        self._trade.listed(tuple(self.markets.values()), now_ns, self.pairs)
        self.parts.listed(self._trade.markets, tuple(filter(self.markets.__contains__, self.pairs)), now_ns)
        public = self._sessions[PUBLIC]
        for heard, wanted in hall.books(self.pairs, self.parts):
            self._obey(public.resync(wanted[0], now_ns) if heard else public.add(wanted, now_ns), now_ns)
        if first:
            self._obey(public.start(now_ns), now_ns)
            if self._private:
                private = self._sessions[PRIVATE]
                if self._listener.rule is None:  # else all is heard unasked
                    self._obey(private.add(hall.private_topics() + self.parts.private_topics(), now_ns), now_ns)
                self._obey(private.start(now_ns), now_ns)

    def follow(self, pair: str, now_ns: int) -> None:
        if pair not in self.pairs:
            self.pairs = (*self.pairs, pair)
            self._relist(now_ns)

    def leave(self, pair: str, now_ns: int) -> None:
        market = self.markets.get(pair)
        self.cancel_everything(pair, now_ns)
        self.pairs = tuple(each for each in self.pairs if each != pair)
        book = self._shelf.close(pair)
        if market is not None and book is not None:
            self._obey(self._sessions[PUBLIC].remove(self._hall.topics(market, self.parts), now_ns), now_ns)
        self._look_again = True
        self._relist(now_ns)

    def _relist(self, now_ns: int) -> None:
        if self._hall.listing is not None:
            self._listed(self._hall.listing, now_ns)
