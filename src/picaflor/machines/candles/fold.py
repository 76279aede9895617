"""Shorter bars make a longer one; nothing is rounded, so it does not matter through which lengths they went."""

from __future__ import annotations

from collections.abc import Iterable

from picaflor.machines.candles.bar import Bar


def fold(bars: Iterable[Bar], open_ns: int) -> Bar | None:
    """The bar that opens at `open_ns` and that these make up, oldest first. None: there are none.

    Quiet ones stand where the one before them closed, so they change nothing but the volume, which is nothing.
    """
    whole: Bar | None = None
    for bar in bars:
        whole = bar if whole is None else _both(whole, bar)
    if whole is None or whole.open_ns == open_ns:
        return whole
    return Bar(
        open_ns,
        whole.open,
        whole.high,
        whole.low,
        whole.close,
        whole.volume,
        whole.money,
        whole.trades,
        whole.finished,
        whole.built,
    )


def _both(one: Bar, other: Bar) -> Bar:
    return Bar(
        one.open_ns,
        one.open,
        max(one.high, other.high),
        min(one.low, other.low),
        other.close,
        one.volume + other.volume,
        one.money + other.money,
        one.trades + other.trades,
        one.finished and other.finished,
        one.built or other.built,
    )
