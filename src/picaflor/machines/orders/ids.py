"""Client ids: fixed-width fields without separators. The counter comes from blocks that were reserved on disk before."""

from __future__ import annotations

from picaflor.wire.venue import ClientIdRule

COUNTERS_MIN = 10**12  # a thousand orders a second for thirty years
_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"


class NoIds(RuntimeError):
    """The block is used up and no further one was reserved."""


class ClientIds:
    """prefix, bot, counter. The counter is written in the largest even base that the row's characters allow."""

    def __init__(self, rule: ClientIdRule, prefix: str, bot: str, block: range) -> None:
        self._alphabet = _alphabet(rule.charset)
        self._values = {letter: value for value, letter in enumerate(self._alphabet)}
        self._width = _width(len(self._alphabet))
        self._head = prefix + bot
        self._prefix, self._bot = prefix, bot
        self._length = len(self._head) + self._width
        if stray := sorted(set(self._head) - set(rule.charset)):
            raise ValueError(f"the venue takes no {''.join(stray)!r} in client ids ({self._head!r})")
        if self._length > rule.length_max:
            raise ValueError(f"client ids of {self._length} characters, the venue takes {rule.length_max}")
        self._blocks: list[range] = []
        self._high, self._stem = -1, ""  # of the counter written last: all letters but one
        self._next = 0
        self._stop = 0
        self.left = 0  # how many may still be handed out
        self.highest = -1  # the highest counter that was ever handed out or seen
        self.extend(block)

    @property
    def start(self) -> int:
        """The next counter that may be handed out."""
        return self._next if self._next < self._stop or not self._blocks else self._blocks[0].start

    def next(self) -> str:
        while self._next >= self._stop:
            if not self._blocks:
                raise NoIds("no client ids left: reserve a block")
            block = self._blocks.pop(0)
            self._next, self._stop = max(block.start, self.highest + 1), block.stop
            self._count()
        counter = self._next
        self._next = counter + 1
        self.left -= 1
        self.highest = counter
        high, low = divmod(counter, len(self._alphabet))
        return self._stem + self._alphabet[low] if high == self._high else self.write(counter)

    def extend(self, block: range) -> None:
        """A further block. Blocks only ever rise: a counter is never handed out twice."""
        if block.step != 1 or block.start < 0:
            raise ValueError(f"not a block of counters: {block}")
        last = self._blocks[-1].stop if self._blocks else self._stop
        if block.start < last:
            raise ValueError(f"the block {block} overlaps one that ends at {last}")
        self._blocks.append(block)
        self._count()

    def burn(self, counter: int) -> None:
        """This counter was seen in use: nothing up to it is handed out again."""
        if counter > self.highest:
            self.highest = counter
            self._next = max(self._next, counter + 1)
            self._count()

    def _count(self) -> None:
        later = sum(max(0, block.stop - max(block.start, self.highest + 1)) for block in self._blocks)
        self.left = max(0, self._stop - self._next) + later

    def write(self, counter: int) -> str:
        high, low = divmod(counter, len(self._alphabet))
        if high != self._high:
            self._high, self._stem = high, self._write_stem(high, counter)
        return self._stem + self._alphabet[low]

    def _write_stem(self, high: int, counter: int) -> str:
        letters: list[str] = []
        base, rest = len(self._alphabet), high
        for _ in range(self._width - 1):
            rest, value = divmod(rest, base)
            letters.append(self._alphabet[value])
        if rest:
            raise NoIds(f"the counter {counter} does not fit {self._width} characters")
        return self._head + "".join(reversed(letters))

    def reads(self, client_id: str) -> int | None:
        """The counter of an id of this bot; None for anybody else's."""
        if len(client_id) != self._length or not client_id.startswith(self._head):
            return None
        counter = 0
        for letter in client_id[len(self._head) :]:
            value = self._values.get(letter)
            if value is None:
                return None
            counter = counter * len(self._alphabet) + value
        return counter

    def kin(self, client_id: str) -> str | None:
        """The bot that an id with our prefix names, this one or another with a name of the same length."""
        end = len(self._head)
        if len(client_id) != self._length or not client_id.startswith(self._prefix):
            return None
        if not set(client_id[end:]) <= self._values.keys():
            return None
        return client_id[len(self._prefix) : end]

    def sibling(self, client_id: str) -> bool:
        """Another bot of ours gave it out: its order is that bot's business, alive or not."""
        return self.kin(client_id) not in (None, self._bot)


def _alphabet(charset: str) -> str:
    allowed = set(charset)
    letters = _LOWER if allowed >= set(_LOWER) else _LOWER.upper()
    full = _DIGITS + letters
    alphabet = full if allowed >= set(full) else "".join(c for c in full if c in allowed)
    if len(alphabet) < 10:
        raise ValueError(f"too few characters for client ids: {charset!r}")
    return alphabet


def _width(base: int) -> int:
    width, room = 0, 1
    while room < COUNTERS_MIN:
        width, room = width + 1, room * base
    return width
