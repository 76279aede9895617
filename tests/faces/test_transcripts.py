"""Every command does what its transcript says, and the page of commands is the transcripts.

PICAFLOR_WRITE_DOCS=1 writes what is printed now into transcripts that differ, and the page: look at the difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from picaflor.app.plan import write_plan
from picaflor.faces.cli.program import COMMANDS
from picaflor.storage.journal import JournalWriter
from tests.faces.processes import start
from tests.faces.transcript import FOLDER, PAGE, Typed, environment, page, perform, read, same, source
from tests.worlds import make_world

WRITE = bool(os.environ.get("PICAFLOR_WRITE_DOCS"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(home: Path) -> None:
    """The session that `replay` is shown with: in memory and in virtual time, so it is the same on every machine."""
    world = make_world(seed=1)
    world.run(20)
    world.run_until_quiet()
    ((plan, journal),) = world.runs
    writer = JournalWriter(home / ".local/share/picaflor/emulated/demo/run-000001", write_plan(plan), sync="inline")
    for line in journal.lines:
        writer.add(*line)
    writer.close()


def test_there_is_a_transcript_for_each_command() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(COMMANDS)


@pytest.fixture
def emulated(home: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """`hello.json` in the home of transcripts that show a venue."""
    if request.node.callspec.params["name"] not in ("candles", "connect"):
        yield
        return
    with start(home, "emulate", "bitget", "--json") as child:
        assert child.stdout is not None
        (home / "hello.json").write_text(line := child.stdout.readline())
        keys = json.loads(line)["accounts"][0]
        typed = [keys["api_key"], keys["secret"], keys["passphrase"], "a-long-password", "a-long-password", ""]
        (home / "answers").write_text("\n".join(typed))
        (home / "mistyped").write_text("\n".join([*typed[:2], "mistyped", ""]))
        yield
        child.terminate()


@pytest.mark.usefixtures("emulated")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_its_transcript_says(name: str, home: Path) -> None:
    if name == "replay":
        record(home)
    now, differences = "", []
    for part in read(source(name)):
        if isinstance(part, Typed):
            printed = perform(part.command, home)
            if not same(part.printed, printed):
                differences.append("\n".join([f"$ {part.command}", *printed]))
                part.printed = printed
            now += part.text()
        else:
            now += part
    if WRITE:
        (FOLDER / f"{name}.txt").write_text(now)
    else:
        assert not differences, "\n".join(["printed, and not in the transcript:", *differences])
        assert now == source(name), "a transcript that cannot be read back"


def test_the_page_of_commands_is_the_transcripts() -> None:
    if WRITE:
        PAGE.write_text(page())
    assert PAGE.read_text() == page()


@pytest.mark.parametrize(
    ("expected", "printed", "equal"),
    [
        (["a … c"], ["a b c"], True),
        (["a … c"], ["a b d"], False),
        (["…", "z"], ["x", "y", "z"], True),
        (["…", "z"], ["z"], True),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_how_output_is_compared(expected: list[str], printed: list[str], equal: bool) -> None:
    assert same(expected, printed) is equal
