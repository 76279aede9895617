"""Lines and tables as wide as a terminal is: broken between words, and never beyond its edge."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

GAP = "  "
LAST_LEAST = 20  # columns that a table's last one must have to be broken within itself
INDENT = "    "
Cells = Sequence[Sequence[str]]


def broken(line: str, columns: int) -> list[str]:
    """Between words. `columns` 0: there is no edge."""
    return (textwrap.wrap(line, columns, break_on_hyphens=False) if columns else [line]) or [""]


def fitted(cells: Cells, columns: int) -> list[str]:
    """The lines of a table; the first row is its heading. Where it is too wide its last column is broken within itself,
    or stands below each row; and where that does not help, each cell has a line.
    """
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    before = sum(widths[:-1]) + len(GAP) * (len(widths) - 1)
    if not columns or before + widths[-1] <= columns:
        return [_line(row, widths) for row in cells]
    if columns - before >= max(LAST_LEAST, len(cells[0][-1])):
        return _last_broken(cells, widths, columns - before)
    if before + len(cells[0][-1]) <= columns:
        return _last_below(cells, widths, columns)
    return _cell_by_cell(cells, columns)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _last_broken(cells: Cells, widths: list[int], room: int) -> list[str]:
    found = []
    for row in cells:
        first, *more = broken(row[-1], room)
        empty = [""] * (len(row) - 1)
        found += [_line([*row[:-1], first], widths), *(_line([*empty, part], widths) for part in more)]
    return found


def _last_below(cells: Cells, widths: list[int], columns: int) -> list[str]:
    found = [_line(cells[0], widths)]
    for row in cells[1:]:
        short = len(row[-1]) <= len(cells[0][-1])
        found.append(_line([*row[:-1], row[-1] if short else ""], widths))
        found += [] if short else [f"{INDENT}{part}" for part in broken(row[-1], columns - len(INDENT))]
    return found


def _cell_by_cell(cells: Cells, columns: int) -> list[str]:
    """The heading of each cell stands before it, and an empty line after each row."""
    names, *rows = cells
    width = max(map(len, names))
    room = max(columns - width - len(GAP), 1)
    found = []
    for row in rows:
        for name, cell in zip(names, row, strict=True):
            first, *more = broken(cell, room)
            found.append(f"{name:<{width}}{GAP}{first}".rstrip())
            found += [f"{'':<{width}}{GAP}{part}" for part in more]
        found.append("")
    return found[:-1] or list(names)
