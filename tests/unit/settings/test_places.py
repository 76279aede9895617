"""Where files live, and names that try to live elsewhere."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from picaflor.settings.places import World, checked_name, find_places, inside
from picaflor.settings.problems import BadName, FileTrouble


def test_a_project_is_named_or_found_upwards_or_the_system_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg" / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg" / "data"))
    deep = tmp_path / "project" / "a" / "b"
    deep.mkdir(parents=True)
    elsewhere = find_places(None, deep)
    assert elsewhere.project is None
    assert elsewhere.config_file.name == "picaflor.toml"
    assert not (tmp_path / "xdg").exists()  # looking makes nothing
    (tmp_path / "project" / "picaflor.toml").write_text("")
    assert find_places(None, deep).project == tmp_path / "project"
    assert find_places(deep, tmp_path).project == deep
    assert find_places(deep, tmp_path).config_file == deep / "picaflor.toml"
    with pytest.raises(FileTrouble, match=r"there is no project folder .*--project"):
        find_places(tmp_path / "nowhere", deep)


def test_worlds_share_no_file_of_state(tmp_path: Path) -> None:
    places = find_places(tmp_path, tmp_path)
    files = [
        {make(world, "maker") for make in (places.database, places.journal, places.ids, places.bot)} for world in World
    ]
    assert len(set().union(*files)) == sum(len(of_world) for of_world in files) == 12
    for one, other in pairwise(World):
        assert places.world(one) not in places.database(other, "maker").parents
    folder = places.make(places.journal(World.PAPER, "maker"))
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    places = find_places(tmp_path, tmp_path)
    with pytest.raises(FileTrouble, match=r"cannot make .*; make its parent yours"):
        places.make(places.journal(World.PAPER, "maker"))


BAD_NAMES = [
    "", ".", "..", "../x", "a/b", "/etc/passwd", "a\\b", "%2e%2e", "a\0b", "a b", "a\n", "CON", "con", "nul", "COM1",
    "lpt9", "a.toml", "ａ", "․․", "﹒﹒", "a\u202eb", "é", "~", "$HOME", "x" * 65,
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadName, match="1 to 64 letters") as refused:
        find_places(tmp_path, tmp_path).journal(World.LIVE, name)
    assert "\x00" not in str(refused.value)


@pytest.mark.parametrize("name", ["maker", "Maker-2_x", "x" * 64, "console", "0"])
def test_an_ordinary_name_is_taken(tmp_path: Path, name: str) -> None:
    assert checked_name(name) == name
    assert inside(tmp_path, name) == tmp_path / name


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "evil").symlink_to(tmp_path)
    (tmp_path / "bots" / "dangling").symlink_to("/nowhere/at/all")
    for name in ("evil", "dangling"):
        with pytest.raises(BadName, match="is a link that leads out"):
            inside(tmp_path / "bots", name)
    (tmp_path / "linked").symlink_to(tmp_path / "bots")
    assert inside(tmp_path / "linked", "good").name == "good"  # the folder itself may be reached by a link
