"""A page as what it says, apart from how it looks: Markdown for a folder of docs, lines for a terminal."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown; paragraphs, lists and tables of its own are left alone."""

    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Name and value; what is empty is not told."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`head` names the columns; a row may be shorter than it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person sees at a terminal."""

    lines: tuple[str, ...]


Block = Heading | Text | Facts | Steps | Items | Grid | Typed
Page = tuple[Block, ...]

_LINK = re.compile(r"<(https?://[^>]+)>")
_STRESSED = re.compile(r"\*{1,2}(\w[^*]*\w)\*{1,2}")


def as_markdown(page: Page) -> str:
    return "\n\n".join(text for block in page if (text := _markdown(block))) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(level=level, words=words):
            return f"{'#' * level} {words}"
        case Text(words=words):
            return words.strip()
        case Facts(rows=rows):
            return "\n".join(f"- **{name}**: {value}" for name, value in rows if value)
        case Steps(rows=rows):
            return "\n".join(f"{n}. {row}" for n, row in enumerate(rows, 1))
        case Items(rows=rows):
            return "\n".join(f"- {row}" for row in rows)
        case Grid(head=head, rows=rows):
            lines = [head, tuple("---" for _ in head), *(_filled(row, head) for row in rows)]
            return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
        case Typed(lines=lines):
            return "\n".join(["```", *lines, "```"])
        case _:
            assert_never(block)


def as_lines(page: Page, width: int) -> list[str]:
    """For a terminal: nothing but words, folded at `width`."""
    lines: list[str] = []
    for block in page:
        found = _lines(block, width)
        lines += ["", *found] if lines and found else found
    return lines


def _lines(block: Block, width: int) -> list[str]:
    match block:
        case Heading(level=level, words=words):
            under = {1: "=", 2: "-"}.get(level, "")
            return [_plain(words), *([under * len(_plain(words))] if under else [])]
        case Text(words=words):
            return _fold_text(words, width)
        case Facts(rows=rows):
            return [line for name, value in rows if value for line in _fold(f"{name}: {_plain(value)}", width)]
        case Steps(rows=rows):
            return [line for n, row in enumerate(rows, 1) for line in _fold(f"{n}. {_plain(row)}", width)]
        case Items(rows=rows):
            return [line for row in rows for line in _fold(f"- {_plain(row)}", width)]
        case Grid(head=head, rows=rows):
            return _grid(tuple(map(_plain, head)), [tuple(map(_plain, _filled(row, head))) for row in rows], width)
        case Typed(lines=typed):
            return [f"    {line}" for line in typed]
        case _:
            assert_never(block)


def _grid(head: tuple[str, ...], rows: list[tuple[str, ...]], width: int) -> list[str]:
    """The last column is folded under itself; a table that has no room for it becomes a list."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    before = sum(widths[:-1]) + 2 * (len(head) - 1)
    if before + min(widths[-1], 30) > width:
        return [line for row in rows for line in _entry(head, row, width)]
    lines = []
    for row in (head, *rows):
        front = "".join(f"{cell:<{wide}}  " for cell, wide in zip(row[:-1], widths, strict=False))
        last = textwrap.wrap(row[-1], width - before, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [f"{front}{last[0]}".rstrip(), *(" " * before + more for more in last[1:])]
    return lines


def _entry(head: tuple[str, ...], row: tuple[str, ...], width: int) -> list[str]:
    first = _fold(f"{head[0]} {row[0]}", width)
    told = [f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True) if cell]
    return [*first, *(f"  {line}" for words in told for line in _fold(words, width - 2))]


def _filled(row: tuple[str, ...], head: tuple[str, ...]) -> tuple[str, ...]:
    return (*row, *("" for _ in range(len(head) - len(row))))


def _fold_text(words: str, width: int) -> list[str]:
    """Paragraph by paragraph; lists and tables are read as what they are."""
    lines: list[str] = []
    for paragraph in words.strip().split("\n\n"):
        found = _paragraph(paragraph.strip(), width)
        lines += ["", *found] if lines else found
    return lines


def _paragraph(words: str, width: int) -> list[str]:
    if words.startswith("- "):
        items = tuple(" ".join(item.split()) for item in words.removeprefix("- ").split("\n- "))
        return _lines(Items(items), width)
    if words.startswith("|"):
        head, _, *rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in words.splitlines()]
        return _lines(Grid(head, tuple(rows)), width)
    return _fold(_plain(" ".join(words.split())), width, "")


def _fold(words: str, width: int, indent: str = "  ") -> list[str]:
    return textwrap.wrap(words, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _plain(words: str) -> str:
    """Without the marks that only a page needs."""
    return _STRESSED.sub(r"\1", _LINK.sub(r"\1", words)).replace("`", "")
