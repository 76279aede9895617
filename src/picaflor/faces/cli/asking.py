"""Questions to a person at a terminal, or to a script's standard input. What is secret is not echoed."""

from __future__ import annotations

import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from picaflor.app.configuration import places_of
from picaflor.app.keyring import TRIES, Keyring
from picaflor.app.problems import Credentials, Usage
from picaflor.faces.cli import foot, output

LETTERS_MAX = 16_384


@contextmanager
def hidden() -> Iterator[None]:
    """The terminal echoes nothing in here, from before the first prompt, so that what is pasted ahead stays unseen too."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    silent = termios.tcgetattr(sys.stdin)
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def secret(prompt: str, *, quiet: bool = False) -> str:
    """`quiet`: standard output is for a program, so the prompt goes to standard error."""
    with foot.away(), hidden():
        output.ask(prompt, aside=quiet)
        try:
            answer = _line(prompt)
        finally:
            output.ask("\n", aside=quiet)
    return answer


def keyring(project: Path | None, *, quiet: bool) -> Keyring:
    """Of that place. A person may mistype the vault's password; what a script says is said once."""
    tries = TRIES if sys.stdin.isatty() else 1
    return Keyring(places_of(project), lambda prompt: secret(prompt, quiet=quiet), tries=tries, tell=output.complain)


def typed(question: str, *, quiet: bool = False, needed: bool = False) -> str:
    """What is no secret: a person sees it. `needed`: nobody's answer is none, and not an empty one."""
    with foot.away():
        output.ask(question, aside=quiet)
        answer = sys.stdin.readline(LETTERS_MAX)
        if not sys.stdin.isatty() or not answer:
            output.ask("\n", aside=quiet)
    if needed and not answer:
        raise Usage("nobody answered: nothing was written")
    return answer.strip()


def agreed(question: str, *, quiet: bool = False) -> bool:
    """Only a y is a yes; nobody there is a no."""
    return typed(f"{question} [y/N] ", quiet=quiet).lower() in ("y", "yes")


def _line(prompt: str) -> str:
    line = sys.stdin.readline(LETTERS_MAX)
    if not line:
        raise Credentials(f"nobody answered {prompt.strip().removesuffix('>>>').strip()!r}: nothing was stored")
    return line.strip()
