"""Waiting times that grow, with dice of our own (splitmix64): the same seed waits the same."""

from __future__ import annotations

from typing import Final

_MASK: Final = (1 << 64) - 1


class Dice:
    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, bound: int) -> int:
        """Evenly from 0 to bound - 1, as far as 64 bits allow."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((z ^ (z >> 31)) * bound) >> 64


class Backoff:
    """Doubles up to `most_ns`; dice cut each wait by up to half, so that a thousand clients do not come at once."""

    __slots__ = ("_dice", "_first_ns", "_most_ns", "tries")

    def __init__(self, dice: Dice, first_ns: int, most_ns: int) -> None:
        self._dice = dice
        self._first_ns = first_ns
        self._most_ns = most_ns
        self.tries = 0

    def next(self) -> int:
        whole = min(self._most_ns, self._first_ns << min(self.tries, 40))
        self.tries += 1
        return whole // 2 + self._dice.below(whole - whole // 2 + 1)

    def reset(self) -> None:
        self.tries = 0
