"""A bot's folder: one process, one number, never another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.bot_files import open_bot
from picaflor.app.problems import Problem
from picaflor.settings.places import Places, World
from picaflor.settings.problems import BadName
from picaflor.storage.problems import AlreadyRunning


def test_each_bot_of_a_world_has_a_number_of_its_own_for_ever(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    numbers = []
    for name in ("one", "two", "three", "one"):
        opened = open_bot(places, World.EMULATED, name)
        numbers.append(opened.number)
        opened.lock.release()
    assert numbers == ["a0", "a1", "a2", "a0"]
    elsewhere = open_bot(places, World.LIVE, "two")
    assert (elsewhere.number, elsewhere.folder) == ("a0", tmp_path / "live/two")
    assert elsewhere.database != open_bot(places, World.EMULATED, "two").database
    (tmp_path / "emulated/one/number").write_text("../x")
    with pytest.raises(Problem, match="does not hold a bot's number"):
        open_bot(places, World.EMULATED, "one")


def test_a_second_process_is_refused_and_a_failure_gives_the_folder_back(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    first = open_bot(places, World.EMULATED, "one")
    with pytest.raises(AlreadyRunning):
        open_bot(places, World.EMULATED, "one")
    first.lock.release()
    open_bot(places, World.EMULATED, "one").lock.release()
    with pytest.raises(BadName):
        open_bot(places, World.EMULATED, "../one")
