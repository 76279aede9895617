"""Evidence is written down row by row, and a slip of the pen is no row."""

from __future__ import annotations

import pytest

from picaflor.wire.about import Evidence, read_evidence

TABLE = """
20 | POST /order | an order;
     an id is no promise | page;
     a client | doc, live | 067 072

3 | GET /time | milliseconds | page | doc | –
"""


def test_rows_run_on_over_indented_lines_and_come_in_order() -> None:
    assert read_evidence(TABLE, "7 | books | whole | page | live | -") == (
        Evidence(3, "GET /time", "milliseconds", "page", ("doc",)),
        Evidence(7, "books", "whole", "page", ("live",)),
        Evidence(20, "POST /order", "an order; an id is no promise", "page; a client", ("doc", "live"), ("067", "072")),
    )


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("1 | a | b | c | doc", "six cells"),
        ("1 | a | b | c | doc | 1 | 2", "six cells"),
        ("  1 | a | b | c | doc | -", "neither a row"),
        ("1 | a | b | c | doc | -\nstray", "neither a row"),
        ("1 | a | b | c | doc | -\n1 | a | b | c | doc | -", "twice"),
    ],
)
def test_a_slip_is_no_row(table: str, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        read_evidence(table)
