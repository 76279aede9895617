"""The wheel is built, installed elsewhere without the network, and its command runs there without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv") or ROOT / ".tools/bin/uv"


def test_the_wheel_is_installed_elsewhere_and_runs(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / part, source / part)
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=source, check=True)
    (wheel,) = (source / "dist").glob("picaflor-*.whl")
    elsewhere = tmp_path / "elsewhere"
    install = [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", sys.executable]
    subprocess.run([*install, "--target", elsewhere, wheel], check=True)
    assert (elsewhere / "picaflor/py.typed").exists()
    # This environment's other packages serve as what the wheel depends on; the checkout's own src is kept out.
    script = (
        "import sys; sys.path[:] = [p for p in sys.path if not p.endswith('/src')];"
        f"sys.path.insert(0, {str(elsewhere)!r}); sys.argv = ['picaflor', 'venues'];"
        "import picaflor; print(picaflor.__file__);"
        f"import runpy; runpy.run_path({str(elsewhere / 'bin/picaflor')!r}, run_name='__main__')"
    )
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    said = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(str(elsewhere))
    assert "bitget" in said.stdout
