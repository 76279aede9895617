"""An order's two names. The platform draws its uuids; the emulated one makes them of the number, there and back."""

from __future__ import annotations

import re
from typing import Final

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_MARK: Final = "-0000-4000-8000-"


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text.lower()) is not None


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 19


def uuid_of(number: str) -> str:
    """Of an order that has no number, its own name."""
    if not is_number(number):
        return number
    high, low = divmod(int(number), 1 << 48)
    return f"{high:08x}{_MARK}{low:012x}"


def number_in(uuid: str) -> str:
    """The number that a uuid of ours was made of; "0", which no order has, for any other."""
    high, mark, low = uuid.lower().partition(_MARK)
    return str((int(high, 16) << 48) | int(low, 16)) if mark and is_uuid(uuid) else "0"
