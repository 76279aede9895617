"""A gate that fails fails the run, and what it said is printed whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import gates

SAYS = "import sys; print('all of it'); print('and this', file=sys.stderr); sys.exit({})"


@pytest.mark.parametrize(("code", "told"), [(0, "ok"), (3, "FAILED")])
def test_what_ran_beside_the_others_is_told_when_it_is_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], code: int, told: str
) -> None:
    beside = gates.Gate(tmp_path, "types", "-c", SAYS.format(code))
    assert beside.good() == (code == 0)
    said = capfd.readouterr().out
    assert said.startswith("── types\n")
    assert "all of it\n" in said
    assert "and this\n" in said
    assert f"── types: {told} in " in said


@pytest.mark.parametrize("fails", ["mypy --strict", "ruff check", "ruff format", "import-linter", "tests", ""])
def test_each_of_them_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    ran = []

    class Beside:
        def __init__(self, _root: Path, name: str, *_command: str) -> None:
            self.name = name

        def good(self) -> bool:
            ran.append(self.name)
            return self.name != fails

    def at_once(root: Path, name: str, *command: str) -> bool:
        return Beside(root, name, *command).good()

    (tmp_path / "tests/__pycache__").mkdir(parents=True)
    monkeypatch.setattr(gates, "Gate", Beside)
    monkeypatch.setattr(gates, "gate", at_once)
    assert gates.suite(tmp_path, []) == (1 if fails else 0)
    assert sorted(ran) == ["import-linter", "mypy --strict", "ruff check", "ruff format", "tests"]
