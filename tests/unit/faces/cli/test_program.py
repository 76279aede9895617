"""The table of commands, and what becomes of a mistake."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from picaflor.faces.cli import program
from picaflor.faces.cli.program import COMMANDS, HOUSED, run


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own configuration is read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_there_and_its_page_begins_as_the_table_says(name: str) -> None:
    where, words = COMMANDS[name]
    module, _, function = where.partition(":")
    command = getattr(importlib.import_module(f"picaflor.faces.cli.{module}"), function)
    page = inspect.getdoc(command) or ""
    assert page.splitlines()[0] == words
    assert f"Example: picaflor {name}" in page
    assert "--json" in str(inspect.signature(command, eval_str=True).parameters["json_"].annotation)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "there is no command 'nonsense': there are balance, book"),
        (["venus"], 2, "did you mean venues?"),
        (["--nope"], 2, "--nope"),
        (["venues", "--nope"], 2, "See `picaflor venues --help`"),
        (["replay"], 2, "JOURNAL"),
        (["demo", "--for", "20"], 2, "write it like 20s"),
        (["demo", "--for", ""], 2, "write it like 20s"),
        (["demo", "--seed", "x"], 2, "--seed"),
        (["demo", "--home", "/dev/null/x"], 3, "cannot make /dev/null/x"),
        (["demo", "--project", "/nowhere"], 3, "there is no project folder /nowhere"),
        (["candles", "bitgett", "BTC-USDT"], 4, "did you mean bitget?"),
        (["candles", "bitget", "BTC-USDT", "7m"], 2, "say one of 1m"),
        (["candles", "bitget", "BTC-USDT", "--endpoint", "/nowhere"], 3, "/nowhere cannot be read as an endpoint"),
        (["candles", "bitget", "BTC-USDT", "--watch", "--csv", "f"], 2, "without it"),
        (["emulate", "bitgett"], 4, "did you mean bitget?"),
        (["emulate", "bitget", "--port", "-5"], 2, "ports"),
        (["venues", "bitgett"], 4, "did you mean bitget?"),
        (["replay", "/nowhere"], 4, "there is no journal at /nowhere"),
        (["config", "rat.share"], 3, "did you mean rate.share?"),
        (["config", "rate.share", "1000"], 3, "from 1 to 100"),
        (["config", "-c", "/nowhere.toml"], 3, "there is no configuration file /nowhere.toml"),
        (["start", "-c", "/nowhere.toml"], 3, "there is no configuration file /nowhere.toml"),
        (["import", "hummingbot", "/nowhere.yml"], 4, "there is no file /nowhere.yml"),
        (["start"], 3, "there is no [strategy] to start: name a bot's file"),
        (["create", "simple_maker", "/nowhere/x.toml"], 4, "there is no folder /nowhere"),
        (["import", "hummingbot", "x.yml", "--to", "/nowhere"], 4, "there is no folder /nowhere"),
        (["start", "--yes-live", "main"], 2, "--yes-live answers what --live asks: say both, or neither"),
        (["config", "venues.bitgte.maker_fee", "1"], 3, "there is no connector 'bitgte': did you mean bitget?"),
        (["config", "paper_trade.exchanges", "bitget,bitgte"], 3, "there is no connector 'bitgte'"),
        (["balance", "paper", "日本", "7"], 3, "names in keys are of letters"),
        (["logs", "--lines", "-1"], 2, "-1 lines cannot be shown"),
        (["connect", "bitget_paper_trade", "--account", "a b"], 3, "'a b' cannot be a name"),
        (["config", "notifications.webhook", "https://x.y/z"], 2, "a command line is no secret"),
    ],
)
def test_a_mistake_is_one_sentence_and_a_code(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == code
    out, err = capsys.readouterr()
    assert said in err
    assert err.startswith("picaflor: ")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in out + err


OWN = """[venues.myhouse]
tongue = "peatio"
rest = "https://api.myhouse.example/api/v2/peatio"
ws = "wss://api.myhouse.example/api/v2/ranger"
"""


@pytest.mark.parametrize("words", [["--project", "house"], ["--project=house"]])
@pytest.mark.parametrize("name", sorted(HOUSED - {"emulate", "replay", "report", "create", "venues", "transfer"}))
def test_a_venue_of_ones_own_is_known_to_every_command_that_names_one(
    name: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is known where it is: each then says what else is wrong."""
    (tmp_path / "house").mkdir()
    (tmp_path / "house/picaflor.toml").write_text(OWN)
    more = {"leverage": ["BTC-USDT"], "cancel": ["--all"]}.get(name, ["BTC-USDT"])
    more = [] if name in ("balance", "disconnect", "markets", "positions", "position-mode") else more
    asked = [name, "myhouse", *more, *(words if name != "candles" else []), "--endpoint", "/nowhere"]
    if name == "candles":
        (tmp_path / "picaflor").mkdir()
        (tmp_path / "picaflor/picaflor.toml").write_text(OWN)
    if name == "disconnect":
        asked = asked[:-2]
    assert run(asked) in (2, 3, 4)
    assert "no connector" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "shown"), [(["help"], "Usage: picaflor COMMAND"), (["help", "stop"], "picaflor stop")]
)
def test_who_asks_for_help_by_name_gets_it(words: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 0
    assert shown in capsys.readouterr().out


def test_files_of_start_merge_and_those_with_c_win(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two", "three"):
        text = f'[strategy]\ncontroller = "simple_maker"\npair = "A-B"\nconnector = "{name}"\n'
        (tmp_path / f"{name}.toml").write_text(text)
    assert run(["start", "-c", "two.toml", "one.toml", "-c", "three.toml"]) == 4
    assert "there is no connector 'three'" in capsys.readouterr().err
    assert run(["start", "one.toml", "two.toml"]) == 4
    assert "there is no connector 'two'" in capsys.readouterr().err


def raising(problem: BaseException) -> Callable[[str], Callable[[list[str]], None]]:
    def app(_words: list[str]) -> None:
        raise problem

    return lambda _word: app


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device"), 1),
        (FileNotFoundError(2, "No such file or directory", "/x"), 4),
        (PermissionError(13, "Permission denied", "/root/x"), 1),
    ],
)
def test_what_else_a_person_can_cause(problem: BaseException, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "make_app", raising(problem))
    assert run(["venues"]) == code


def test_a_defect_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "make_app", raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        run(["venues"])
