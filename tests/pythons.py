"""Every CPython from 3.11 on that this machine has: on PATH under its names, and beside a version manager's shims."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

NAMES = ("python3", *(f"python3.{minor}" for minor in range(11, 20)))
PROBE = (
    "import sys, platform; ok = sys.version_info >= (3, 11) and platform.python_implementation() == 'CPython';"
    "print(platform.python_version(), sys.executable) if ok else sys.exit(1)"
)


def candidates() -> Iterator[Path]:
    for folder in map(Path, os.environ.get("PATH", "").split(os.pathsep)):
        for name in NAMES:
            yield folder / name
        if folder.name == "shims":
            yield from sorted(folder.parent.glob("versions/*/bin/python3"))


def found() -> dict[str, str]:
    """Version → the first interpreter of that version."""
    seen: dict[str, str] = {}
    for path in candidates():
        if not path.exists():
            continue
        said = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, check=False)
        if said.returncode == 0:
            version, executable = said.stdout.split(maxsplit=1)
            seen.setdefault(version, executable.strip())
    return seen


if __name__ == "__main__":
    for version, executable in sorted(found().items()):
        print(version, executable)
