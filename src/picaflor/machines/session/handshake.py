"""Handshakes that carry the key: which answers to one mean that the key is not wanted, and not that the network failed."""

from __future__ import annotations

from typing import Final

from picaflor.wire.port import Closed
from picaflor.wire.stream import LoginRefused

FORBIDDEN: Final = (401, 403)
REFUSALS_MAX: Final = 3  # in a row; the first may be the fault of a clock that is not set yet


class Handshakes:
    def __init__(self, *, signed: bool) -> None:
        self.signed = signed
        self._refused = 0

    def begin(self) -> None:
        self._refused = 0

    def ended(self, event: object) -> LoginRefused | None:
        """There was no socket. None: it may be tried again."""
        if not self.signed or not isinstance(event, Closed):
            return None
        self._refused = self._refused + 1 if event.code in FORBIDDEN else 0
        return LoginRefused(str(event.code), event.why) if self._refused >= REFUSALS_MAX else None
