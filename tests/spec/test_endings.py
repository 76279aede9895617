"""A venue that closes, or has closed, says so wherever it is chosen."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from picaflor.app import catalogue, connecting, targets
from picaflor.faces.cli.program import run
from picaflor.venues import load
from picaflor.wire.venue import Life, Venue
from tests.spec.card import ALL as ROWS

NOTE = "Their notice of 2026-11-01."


@pytest.mark.parametrize("venue", ROWS)
@pytest.mark.parametrize(("life", "words"), [(Life.CLOSING, "is closing"), (Life.CLOSED, "has closed")])
def test_b6_the_end_of_a_venue_is_told_at_connect_at_start_and_in_the_table(
    venue: str,
    life: Life,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ending(name: str) -> Venue:
        row = load(name)
        return replace(row, life=life, life_date="2027-01-31", life_note=NOTE) if name == venue else row

    for module in (catalogue, targets):
        monkeypatch.setattr(module, "load", ending)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    told = f"{venue} {words} (2027-01-31). {NOTE}\n"

    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run(["connect", venue]) == 1
    seen = capsys.readouterr()
    assert seen.err == f"{told}picaflor: {venue} was not connected\n"
    assert seen.out == "Go on all the same? [y/N] \n", "no key was asked for"

    (tmp_path / "bot.toml").write_text(
        f'[strategy]\nconnector = "{venue}"\ncontroller = "simple_maker"\npair = "BTC-USDT"\n'
    )
    hosts = {url.partition("/")[0] for each in load(venue).domains.values() for url in (each.rest, each.public)}
    (tmp_path / "nowhere.json").write_text(json.dumps({"hosts": dict.fromkeys(hosts, "http://127.0.0.1:9")}))
    assert run(["start", "bot.toml", "--endpoint", "nowhere.json"]) == 3
    assert capsys.readouterr().err.startswith(told)

    assert run(["venues", "--json"]) == 0
    rows = {row["id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows[venue]["life"] == f"{life} 2027-01-31"
    assert connecting.life_words(load(venue)) == "" or load(venue).life is not Life.OPEN
