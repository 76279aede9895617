"""Every wall of the house, each with a planted violation that must be seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# wall → what is planted: path → text
PLANTED: dict[str, dict[str, str]] = {
    "machines that know a venue": {"machines/planted.py": "import picaflor.venues.bitget\n"},
    "an engine that knows the transport": {"engine/planted.py": "import picaflor.transport.clock\n"},
    "a domain that looks up": {"domain/planted.py": "import picaflor.wire.net\n"},
    "a folder that nobody placed": {"gadgets/__init__.py": ""},
    "a machine with a clock": {"machines/planted.py": "import time\n"},
    "a venue that waits": {"venues/planted.py": "import asyncio\n"},
    "an engine with dice": {"engine/planted.py": "from random import Random\n"},
    "an engine with threads": {"engine/planted.py": "import threading\n"},
    "a simulation with sockets": {"sim/planted.py": "import socket\n"},
    "venues that meet": {
        "venues/second/__init__.py": "import picaflor.venues.bitget\n",
    },
    "machines that meet": {"machines/book/planted.py": "import picaflor.machines.orders\n"},
    "a face that trades": {"faces/planted.py": "import picaflor.engine.loop\n"},
    "pumps that meet": {"live/planted.py": "import picaflor.emulator.pump\n"},
    "a cycle": {
        "engine/planted.py": "import picaflor.engine.planted_too\n",
        "engine/planted_too.py": "import picaflor.engine.planted\n",
    },
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_the_house_as_it_stands_keeps_its_walls(tree: Path) -> None:
    said = lint(tree)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("wall", PLANTED)
def test_a_planted_violation_is_seen(tree: Path, wall: str) -> None:
    planted = [tree / "src/picaflor" / path for path in PLANTED[wall]]
    made = [folder for path in planted if not (folder := path.parent).exists()]
    for path, text in zip(planted, PLANTED[wall].values(), strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    try:
        said = lint(tree)
    finally:
        for path in planted:
            path.unlink()
        for folder in made:
            folder.rmdir()
    assert said.returncode == 1, f"{wall}: nobody noticed\n{said.stdout}"
    assert "BROKEN" in said.stdout or "not listed" in said.stdout or "ould not" in said.stdout, said.stdout
