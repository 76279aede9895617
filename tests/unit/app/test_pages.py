"""A page in both its looks: nothing of it is lost on a terminal, and nothing runs over its edge."""

from __future__ import annotations

from picaflor.app.pages import Facts, Grid, Heading, Items, Steps, Text, Typed, as_lines, as_markdown

PAGE = (
    Heading(1, "Atlantis"),
    Heading(2, "Spot `atlantis`"),
    Facts((("Website", "<https://atlantis.example/>"), ("Life", ""))),
    Steps(("Dive.", "Ask **twice** for the `key`.")),
    Items(("a", "b")),
    Grid(("Code", "Meaning"), (("1", "wet|dry"), ("22",))),
    Text("One paragraph\nthat goes on.\n\n- a list\n  of two\n- things\n\n| a | table |\n|---|---|\n| of | two |"),
    Typed(("$ picaflor connect atlantis", ">>> …")),
)


def test_markdown() -> None:
    assert (
        as_markdown(PAGE)
        == """# Atlantis

## Spot `atlantis`

- **Website**: <https://atlantis.example/>

1. Dive.
2. Ask **twice** for the `key`.

- a
- b

| Code | Meaning |
| --- | --- |
| 1 | wet\\|dry |
| 22 |  |

One paragraph
that goes on.

- a list
  of two
- things

| a | table |
|---|---|
| of | two |

```
$ picaflor connect atlantis
>>> …
```
"""
    )


def test_lines_for_a_terminal() -> None:
    assert as_lines(PAGE, 80) == [
        *("Atlantis", "========", ""),
        *("Spot atlantis", "-------------", ""),
        *("Website: https://atlantis.example/", ""),
        *("1. Dive.", "2. Ask twice for the key.", ""),
        *("- a", "- b", ""),
        *("Code  Meaning", "1     wet|dry", "22", ""),
        *("One paragraph that goes on.", "", "- a list of two", "- things", "", "a   table", "of  two", ""),
        *("    $ picaflor connect atlantis", "    >>> …"),
    ]


def test_a_long_last_column_is_folded_under_itself() -> None:
    grid = Grid(("Code", "Meaning"), (("1", "a sentence that does not fit in forty columns at all"),))
    assert as_lines((grid,), 40) == [
        "Code  Meaning",
        "1     a sentence that does not fit in",
        "      forty columns at all",
    ]


def test_a_table_without_room_becomes_a_list_and_loses_nothing() -> None:
    grid = Grid(("Row", "Where", "Source"), (("7", "w" * 30, "the page says so, and others saw it"), ("8", "x", "")))
    assert as_lines((grid,), 40) == [
        "Row 7",
        f"  Where: {'w' * 30}",
        "  Source: the page says so, and others",
        "    saw it",
        "Row 8",
        "  Where: x",
    ]


def test_a_paragraph_is_folded_without_indent_and_without_marks() -> None:
    text = Text("*Sure* says how we know, and **doc** is the `page` at <https://a.example/b>, 2 * 3 * 4.")
    assert as_lines((text,), 40) == [
        "Sure says how we know, and doc is the",
        "page at https://a.example/b, 2 * 3 * 4.",
    ]


def test_an_empty_table_is_nothing() -> None:
    assert as_lines((Grid(("A",), ()),), 40) == []
