"""Every wall of the house, each with a planted violation that must be seen, by the very command of `./run test`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates import WALLS

ROOT = Path(__file__).parents[2]

# wall → where a violation is planted, what it imports, and what the linter says of it
PLANTED = {
    "machines that know a venue": ("machines/planted.py", "picaflor.venues.bitget", "machines → venues"),
    "an engine that knows the transport": ("engine/planted.py", "picaflor.transport.clock", "engine → transport"),
    "a domain that looks up": ("domain/planted.py", "picaflor.wire.net", "domain → wire"),
    "a machine with a clock": ("machines/planted_clock.py", "time", "machines → time"),
    "a venue that waits": ("venues/planted.py", "asyncio", "venues → asyncio"),
    "an engine with dice": ("engine/planted_dice.py", "random", "engine → random"),
    "an engine with threads": ("engine/planted_threads.py", "threading", "engine → threading"),
    "a simulation with sockets": ("sim/planted.py", "socket", "sim → socket"),
    "venues that meet": ("venues/second/planted.py", "picaflor.venues.bitget", "venues.second → venues.bitget"),
    "machines that meet": ("machines/book/planted.py", "picaflor.machines.orders", "machines.book → machines.orders"),
    "a face that trades": ("faces/planted.py", "picaflor.engine.loop", "faces → engine"),
    "pumps that meet": ("live/planted.py", "picaflor.emulator.pump", "live → emulator"),
}
CYCLE = {
    "engine/round.py": "import picaflor.engine.round_too\n",
    "engine/round_too.py": "import picaflor.engine.round\n",
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *WALLS],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def plant(tree: Path, path: str, text: str) -> None:
    file = tree / "src/picaflor" / path
    file.parent.mkdir(exist_ok=True)
    assert not file.exists()
    file.write_text(text)


def copied(to: Path) -> Path:
    shutil.copytree(ROOT / "src", to / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def said_of_all(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of a house with all violations at once: each must be told of by its name."""
    tree = copied(tmp_path_factory.mktemp("all"))
    plant(tree, "venues/second/__init__.py", "")
    for path, imported, _ in PLANTED.values():
        plant(tree, path, f"import {imported}\n")
    for path, text in CYCLE.items():
        plant(tree, path, text)
    said = lint(tree)
    assert said.returncode == 1, said.stdout
    return said.stdout


def test_the_house_as_it_stands_keeps_its_walls(tree: Path) -> None:
    said = lint(tree)
    assert said.returncode == 0, said.stdout
    assert " 0 broken" in said.stdout


@pytest.mark.parametrize("wall", PLANTED)
def test_a_planted_violation_is_seen(said_of_all: str, wall: str) -> None:
    path, imported, arrow = PLANTED[wall]
    planted = "picaflor." + path.removesuffix(".py").replace("/", ".")
    assert f"{planted} -> {imported} (l.1)" in said_of_all, f"{wall}: nobody noticed\n{said_of_all}"
    who, whom = (name if name == imported else f"picaflor.{name}" for name in arrow.split(" → "))
    assert f"{who} is not allowed to import {whom}:" in said_of_all, said_of_all


def test_a_planted_cycle_is_seen(said_of_all: str) -> None:
    (cycle,) = [part for part in said_of_all.split("No cycles are allowed in ") if part.startswith("picaflor.engine.")]
    assert "round" in cycle
    assert "round_too" in cycle


def test_a_folder_that_nobody_placed_is_seen(tree: Path) -> None:
    plant(tree, "gadgets/__init__.py", "")
    try:
        said = lint(tree)
    finally:
        shutil.rmtree(tree / "src/picaflor/gadgets")
    assert said.returncode == 1
    assert "gadgets" in said.stdout, said.stdout
    assert "ould not" in said.stdout or "not listed" in said.stdout, said.stdout
