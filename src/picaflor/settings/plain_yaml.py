"""The part of YAML that other programs' configuration files are written in: nested keys, lists and plain words, by line.

Everything is a text, or None where nothing is said. What goes beyond (anchors, tags, folded blocks) is refused by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from picaflor.settings.problems import BadConfig

KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s:#'"\[\]{},&*!|>%@`-][^:#]*?)\s*:(?:\s+(.*))?$""")
NOTHING = frozenset({"", "~", "null", "Null", "NULL", "{}", "[]"})
DEPTH_MAX = 20
Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Said:
    """One leaf. A list of plain words is one; an element of another list has its number in the path."""

    path: tuple[str, ...]
    value: Value
    line: int

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def read_yaml(text: str, where: str) -> list[Said]:
    lines = list(_lines(text, where))
    found, rest = _block(lines, 0, (), where)
    if rest != len(lines):
        raise _unread(where, lines[rest])
    return found


def _lines(text: str, where: str) -> Iterator[_Line]:
    for number, raw in enumerate(text.splitlines(), 1):
        if "\t" in raw[: len(raw) - len(raw.lstrip())]:
            raise BadConfig(f"{where}:{number}: a tab at its beginning: write spaces")
        stripped = _without_comment(raw).rstrip()
        if stripped.strip() and stripped.strip() not in ("---", "..."):
            yield _Line(number, len(stripped) - len(stripped.lstrip()), stripped.strip())


def _without_comment(raw: str) -> str:
    quote = ""
    for n, letter in enumerate(raw):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and (n == 0 or raw[n - 1] in " [{,:"):
            quote = letter
        elif letter == "#" and (n == 0 or raw[n - 1] in " \t"):
            return raw[:n]
    return raw


def _block(lines: list[_Line], at: int, path: tuple[str, ...], where: str) -> tuple[list[Said], int]:
    """All that is as far from the edge as the line at `at`, and below."""
    if at >= len(lines):
        return [], at
    if len(path) > DEPTH_MAX:
        raise _unread(where, lines[at])
    items = lines[at].text.startswith("- ") or lines[at].text == "-"
    return (_list if items else _mapping)(lines, at, path, where)


def _mapping(lines: list[_Line], at: int, path: tuple[str, ...], where: str) -> tuple[list[Said], int]:
    found: list[Said] = []
    indent = lines[at].indent
    while at < len(lines) and lines[at].indent == indent and not lines[at].text.startswith("- "):
        line = lines[at]
        shape = KEY.match(line.text)
        if shape is None:
            raise _unread(where, line)
        here, at = (*path, _bare(shape[1])), at + 1
        deeper = at < len(lines) and (
            lines[at].indent > indent or (lines[at].indent == indent and lines[at].text.startswith("- "))
        )
        if shape[2] is None and deeper:
            inside, at = _block(lines, at, here, where)
            found += inside
        else:
            found.append(Said(here, _value(shape[2] or "", line, where), line.number))
    return found, at


def _list(lines: list[_Line], at: int, path: tuple[str, ...], where: str) -> tuple[list[Said], int]:
    """Of plain words one leaf; of tables the leaves of each."""
    words: list[str] = []
    found: list[Said] = []
    indent, first, number = lines[at].indent, lines[at].number, 0
    while at < len(lines) and lines[at].indent == indent and lines[at].text.startswith("-"):
        line = lines[at]
        inner = line.text[1:].strip()
        if KEY.match(inner):
            lines[at] = _Line(line.number, indent + len(line.text) - len(inner), inner)
            inside, at = _mapping(lines, at, (*path, str(number)), where)
            found += inside
        else:
            value = _value(inner, line, where)
            words += [value] if isinstance(value, str) else list(value or ())
            at += 1
        number += 1
    return (found or [Said(path, tuple(words), first)]), at


def _value(text: str, line: _Line, where: str) -> Value:
    if text in NOTHING:
        return None
    if text.startswith("[") and text.endswith("]"):
        return tuple(_bare(item) for item in text[1:-1].split(",") if item.strip())
    if text[0] in "&*!|>{[%@`":
        raise _unread(where, line)
    return _bare(text)


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0] else text


def _unread(where: str, line: _Line) -> BadConfig:
    return BadConfig(f"{where}:{line.number}: {line.text[:60]!r} cannot be read here: write plain keys and values")
