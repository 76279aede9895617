"""Other people's books, each in its own environment under .foreign/, fed the same messages in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence


def measure_peers(messages: Sequence[bytes]) -> dict[str, float]:
    return {}
