"""The wheel is built, installed elsewhere without the network, and runs there without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_runs_elsewhere(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for part in ("src", "pyproject.toml", "README.md", "LICENSE"):
        origin = ROOT / part
        if origin.is_dir():
            shutil.copytree(origin, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, source / part)
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=source, check=True)
    (wheel,) = (source / "dist").glob("picaflor-*.whl")
    elsewhere = tmp_path / "elsewhere"
    with zipfile.ZipFile(wheel) as packed:
        assert "picaflor/py.typed" in packed.namelist()
        packed.extractall(elsewhere)
    # The environment's own packages, but not the checkout: -P and a cleaned path keep its src out.
    script = (
        "import sys; sys.path[:] = [p for p in sys.path if not p.endswith('/src')];"
        f"sys.path.insert(0, {str(elsewhere)!r});"
        "import picaflor, runpy; print(picaflor.__file__); sys.argv = ['picaflor', 'venues'];"
        "runpy.run_module('picaflor', run_name='__main__')"
    )
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    said = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(str(elsewhere))
    assert "bitget" in said.stdout
