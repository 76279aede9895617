"""Completion scripts: a real shell takes them, and offers what there is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from picaflor.app.completion import CONNECTORS, PAIRS, SHELLS, bots, connectors, on_paper_first, pairs, script
from picaflor.faces.cli.program import COMMANDS, options_of
from picaflor.settings.config import load
from picaflor.venues import ROWS

WORDS = {"connect": ["--account", "--json"], "venues": ["--json"]}
VALUED = ["--account", "--bot", "--endpoint"]
HELP = {"connect": "A venue's keys.", "venues": "The table."}


PROGRAM = r"""picaflor() {
    case "$*" in 'completion bots') echo maker ;; 'completion pairs') printf '%s\n' BTC-USDT ETH-USDT ;; esac
}"""


def offered(typed: str) -> list[str]:
    """By a bash in which the program knows one bot and two pairs."""
    words = typed.split(" ")
    ask = f"COMP_WORDS=({typed}{' ' + repr('') if typed.endswith(' ') else ''}); COMP_CWORD={len(words) - 1}; _picaflor"
    done = subprocess.run(
        ["bash", "-c", f'{PROGRAM}\n{script("bash", WORDS, HELP, VALUED)}\n{ask}; printf "%s\\n" "${{COMPREPLY[@]}}"'],
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
        ("picaflor orders --endpoint hello.json bitget E", ["ETH-USDT"]),
        ("picaflor orders --account ", []),
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


@pytest.mark.skipif(shutil.which("fish") is None, reason="asks a fish that is installed")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("picaflor ven", ["venues"]),
        ("picaflor connect --acc", ["--account"]),
        ("picaflor connect --account x bitget_p", ["bitget_paper_trade", "bitget_perpetual"]),
        ("picaflor orders --endpoint hello.json bitget E", ["ETH-USDT"]),
        ("picaflor status ", ["maker"]),
        ("picaflor export ord", ["orders"]),
        ("picaflor start run.t", ["run.toml"]),
        ("picaflor connect --endpoint run.t", ["run.toml"]),
        ("picaflor orders run.t", []),
    ],
)
def test_fish_offers_the_same(typed: str, found: list[str], tmp_path: Path) -> None:
    (tmp_path / "run.toml").touch()
    (tmp_path / "picaflor").write_text(f"#!/bin/sh\n{PROGRAM}\npicaflor $*\n")
    (tmp_path / "picaflor").chmod(0o755)
    words = {**WORDS, "connect": ["--account", "--endpoint"], "orders": ["--endpoint"], "start": [], "export": []}
    help_ = {**HELP, "orders": "", "start": "", "export": ""}
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"{script('fish', words, help_, VALUED)}\ncomplete -C '{typed}'"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    offered = [line.partition("\t")[0] for line in done.stdout.splitlines()]
    assert set(found) <= set(offered)
    assert len(found) == len(offered) or found[-1] == "bitget_perpetual", "its testnet and its twin are offered as well"


FISH = r"""complete -c picaflor -f
complete -c picaflor -n '__fish_seen_subcommand_from start import replay report export create' -F
complete -c picaflor -n __fish_use_subcommand -a connect -d 'A venue\'s keys.'
complete -c picaflor -n '__fish_seen_subcommand_from connect' -l endpoint -r -F
complete -c picaflor -n '__fish_seen_subcommand_from connect' -l account -x
complete -c picaflor -n '__fish_seen_subcommand_from connect' -l json
complete -c picaflor -n __fish_use_subcommand -a status -d 'How.'
complete -c picaflor -n '__fish_seen_subcommand_from status' -l bot -x -a '(picaflor completion bots 2>/dev/null)'
function __picaflor_at
    set -l words
    set -l value 0
    for word in (commandline -opc)
        if test $value -eq 1
            set value 0
        else if contains -- $word --account --bot --endpoint
            set value 1
        else if not string match -q -- '-*' $word
            set -a words $word
        end
    end
    test (count $words) -eq $argv[1]; and contains -- $words[2] $argv[2..-1]
end
complete -c picaflor -n '__picaflor_at 2 TAKE_CONNECTORS' -a 'THE_CONNECTORS'
complete -c picaflor -n '__picaflor_at 3 TAKE_PAIRS' -a '(picaflor completion pairs 2>/dev/null)'
complete -c picaflor -n '__picaflor_at 2 status stop logs history' -a '(picaflor completion bots 2>/dev/null)'
complete -c picaflor -n '__picaflor_at 2 export' -a 'fills orders trades'
"""


def test_what_fish_is_told_line_by_line() -> None:
    """Also where there is no fish to ask: these are the lines that one was asked by, above."""
    words = {"connect": ["--endpoint", "--account", "--json"], "status": ["--bot"]}
    told = FISH.replace("THE_CONNECTORS", " ".join(connectors()))
    told = told.replace("TAKE_CONNECTORS", " ".join(CONNECTORS)).replace("TAKE_PAIRS", " ".join(PAIRS))
    assert script("fish", words, {"connect": "A venue's keys.", "status": "How."}, VALUED) == told


def test_the_twins_that_the_configuration_names_come_first(tmp_path: Path) -> None:
    (tmp_path / "it.toml").write_text('[paper_trade]\nexchanges = ["hashkey", "fmfw"]\n')
    first = ["fmfw_paper_trade", "hashkey_paper_trade", "hashkey_perpetual_paper_trade"]
    assert on_paper_first(load([tmp_path / "it.toml"])) == first
    assert set(first) < set(connectors())


@pytest.mark.parametrize("shell", SHELLS)
def test_other_shells_take_it(shell: str) -> None:
    text = script(shell, WORDS, HELP, VALUED)
    assert "connect" in text
    assert "'A venue\\'s keys.'" in text or shell != "fish"
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True)
        subprocess.run([shell, "-n"], input=script(shell, WORDS, HELP), text=True, check=True)


def test_every_command_has_options_to_offer() -> None:
    assert options_of("connect")[:2] == ["--account", "--endpoint"]
    assert all("--help" not in options_of(name) for name in COMMANDS)
