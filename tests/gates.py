"""The gates of `./run test`: style, types, walls, tests; and the doors to `prove` and `bench`."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import time
from pathlib import Path


def gate(root: Path, name: str, *command: str) -> bool:
    begun = time.perf_counter()
    print(f"── {name}", flush=True)
    good = subprocess.run([sys.executable, "-m", *command], cwd=root, check=False).returncode == 0
    print(f"── {name}: {'ok' if good else 'FAILED'} in {time.perf_counter() - begun:.1f} s", flush=True)
    return good


def lint_imports(root: Path) -> bool:
    return gate(root, "import-linter", "importlinter.cli", "lint", "--no-cache")


def suite(root: Path, args: list[str]) -> int:
    if args:
        return subprocess.run([sys.executable, "-m", "pytest", *args], cwd=root, check=False).returncode
    workers = str(1 + max(2, os.cpu_count() or 2))  # one more than cores: some tests wait for processes of their own
    results = [
        gate(root, "ruff check", "ruff", "check", "."),
        gate(root, "ruff format", "ruff", "format", "--check", "."),
        gate(root, "mypy --strict", "mypy"),
        lint_imports(root),
        gate(root, "tests", "pytest", "-n", workers, "--dist", "worksteal"),
    ]
    return 0 if all(results) else 1


def campaign(root: Path, kind: str, args: list[str]) -> int:
    """`prove kill` is tests/prove/kill.py, `bench book` is bench/book.py: a file a word."""
    folder = root / ("bench" if kind == "bench" else "tests/prove")
    words = sorted(p.stem for p in folder.glob("*.py") if not p.stem.startswith("_"))
    if not args or args[0] not in words:
        print(f"Say which: ./run {kind} {' | '.join(words)}", file=sys.stderr)
        return 2
    sys.argv = [str(folder / f"{args[0]}.py"), *args[1:]]
    sys.path.insert(0, str(root))
    runpy.run_path(sys.argv[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    where, word, rest = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    sys.exit(suite(where, rest) if word == "test" else campaign(where, word, rest))
