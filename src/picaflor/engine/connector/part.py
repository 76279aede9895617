"""What a connector may do beside its books and orders: contracts, stops, the account's own fees. Each is a part.

A part is a small machine with the connector's hooks. It asks over the desk, keeps what it believes, and tells through
the two sinks it was made with: events for the step, facts for the journal. A row gets the parts that its record speaks
of; what a row has not costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from picaflor.domain.events import Event
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Errand, Result
from picaflor.engine.records import Kind
from picaflor.wire.stream import Topic, VenueFrame

Tell = Callable[[Event], None]
Keep = Callable[[tuple[Kind, bytes]], None]


class Part(Protocol):
    name: str
    sends: frozenset[type]  # the kinds of requests of whose leaving it is told

    def public_topics(self, market: Market) -> list[Topic]:
        """For each pair of ours."""
        ...

    def private_topics(self) -> list[Topic]: ...
    def missing(self) -> list[str]:
        """What trading waits for."""
        ...

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        """Every market by its pair, and the pairs of ours among them."""
        ...

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        """Was it this part's?"""
        ...

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool: ...
    def left(self, errand: Errand, now_ns: int) -> None:
        """This request is about to leave."""
        ...

    def up(self, now_ns: int) -> None:
        """The private stream is there; what happened before may have passed us by."""
        ...

    def down(self, why: str, now_ns: int) -> None: ...
    def tick(self, now_ns: int) -> None: ...
    def due(self) -> int | None: ...
    def dump(self) -> bytes: ...
    def restore(self, dumped: bytes, now_ns: int) -> None:
        """As an earlier run left it, before anything moves."""
        ...


class Quiet:
    """What a part does about that to which it has nothing to say."""

    sends: frozenset[type] = frozenset()

    def public_topics(self, market: Market) -> list[Topic]:
        return []

    def private_topics(self) -> list[Topic]:
        return []

    def missing(self) -> list[str]:
        return []

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None: ...

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        return False

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        return False

    def left(self, errand: Errand, now_ns: int) -> None: ...

    def up(self, now_ns: int) -> None: ...

    def down(self, why: str, now_ns: int) -> None: ...

    def tick(self, now_ns: int) -> None: ...

    def due(self) -> int | None:
        return None

    def dump(self) -> bytes:
        return b""  # nothing of it outlives a run: the venue tells it anew

    def restore(self, dumped: bytes, now_ns: int) -> None: ...


class Parts:
    """All that a row has of them, asked one after the other. What most have nothing to say to is said here once."""

    def __init__(self, parts: list[Part]) -> None:
        self.all = parts
        self._senders = {ask: [part for part in parts if ask in part.sends] for part in parts for ask in part.sends}

    def beside(self, part: Part) -> Parts:
        return Parts([*self.all, part])

    def public_topics(self, market: Market) -> list[Topic]:
        return [topic for part in self.all for topic in part.public_topics(market)]

    def private_topics(self) -> list[Topic]:
        return [topic for part in self.all for topic in part.private_topics()]

    def missing(self) -> list[str]:
        return [what for part in self.all for what in part.missing()]

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        for part in self.all:
            part.listed(markets, pairs, now_ns)

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        said = [part.heard(frame, now_ns) for part in self.all]  # one frame may be news to several
        return any(said)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        return any(part.answered(errand, result, now_ns) for part in self.all)

    def left(self, errands: list[Errand], now_ns: int) -> None:
        for errand in errands:
            for part in self._senders.get(type(errand.ask), ()):
                part.left(errand, now_ns)

    def up(self, now_ns: int) -> None:
        for part in self.all:
            part.up(now_ns)

    def down(self, why: str, now_ns: int) -> None:
        for part in self.all:
            part.down(why, now_ns)

    def tick(self, now_ns: int) -> None:
        for part in self.all:
            due = part.due()
            if due is not None and now_ns >= due:
                part.tick(now_ns)

    def due(self) -> list[int | None]:
        return [part.due() for part in self.all]

    def dump(self) -> dict[str, bytes]:
        return {part.name: dumped for part in self.all if (dumped := part.dump())}

    def restore(self, dumped: Mapping[str, bytes], now_ns: int) -> None:
        for part in self.all:
            if part.name in dumped:
                part.restore(dumped[part.name], now_ns)
