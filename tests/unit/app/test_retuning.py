"""A bot's files while it runs: what of a change is told to it, and what counts from its next start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from picaflor.app.bot_plan import seats_of
from picaflor.app.new_controller import new_controller
from picaflor.app.own_controllers import add_own_controllers, versions_of
from picaflor.app.retuning import Files
from picaflor.engine.audit import Step
from picaflor.engine.instructions import Reloaded, Retuned
from picaflor.settings.config import load
from picaflor.settings.places import Places
from picaflor.strategies.table import OWN, VERSIONS, digest_of

FIRST = '[strategy]\nconnector = "bitget"\ncontroller = "simple_maker"\npair = "BTC/USDT"\nspread_bps = 4\n'
WIDE = '[strategy.controllers.wide]\nfile = "wide.toml"\n'
PART = '[strategy]\ncontroller = "simple_maker"\npair = "BTC-USDT"\nspread_bps = 40\n'
PAIRS = {"bot": "BTC-USDT", "wide": "BTC-USDT"}


class Folder:
    def __init__(self, path: Path) -> None:
        self.path, self.edits = path, 0
        self.write("bot.toml", FIRST + WIDE)
        self.write("wide.toml", PART)
        self.files = Files(Places(path, path / "data"), (path / "bot.toml",))
        self.files.begin(seats_of(load([path / "bot.toml"])))

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)
        self.edits += 1
        os.utime(self.path / name, ns=(self.edits, self.edits))

    def look(self) -> list[Retuned | Step]:
        return self.files.look("bot", PAIRS, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_nothing_is_told_while_nothing_changes(folder: Folder) -> None:
    assert folder.look() == []
    folder.write("bot.toml", "# a comment\n" + FIRST + WIDE)
    assert folder.look() == []


def test_settings_of_each_controller_are_told_once(folder: Folder) -> None:
    folder.write("bot.toml", FIRST.replace("= 4", "= 5") + WIDE)
    folder.write("wide.toml", PART.replace("= 40", "= 50"))
    first, second = folder.look()
    assert isinstance(first, Retuned)
    assert isinstance(second, Retuned)
    assert (first.seat, first.config["spread_bps"], first.config["pair"]) == ("bot", 5, "BTC-USDT")
    assert (second.seat, second.config["spread_bps"]) == ("wide", 50)
    assert folder.look() == []


def test_another_pair_is_told_too_for_the_controller_to_refuse(folder: Folder) -> None:
    folder.write("bot.toml", FIRST.replace("BTC/", "ETH/") + WIDE)
    (told,) = folder.look()
    assert isinstance(told, Retuned)
    assert told.config["pair"] == "ETH/USDT"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bot.toml", FIRST.replace("= 4", '= "x"') + WIDE, "must be a whole number"),
        ("bot.toml", FIRST, "other controllers are named"),
        ("bot.toml", "[strategy\n", "not readable as TOML"),
        ("wide.toml", PART + "drawdown_max = 5\n", "its limits, and where it trades, count from the next start"),
    ],
)
def test_what_cannot_be_taken_over_is_logged_with_a_sentence(folder: Folder, name: str, text: str, said: str) -> None:
    folder.write(name, text)
    (step,) = folder.look()
    assert isinstance(step, Step)
    assert step.what == "settings kept as they were"
    assert said in step.why
    assert folder.look() == []


def test_a_controller_of_ones_own_is_told_by_its_digest_and_a_copy_is_kept(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "data")
    path = new_controller(places, "my_maker")
    (tmp_path / "bot.toml").write_text('[strategy]\nconnector = "bitget"\ncontroller = "my_maker"\npair = "BTC-USDT"\n')
    try:
        add_own_controllers(places)
        files = Files(places, (tmp_path / "bot.toml",))
        files.begin(seats_of(load([tmp_path / "bot.toml"])))
        assert files.look("bot", PAIRS, 5) == []
        source = path.read_text()
        path.write_text(source.replace("live(10)", "live(11)") + "\n")
        (told,) = files.look("bot", PAIRS, 5)
        assert isinstance(told, Reloaded)
        assert (told.seat, told.controller, told.config["spread_bps"]) == ("bot", "my_maker", 11)
        assert told.digest == digest_of("my_maker")
        assert len(list(versions_of(places).iterdir())) == 2
        path.write_text("def")
        (step,) = files.look("bot", PAIRS, 5)
        assert isinstance(step, Step)
        assert "invalid syntax" in step.why
    finally:
        OWN.clear()
        VERSIONS.clear()


def test_a_file_that_is_gone_changes_nothing_until_it_is_back(folder: Folder) -> None:
    (folder.path / "wide.toml").unlink()
    (step,) = folder.look()
    assert isinstance(step, Step)
    assert "there is no configuration file" in step.why
    folder.write("wide.toml", PART.replace("= 40", "= 41"))
    (told,) = folder.look()
    assert isinstance(told, Retuned)
