"""Tables that can be read: points under points, words left alone, nothing as a dash."""

from __future__ import annotations

import json

import pytest

from picaflor.faces.cli.showing import show

ROWS = [
    {"coin": "BTC", "amount": "1.25", "note": ""},
    {"coin": "PEPE", "amount": "1000", "note": "far"},
    {"coin": "X", "amount": "", "more": "-0.5"},
]


def test_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, json_=False, empty="")
    assert capsys.readouterr().out.splitlines() == [
        "coin  amount   note  more",
        "BTC      1.25  -      -",
        "PEPE  1000     far    -",
        "X        -     -     -0.5",
    ]


def test_lines_of_json_and_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, json_=True, empty="none")
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS
    show([], json_=True, empty="none")
    assert capsys.readouterr().out == ""
    show([], json_=False, empty="none")
    assert capsys.readouterr().out == "none\n"
