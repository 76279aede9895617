"""picaflor venues [ID]"""

from __future__ import annotations

from picaflor.app.catalogue import Cell, page, rows
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json


def venues(connector: str | None = None, /, *, json_: Json = False) -> int:
    """The table of connectors, or everything about one.

    Example: picaflor venues bitget

    Parameters
    ----------
    connector
        Its id, such as bitget: everything that its record says.
    json_
        One line of JSON for each connector.
    """
    found = rows() if connector is None else [page(connector)]
    if json_:
        for row in found:
            output.emit(row)
    elif connector is None:
        heading = [_words(key) for key in found[0]]
        output.table([heading, *([_cell(value) for value in row.values()] for row in found)])
    else:
        for key, value in found[0].items():
            output.say(f"{_words(key)}: {_cell(value)}")
    return 0


def _words(key: str) -> str:
    return key.replace("_", " ")


def _cell(value: Cell) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ("; " if any("," in item or " " in item for item in value) else ", ").join(value) or "-"
        case str():
            return value or "-"
