from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.faces.shell.completing import Completer


def completer() -> Completer:
    return Completer(
        ["status", "start", "stop", "book", "buy", "export", "config"],
        lambda command: [f"--{command}", "--json"],
        lambda: ["bitget", "bitmart", "hitbtc"],
        lambda: ["maker", "two"],
        lambda: ["BTC-USDT"],
        lambda _command: ["--account"],
    )


@pytest.mark.parametrize(
    ("before", "word", "found"),
    [
        ("", "sta", ["status", "start"]),
        ("", "e", ["export", "exit"]),
        ("help ", "b", ["book", "buy"]),
        ("status ", "", ["maker", "two"]),
        ("status maker ", "--", ["--status", "--json", "--help"]),
        ("status --json ", "m", ["maker"]),
        ("start --bot ", "t", ["two"]),
        ("book ", "bit", ["bitget", "bitmart"]),
        ("book --account second ", "h", ["hitbtc"]),
        ("book --account ", "h", []),
        ("buy bitget ", "B", ["BTC-USDT"]),
        ("export ", "o", ["orders"]),
        ("nonsense ", "b", []),
        ('book "', "b", []),
    ],
)
def test_what_is_offered(before: str, word: str, found: list[str]) -> None:
    assert completer().complete(before, word) == found


def test_a_pair_that_was_typed_is_offered_from_then_on() -> None:
    made = completer()
    made.learn("book bitget ETH-USDT --depth 5")
    assert made.complete("buy bitget ", "") == ["BTC-USDT", "ETH-USDT"]


def test_files_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "maker.toml").touch()
    (tmp_path / "[odd].toml").touch()
    monkeypatch.chdir(tmp_path)
    assert completer().complete("start ", "ma") == ["maker.toml"]
    assert completer().complete("start maker.toml ", "[") == ["[odd].toml"]


def test_some_connectors_come_first_until_a_letter_is_typed() -> None:
    some = completer()
    some.first = lambda: ["bitget_paper_trade"]
    assert some.complete("book ", "") == ["bitget_paper_trade"]
    assert some.complete("book ", "h") == ["hitbtc"]
    assert completer().complete("book ", "") == ["bitget", "bitmart", "hitbtc"]
