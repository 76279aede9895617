"""Who hears which topic of the house, and what kinds of news that makes necessary."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from picaflor.wire.stream import Channel, Topic

NOTHING: frozenset[Channel] = frozenset()


class Hearers:
    def __init__(self) -> None:
        self._of: dict[Topic, dict[int, None]] = {}
        self._kinds: dict[str, set[Channel]] = {}
        self._topics: dict[str, tuple[Topic, ...]] = {}  # by product, as they were asked for last

    def __bool__(self) -> bool:
        return bool(self._of)

    def add(self, topic: Topic, no: int) -> None:
        if topic not in self._of:
            self._topics.clear()
        self._of.setdefault(topic, {})[no] = None
        self._kinds.setdefault(topic.product, set()).add(topic.channel)

    def drop(self, topic: Topic, no: int) -> None:
        left = self._of.get(topic)
        if left is None:
            return
        left.pop(no, None)
        if not left:
            del self._of[topic]
            self._topics.clear()
            self._kinds[topic.product] = {each.channel for each in self.topics(topic.product)}

    def of(self, topic: Topic) -> Collection[int]:
        """The numbers of their sockets."""
        return self._of.get(topic, ())

    def topics(self, product: str) -> tuple[Topic, ...]:
        found = self._topics.get(product)
        if found is None:
            found = self._topics[product] = tuple(topic for topic in self._of if topic.product == product)
        return found

    def kinds(self, product: str) -> AbstractSet[Channel]:
        return self._kinds.get(product, NOTHING)
