"""picaflor venues [ID [CODE]]"""

from __future__ import annotations

import shutil

from picaflor.app.catalogue import Cell, explain, page, record, rows
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json

WIDTH_MAX = 120


def venues(connector: str | None = None, code: str | None = None, /, *, json_: Json = False) -> int:
    """The table of connectors, everything about one, or what one of its codes means.

    Example: picaflor venues bitget 43012

    Parameters
    ----------
    connector
        Its id, such as bitget: everything that its record says.
    code
        An error code of the venue, as an order that was refused shows it.
    json_
        One line of JSON for each connector.
    """
    if connector is None:
        _table(rows(), json_)
    elif code is not None:
        found = explain(connector, code)
        output.emit(dict(found)) if json_ else output.say(f"{code}: {found['outcome']}. {found['sentence']}")
    elif json_:
        output.emit(record(connector))
    else:
        for line in page(connector, min(WIDTH_MAX, shutil.get_terminal_size().columns)):
            output.say(line)
    return 0


def _table(found: list[dict[str, Cell]], as_json: bool) -> None:
    if as_json:
        for row in found:
            output.emit(dict(row))
        return
    heading = [key.replace("_", " ").replace("v2", "V2") for key in found[0]]
    output.table([heading, *([_cell(value) for value in row.values()] for row in found)])


def _cell(value: Cell) -> str:
    match value:
        case bool():
            return "yes" if value else "-"
        case list():
            return ", ".join(value) or "-"
        case str():
            return value or "-"
