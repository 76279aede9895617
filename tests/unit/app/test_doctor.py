"""The doctor finds a planted fault and says its mend."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path

import pytest

from picaflor.app import doctor
from picaflor.app.doctor import Finding, examine
from picaflor.settings.places import Places, find_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path, tmp_path)


def bad(places: Places) -> list[Finding]:
    return [finding for finding in examine(places) if finding.grade == "BAD"]


def test_a_sound_installation_has_nothing_bad(places: Places) -> None:
    assert bad(places) == []
    assert not places.data_dir.exists(), "looking makes nothing"


def test_a_vault_that_others_can_read_is_told_with_its_mend(places: Places) -> None:
    places.make(places.data_dir)
    places.vault.write_bytes(b"x")
    places.vault.chmod(0o644)
    (found,) = bad(places)
    assert (found.name, found.saw, found.mend) == ("vault", "mode 644", f"chmod 600 {places.vault}")


def test_a_folder_that_cannot_be_made_is_told(places: Places) -> None:
    places.data_dir.write_text("a file where a folder should be")
    assert next(found.name for found in bad(places)) == "data folder"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rate\nshare = 1\n", "picaflor.toml: not readable as TOML"),
        ("[rate]\nshare = 101\n", "picaflor.toml:2: rate.share is 101: it must be a whole number from 1 to 100"),
        ("[rate]\nshar = 10\n", "picaflor.toml:2: unknown key rate.shar: did you mean rate.share?"),
    ],
)
def test_a_broken_configuration_gives_its_sentence(places: Places, text: str, said: str) -> None:
    places.config_file.write_text(text)
    (found,) = bad(places)
    assert found.name == "configuration"
    assert said in found.saw


def test_a_sound_configuration_is_counted(places: Places) -> None:
    places.config_file.write_text("[rate]\nshare = 50\n")
    (found,) = [finding for finding in examine(places) if finding.name == "configuration"]
    assert found.saw == f"{places.config_file}, 1 values set"


def test_an_old_sqlite_of_pythons_own_is_a_warning(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.40.1")
    (found,) = [finding for finding in examine(places) if finding.name == "python's sqlite"]
    assert (found.grade, found.saw) == ("warn", "3.40.1")
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.3")
    assert [finding.grade for finding in examine(places) if finding.name == "python's sqlite"] == ["ok"]


def test_what_is_missing_is_bad_or_a_pity(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "NEEDED", ("no-such-package",))
    monkeypatch.setattr(doctor, "HELPFUL", {"no-such-luck": "it is slower"})
    grades = {found.name: found.grade for found in examine(places)}
    assert (grades["no-such-package"], grades["no-such-luck"]) == ("BAD", "warn")


def test_a_full_disk_and_a_machine_without_loopback_are_told(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_MIN", 1 << 80)

    def refuse(*_: object) -> None:
        raise OSError("no loopback here")

    monkeypatch.setattr(socket, "create_server", refuse)
    assert [found.name for found in bad(places)] == ["disk", "loopback"]


def test_a_bot_that_stays_awake_on_the_only_core_is_warned_of(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def cores() -> Finding:
        return next(finding for finding in examine(places) if finding.name == "cores")

    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert cores() == Finding("cores", True, "1")
    places.config_file.write_text("awake = true\n")
    assert cores().grade == "warn"
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert cores() == Finding("cores", True, "2")
