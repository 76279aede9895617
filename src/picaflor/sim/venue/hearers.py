"""Who hears which topic of the house, and what kinds of news that makes necessary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from picaflor.wire.stream import Channel, Topic

NOTHING: frozenset[Channel] = frozenset()


class Hearers:
    def __init__(self) -> None:
        self._of: dict[Topic, dict[int, None]] = {}
        self._kinds: dict[str, set[Channel]] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def add(self, topic: Topic, no: int) -> None:
        self._of.setdefault(topic, {})[no] = None
        self._kinds.setdefault(topic.product, set()).add(topic.channel)

    def drop(self, topic: Topic, no: int) -> None:
        left = self._of.get(topic)
        if left is None:
            return
        left.pop(no, None)
        if not left:
            del self._of[topic]
            self._kinds[topic.product] = {each.channel for each in self.topics(topic.product)}

    def of(self, topic: Topic) -> Iterable[int]:
        """The numbers of their sockets."""
        return self._of.get(topic, ())

    def topics(self, product: str) -> Iterator[Topic]:
        return (topic for topic in self._of if topic.product == product)

    def kinds(self, product: str) -> AbstractSet[Channel]:
        return self._kinds.get(product, NOTHING)
