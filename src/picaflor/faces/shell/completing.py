"""What may stand where the cursor is: a command, an option, a connector, a pair, a bot, a file."""

from __future__ import annotations

import glob
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from picaflor.app.completion import BOTS, CONNECTORS, KINDS, PAIR, PAIRS


@dataclass
class Completer:
    commands: Sequence[str]
    options: Callable[[str], Sequence[str]]  # of a command
    connectors: Callable[[], Sequence[str]]
    bots: Callable[[], Sequence[str]]
    pairs: Callable[[], Iterable[str]]  # of bots; those that were typed are known besides
    valued: Callable[[str], Sequence[str]] = lambda _: ()  # those options of a command that a value follows
    first: Callable[[], Sequence[str]] = tuple  # connectors to offer before a letter was typed; none: all
    _typed: dict[str, None] = field(default_factory=dict)

    def learn(self, line: str) -> None:
        """A pair that was typed is offered from then on."""
        self._typed |= dict.fromkeys(PAIR.findall(line))

    def complete(self, before: str, word: str) -> list[str]:
        """`before`: the line up to the word."""
        try:
            said = shlex.split(before)
        except ValueError:
            return []
        return [each for each in self._candidates(said, word) if each.startswith(word)]

    def _candidates(self, said: list[str], word: str) -> Iterable[str]:
        if not said:
            return [*self.commands, "exit", "help"]
        command = said[0]
        if command == "help":
            return self.commands
        if command not in self.commands:
            return ()
        place = self._place(said)
        if word.startswith("-"):
            return [*self.options(command), "--help"]
        if said[-1] == "--bot" or (command in BOTS and place == 0):
            return self.bots()
        if said[-1] in self.valued(command):
            return _files(word)
        if command in CONNECTORS and place == 0:
            return (not word and self.first()) or self.connectors()
        if command in PAIRS and place == 1:
            return sorted({*self.pairs(), *self._typed})
        if command == "export" and place == 0:
            return KINDS
        return _files(word)

    def _place(self, said: list[str]) -> int:
        """How many words the command has been given: neither options nor their values."""
        valued = self.valued(said[0])
        return sum(not word.startswith("-") and before not in valued for before, word in pairwise(said))


def _files(word: str) -> list[str]:
    return [f"{path}/" if path.endswith("/") else path for path in sorted(glob.glob(f"{glob.escape(word)}*"))]
