"""How the tables are read: a scenario's commands are run on a book, and what happens is written as a trader would.

A table holds commands, what they cause after `->` (more causes on lines of their own), and drawn books. Lines that
start with # are for people. Only the commands are obeyed; the rest of the table is what must come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.matching import (
    Accepted,
    Amended,
    Done,
    Incoming,
    Kind,
    MatchEvent,
    PriceRule,
    SelfTrade,
    Stop,
    StopBook,
    Traded,
    Why,
)
from picaflor.machines.matching.fast import FastBook
from picaflor.machines.matching.naive import NaiveBook

Book = FastBook | NaiveBook
RULES = {rule.value.replace("_", "-"): rule for rule in SelfTrade}
TYPES = {"limit": OrderType.LIMIT, "post-only": OrderType.LIMIT_MAKER, "market": OrderType.MARKET}
PLACE = re.compile(
    r"place (?P<name>\w+)(?: by (?P<owner>\w+))? (?P<side>buy|sell) (?P<type>limit|post-only|market)"
    r"(?: (?P<lots>\d+)| for (?P<quote>\d+) of quote)(?: @ (?P<ticks>\d+))?(?: (?P<tif>ioc|fok))?"
    r"(?: not beyond (?P<protect>\d+))?(?: self-trade (?P<stp>[a-z-]+))?"
)


@dataclass(frozen=True, slots=True)
class Scenario:
    title: str
    lines: tuple[str, ...]

    @property
    def expected(self) -> list[str]:
        return [" ".join(line.split()) for line in self.lines if line.strip() and not line.lstrip().startswith("#")]


def read_scenarios(path: Path) -> list[Scenario]:
    scenarios: list[Scenario] = []
    for line in path.read_text().splitlines():
        if line.startswith("scenario: "):
            scenarios.append(Scenario(line.removeprefix("scenario: "), ()))
        elif scenarios:
            scenarios[-1] = Scenario(scenarios[-1].title, (*scenarios[-1].lines, line))
        else:
            assert not line.strip() or line.startswith("#"), f"{path.name}: {line!r} belongs to no scenario"
    return scenarios


def split(line: str) -> tuple[str, str]:
    """A line's command, if it has one, and the rest that is only expected."""
    command, arrow, said = line.partition("->")
    return command.strip(), arrow + said


