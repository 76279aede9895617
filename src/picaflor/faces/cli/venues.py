"""picaflor venues [ID]"""

from __future__ import annotations

import json
import sys
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from picaflor.app.catalogue import page, rows

PIPE_WIDTH = 200  # nobody wraps lines in a pipe


def venues(id_: str | None = None, /, *, json_: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """The table of connectors, or with an id everything that the record of one says.

    Example: picaflor venues bitget

    Parameters
    ----------
    id_
        One connector's id.
    json_
        One line of JSON for each connector.
    """
    console = Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
    if id_ is not None:
        record = page(id_)
        if json_:
            print(json.dumps(record))
            return 0
        for key, value in record.items():
            console.print(f"[bold]{key}[/bold]: {value}", highlight=False)
        return 0
    table = rows()
    if json_:
        for row in table:
            print(json.dumps(row))
        return 0
    shown = Table(box=None, pad_edge=False)
    for key in table[0]:
        shown.add_column(key, no_wrap=True)
    for row in table:
        shown.add_row(*(str(value) for value in row.values()))
    console.print(shown)
    return 0
