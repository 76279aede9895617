"""The gates of `./run test`: style, walls, types, tests; and the doors to `prove` and `bench`."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import time
from pathlib import Path

WALLS = ("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")


class Gate:
    """A program of its own, begun here and waited for later: what it says is printed whole, when it is over."""

    def __init__(self, root: Path, name: str, *command: str) -> None:
        self.name, self.begun = name, time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def good(self) -> bool:
        said, _ = self.process.communicate()
        print(f"── {self.name}\n{said}", end="", flush=True)
        return told(self.name, self.begun, self.process.returncode)


def gate(root: Path, name: str, *command: str) -> bool:
    begun = time.perf_counter()
    print(f"── {name}", flush=True)
    return told(name, begun, subprocess.run([sys.executable, *command], cwd=root, check=False).returncode)


def told(name: str, begun: float, code: int) -> bool:
    print(f"── {name}: {'FAILED' if code else 'ok'} in {time.perf_counter() - begun:.1f} s", flush=True)
    return code == 0


def compile_tests(root: Path) -> None:
    """In a fresh clone each worker would rewrite all tests for itself: one process does it for them, beside the types.

    What cannot be collected is said by the tests' own gate.
    """
    if not (root / "tests/__pycache__").exists():
        collect = [sys.executable, "-m", "pytest", "--collect-only"]
        subprocess.run(collect, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def suite(root: Path, args: list[str]) -> int:
    if args:
        return subprocess.run([sys.executable, "-m", "pytest", *args], cwd=root, check=False).returncode
    workers = str(1 + max(2, os.cpu_count() or 2))  # one more than cores: some tests wait for processes of their own
    types = Gate(root, "mypy --strict", "-m", "mypy")  # one core for a quarter of a minute, where nothing is cached
    results = [
        gate(root, "ruff check", "-m", "ruff", "check", "."),
        gate(root, "ruff format", "-m", "ruff", "format", "--check", "."),
        gate(root, "import-linter", *WALLS),
    ]
    compile_tests(root)
    results += [types.good(), gate(root, "tests", "-m", "pytest", "-n", workers, "--dist", "worksteal")]
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
