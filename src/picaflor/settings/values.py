"""One value of the configuration: from a file or from a text, checked against its key."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, TypeVar

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.settings.schema import Key, Kind
from picaflor.settings.secret import Secret

TEXT_MAX = 4096
LIST_MAX = 1000
N = TypeVar("N", int, Decimal)


class Refused(ValueError):
    """What the value must be, as words that follow `must be`."""


def from_text(key: Key, text: str) -> Any:
    """A value from the environment or the command line."""
    match key.kind:
        case Kind.SWITCH:
            return from_file(key, {"true": True, "false": False}.get(text.lower(), text))
        case Kind.WHOLE:
            return from_file(key, int(text) if re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII) else text)
        case Kind.LIST:
            return from_file(key, [item.strip() for item in text.split(",") if item.strip()])
        case Kind.TEXT | Kind.NUMBER | Kind.CHOICE | Kind.ANY:
            return from_file(key, text)


def from_file(key: Key, raw: Any) -> Any:
    """A value as TOML gave it; numbers with a point are Decimals already."""
    match key.kind:
        case Kind.SWITCH if isinstance(raw, bool):
            return raw
        case Kind.WHOLE if type(raw) is int:
            return _in_range(key, raw)
        case Kind.NUMBER:
            return _in_range(key, _number(key, raw))
        case Kind.CHOICE if raw in key.choices:
            return str(raw)
        case Kind.TEXT if isinstance(raw, str):
            text = _text(key, raw)
            return Secret(text) if key.secret else text
        case Kind.LIST if isinstance(raw, list) and len(raw) <= LIST_MAX:
            return tuple(_text(key, item) for item in raw)
        case Kind.ANY:
            return _anything(key, raw)
    raise Refused(key.allowed())


def _text(key: Key, raw: Any) -> str:
    good = isinstance(raw, str) and len(raw) <= TEXT_MAX and raw.isprintable()
    if not good or (key.shape and not re.fullmatch(key.shape, raw, re.ASCII)):
        raise Refused(key.allowed())
    return str(raw)


def _number(key: Key, raw: Any) -> Decimal:
    """A TOML number or a text with one in it, through the gate that prices go through."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise Refused(key.allowed())
    try:
        text = str(raw)
        read_atoms(text, signed=True)
    except ValueError as error:  # an int of thousands of digits is one too
        why = str(error) if isinstance(error, BadNumber) else "too long"
        raise Refused(f"{key.allowed()} ({why})") from error
    return Decimal(text)


def _in_range(key: Key, number: N) -> N:
    if (key.least is not None and number < key.least) or (key.most is not None and number > key.most):
        raise Refused(key.allowed())
    return number


def _anything(key: Key, raw: Any) -> Any:
    """A strategy's value: scalars and lists of them, numbers finite."""
    if isinstance(raw, list):
        if len(raw) > LIST_MAX:
            raise Refused(f"a list of at most {LIST_MAX}")
        return tuple(_anything(key, item) for item in raw)
    if isinstance(raw, dict):
        return {str(name): _anything(key, value) for name, value in raw.items()}
    if isinstance(raw, Decimal):
        return _number(key, raw)
    return raw
