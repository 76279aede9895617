"""`picaflor` alone: a line is read, its command is run, and so on until somebody leaves. Bots that are detached go on."""

from __future__ import annotations

import os
import readline
import shlex
from contextlib import suppress
from pathlib import Path

from picaflor import __version__
from picaflor.app.completion import connectors, on_paper_first
from picaflor.app.configuration import load_config, places_of
from picaflor.app.keyring import Keyring
from picaflor.app.roster import find_bots, read_roster
from picaflor.faces.cli import output
from picaflor.faces.cli.program import COMMANDS, options_of, run, valued_of
from picaflor.faces.shell.completing import Completer
from picaflor.faces.shell.panes import Panes

HISTORY_MAX = 2_000
INTERRUPTED = 130
LEAVE = frozenset({"exit", "quit"})


def shell() -> int:
    places = places_of(None)
    completer = Completer(
        [*COMMANDS],
        options_of,
        connectors,
        lambda: [entry.bot for entry in read_roster(places)],
        lambda: [str(entry.told["pair"]) for entry in find_bots(places, None) if "pair" in entry.told],
        valued_of,
        lambda: on_paper_first(load_config(places)),
    )
    kept = _open_history(places.make(places.data_dir) / "shell_history")
    _complete_by(completer)
    Keyring.keep_open()
    panes = Panes(lambda: read_roster(places))
    if output.live():
        panes.open()
    output.say(f"picaflor {__version__}. `help` lists the commands, Tab completes them, Ctrl-C twice leaves.")
    try:
        with suppress(KeyboardInterrupt):  # the second one, so soon that the first was still being answered
            _converse(completer, panes)
    finally:
        panes.close()
        with suppress(OSError):
            readline.write_history_file(kept)
        running = sum(entry.alive for entry in read_roster(places))
        if running:
            output.say(f"{running} bot{'s go' if running > 1 else ' goes'} on: `picaflor status` shows how.")
    return 0


def _converse(completer: Completer, panes: Panes) -> None:
    warned = False
    while True:
        try:
            pasted = input("LIVE picaflor> " if panes.live() else "picaflor> ")
            warned = False
            for line in pasted.splitlines():
                completer.learn(line)
                if not _obey(line):
                    return
        except EOFError:
            output.say()
            return
        except KeyboardInterrupt:
            output.say()
            if warned:
                return
            warned = True
            output.say("Once more leaves; bots that run detached go on.")


def _obey(line: str) -> bool:
    """False: leave."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        output.complain(f'picaflor: {error}: close what is open, as in "a b"')
        return True
    if words[:1] == ["picaflor"]:
        words = words[1:]
    if not words:
        return True
    if words[0] in LEAVE:
        return False
    code = run(words)
    if code == INTERRUPTED:
        output.say()
    elif code:
        output.complain(f"[exit code {code}]")
    return True


def _open_history(path: Path) -> Path:
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        readline.read_history_file(path)
    readline.set_history_length(HISTORY_MAX)
    return path


def _complete_by(completer: Completer) -> None:
    def complete(word: str, n: int) -> str | None:
        before = readline.get_line_buffer()[: readline.get_begidx()]
        found = completer.complete(before, word)
        if n >= len(found):
            return None
        return found[n] if found[n].endswith("/") else f"{found[n]} "

    readline.set_completer(complete)
    readline.set_completer_delims(" \t\n")
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
    if not libedit:
        readline.parse_and_bind("set enable-bracketed-paste on")
