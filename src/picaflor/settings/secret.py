"""A text that does not print itself."""

from __future__ import annotations

MASK = "•••"


class Secret(str):
    """A str for everything that computes (`encode`, `==`, `len`); `repr`, `str` and f-strings show a mask.

    Where a plain str must be built, as for a header, `reveal()` says so in the source.
    """

    __slots__ = ()

    def reveal(self) -> str:
        return "".join(self)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)
