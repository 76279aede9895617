"""Rows of texts and whole numbers as files that other programs read: CSV, JSON, or a line of JSON for each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from picaflor.storage.os_calls import Os, replace_whole
from picaflor.storage.problems import StorageProblem

Cell = str | int | None
ENDINGS: Final = (".csv", ".json", ".jsonl")
FORMULA: Final = ("=", "+", "@", "\t", "\r")  # how a spreadsheet is made to run what a venue sent


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> None:
    """By the file's ending. Whole numbers are texts in JSON: nanoseconds do not fit what many readers hold."""
    texts = [{name: None if row[name] is None else str(row[name]) for name in columns} for row in rows]
    match path.suffix.lower():
        case ".csv":
            data = _csv(columns, texts)
        case ".json":
            data = json.dumps(texts, indent=1) + "\n"
        case ".jsonl":
            data = "".join(f"{json.dumps(row)}\n" for row in texts)
        case _:
            raise ValueError(f"{path} is not {', '.join(ENDINGS)}")
    try:
        replace_whole(Os(), path, data.encode())
    except OSError as error:
        raise StorageProblem(f"{path} cannot be written: {error.strerror}") from error


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, str | None]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_safe(row[name] or "") for name in columns] for row in rows)
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
