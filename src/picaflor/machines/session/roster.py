"""The topics of a socket: which are wanted, asked for, live, refused, on their way out, and what to send next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from picaflor.wire.stream import Channel, Subscribe, Topic, Unsubscribe

SECOND: Final = 1_000_000_000
ACK_NS: Final = 5 * SECOND
TRIES_MAX: Final = 3
AGAIN_FIRST_NS: Final = 5 * SECOND
AGAIN_MOST_NS: Final = 600 * SECOND  # some venues count subscriptions by the hour
RESYNC_MOST_NS: Final = 60 * SECOND
RESYNC_CALM_NS: Final = 60 * SECOND


class Phase(StrEnum):
    WANTED = "wanted"  # to be asked for, not before at_ns
    ASKED = "asked"  # at at_ns
    LIVE = "live"
    LEAVE = "leave"  # to be unsubscribed, not before at_ns
    LEFT = "left"  # unsubscribed at at_ns, not yet confirmed


class Entry:
    __slots__ = ("at_ns", "back", "blamed", "phase", "refusals", "refused", "resynced_ns", "resyncs", "topic", "tries")

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.phase = Phase.WANTED
        self.at_ns = 0
        self.tries = 0  # times asked on this socket without an answer
        self.refusals = 0
        self.refused = False
        self.back = False  # wanted again after it was left: a resync
        self.blamed = False  # its silence has cost us a socket already
        self.resyncs = 0
        self.resynced_ns = 0

    @property
    def leaving(self) -> bool:
        return self.phase in (Phase.LEAVE, Phase.LEFT)

    @property
    def missing(self) -> bool:
        """Wanted, and not there."""
        return self.phase is not Phase.LIVE and (self.back or not self.leaving)

    def want(self, at_ns: int) -> None:
        self.phase, self.at_ns = Phase.WANTED, at_ns

    def live(self) -> None:
        self.phase, self.tries, self.refusals = Phase.LIVE, 0, 0
        self.refused = self.back = self.blamed = False

    def refuse(self, now_ns: int) -> None:
        self.want(now_ns + min(AGAIN_MOST_NS, AGAIN_FIRST_NS << min(self.refusals, 10)))
        self.refusals += 1
        self.tries = 1  # asked for alone from now on, so that the next refusal is known to be its
        self.refused = True


class Roster:
    def __init__(self, topics_per_frame: int, acks: bool) -> None:
        self._entries: dict[Topic, Entry] = {}
        self._per_frame = topics_per_frame
        self._acks = acks
        self.quiet = True  # every topic is live: nothing to watch for
        self.complete = True  # every wanted topic is live; some others may be on their way out

    # what the owner wants

    def add(self, topics: Iterable[Topic]) -> None:
        for topic in topics:
            entry = self._entries.setdefault(topic, Entry(topic))
            if entry.leaving:
                entry.back = True
        self._look()

    def remove(self, topics: Iterable[Topic], now_ns: int) -> None:
        for topic in topics:
            entry = self._entries.get(topic)
            if entry is None:
                continue
            entry.back = False
            if entry.phase is Phase.WANTED:
                del self._entries[topic]
            elif entry.phase in (Phase.ASKED, Phase.LIVE):
                entry.phase, entry.at_ns = Phase.LEAVE, now_ns
        self._look()

    def resync(self, topic: Topic, now_ns: int) -> None:
        """Out and in again, at once the first time and ever slower for a topic that keeps needing it."""
        entry = self._entries.get(topic)
        if entry is None or entry.phase is not Phase.LIVE:
            return  # it is being asked for already
        if now_ns - entry.resynced_ns > RESYNC_CALM_NS:
            entry.resyncs = 0
        gap = min(RESYNC_MOST_NS, SECOND << min(entry.resyncs - 1, 10)) if entry.resyncs else 0
        entry.phase, entry.back = Phase.LEAVE, True
        entry.at_ns = max(now_ns, entry.resynced_ns + gap)
        entry.resyncs, entry.resynced_ns = entry.resyncs + 1, entry.at_ns
        self._look()

    def swap(self, gone: Topic, wanted: Topic, now_ns: int) -> None:
        """One topic in another's place; a topic in its own is asked for anew."""
        if gone == wanted:
            self.resync(gone, now_ns)
        else:
            self.remove((gone,), now_ns)
            self.add((wanted,))

    def reset(self) -> None:
        """The socket is gone, and with it whatever it was subscribed to."""
        self._entries = {t: e for t, e in self._entries.items() if e.back or not e.leaving}
        for entry in self._entries.values():
            entry.want(0)
            entry.tries = 0
            entry.refused = entry.back = False
        self._look()

    # what to send

    def next_frame(self, now_ns: int) -> Subscribe | Unsubscribe | None:
        """Resyncs first: somebody trades on those."""
        back = self._pick(now_ns, lambda e: e.phase is Phase.WANTED and e.back)
        leave = () if back else self._pick(now_ns, lambda e: e.phase is Phase.LEAVE)
        wanted = back or (() if leave else self._pick(now_ns, lambda e: e.phase is Phase.WANTED))
        for entry in leave:
            self._leave(entry, now_ns)
        for entry in wanted:
            entry.phase, entry.at_ns = Phase.ASKED, now_ns
        self._look()
        if leave:
            return Unsubscribe(tuple(entry.topic for entry in leave))
        return Subscribe(tuple(entry.topic for entry in wanted)) if wanted else None

    def sent(self, frame: Subscribe | Unsubscribe, at_ns: int) -> None:
        for topic in frame.topics:
            entry = self._entries.get(topic)
            if entry is not None:
                entry.at_ns = at_ns

    def _pick(self, now_ns: int, fits: Callable[[Entry], bool]) -> tuple[Entry, ...]:
        """As many as go into a frame; what failed before goes alone."""
        due = [entry for entry in self._entries.values() if fits(entry) and entry.at_ns <= now_ns]
        fresh = [entry for entry in due if entry.tries == 0]
        return tuple(fresh[: self._per_frame] or due[:1])

    def _leave(self, entry: Entry, now_ns: int) -> None:
        if self._acks:
            entry.phase, entry.at_ns = Phase.LEFT, now_ns
        elif entry.back:
            entry.want(now_ns)
        else:
            del self._entries[entry.topic]

    # what the venue says

    def confirm(self, topic: Topic) -> Topic | None:
        """An acknowledgement. The topic if that made it live; a repeated one makes nothing."""
        entry = self.find(topic)
        if entry is None or entry.phase not in (Phase.ASKED, Phase.WANTED):
            return None
        entry.live()
        self._look()
        return entry.topic

    def taste(self, topic: Topic, snapshot: bool) -> Topic | None:
        """Data proves a subscription, except that after a resync the old one's last frames may still come."""
        entry = self.find(topic)
        if entry is None or entry.phase is not Phase.ASKED or (entry.back and not snapshot):
            return None
        return self.confirm(entry.topic)

    def dismiss(self, topic: Topic, now_ns: int) -> bool:
        """The topic is off. False if it was live and nobody had asked for that."""
        entry = self.find(topic)
        if entry is None:
            return True
        was_live = entry.phase is Phase.LIVE
        leaving = entry.leaving
        if leaving and not entry.back:
            del self._entries[entry.topic]
        elif leaving or was_live:
            entry.want(now_ns)
        self._look()
        return not was_live

    def listed(self, channel: Channel, name: str, symbols: Iterable[str], now_ns: int) -> list[Topic]:
        """All that is heard on one channel: what was asked for and is there is live; what left or was live, and is not
        there, is off. What was asked for and is missing may have its answer still to come."""
        there = frozenset(symbols)
        mine = [e for e in self._entries.values() if (e.topic.channel, e.topic.name) == (channel, name)]
        return self._match(mine, [entry.topic.symbol in there for entry in mine], now_ns)

    def listed_all(self, topics: Iterable[Topic], now_ns: int) -> list[Topic]:
        """The same, of all channels at once."""
        there, mine = frozenset(topics), list(self._entries.values())
        return self._match(mine, [entry.topic in there for entry in mine], now_ns)

    def _match(self, mine: list[Entry], there: list[bool], now_ns: int) -> list[Topic]:
        for entry, told in zip(mine, there, strict=True):
            if entry.phase in (Phase.LEFT, Phase.LIVE) and not told:
                self.dismiss(entry.topic, now_ns)
        asked = [entry.topic for entry, told in zip(mine, there, strict=True) if told and entry.phase is Phase.ASKED]
        return [topic for topic in map(self.confirm, asked) if topic is not None]

    def refuse(self, topic: Topic | None, now_ns: int) -> Entry | None:
        """Whom an error speaks of: the topic it names, or the only one that waits for an answer."""
        asked = [entry for entry in self._entries.values() if entry.phase is Phase.ASKED]
        entry = self.find(topic) if topic is not None else asked[0] if len(asked) == 1 else None
        if entry is None:
            return None
        if entry.phase is Phase.LEFT:
            self.dismiss(entry.topic, now_ns)
        else:
            entry.refuse(now_ns)
            self._look()
        return entry

    # what time does

    def expire(self, now_ns: int) -> tuple[list[Topic], list[Entry], list[Topic]]:
        """What became live without a word, what counts as refused, and whose silence is the socket's fault."""
        live: list[Topic] = []
        refused: list[Entry] = []
        silent: list[Topic] = []
        late = [
            e for e in self._entries.values() if e.phase in (Phase.ASKED, Phase.LEFT) and e.at_ns + ACK_NS <= now_ns
        ]
        for entry in late:
            if entry.phase is Phase.LEFT:
                self.dismiss(entry.topic, now_ns)
            elif not self._acks and entry.topic.channel is not Channel.BOOK:
                # A quiet market shows nothing, and this venue confirms nothing: no refusal has to do.
                entry.live()
                live.append(entry.topic)
            elif entry.tries + 1 < TRIES_MAX:
                entry.tries += 1
                entry.want(now_ns)
            elif entry.blamed:
                entry.refuse(now_ns)
                refused.append(entry)
            else:
                entry.blamed = True
                silent.append(entry.topic)
        if late:
            self._look()
        return live, refused, silent

    def send_due(self) -> int | None:
        return min((e.at_ns for e in self._entries.values() if e.phase in (Phase.WANTED, Phase.LEAVE)), default=None)

    def expiry_due(self) -> int | None:
        if self.quiet:
            return None
        waiting = (e.at_ns + ACK_NS for e in self._entries.values() if e.phase in (Phase.ASKED, Phase.LEFT))
        return min(waiting, default=None)

    # what there is to see

    @property
    def settled(self) -> bool:
        """Every topic has had its answer: a yes, or a no."""
        return all(entry.refused or not entry.missing for entry in self._entries.values())

    @property
    def topics(self) -> tuple[Topic, ...]:
        return tuple(e.topic for e in self._entries.values() if e.back or not e.leaving)

    def asked_ns(self, topic: Topic) -> int | None:
        """Of a topic that is live; None of any other."""
        entry = self._entries.get(topic)
        return entry.at_ns if entry is not None and entry.phase is Phase.LIVE else None

    def waiting(self) -> tuple[Topic, ...]:
        return tuple(entry.topic for entry in self._entries.values() if entry.missing)

    def find(self, topic: Topic) -> Entry | None:
        """Exactly, else by channel and symbol where one side does not name the kind of channel."""
        entry = self._entries.get(topic)
        if entry is not None:
            return entry
        for known, entry in self._entries.items():
            same_symbol = known.symbol == topic.symbol or (
                topic.channel.private and not (known.symbol and topic.symbol)
            )
            if known.channel is topic.channel and same_symbol and not (known.name and topic.name):
                return entry
        return None

    def _look(self) -> None:
        self.quiet = all(entry.phase is Phase.LIVE for entry in self._entries.values())
        self.complete = not any(entry.missing for entry in self._entries.values())
