"""The tutorial is typed in order, in a home of its own, and prints what its page says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from picaflor.faces.cli.program import run
from tests.faces.nursery import Child
from tests.faces.processes import start
from tests.faces.transcript import ROOT, Typed, environment, perform, read, same

PAGE = ROOT / "docs/tutorial.md"
FILE = re.compile(r"^```toml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVE = re.compile(r"picaflor (.+) > (\S+) &")
EXPORT = re.compile(r"export (\w+)=(\S+)")
PASSWORD = "a-long-password"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    run(["stop"])  # what a tutorial that went wrong left running


def serve(home: Path, words: str, file: str) -> Child:
    """In the background, as the shell would; its one line is there before anybody looks for it."""
    child = start(home, *words.split())
    assert child.stdout is not None
    (home / file).write_text(child.stdout.readline())
    return child


def answers(home: Path) -> io.StringIO:
    """What a person copies and types when he is asked."""
    keys = json.loads((home / "hello.json").read_text())["accounts"][0]
    return io.StringIO("\n".join([keys["api_key"], keys["secret"], keys["passphrase"], PASSWORD, PASSWORD, ""]))


def test_the_tutorial_prints_what_it_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE.read_text()
    for name, inside in FILE.findall(text):
        (home / name).write_text(inside)
    served: list[Child] = []
    differences = []
    try:
        for typed in (part for part in read(text) if isinstance(part, Typed)):
            if background := SERVE.fullmatch(typed.command):
                served.append(serve(home, *background.groups()))
                continue
            if said := EXPORT.fullmatch(typed.command):
                monkeypatch.setenv(*said.groups())
                continue
            if typed.command.startswith("picaflor connect"):
                monkeypatch.setattr("sys.stdin", answers(home))
            printed = perform(typed.command, home)
            if not same(typed.printed, printed):
                differences.append("\n".join([f"$ {typed.command}", *printed]))
    finally:
        for child in served:
            child.terminate()
            child.communicate()
    assert len(served) == 1
    assert not differences, "\n".join(["printed, and not in the tutorial:", *differences])