class Player:
    """One scenario on one book."""

    def __init__(self, make: Callable[..., Book]) -> None:
        self._make = make
        self._self_trade, self._worth = SelfTrade.NONE, 1
        self._book: Book | None = None
        self._stops = StopBook()
        self._names: list[str] = [""]  # an order's id is its place here
        self._owners: list[str] = [""]
        self._now_ns = 0
        self.whys: set[Why] = set()

    @property
    def book(self) -> Book:
        if self._book is None:
            self._book = self._make(self._self_trade, notional_per=self._worth)
        return self._book

    def play(self, scenario: Scenario) -> list[str]:
        """What the whole scenario should have looked like."""
        out: list[str] = []
        drawing = False
        for line in scenario.expected:
            command, _ = split(line)
            if drawing and "|" in command:
                continue
            drawing = command == "book"
            if drawing:
                out += ["book", "bids | asks", *self._drawn()]
            elif command:
                said = self._obey(command)
                out += [f"{command} -> {said[0]}" if said else command, *(f"-> {more}" for more in said[1:])]
        return out

    def _obey(self, command: str) -> list[str]:
        self._now_ns += 1
        words = command.split()
        match words:
            case ["rule", "self-trade", rule]:
                self._self_trade = RULES[rule]
                return []
            case ["rule", "a", "lot", "at", "a", "tick", "is", "worth", worth]:
                self._worth = int(worth)
                return []
            case ["place", *_]:
                return self._tell(self.book.submit(self._read(command), self._now_ns), placing=True)
            case ["when", price, (">=" | "<=") as way, ticks, "place", *_]:
                then = self._read(command[command.index("place") :])
                kind = Kind.STOP if (way == ">=") == (then.side is Side.BUY) else Kind.TAKE_PROFIT
                self._stops.add(Stop(then.order_id, int(ticks), then, PriceRule(price), kind))
                return []
            case ["mark", "is", ticks]:
                return self._fire(self._stops.price(int(ticks), PriceRule.MARK)) or ["nothing"]
            case ["amend", name, "to", lots, "@", ticks]:
                return self._tell(self.book.amend(self._id(name), int(lots), int(ticks), self._now_ns))
            case ["amend", name, "to", "wait", "for", ticks]:
                amended = self._stops.amend(self._id(name), trigger_ticks=int(ticks))
                return [f"{name} waits for {amended.trigger_ticks}"] if amended else ["nothing"]
            case ["cancel", "all", "of", owner]:
                return self._tell(self.book.cancel_owner(self._owner(owner), self._now_ns))
            case ["cancel", name]:
                if self._stops.cancel(self._id(name)):
                    return [f"{name} waits no longer"]
                return self._tell(self.book.cancel(self._id(name), self._now_ns))
            case _:
                raise AssertionError(f"the table says what nobody understands: {command!r}")

    def _read(self, command: str) -> Incoming:
        found = PLACE.fullmatch(command)
        assert found, f"not an order: {command!r}"
        self._names.append(found["name"])
        return Incoming(
            order_id=len(self._names) - 1,
            owner=self._owner(found["owner"] or found["name"]),
            side=Side(found["side"]),
            lots=int(found["lots"] or 0),
            ticks=int(found["ticks"]) if found["ticks"] else None,
            type=TYPES[found["type"]],
            tif=Tif(found["tif"].upper()) if found["tif"] else Tif.GTC,
            quote=int(found["quote"] or 0),
            protect_ticks=int(found["protect"]) if found["protect"] else None,
            stp=RULES[found["stp"]] if found["stp"] else None,
        )

    def _id(self, name: str) -> int:
        return self._names.index(name)

    def _owner(self, owner: str) -> int:
        if owner not in self._owners:
            self._owners.append(owner)
        return self._owners.index(owner)

    def _tell(self, events: list[MatchEvent], *, placing: bool = False) -> list[str]:
        """The events in words, and whatever they trigger. That an order simply rests needs no words."""
        at_the_door = placing and not isinstance(events[0], Accepted)
        said = [self._word(event, at_the_door=at_the_door) for event in events if not isinstance(event, Accepted)]
        for event in events:
            if isinstance(event, Traded):
                said += self._fire(self._stops.price(event.ticks))
        return said or ([] if placing else ["nothing"])

    def _fire(self, fired: list[Stop]) -> list[str]:
        said = []
        for stop in fired:
            said.append(f"{self._names[stop.order_id]} triggered")
            said += self._tell(self.book.submit(stop.then, self._now_ns), placing=True)
        return said

    def _word(self, event: MatchEvent, *, at_the_door: bool) -> str:
        match event:
            case Traded():
                maker, taker = self._names[event.maker_id], self._names[event.taker_id]
                return f"trade {event.lots} @ {event.ticks} ({maker} maker, {taker} taker)"
            case Amended():
                place = "keeps" if event.priority_kept else "loses"
                return f"{self._names[event.order_id]} amended to {event.lots} @ {event.ticks}, {place} its place"
            case Done():
                self.whys.add(event.why)
                return self._done(event, at_the_door=at_the_door)
            case _:
                raise AssertionError(f"no words for {event}")

    def _done(self, done: Done, *, at_the_door: bool) -> str:
        name = self._names[done.order_id]
        if done.why is Why.FILLED:
            assert done.left == 0
            return f"{name} filled"
        left = f"{done.quote_left} of quote left" if done.quote_left else f"{done.left} left"
        return f"{name} {'refused' if at_the_door else 'done'}: {done.why.value}, {left}"

    def _drawn(self) -> list[str]:
        bids, asks = ([f"{lots} @ {ticks}" for ticks, lots in self.book.levels(side, 99)] for side in Side)
        return [f"{bid} | {ask}".strip() for bid, ask in zip_longest(bids, asks, fillvalue="")]
