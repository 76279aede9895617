"""Completion scripts: a real shell takes them, and offers what there is."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from picaflor.app.completion import SHELLS, bots, connectors, pairs, script
from picaflor.faces.cli.program import COMMANDS, options_of
from picaflor.venues import ROWS

WORDS = {"connect": ["--account", "--json"], "venues": ["--json"]}
HELP = {"connect": "A venue's keys.", "venues": "The table."}


PROGRAM = (
    "picaflor() { case \"$*\" in 'completion bots') echo maker ;; 'completion pairs') echo BTC-USDT ETH-USDT ;; esac; }"
)


def offered(typed: str) -> list[str]:
    """By a bash in which the program knows one bot and two pairs."""
    words = typed.split(" ")
    ask = f"COMP_WORDS=({typed}{' ' + repr('') if typed.endswith(' ') else ''}); COMP_CWORD={len(words) - 1}; _picaflor"
    done = subprocess.run(
        ["bash", "-c", f'{PROGRAM}\n{script("bash", WORDS, HELP)}\n{ask}; printf "%s\\n" "${{COMPREPLY[@]}}"'],
        capture_output=True, text=True, check=True, cwd="/proc/self/task",
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_offers_commands_options_and_connectors() -> None:
    assert offered("picaflor co") == ["connect"]
    assert offered("picaflor connect --a") == ["--account"]
    assert set(offered("picaflor connect bitget")) >= {"bitget", "bitget_perpetual", "bitget_paper_trade"}
    assert offered("picaflor connect bitget bit") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("picaflor orders bitget ", ["BTC-USDT", "ETH-USDT"]),
        ("picaflor leverage --json bitget_perpetual B", ["BTC-USDT"]),
        ("picaflor orders bitget BTC-USDT B", []),
        ("picaflor status ", ["maker"]),
        ("picaflor status maker m", []),
        ("picaflor start maker.toml --bot ", ["maker"]),
        ("picaflor start bit", []),
        ("picaflor export ord", ["orders"]),
    ],
)
def test_bash_offers_pairs_and_bots_where_a_word_takes_one(typed: str, found: list[str]) -> None:
    assert [each for each in offered(typed) if not each.isdecimal()] == found  # files are offered as well


def test_what_a_shell_would_run_is_no_name() -> None:
    assert bots(["two", "maker", "maker", "$(reboot)", "a b"]) == ["maker", "two"]
    assert pairs(["ETH-USDT", "BTC-USDT", "`reboot`-USDT", "eth"]) == ["BTC-USDT", "ETH-USDT"]


def test_connectors_are_all_rows_their_testnets_and_paper_twins() -> None:
    assert set(connectors()) >= {*ROWS, *(f"{row}_paper_trade" for row in ROWS)}


@pytest.mark.parametrize("shell", SHELLS)
def test_other_shells_take_it(shell: str) -> None:
    text = script(shell, WORDS, HELP)
    assert "connect" in text
    assert "'A venue\\'s keys.'" in text or shell != "fish"
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True)


def test_every_command_has_options_to_offer() -> None:
    assert options_of("connect")[:2] == ["--account", "--endpoint"]
    assert all("--help" not in options_of(name) for name in COMMANDS)
