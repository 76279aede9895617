"""How a row signs what stays the same but for its body and its time: what a prepared request must know of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Stamped(NamedTuple):
    """The signature is of the time in milliseconds, of `said`, and of the body."""

    signature: str  # the name of the header that holds it
    time: str  # and of the one that holds the time
    said: bytes
    spell: Callable[[bytes], bytes]
