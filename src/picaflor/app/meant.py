"""Names that nobody knows, and the one that was most likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """A sentence about a name that does not exist."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    rest = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
    return f"there is no {what} {name[:80]!r}: {rest}"
