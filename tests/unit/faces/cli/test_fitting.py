"""Tables as wide as a terminal: four shapes, and no line beyond the edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from picaflor.faces.cli.fitting import broken, fitted

CELLS = [
    ["id", "world", "note"],
    ["bitget", "live", "-"],
    ["bitmart", "live", "it is closing and says so in many words"],
]


def test_where_there_is_no_edge_nothing_is_broken() -> None:
    wide = [
        "id       world  note",
        "bitget   live   -",
        "bitmart  live   it is closing and says so in many words",
    ]
    assert fitted(CELLS, 0) == wide
    assert fitted(CELLS, 55) == wide


def test_the_last_column_is_broken_between_words() -> None:
    assert fitted(CELLS, 36) == [
        "id       world  note",
        "bitget   live   -",
        "bitmart  live   it is closing and",
        "                says so in many",
        "                words",
    ]


def test_where_it_has_too_little_room_it_stands_below() -> None:
    assert fitted(CELLS, 30) == [
        "id       world  note",
        "bitget   live   -",
        "bitmart  live",
        "    it is closing and says so",
        "    in many words",
    ]


def test_a_narrow_terminal_is_told_cell_by_cell() -> None:
    assert fitted(CELLS[::2], 19) == [
        "id     bitmart",
        "world  live",
        "note   it is",
        "       closing and",
        "       says so in",
        "       many words",
    ]
    assert fitted(CELLS, 19)[:5] == ["id     bitget", "world  live", "note   -", "", "id     bitmart"]
    assert fitted([["a long heading", "another one"]], 10) == ["a long heading", "another one"]


@given(
    st.lists(st.lists(st.text("ab -", max_size=30), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(20, 80),
)
def test_no_line_passes_the_edge_and_no_letter_is_lost(rows: list[list[str]], columns: int) -> None:
    lines = fitted([["x", "y", "z"], *rows], columns)
    assert all(len(line) <= columns for line in lines)
    letters = "".join(lines).replace(" ", "").replace("-", "")
    for letter in "ab":
        assert letters.count(letter) == "".join(map("".join, rows)).count(letter)


def test_a_sentence_is_broken_between_words_and_an_address_is_not_torn_where_it_fits() -> None:
    assert broken("run `picaflor connect bitget_paper-trade` and look", 24) == [
        "run `picaflor connect",
        "bitget_paper-trade` and",
        "look",
    ]
    assert broken("", 10) == [""]
    assert broken("any length at all", 0) == ["any length at all"]
