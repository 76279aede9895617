"""Public topics beside books that have fallen silent: trades, tickers, bars. What is merely quiet is told from what is not.

Of trades the venue is asked: its latest ones say whether the stream has missed any. Of tickers and bars it is asked by
subscribing again, for a snapshot comes with that. A topic that proves quiet is asked about after twice the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from picaflor.domain.events import Surprise
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Quiet, Tell
from picaflor.machines.session import Session
from picaflor.machines.session.machine import Output
from picaflor.wire.asks import ReadTrades, Trades
from picaflor.wire.stream import CandlesFrame, Channel, TickersFrame, Topic, VenueFrame
from picaflor.wire.venue import Venue

SECOND: Final = 1_000_000_000
BOUND_NS: Final = 120 * SECOND  # a choice of ours: no venue says how long its topics may be silent
MOST_NS: Final = 1_800 * SECOND
ANSWER_NS: Final = 10 * SECOND  # what comes so soon after a question is its answer
GRACE_NS: Final = 5 * SECOND  # for a trade that is under way, and for clocks that differ
LATEST: Final = 5  # trades that are asked for
NAME: Final = "hush"
WATCHED: Final = (Channel.TRADES, Channel.TICKERS, Channel.CANDLES)
Obey = Callable[[tuple[Output, ...], int], None]


@dataclass(slots=True)
class _Doubt:
    asked_ns: int = -ANSWER_NS
    next_ns: int = 0
    quiet: int = 0  # questions in a row after which only their answers came
    shown_ns: int = 0  # when there was a trade, as the answer says; 0: it says nothing that we had not heard
    missed: int = 0  # answers in a row that did


class Hush(Quiet):
    name = NAME

    def __init__(
        self,
        venue: Venue,
        desk: Desk,
        session: Session,
        obey: Obey,
        tell: Tell,
        ahead_ns: Callable[[], int],
        missed: Callable[[Topic], None],
    ) -> None:
        """`ahead_ns`: how far the venue's clock is ahead of ours. `missed`: who lives from a topic must know."""
        self._desk = desk
        self._asks = ReadTrades in venue.costs
        self._session = session
        self._obey = obey
        self._tell = tell
        self._ahead_ns = ahead_ns
        self._missed = missed
        self.traded_ns: dict[str, int] = {}  # symbol → when its trades were heard last
        self._heard_ns: dict[tuple[str, str], int] = {}  # likewise of bars by interval, and of tickers by ""
        self._doubts: dict[Topic, _Doubt] = {}
        self._asked: dict[str, Topic] = {}  # by purpose
        self._next_ns: int | None = None

    def begins(self, topic: Topic, now_ns: int) -> None:
        """The venue has acknowledged a topic."""
        if topic.channel in WATCHED:
            self._next_ns = now_ns + BOUND_NS if self._next_ns is None else min(self._next_ns, now_ns + BOUND_NS)

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        if isinstance(frame, CandlesFrame):
            self._heard_ns[frame.topic.symbol, frame.topic.name] = now_ns
        elif isinstance(frame, TickersFrame):
            self._heard_ns[frame.topic.symbol, ""] = now_ns
        return False

    def due(self) -> int | None:
        return self._next_ns

    def tick(self, now_ns: int) -> None:
        times = []
        topics = self._session.topics
        self._doubts = {topic: doubt for topic, doubt in self._doubts.items() if topic in topics}
        for topic in topics:
            began_ns = self._session.asked_ns(topic)
            if topic.channel not in WATCHED or began_ns is None:
                continue
            since_ns = max(began_ns, self._last_ns(topic))
            doubt = self._doubts.setdefault(topic, _Doubt())
            if since_ns > doubt.asked_ns + ANSWER_NS:
                doubt.quiet = doubt.missed = doubt.shown_ns = 0
                doubt.next_ns = since_ns + BOUND_NS
            if now_ns >= doubt.next_ns:
                self._act(topic, doubt, since_ns, now_ns)
            times.append(doubt.next_ns)
        self._next_ns = min(*times, now_ns + BOUND_NS) if times else None  # it may have talked meanwhile

    def _act(self, topic: Topic, doubt: _Doubt, since_ns: int, now_ns: int) -> None:
        shown_ns, doubt.shown_ns = doubt.shown_ns, 0
        missed = shown_ns > since_ns
        doubt.quiet = 0 if missed else doubt.quiet
        doubt.asked_ns, doubt.next_ns = now_ns, now_ns + min(MOST_NS, BOUND_NS << min(doubt.quiet, 10))
        doubt.quiet += 1
        if missed:
            doubt.missed += 1
            self._mend(topic, now_ns, last_resort=doubt.missed > 1)
        elif topic.channel is Channel.TRADES and self._asks:
            purpose = f"{NAME} {topic.symbol}"
            self._asked[purpose] = topic
            self._desk.ask(ReadTrades(topic.symbol, LATEST), purpose, now_ns)
        else:
            self._obey(self._session.resync(topic, now_ns), now_ns)

    def _last_ns(self, topic: Topic) -> int:
        if topic.channel is Channel.TRADES:
            return self.traded_ns.get(topic.symbol, 0)
        name = topic.name if topic.channel is Channel.CANDLES else ""
        return self._heard_ns.get((topic.symbol, name), 0)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        """Is there a trade that ought to have been heard? It may still come."""
        topic = self._asked.pop(errand.purpose, None)
        if topic is None:
            return errand.purpose.startswith(NAME)
        doubt, began_ns = self._doubts.get(topic), self._session.asked_ns(topic)
        if isinstance(result, Trades) and result.rows and doubt is not None and began_ns is not None:
            shown_ns = max(row.at_ns for row in result.rows) - self._ahead_ns() - GRACE_NS
            if shown_ns > max(began_ns, self._last_ns(topic)):
                doubt.shown_ns, doubt.next_ns = shown_ns, now_ns + GRACE_NS
                self._next_ns = min(self._next_ns or doubt.next_ns, doubt.next_ns)
        return True

    def _mend(self, topic: Topic, now_ns: int, *, last_resort: bool) -> None:
        what = f"{topic.channel} of {topic.symbol} were missed"
        self._tell(Surprise("a silent topic", what))
        self._missed(topic)
        if last_resort:
            self._obey(self._session.reconnect(f"{what} again", now_ns), now_ns)
        else:
            self._obey(self._session.resync(topic, now_ns), now_ns)
