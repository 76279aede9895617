"""The table of executors: every row resolves, and each kind knows its name."""

import pytest

from picaflor.strategies.executors.table import EXECUTORS, UnknownExecutor, executor_class, kind_of


@pytest.mark.parametrize("kind", EXECUTORS)
def test_every_row_is_an_executor_that_knows_its_kind(kind: str) -> None:
    made = executor_class(kind)
    assert made.__module__.startswith("picaflor.strategies.executors.")
    assert kind_of(made.__new__(made)) == kind


def test_a_wrong_name_says_what_there_is() -> None:
    with pytest.raises(UnknownExecutor, match=r"no executor 'twop'; there are: .*twap"):
        executor_class("twop")
    with pytest.raises(UnknownExecutor, match="int is not in the table"):
        kind_of(5)  # type: ignore[arg-type]
