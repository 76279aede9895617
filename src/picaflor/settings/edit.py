"""Setting one key in a configuration file, or taking it out, without losing the comments around it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli_w

from picaflor.settings.config import Config, KeyPath, check_table, checked_text, unknown
from picaflor.settings.keys import SCHEMA
from picaflor.settings.problems import BadConfig
from picaflor.settings.schema import Schema
from picaflor.settings.toml_files import find_line, parse_toml, read_text
from picaflor.settings.vault_file import Os, replace_private, writing

Check = Callable[[Config], None]


def set_key(
    path: Path, name: str, text: str, schema: Schema = SCHEMA, calls: Os | None = None, check: Check = lambda _: None
) -> None:
    """Check the value, then write it: the file is the old one or the new one, whatever happens. `check`: what else may
    be wrong with the file as it would be."""
    said = tuple(name.split("."))
    key = schema.find(said)
    if key is None:
        raise BadConfig(unknown(schema, said))
    value = checked_text(key, name, text, "command line")
    _rewrite(path, lambda before: edited(before, said, _plain(value), str(path)), schema, calls, check)


def unset_key(
    path: Path, name: str, schema: Schema = SCHEMA, calls: Os | None = None, check: Check = lambda _: None
) -> bool:
    """False: the file does not say it, and stays as it is."""
    said = tuple(name.split("."))
    if schema.find(said) is None:
        raise BadConfig(unknown(schema, said))
    return _rewrite(path, lambda before: without(before, said, str(path)), schema, calls, check)


def _rewrite(path: Path, change: Callable[[str], str | None], schema: Schema, calls: Os | None, check: Check) -> bool:
    """`change`: the file as it is to be, of the file as it is; None: it stays, and so does its absence."""
    with writing(path):
        after = change(read_text(path) if path.exists() else "")
        if after is None:
            return False
        check(Config(check_table(parse_toml(after, str(path)), after, str(path), schema), schema))
        replace_private(calls or Os(), path, after.encode(), "the configuration")
    return True


def without(before: str, said: KeyPath, where: str) -> str | None:
    """`before` less one key, whose value may go over several lines; None where it is not said."""
    wanted = parse_toml(before, where)
    if not _drop(wanted, said):
        return None
    lines, number = before.splitlines(keepends=True), find_line(before, said) or 0
    for end in range(number, len(lines) + 1) if number else ():
        careful = "".join(lines[: number - 1] + lines[end:])
        try:
            if _full(parse_toml(careful, where)) == _full(wanted):
                return careful
        except BadConfig:
            continue
    return tomli_w.dumps(wanted)


def edited(before: str, said: KeyPath, value: Any, where: str) -> str:
    """`before` with one key set. What the careful way cannot do (inline tables, say) is written anew, uncommented."""
    wanted = parse_toml(before, where)
    _put(wanted, said, value)
    for careful in (_replaced(before, said, value), _inserted(before, said, value)):
        try:
            if parse_toml(careful, where) == wanted:
                return careful
        except BadConfig:
            continue
    return tomli_w.dumps(wanted)


def _replaced(before: str, said: KeyPath, value: Any) -> str:
    lines = before.splitlines(keepends=True)
    number = find_line(before, said)
    if number is not None and not lines[number - 1].lstrip().startswith("["):
        name = lines[number - 1].partition("=")[0].strip()
        lines[number - 1] = f"{name} = {_written(value)}"
    return "".join(lines)


def _inserted(before: str, said: KeyPath, value: Any) -> str:
    """Under its table's heading, before the first heading for a key of no table, or in a new table at the end."""
    lines = before.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    *table, last = said
    entry = tomli_w.dumps({last: value})
    heading = f"[{'.'.join(table)}]"
    if not table:
        at = next((i for i, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        lines.insert(at, entry)
    elif (at := next((i for i, line in enumerate(lines) if line.strip() == heading), -1)) >= 0:
        lines.insert(at + 1, entry)
    else:
        gap = "\n" if lines else ""
        lines.append(f"{gap}{heading}\n{entry}")
    return "".join(lines)


def _put(raw: dict[str, Any], said: KeyPath, value: Any) -> None:
    *table, last = said
    for part in table:
        raw = raw.setdefault(part, {})
        if not isinstance(raw, dict):
            raise BadConfig(f"{'.'.join(said)} cannot be set: {part} is no table in the file, mend that first")
    raw[last] = value


def _drop(raw: dict[str, Any], said: KeyPath) -> bool:
    *tables, last = said
    for part in tables:
        raw = raw.get(part, {})
        if not isinstance(raw, dict):
            return False
    return raw.pop(last, None) is not None


def _full(raw: dict[str, Any]) -> dict[str, Any]:
    """Without tables that say nothing."""
    kept = {name: _full(value) if isinstance(value, dict) else value for name, value in raw.items()}
    return {name: value for name, value in kept.items() if value != {}}


def _written(value: Any) -> str:
    return tomli_w.dumps({"x": value}).removeprefix("x = ")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)  # TOML would have a point and a zero behind it
    return "".join(value) if isinstance(value, str) else value
