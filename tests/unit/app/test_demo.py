"""The folders of the main job."""

from __future__ import annotations

from pathlib import Path

from picaflor.app.demo import RUNS_KEPT, demo_home, fresh_directory
from picaflor.settings.places import World, find_places


def test_its_home_is_in_the_emulated_world(tmp_path: Path) -> None:
    places = find_places(tmp_path, tmp_path)
    assert demo_home(places).parent == places.world(World.EMULATED)


def test_the_oldest_runs_go_and_numbers_are_not_used_again(tmp_path: Path) -> None:
    for n in range(RUNS_KEPT + 5):
        directory = fresh_directory(tmp_path)
        assert directory.name == f"run-{n + 1:06d}"
        directory.mkdir()
        (directory / "journal").write_text("x")
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert len(kept) == RUNS_KEPT
    assert kept[-1] == f"run-{RUNS_KEPT + 5:06d}"


def test_what_is_not_a_run_is_left_alone(tmp_path: Path) -> None:
    for name in ("run-abc", "run-1", "notes"):
        (tmp_path / name).mkdir()
    assert fresh_directory(tmp_path).name == "run-000001"
    assert len(list(tmp_path.iterdir())) == 3
