"""What to ask the venue next: paced, with back-off, bounded. Holds no truth: after a restart it starts empty."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from picaflor.domain.events import OrderState
from picaflor.machines.orders.events import Walked, Where
from picaflor.machines.orders.proof import LISTS
from picaflor.machines.orders.record import Record
from picaflor.wire.asks import Ask, Fills, Orders, ReadClosedOrders, ReadFills, ReadOpenOrders, ReadOrder

SECOND = 1_000_000_000
FEE_TRIES_MAX = 8
OVERLAP = 3  # a list may be behind; what one walk misses, the next two still cover
Stray = tuple[str, str]  # symbol and venue id of something that nobody has claimed yet


@dataclass(frozen=True, slots=True)
class Pace:
    """How often may be asked, and how much at once."""

    first_ns: int = SECOND  # between two questions about one order; doubles
    most_ns: int = 30 * SECOND
    every_ns: int = 60 * SECOND  # both lists, whether or not there is a doubt; 0: never
    asks_max: int = 8  # questions under way
    pages_max: int = 50  # a longer list is given up
    lost_ns: int = 60 * SECOND  # a question without any outcome is forgotten
    skew_ns: int = 60 * SECOND  # how far the venue's clock and ours may be apart

    def wait(self, tries: int) -> int:
        return min(self.first_ns << min(tries, 20), self.most_ns)


@dataclass(slots=True)
class Item:
    """One order with an open question."""

    next_ns: int
    tries: int = 0
    asked_ns: int = -(10**18)


@dataclass(slots=True)
class Walk:
    """One list, page by page."""

    where: Where
    symbol: str
    want_ns: int | None = None  # start it, not before this
    running: bool = False
    waiting: bool = False  # for the answer to its latest page
    asked_ns: int = 0
    since_ns: int = 0
    cursor: str = ""
    pages: int = 0
    tries: int = 0
    done: list[int] = field(default_factory=list)  # when the latest complete ones were started, oldest first
    from_ns: int = 0  # since when we were away; 0: not, or it has been walked
    sync_ns: int = 0  # we were away until then: complete ones are owed
    owed: int = 0
    seen: set[str] = field(default_factory=set)

    def finished(self, asked_ns: int) -> None:
        if asked_ns > self.done_ns:
            self.done = [*self.done[1 - OVERLAP :], asked_ns]

    @property
    def done_ns(self) -> int:
        return self.done[-1] if self.done else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question under way, and what its answer will be about."""

    about: str | Stray | Walk
    at_ns: int


