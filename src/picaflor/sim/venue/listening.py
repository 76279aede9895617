"""The listen keys of an emulated house: who may open a private socket by which, and until when."""

from __future__ import annotations

import string
from dataclasses import dataclass
from random import Random
from typing import Final

from picaflor.wire.asks import Refused
from picaflor.wire.contracts import Agreed
from picaflor.wire.listening import CloseListening, KeepListening, Listening, OpenListening
from picaflor.wire.venue import ListenRule

LETTERS: Final = string.ascii_letters + string.digits
LENGTH: Final = 64
KEYS_MAX: Final = 1_000  # of the whole house; the oldest go first

LISTENING: Final = (OpenListening, KeepListening, CloseListening)


@dataclass(slots=True)
class _Key:
    account_no: int
    ends_ns: int


class ListenKeys:
    def __init__(self, rule: ListenRule | None, seed: int) -> None:
        self._lasts_ns = rule.lasts_ns if rule is not None else 0
        self._dice = Random(seed)  # noqa: S311  (an emulated house has no secrets)
        self._keys: dict[str, _Key] = {}

    def answer(
        self, account_no: int, ask: OpenListening | KeepListening | CloseListening, now_ns: int, unknown: Refused
    ) -> Listening | Agreed | Refused:
        if isinstance(ask, OpenListening):
            key = "".join(self._dice.choices(LETTERS, k=LENGTH))
            self._keys[key] = _Key(account_no, now_ns + self._lasts_ns)
            if len(self._keys) > KEYS_MAX:
                del self._keys[next(iter(self._keys))]
            return Listening(key)
        if self.account_of(ask.key, now_ns) != account_no:
            return unknown
        if isinstance(ask, CloseListening):
            del self._keys[ask.key]
        else:
            self._keys[ask.key].ends_ns = now_ns + self._lasts_ns
        return Agreed()

    def account_of(self, key: str, now_ns: int) -> int | None:
        """None: there is no such key, or its time is over."""
        known = self._keys.get(key)
        return known.account_no if known is not None and now_ns < known.ends_ns else None

    def end_all(self, now_ns: int) -> int:
        """Their time is over sooner than was said. How many of them had not ended yet."""
        going = [key for key in self._keys.values() if now_ns < key.ends_ns]
        for key in going:
            key.ends_ns = now_ns
        return len(going)

    def ends_ns(self, key: str) -> int:
        """0: it is over already."""
        known = self._keys.get(key)
        return known.ends_ns if known is not None else 0
