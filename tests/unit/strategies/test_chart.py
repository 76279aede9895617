"""Bars are handed on once, when they are over, and the whole past at the first call."""

from dataclasses import replace

from picaflor.strategies.chart import Chart
from picaflor.strategies.protocols import Follow
from tests.unit.strategies.executors.stage import PAIR, Stage


def closes(chart: Chart, stage: Stage) -> list[int]:
    return [bar.close for bar in chart.fresh(stage)]


def test_each_finished_bar_is_told_once_and_the_forming_one_not_before_it_is_over() -> None:
    stage, chart = Stage(), Chart(Follow(PAIR, "1m", 4))
    assert closes(chart, stage) == []
    for close in (10, 11, 12, 13, 14):
        stage.close_bar(close)
    forming = stage.drawn[-1] = replace(stage.drawn[-1], finished=False)
    assert closes(chart, stage) == [11, 12, 13], "of the four that it follows the last is not over"
    assert closes(chart, stage) == []
    stage.drawn[-1] = replace(forming, finished=True)
    assert closes(chart, stage) == [14]


def test_bars_that_came_while_nobody_called_are_told_together() -> None:
    stage, chart = Stage(), Chart(Follow(PAIR, "1m", 50))
    stage.close_bar(10)
    assert closes(chart, stage) == [10]
    for close in (11, 12, 13):
        stage.close_bar(close)
    assert closes(chart, stage) == [11, 12, 13]
