"""Rows of the past as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from picaflor.app.history import FILL_COLUMNS, ORDER_COLUMNS, TRADE_COLUMNS, fills_of, orders_of, trades_of
from picaflor.app.problems import Usage
from picaflor.app.progress import Told, unheard
from picaflor.app.roster import Entry
from picaflor.storage.table_files import ENDINGS, write_rows

KINDS = {
    "trades": (TRADE_COLUMNS, trades_of),
    "orders": (ORDER_COLUMNS, orders_of),
    "fills": (FILL_COLUMNS, fills_of),
}


def export_to(file: Path, what: str, entries: Sequence[Entry], told: Told = unheard) -> int:
    """How many rows."""
    if file.suffix.lower() not in ENDINGS:
        raise Usage(f"{file} does not say what it is to be: give it a name that ends in {', '.join(ENDINGS)}")
    columns, read = KINDS[what]
    rows = read(entries, told)
    write_rows(file, columns, rows)
    return len(rows)
