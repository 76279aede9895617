"""How kernels are compiled, kept and done without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from picaflor.kernels import compiled
from picaflor.kernels.compiled import COMPILED, KERNELS, Words, cache_folder, kernel, load, low_zeros, ready, shift

PLAIN = """
import sys
from picaflor.kernels.compiled import COMPILED
from tests.laws._book_streams import run_duels
count = run_duels(range(6), 60, raw=False), run_duels(range(6), 60, raw=True)
assert not COMPILED and "numba" not in sys.modules
print(sum(c.levels for c in count) > 5000, sum(c.kernel for c in count) > 200)
"""


@kernel("words", "int", "int", "int")
def call_shift(w: Words, to: int, start: int, count: int) -> int:
    shift(w, to, start, count)
    return low_zeros(count)


def test_words_move_within_bounds() -> None:
    words: Words = np.arange(6)
    assert call_shift(words, 1, 0, 4) == 2
    assert list(words) == [0, 0, 1, 2, 3, 5]
    call_shift(words, 0, 1, 4)
    call_shift(words, 0, 1, 0)
    assert list(words) == [0, 1, 2, 3, 3, 5]
    for to, start, count in ((0, 3, 4), (3, 0, 4), (-1, 0, 2), (0, -1, 2)):
        with pytest.raises(IndexError):
            call_shift(words, to, start, count)
    assert list(words) == [0, 1, 2, 3, 3, 5]


def test_the_suite_runs_compiled_kernels() -> None:
    assert COMPILED


def test_load_says_what_it_does() -> None:
    said: list[str] = []
    load(said.append)
    assert len(said) == len(KERNELS)
    assert ready()


def test_the_cache_is_ours_and_knows_the_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    inside = cache_folder()
    assert inside.is_relative_to(sys.prefix)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "picaflor" / "kernels" / inside.name
    source = tmp_path / "kernels" / "compiled.py"
    source.parent.mkdir()
    source.write_text("another")
    monkeypatch.setattr(compiled, "__file__", str(source))
    assert cache_folder().name != inside.name
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/elsewhere")
    assert cache_folder() == Path("/elsewhere")


def test_kernels_run_as_plain_python_too() -> None:
    root = Path(__file__).parents[3]
    env = os.environ | {"PICAFLOR_KERNELS": "plain", "PYTHONPATH": f"{root / 'src'}:{root}"}
    command = [sys.executable, "-W", "error", "-c", PLAIN]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("True True", "")
