"""A strategy's table in the configuration as the frozen dataclass that the strategy is written with."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from picaflor.domain.numbers import decimal_of, read_atoms, write_atoms
from picaflor.settings.problems import BadConfig

T = TypeVar("T")
NS_IN = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "min": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9}
DURATION = re.compile(r"([0-9]{1,9})\s?(ns|us|ms|s|min|h|d)", re.ASCII)


class _Not(ValueError):
    """What the value must be."""


def into(made: type[T], values: Mapping[str, Any], where: str) -> T:
    """`made` from a table. A field named `…_ns` takes `500ms` too; one with metadata `atoms` takes an exact number."""
    known = {field.name: field for field in fields(made)}  # type: ignore[arg-type]
    types = typing.get_type_hints(made)
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {where}.{near[0]}?" if near else f"it may have {', '.join(known)}"
            raise BadConfig(f"unknown key {where}.{name}: {meant}")
    missing = [name for name, field in known.items() if name not in values and _needed(field)]
    if missing:
        raise BadConfig(f"{where}.{missing[0]} is not set and has no default: set it")
    read: dict[str, Any] = {}
    for name, value in values.items():
        try:
            read[name] = _read(known[name], types[name], value)
        except _Not as must:
            raise BadConfig(f"{where}.{name} is {str(value)[:60]!r}: it must be {must}") from must
    try:
        return made(**read)
    except ValueError as error:  # what the strategy itself will not have
        raise BadConfig(f"{where}: {error}") from error


def check_value(made: type[Any], name: str, value: Any, where: str) -> None:
    """One field alone: its type, and no more."""
    try:
        _read(_field(made, name), typing.get_type_hints(made)[name], value)
    except _Not as must:
        raise BadConfig(f"{where}.{name} is {str(value)[:60]!r}: it must be {must}") from must


def must_be(made: type[Any], name: str) -> str:
    """The type as words that follow `must be`."""
    try:
        _read(_field(made, name), typing.get_type_hints(made)[name], _NOTHING)
    except _Not as must:
        return str(must)
    return "a text"


def _field(made: type[Any], name: str) -> Field[Any]:
    return next(field for field in fields(made) if field.name == name)


def default_of(made: type[Any], name: str) -> str | None:
    """As it would be written in a file; None: it has none, and must be said."""
    field = _field(made, name)
    if _needed(field):
        return None
    value = field.default if field.default is not MISSING else typing.cast("Any", field.default_factory)()
    if field.metadata.get("atoms"):
        return write_atoms(value)
    if field.name.endswith("_ns"):
        return _duration(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def _duration(ns: int) -> str:
    unit = next(name for name, length in reversed(NS_IN.items()) if ns % length == 0) if ns else "s"
    return f"{ns // NS_IN[unit]}{unit}"


def is_list(made: type[Any], name: str) -> bool:
    return typing.get_origin(typing.get_type_hints(made)[name]) is tuple


_NOTHING = object()  # of no type that a field may have


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _read(field: Field[Any], wanted: Any, value: Any) -> Any:
    if field.metadata.get("atoms"):
        return _atoms(value)
    if field.name.endswith("_ns"):
        return _nanoseconds(value)
    if typing.get_origin(wanted) is tuple:
        if not isinstance(value, list | tuple):
            raise _Not("a list")
        return tuple(_plain(typing.get_args(wanted)[0], item) for item in value)
    return _plain(wanted, value)


def _plain(wanted: Any, value: Any) -> Any:
    if wanted is bool:
        return _switch(value)
    if wanted is int:
        return _whole(value)
    if wanted is Decimal:
        return decimal_of(_atoms(value))
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return _choice(wanted, value)
    if wanted is str and isinstance(value, str):
        return value
    raise _Not("a text")


def _switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise _Not("true or false")


def _whole(value: Any) -> int:
    if type(value) is int:
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value, re.ASCII):
        return int(value)
    raise _Not("a whole number")


def _atoms(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _Not("an exact number")
    try:
        return read_atoms(str(value), signed=True)
    except ValueError as error:
        raise _Not("an exact number") from error


def _nanoseconds(value: Any) -> int:
    shape = DURATION.fullmatch(value) if isinstance(value, str) else None
    if shape:
        return int(shape[1]) * NS_IN[shape[2]]
    if type(value) is int and value >= 0:
        return value
    raise _Not("a time as 500ms, 15s, 5min or 1h")


def _choice(wanted: type[StrEnum], value: Any) -> StrEnum:
    try:
        return wanted(value)
    except ValueError as error:
        raise _Not(f"one of {', '.join(wanted)}") from error
