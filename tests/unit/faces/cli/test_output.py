"""One way to the terminal: control characters from outside do not get through it, and a reader may hang up."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from picaflor.faces.cli import output

FACES = Path(output.__file__).parent
NASTY = "a\x1b[31mb\x07c\rd\x9b2Je\u202ef\u2066g\x00h\x7fi\u2028j"


def test_control_characters_are_gone_and_the_rest_stays(capsys: pytest.CaptureFixture[str]) -> None:
    output.say(NASTY + "\nsecond line\tµ …")
    assert capsys.readouterr().out == "a[31mbcd2Jefghij\nsecond line\tµ …\n"
    output.complain(NASTY)
    assert capsys.readouterr().err == "a[31mbcd2Jefghij\n"
    output.table([["k\x1b", "v"], ["x\ny", NASTY]])
    assert capsys.readouterr().out == "k    v\nx y  a[31mbcd2Jefghij\n"
    output.rewrite(NASTY + "\nmore")
    assert capsys.readouterr().out == "\r\x1b[2Ka[31mbcd2Jefghij more"


def test_json_escapes_them(capsys: pytest.CaptureFixture[str]) -> None:
    output.emit({"words": NASTY})
    said = capsys.readouterr().out
    assert said.isascii()
    assert said[:-1].isprintable()
    assert json.loads(said) == {"words": NASTY}


def test_a_status_line_is_cut_to_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "11")
    output.rewrite("0123456789abc")
    assert capsys.readouterr().out == "\r\x1b[2K0123456789"


def test_nobody_else_prints() -> None:
    for path in FACES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Attribute) and path.name not in ("output.py", "foot.py"):
                assert node.attr not in ("stdout", "stderr"), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    ("env", "is_bold"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(
    env: dict[str, str], is_bold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert output.bold("x") == "x", "no terminal, no colour"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert (output.bold("x") != "x") is is_bold


def test_a_reader_that_hangs_up_is_no_error() -> None:
    script = (
        "from picaflor.faces.cli import output as o; [o.say('x' * 999) for _ in range(999)]; o.complain(str(o.gone))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    child = subprocess.run(
        [sys.executable, "-c", script], stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(FACES.parents[2])},
    )  # fmt: skip
    os.close(writer)
    assert (child.returncode, child.stderr) == (0, "True\n")


def test_a_reader_that_is_gone_is_noticed_without_a_word_and_one_that_is_there_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not output.hung_up(), "what a test captures is no pipe"
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        monkeypatch.setattr(output, "gone", False)
        assert not output.hung_up()
        os.close(reader)
        assert output.hung_up()
        assert output.gone
