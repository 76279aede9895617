"""What the scripts of a shell ask of the program: the bots of this folder, and what they trade."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.bot_files import NUMBER, status_path
from picaflor.faces.cli.program import run
from picaflor.settings.places import PROJECT_FILE, World, find_places
from picaflor.storage.state_files import write_state


@pytest.fixture
def bots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PROJECT_FILE).touch()
    monkeypatch.chdir(tmp_path)
    places = find_places(None, tmp_path)
    for name, told in (("two", {"pair": "ETH-USDT"}), ("maker", {"pair": "BTC-USDT"}), ("new", {})):
        folder = places.make(places.bot(World.PAPER, name))
        (folder / NUMBER).write_text("a0\n")
        write_state(status_path(folder), told)


@pytest.mark.usefixtures("bots")
@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["bots"], "maker\nnew\ntwo\n"),
        (["pairs"], "BTC-USDT\nETH-USDT\n"),
        (["pairs", "--json"], '{"pair": "BTC-USDT"}\n{"pair": "ETH-USDT"}\n'),
    ],
)
def test_what_is_there_is_listed(words: list[str], printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", *words]) == 0
    assert capsys.readouterr().out == printed
