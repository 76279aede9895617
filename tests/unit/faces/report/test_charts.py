"""Charts: round numbers on their axes, every point within the picture, and no more digits than say it."""

from __future__ import annotations

import re

import pytest

from picaflor.faces.report.charts import HEIGHT, WIDTH, clock, legend, line_chart, number, ticks, times


def test_every_point_stands_in_the_picture() -> None:
    drawn = line_chart([("a", [(0, -5.0), (10, 7.5)]), ("b", [(3, 0.0)])], "Q", [(5, 20.0, True), (6, -20.0, False)])
    places = re.findall(r"(-?[0-9.]+),(-?[0-9.]+)", " ".join(re.findall(r'points="([^"]*)"', drawn)))
    assert len(places) == 2 + 1 + 3 + 3
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in places)
    assert drawn.count("<polyline") == 2
    assert "<title>bought at 20</title>" in drawn


@pytest.mark.parametrize("points", [[(0, 1.0), (1, 1.0)], [(0, 0.0), (0, 0.0)]])
def test_a_line_that_stands_still_is_drawn_too(points: list[tuple[float, float]]) -> None:
    assert "nan" not in line_chart([("a", points)], "Q")


def test_too_little_is_said_and_names_are_escaped() -> None:
    assert "Too little" in line_chart([("a", [(0, 1.0)])], "Q")
    assert "<b>" not in line_chart([("<b>", [(0, 1.0), (1, 2.0)])], "<b>") + legend(["<b>"])


def test_round_numbers() -> None:
    assert ticks(0.3, 9.7) == [2, 4, 6, 8]
    assert ticks(1, 1) == [1]
    assert times(0, 300) == [0, 60, 120, 180, 240, 300]
    assert times(7, 19) == [8, 10, 12, 14, 16, 18]


@pytest.mark.parametrize(
    ("value", "words"), [(1234.5, "1,234.5"), (0.0, "0"), (-0.0, "0"), (0.00012, "0.00012"), (3, "3"), (-1e-12, "0")]
)
def test_numbers(value: float, words: str) -> None:
    assert number(value) == words


def test_a_clock() -> None:
    assert [clock(59), clock(60), clock(3_725)] == ["0:59", "1:00", "1:02:05"]
