"""What a configuration may say: a table of keys with type, range, default and help, and the way to look one up.

A `*` in a name stands for a name of the user's (a venue, an asset). A name ending in `.**` allows anything below it:
strategies have schemas of their own.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Path = tuple[str, ...]
Leaf = str | bool | int | Decimal | tuple[str, ...] | None

WILD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
PREFIX = "PICAFLOR_"


class Kind(StrEnum):
    TEXT = "text"
    SWITCH = "true or false"
    WHOLE = "whole number"
    NUMBER = "number"
    CHOICE = "one of"
    LIST = "list of texts"
    ANY = "anything"


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    kind: Kind
    help: str
    default: Leaf = None  # None: not set
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    shape: str = ""  # of a text or of each text of a list, as a regular expression
    example: str = ""  # of that shape, for messages and docs
    secret: bool = False
    upper: bool = False  # what the last `*` stands for is written in capitals

    @property
    def path(self) -> Path:
        return tuple(self.name.split("."))

    @property
    def free(self) -> bool:
        return self.name.endswith(".**")

    @property
    def variable(self) -> str:
        return PREFIX + self.name.replace(".", "_").upper().replace("*", "<NAME>")

    def allowed(self) -> str:
        """The type and the range as words that follow `must be`."""
        match self.kind:
            case Kind.CHOICE:
                return f"one of {', '.join(self.choices)}"
            case Kind.WHOLE | Kind.NUMBER:
                return f"a {self.kind}{self._range()}"
            case Kind.TEXT | Kind.LIST:
                return f"a {self.kind}{f', as {self.example}' if self.example else ''}"
            case Kind.SWITCH | Kind.ANY:
                return str(self.kind)

    def _range(self) -> str:
        match self.least, self.most:
            case None, None:
                return ""
            case least, None:
                return f", {least} or more"
            case None, most:
                return f", {most} or less"
            case least, most:
                return f" from {least} to {most}"

    def matches(self, path: Path) -> bool:
        own = self.path
        if self.free:
            return len(path) >= len(own) and path[: len(own) - 1] == own[:-1]
        return len(own) == len(path) and all(
            mine == theirs or (mine == "*" and WILD.fullmatch(theirs) is not None)
            for mine, theirs in zip(own, path, strict=True)
        )


@dataclass(frozen=True)
class Schema:
    keys: tuple[Key, ...]
    tables: Mapping[str, Mapping[str, Leaf]] = field(default_factory=dict)  # defaults of `*` tables nobody filled

    def find(self, path: Path) -> Key | None:
        return next((key for key in self.keys if key.matches(path)), None)

    def is_section(self, path: Path) -> bool:
        """Whether keys lie below `path`."""
        return any(
            len(key.path) > len(path)
            and all(mine in (theirs, "*", "**") for mine, theirs in zip(key.path, path, strict=False))
            for key in self.keys
        )

    def nearest(self, path: Path) -> str:
        """The known name that somebody who wrote `path` most likely meant; empty if none is near."""
        known = {_filled(key, path) for key in self.keys if not key.free}
        return _first(difflib.get_close_matches(".".join(path), known, n=1, cutoff=0.6)) or _first(
            name for name in sorted(known) if name.rpartition(".")[2] == path[-1]
        )

    def from_variable(self, variable: str) -> tuple[Path, Key] | None:
        """The key that an environment variable sets."""
        for key in self.keys:
            if key.free:
                continue
            shape = "_".join("(.+)" if part == "*" else re.escape(part.upper()) for part in key.path)
            found = re.fullmatch(PREFIX + shape, variable)
            if found:
                names = iter(found.groups())
                last = len(key.path) - 1
                filled = [
                    _named(next(names), upper=key.upper and place == last) if part == "*" else part
                    for place, part in enumerate(key.path)
                ]
                return tuple(filled), key
        return None

    def sections(self) -> set[str]:
        return {key.path[0] for key in self.keys if len(key.path) > 1 and not key.free}


def _named(text: str, *, upper: bool) -> str:
    return text.upper() if upper else text.lower()


def _filled(key: Key, path: Path) -> str:
    """`venues.*.proxy` with the names that `path` has in those places."""
    parts = [path[i] if mine == "*" and i < len(path) else mine for i, mine in enumerate(key.path)]
    return ".".join(parts)


def _first(names: Iterable[str]) -> str:
    return next(iter(names), "")
