"""Reads, runs and compares command transcripts: what is typed, what is printed, and the exit code.

A transcript is Markdown with `console` fences, and `docs/commands.md` is all of them in a row. In the expected output `…`
stands for anything in a line, and a line of it alone for any lines.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from picaflor.faces.cli.program import COMMANDS, run
from tests.faces.nursery import nursery

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("transcripts")
PAGE = ROOT / "docs/commands.md"
CACHES = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
FENCE, END = "```console\n", "```\n"
NEEDS_A_PROCESS = re.compile(r"[|<>;]|^picaflor demo(?! --help)")
TOP = """# Commands

One program, `picaflor`; in the checkout `./run WORD …` is the same. Every command has `--help`, and `--json` for programs:
keys that stay, numbers as texts, one line of JSON for each thing.

Exit codes: 0 ok · 1 failure · 2 usage · 3 configuration or credentials · 4 not found · 5 not running · 6 timeout ·
7 refused by the venue · 8 outcome unknown · 9 already running · 130 interrupted.

What follows was run by the test suite, which compares it with this page; `…` stands for what differs from run to run.
"""


@dataclass
class Typed:
    command: str
    printed: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(f"{line}\n" for line in [f"$ {self.command}", *self.printed])


def page() -> str:
    return "\n".join([TOP, *(source(name) for name in COMMANDS)])


def source(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text()


def read(text: str) -> Iterator[str | Typed]:
    """Prose, and what was typed between it."""
    prose, *blocks = text.split(FENCE)
    yield prose
    for block in blocks:
        inside, _, prose = block.partition(END)
        yield FENCE
        lines = inside.splitlines()
        begins = [n for n, line in enumerate(lines) if line.startswith("$ ")]
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            yield Typed(lines[begin].removeprefix("$ "), lines[begin + 1 : end])
        yield END
        yield prose


def same(expected: list[str], printed: list[str]) -> bool:
    pattern = "".join(
        r"(?:.*\n)*" if line == "…" else r".*".join(map(re.escape, line.split("…"))) + r"\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def perform(command: str, home: Path) -> list[str]:
    """What a person at a terminal a hundred columns wide would see, without the spaces at the ends of lines."""
    if NEEDS_A_PROCESS.search(command):
        code, said = _in_a_shell(command, home)
    else:
        code, said = _in_process(shlex.split(command.replace("~", str(home)))[1:])
    lines = [line.rstrip().replace(str(home), "~") for line in said.splitlines()]
    return [*lines, f"[exit code {code}]"] if code else lines


def environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CACHE_HOME": CACHES,  # kernels that are compiled already: nobody waits for them once more
        "COLUMNS": "100",
        "TERM": "dumb",
        "PYTHONPATH": str(ROOT / "src"),
    }


def _in_process(words: list[str]) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = run(words)
    return code, said.getvalue()


def _in_a_shell(command: str, home: Path) -> tuple[int, str]:
    shim = home / ".bin/picaflor"
    shim.parent.mkdir(exist_ok=True)
    nursery().door(shim)
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=home,
        env={**environment(home), "PATH": f"{shim.parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout
