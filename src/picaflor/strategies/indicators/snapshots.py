"""An indicator in the middle of its life as bytes, and back, to the last bit: all of its slots, by name."""

from __future__ import annotations

from collections import deque
from typing import Any

import msgspec

from picaflor.strategies.indicators.shapes import Ohlcv


class BadSnapshot(ValueError):
    """It is of another indicator, or of one with other settings."""


def dump(indicator: object) -> bytes:
    return msgspec.msgpack.encode(_told(indicator))


def load(indicator: object, data: bytes) -> None:
    """Into one that was made with the same settings."""
    try:
        _take(indicator, msgspec.msgpack.decode(data))
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise BadSnapshot(f"not a snapshot of this {type(indicator).__name__}: {error}") from error


def _slots(thing: object) -> list[str]:
    return [slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ())]


def _told(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, deque | list) or type(value) is tuple:
        return [_told(each) for each in value]
    if isinstance(value, tuple):  # a candle or a pair that is remembered
        return list(value)
    return {slot: _told(getattr(value, slot)) for slot in _slots(value)}


def _take(thing: object, told: dict[str, Any]) -> None:
    if set(told) != set(_slots(thing)):
        raise ValueError(f"{sorted(told)} is not {sorted(_slots(thing))}")
    for slot, value in told.items():
        setattr(thing, slot, _again(getattr(thing, slot), value))


def _again(now: Any, told: Any) -> Any:
    """`now`: what stands there in one that was just made, which says what it has to be."""
    if isinstance(now, deque):
        return deque(told, maxlen=now.maxlen)
    if isinstance(told, list) and (now is None or isinstance(now, Ohlcv)):
        return Ohlcv(*told)
    if isinstance(now, list | tuple):
        if len(now) != len(told):
            raise ValueError(f"{len(told)} parts, where there are {len(now)}")
        return type(now)(_again(mine, theirs) for mine, theirs in zip(now, told, strict=True))
    if hasattr(type(now), "__slots__") and not isinstance(now, bool | int | float):
        _take(now, told)
        return now
    if isinstance(told, dict | list):
        raise TypeError(f"{told!r} where there is {now!r}")
    return told
