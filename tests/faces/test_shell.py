"""The shell in a real terminal: its panes, completion, paste, history, and bots that outlive it. docs/shell.md shows it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from picaflor.app.keyring import Keyring
from picaflor.settings.places import Places
from tests.faces import processes
from tests.faces.processes import start
from tests.faces.terminal import converse
from tests.faces.tmux import TMUX, terminal
from tests.faces.transcript import ROOT, environment, same

PASSWORD = "a-long-password"
FIELDS = ("api_key", "secret", "passphrase")
MAKER = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
spread_bps = 300
tolerance_bps = 250
order_age_ns = "1h"
"""


def shown_in_docs() -> list[str]:
    return (ROOT / "docs/shell.md").read_text().split("```\n")[1].splitlines()


def run(home: Path, *words: str) -> str:
    return processes.run(home, *words)[1]


@pytest.mark.skipif(TMUX is None, reason="tmux is not installed, and it is the terminal that the screen is read from")
def test_a_session_at_a_terminal(tmp_path: Path) -> None:
    with start(tmp_path, "emulate", "bitget", "--json") as venue:
        assert venue.stdout is not None
        (tmp_path / "hello.json").write_text(line := venue.stdout.readline())
        keys = json.loads(line)["accounts"][0]
        data = tmp_path / ".local/share/picaflor"
        ring = Keyring(Places(tmp_path / ".config/picaflor", data), str, {"PICAFLOR_PASSWORD": PASSWORD})
        ring.put("bitget@emulated", {name: keys[name] for name in FIELDS})
        (tmp_path / "maker.toml").write_text(MAKER)
        try:
            _session(tmp_path)
            assert '"state": "running"' in run(tmp_path, "status", "maker", "--json")
        finally:
            run(tmp_path, "stop")
            venue.terminate()
    assert "status maker" in (data / "shell_history").read_text()


def _session(home: Path) -> None:
    shell = f"{sys.executable} -m picaflor; echo left with $?; cat"
    env = {**environment(home), "PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    del env["COLUMNS"]
    with terminal(home / "tmux", shell, env, home) as screen:
        screen.until("leaves.\npicaflor>")
        screen.type("start ma", "Tab", "--endp", "Tab", "hel", "Tab", "Enter")
        screen.until("Vault password:")
        screen.type(PASSWORD, "Enter")
        screen.until("runs detached")
        screen.until("EMULATED maker running")
        screen.type("status m", "Tab", "Enter")
        screen.until("denied by risk")
        seen = screen.until("open  pfa0").splitlines()
        assert same(shown_in_docs(), seen), "\n".join(["on the screen, and not in docs/shell.md:", *seen])

        screen.paste("orders bitget --endpoint hello.json\nstop nobody\n")
        screen.type("Enter")
        screen.until("[exit code 4]")
        assert "LIMIT" in screen.text(), "the vault was opened once"
        screen.type("logs -f --lines 1", "Enter")
        screen.until("picaflor> logs -f --lines 1\n2")  # a line of the log, by its year
        screen.type("C-c")
        screen.until("^C")
        screen.type("stop nobody", "Enter")
        screen.until("picaflor> stop nobody\npicaflor: there is no bot")
        screen.type("C-c")
        screen.until("Once more leaves")
        screen.type("C-c")
        screen.until("left with 0")
        assert "1 bot goes on" in screen.text()


def test_two_interrupts_leave_a_small_terminal_too_and_an_unknown_word_does_not_end_it(tmp_path: Path) -> None:
    typed = [
        ("picaflor> ", "nonsense\n"),
        ("[exit code 2]", "help venues\n"),
        ("--json", '"open\n'),
        ("close what is open", "\x03"),
    ]
    code, screen = converse(tmp_path, [], [*typed, ("Once more leaves", "\x03")], TERM="dumb")
    assert code == 0
    assert "there is no command 'nonsense'" in screen
    assert "Usage: picaflor venues" in screen
    assert "close what is open" in screen
    assert "\x1b[2J" not in screen
    assert "Traceback" not in screen
