"""The doctor finds a planted fault and says its mend."""

from pathlib import Path

from picaflor.app.doctor import examine


def test_a_sound_installation_has_nothing_bad(tmp_path: Path) -> None:
    assert [f.name for f in examine(tmp_path) if not f.good] == []


def test_a_vault_that_others_can_read_is_told_with_its_mend(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.write_bytes(b"x")
    vault.chmod(0o644)
    (found,) = [f for f in examine(tmp_path) if not f.good]
    assert (found.name, found.saw, found.mend) == ("vault", "mode 644", f"chmod 600 {vault}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    in_the_way = tmp_path / "picaflor"
    in_the_way.write_text("a file where a folder should be")
    assert [f.name for f in examine(in_the_way / "data") if not f.good] == ["data folder"]
