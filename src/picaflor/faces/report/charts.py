"""Lines as inline SVG: axes with round numbers, one colour a series, fills as triangles. No script is run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import floor, log10
from typing import Final

Point = tuple[float, float]
WIDTH, HEIGHT = 860, 240
LEFT, RIGHT, TOP, BOTTOM = 88, 16, 12, 26
DAY: Final = 86_400
STEPS: Final = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1_800,
    3_600,
    7_200,
    14_400,
    28_800,
    DAY,
    7 * DAY,
    30 * DAY,
)
COLOURS: Final = ("#1769aa", "#c2410c", "#15803d", "#7e22ce", "#b45309", "#0f766e")


def line_chart(
    series: Sequence[tuple[str, Sequence[Point]]], unit: str, marks: Sequence[tuple[float, float, bool]] = ()
) -> str:
    """`marks`: when, at which price, and whether it was bought."""
    points = [point for _, each in series for point in each]
    if len(points) < 2:
        return '<p class="quiet">Too little was seen to draw a line.</p>'
    seen = [*points, *((at, price) for at, price, _ in marks)]
    scale = _Scale([at for at, _ in seen], [value for _, value in seen])
    body = [_axes(scale, unit)]
    for n, (name, each) in enumerate(series):
        colour = COLOURS[n % len(COLOURS)]
        where = " ".join(f"{scale.x(at):.1f},{scale.y(value):.1f}" for at, value in each)
        body.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="{where}">'
            f"<title>{escape(name)}</title></polyline>"
        )
    body += [_mark(scale, *mark) for mark in marks]
    label = escape(", ".join(name for name, _ in series))
    return f'<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(body)}</svg>'


def legend(names: Sequence[str]) -> str:
    keys = [
        f'<span class="key"><i style="background:{COLOURS[n % len(COLOURS)]}"></i>{escape(name)}</span>'
        for n, name in enumerate(names)
    ]
    return f'<p class="legend">{"".join(keys)}</p>'


class _Scale:
    def __init__(self, times: Sequence[float], values: Sequence[float]) -> None:
        self.first, self.last = min(times), max(times)
        low, high = min(values), max(values)
        pad = (high - low) * 0.06 or abs(high) * 0.01 or 1.0
        self.low, self.high = low - pad, high + pad

    def x(self, at: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - self.first) / ((self.last - self.first) or 1.0)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)


def _axes(scale: _Scale, unit: str) -> str:
    parts = []
    for value in ticks(scale.low, scale.high):
        y = scale.y(value)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{number(value)}</text>')
    parts += [
        f'<text x="{scale.x(at):.1f}" y="{HEIGHT - 6}" text-anchor="middle">{clock(at)}</text>'
        for at in times(scale.first, scale.last)
    ]
    parts.append(f'<text class="unit" x="8" y="{TOP + 10}">{escape(unit)}</text>')
    return "".join(parts)


def _mark(scale: _Scale, at: float, price: float, buy: bool) -> str:
    x, y = scale.x(at), scale.y(price)
    away = 7 if buy else -7  # a purchase points up, a sale down
    words = "bought" if buy else "sold"
    points = f"{x:.1f},{y:.1f} {x - 3.5:.1f},{y + away:.1f} {x + 3.5:.1f},{y + away:.1f}"
    return f'<polygon class="{words}" points="{points}"><title>{words} at {number(price)}</title></polygon>'


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers between two: 1, 2 or 5 times a power of ten apart."""
    wide = (high - low) / about
    if wide <= 0:
        return [low]
    power = 10.0 ** floor(log10(wide))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= wide)
    first = floor(low / step) + 1
    return [n * step for n in range(first, floor(high / step) + 1)]


def times(first: float, last: float, about: int = 6) -> list[float]:
    """Seconds that a clock would show."""
    step = next((each for each in STEPS if each * about >= last - first), STEPS[-1])
    return [float(n * step) for n in range(-floor(-first / step), floor(last / step) + 1)]


def number(value: float) -> str:
    """As few digits as say it."""
    told = f"{value:,.8f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if told in ("-0", "") else told


def clock(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
