"""Venues that the configuration names are known: with a slip in the name, what was said of one would be said of none.

A proxy that nobody uses is worse than none.
"""

from __future__ import annotations

from typing import Any, Final

from picaflor.app.meant import unknown
from picaflor.settings.config import Config
from picaflor.settings.problems import BadConfig
from picaflor.venues import names

SAID: Final = ("rest", "ws", "name", "version", "book", "post_only", "calls")  # what only a venue of one's own has
EXCHANGES: Final = "paper_trade.exchanges"


def is_own(said: dict[str, Any]) -> bool:
    """Whether a table makes its name a venue of the user's."""
    return "tongue" in said or any(name in said for name in SAID)


def check_venues(config: Config) -> None:
    tables = config.table("venues")
    known = {*names(), *(name for name, said in tables.items() if is_own(said))}
    for name, said in tables.items():
        if name not in known:
            key = f"venues.{name}.{_first(said)}"
            raise BadConfig(f"{config.origin(key)}: {key}: {unknown('connector', name, known)}")
    for name in config.get(EXCHANGES):
        if name not in known:
            raise BadConfig(f"{config.origin(EXCHANGES)}: {EXCHANGES}: {unknown('connector', name, known)}")


def _first(said: dict[str, Any]) -> str:
    name, value = next(iter(said.items()))
    return f"{name}.{_first(value)}" if isinstance(value, dict) else name