class Inquiry:
    def __init__(self, pace: Pace, settle_ns: int, symbols: tuple[str, ...], *, by_id: bool) -> None:
        self.pace = pace
        self._settle_ns = settle_ns
        self._by_id = by_id
        self._items: dict[str | Stray, Item] = {}
        self._asked: dict[Ask, Asked] = {}
        self.walks = {(where, symbol): Walk(where, symbol) for where in LISTS for symbol in symbols}
        self._away_ns: int | None = None  # since when we were away at the longest; None: never yet
        self._periodic_ns = 0
        self._quiet_ns = 0
        self._due: int | None = None
        self._stale = True
        self.given_up = 0

    def mind(self, about: str | Stray, at_ns: int) -> None:
        """There is an open question about this order: ask at `at_ns`, or when it is its turn already."""
        if about not in self._items:
            self._items[about] = Item(at_ns)
            self._stale = True

    def hurry(self, about: str | Stray, at_ns: int) -> None:
        """Something new makes the question worth asking soon, though never faster than the pace."""
        old = self._items.get(about)
        asked_ns = old.asked_ns if old else -(10**18)
        self._items[about] = Item(max(at_ns, asked_ns + self.pace.first_ns), 0, asked_ns)
        self._stale = True

    def drop(self, about: str | Stray) -> None:
        if self._items.pop(about, None) is not None:
            self._stale = True

    def cover(self, symbols: Iterable[str], now: int) -> None:
        """The lists of these symbols and no others, where none covers all. A new one is owed what all others were."""
        self._stale = True
        before, keys = self.walks, [(where, symbol) for symbol in symbols for where in LISTS]
        self.walks = {key: before.get(key) or Walk(*key) for key in keys}
        for key, walk in self.walks.items():
            if key not in before and self._away_ns is not None:
                self._owed(walk, now, self._away_ns)

    def sync(self, now: int, *, closed: bool, since_ns: int) -> None:
        """Both lists at once, and again when what was in flight has settled."""
        self._asked.clear()
        self._stale = True
        self._away_ns = since_ns if self._away_ns is None else min(self._away_ns, since_ns)
        for walk in self.walks.values():
            walk.running = walk.waiting = False
            walk.seen.clear()
            if closed or walk.where is not Where.CLOSED:
                self._owed(walk, now, since_ns)

    def _owed(self, walk: Walk, now: int, since_ns: int) -> None:
        walk.want_ns, walk.sync_ns, walk.tries = now, now, 0
        walk.owed = OVERLAP if walk.where is Where.CLOSED else 1
        walk.from_ns = min(walk.from_ns or since_ns, since_ns)

    @property
    def synced(self) -> bool:
        return not any(walk.sync_ns > walk.done_ns for walk in self.walks.values() if walk.where is not Where.CLOSED)

    def start(self, now: int) -> None:
        if self.pace.every_ns and not self._periodic_ns:
            self._periodic_ns = now + self.pace.every_ns
            self._stale = True

    def due(self) -> int | None:
        if self._stale:
            self._due = self._next_due()
            self._stale = False
        return self._due

    def _next_due(self) -> int | None:
        if len(self._asked) >= self.pace.asks_max:
            return min(asked.at_ns for asked in self._asked.values()) + self.pace.lost_ns
        times = [item.next_ns for item in self._items.values()]
        for walk in self.walks.values():
            if walk.running and not walk.waiting:
                times.append(0)
            elif not walk.running and walk.want_ns is not None:
                times.append(walk.want_ns)
        if self._periodic_ns:
            times.append(self._periodic_ns)
        times += [asked.at_ns + self.pace.lost_ns for asked in self._asked.values()]
        return max(min(times), self._quiet_ns) if times else None

    def questions(self, now: int, find: Callable[[str], Record | None], birth_ns: int) -> list[Ask]:
        self._stale = True
        self._forget_lost(now)
        if now < self._quiet_ns:
            return []
        if self._periodic_ns and now >= self._periodic_ns:
            self._periodic_ns = now + self.pace.every_ns
            self._want(now, (Where.OPEN, Where.FILLS))
        asks = self._pages(find, birth_ns, now)  # one list answers for many orders
        due = [(item.next_ns, about) for about, item in self._items.items() if item.next_ns <= now]
        for _, about in heapq.nsmallest(self.pace.asks_max, due, key=lambda entry: entry[0]):
            if len(self._asked) < self.pace.asks_max:
                asks += self._ask_of(about, self._items[about], find, now)
        return asks + self._pages(find, birth_ns, now)

    def _pages(self, find: Callable[[str], Record | None], birth_ns: int, now: int) -> list[Ask]:
        asks: list[Ask] = []
        for walk in self.walks.values():
            if len(self._asked) < self.pace.asks_max:
                asks += self._page(walk, find, birth_ns, now)
        return asks

    def _ask_of(self, about: str | Stray, item: Item, find: Callable[[str], Record | None], now: int) -> list[Ask]:
        item.asked_ns = now
        if isinstance(about, tuple):
            symbol, venue_id = about
            item.next_ns, item.tries = now + self.pace.wait(item.tries), item.tries + 1
            return self._put([ReadOrder(symbol, venue_id=venue_id)], about, now)
        record = find(about)
        if record is None:
            self._items.pop(about)
            return []
        asks: list[Ask] = []
        if record.doubted or record.overdue:
            asks += self._order(record)
            hopeless = record.suspect or record.state is OrderState.UNKNOWN or not self._by_id
            if hopeless and now >= record.horizon_ns(self._settle_ns):
                self._want(now, LISTS)
        if record.fees_due and item.tries >= FEE_TRIES_MAX:
            record.fees_due = 0  # this venue does not tell; the ledger's books against balances will
        if record.missing or record.fees_due:
            if record.venue_id:
                asks.append(ReadFills(record.symbol, record.venue_id))
            else:
                self._want(now, (Where.FILLS,))
        horizon = record.horizon_ns(self._settle_ns)
        wait = self.pace.wait(item.tries)
        if now < horizon <= now + wait and record.doubted:
            item.next_ns, item.tries = horizon, 0  # from here on an empty answer counts: begin again, quickly
        else:
            item.next_ns, item.tries = now + wait, item.tries + 1
        return self._put(asks, about, now)

    def _order(self, record: Record) -> list[Ask]:
        name = record.client_id if record.named and (self._by_id or record.venue_id) else ""
        if not name and not record.venue_id:
            return []
        return [ReadOrder(record.symbol, name, record.venue_id)]

    def _put(self, asks: list[Ask], about: str | Stray | Walk, now: int) -> list[Ask]:
        fresh = [ask for ask in asks if ask not in self._asked]
        for ask in fresh:
            self._asked[ask] = Asked(about, now)
        return fresh

    def _want(self, now: int, places: tuple[Where, ...]) -> None:
        for walk in self.walks.values():
            if walk.where in places and walk.want_ns is None:
                walk.want_ns = max(now, walk.asked_ns + self.pace.first_ns)

    def _page(self, walk: Walk, find: Callable[[str], Record | None], birth_ns: int, now: int) -> list[Ask]:
        if walk.waiting:
            return []
        if not walk.running:
            if walk.want_ns is None or walk.want_ns > now:
                return []
            walk.running, walk.want_ns = True, None
            walk.asked_ns, walk.cursor, walk.pages = now, "", 0
            walk.seen = set()
            walk.since_ns = max(0, self._since(walk, find, birth_ns) - self.pace.skew_ns - self._settle_ns)
        ask = _page_ask(walk)
        if ask in self._asked:  # somebody asks the same about one order; wait for that
            return []
        walk.waiting = True
        return self._put([ask], walk, now)

    def _since(self, walk: Walk, find: Callable[[str], Record | None], birth_ns: int) -> int:
        """Trades are covered without a gap, each span by three walks; ended orders as far back as somebody asks."""
        if walk.where is Where.FILLS:
            oldest = walk.done[0] if len(walk.done) == OVERLAP else birth_ns
        else:
            oldest = walk.from_ns or walk.asked_ns
        for about in self._items:
            record = find(about) if isinstance(about, str) else None
            if record is not None:
                oldest = min(oldest, record.created_ns)
        return oldest

    def _forget_lost(self, now: int) -> None:
        lost = [ask for ask, asked in self._asked.items() if asked.at_ns + self.pace.lost_ns <= now]
        for ask in lost:
            self.failed(self._asked.pop(ask), now)

    def answered(self, ask: Ask) -> Asked | None:
        """The question behind an answer; None when it was not asked here, or before we were away."""
        self._stale = True
        return self._asked.pop(ask, None)

    def failed(self, asked: Asked, now: int, retry_after_ns: int = 0) -> None:
        self._stale = True
        if retry_after_ns:
            self._quiet_ns = max(self._quiet_ns, now + retry_after_ns)
        if isinstance(asked.about, Walk):
            walk = asked.about
            walk.running = walk.waiting = False
            walk.want_ns = now + self.pace.wait(walk.tries)
            walk.tries += 1

    def turned(self, walk: Walk, answer: Orders | Fills, now: int) -> bool:
        """One page of a walk has come. Was it the last?"""
        walk.waiting = False
        walk.pages += 1
        whole = not answer.before or answer.before == walk.cursor
        if walk.where is not Where.OPEN and answer.rows and all(0 < row.at_ns < walk.since_ns for row in answer.rows):
            whole = True  # this venue does not cut the list for us
        if whole:
            walk.running, walk.tries = False, 0
            walk.finished(walk.asked_ns)
            self._owe(walk)
        elif walk.pages >= self.pace.pages_max:
            walk.running = False
            self.given_up += 1
            walk.want_ns = now + self.pace.most_ns
        else:
            walk.cursor = answer.before
        return whole

    def walked(self, told: Walked) -> None:
        """As a walk has left it: here, or in the run before this one."""
        walk = self.walks.setdefault((told.where, told.symbol), Walk(told.where, told.symbol))
        walk.finished(told.asked_ns)
        walk.from_ns = told.from_ns

    def _owe(self, walk: Walk) -> None:
        """What was in flight when we were away may be shown only after it has settled, and a list may be behind."""
        if not walk.sync_ns:
            return
        settled_ns = walk.sync_ns + self._settle_ns
        walk.owed -= walk.asked_ns >= settled_ns
        if walk.owed <= 0:
            walk.sync_ns = walk.from_ns = 0
        elif walk.want_ns is None:
            walk.want_ns = max(settled_ns, walk.asked_ns + self.pace.first_ns)


def _page_ask(walk: Walk) -> Ask:
    match walk.where:
        case Where.OPEN:
            return ReadOpenOrders(walk.symbol, walk.cursor)
        case Where.CLOSED:
            return ReadClosedOrders(walk.symbol, walk.cursor, since_ns=walk.since_ns)
        case Where.FILLS | Where.QUERY:
            return ReadFills(walk.symbol, "", walk.cursor, since_ns=walk.since_ns)
