"""The one way to the terminal. What came from outside loses its control characters here, and a reader may hang up."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import sys
from contextlib import suppress
from typing import Any, TextIO

from picaflor.faces.cli import foot
from picaflor.faces.cli.fitting import broken, fitted

# C0 and C1 but tab and newline, and what turns the direction of text: a venue's words must not move the cursor or lie.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

gone = False  # whoever read our standard output has hung up


def prepare() -> None:
    """Whatever the terminal's encoding lacks becomes a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def plain(text: str) -> str:
    return _UNSEEN.sub("", text)


def say(text: str = "") -> None:
    _write(sys.stdout, plain(text) + "\n")


def complain(text: str) -> None:
    """For people, on standard error; a terminal would break lines within words."""
    lines = [part for line in plain(text).split("\n") for part in broken(line, _columns(sys.stderr))]
    _write(sys.stderr, "\n".join(lines) + "\n")


def ask(text: str, *, aside: bool = False) -> None:
    """A prompt: no new line after it."""
    _write(sys.stderr if aside else sys.stdout, plain(text))


def emit(record: dict[str, Any]) -> None:
    """One line of JSON. Its escapes leave nothing of a control character."""
    _write(sys.stdout, json.dumps(record) + "\n")


def rewrite(line: str) -> None:
    """Over the line before; cut to the terminal's width, or it would scroll."""
    width = shutil.get_terminal_size().columns - 1
    _write(sys.stdout, "\r\x1b[2K" + plain(line).replace("\n", " ")[:width])


def clear() -> None:
    """The screen begins anew: for what is looked at again and again on a terminal."""
    _write(sys.stdout, "\x1b[H\x1b[2J")


def live() -> bool:
    """Whether a line can be rewritten."""
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def bold(text: str) -> str:
    """For `say_bold` only: after stripping."""
    return f"\x1b[1m{text}\x1b[0m" if live() and not os.environ.get("NO_COLOR") else text


def heading(text: str) -> None:
    _write(sys.stdout, bold(plain(text)) + "\n")


def table(rows: list[list[str]]) -> None:
    """The first row is the heading. As wide as it needs to be in a pipe, where nobody breaks lines; a terminal's table is
    made to fit.
    """
    cells = [[plain(cell).replace("\n", " ") for cell in row] for row in rows]
    first, *others = fitted(cells, _columns(sys.stdout))
    heading(first)
    for line in others:
        say(line)


def hung_up() -> bool:
    """Whether nobody reads our standard output any more, also where nothing was written since."""
    with suppress(OSError, ValueError):  # of a stream that is no file
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        if not gone and poll.poll(0):
            hang_up()
    return gone


def _columns(stream: TextIO) -> int:
    """Of the terminal that it is; 0: it is none, or does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (OSError, ValueError):
        return 0


def hang_up() -> None:
    """Nothing more is written: what is still on its way goes nowhere, the interpreter's own last flush included."""
    global gone  # noqa: PLW0603  there is one standard output
    gone = True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    if stream is sys.stdout and gone:
        return
    with foot.turn:
        foot.erase()
        try:
            stream.write(text)
            stream.flush()
        except OSError:  # a closed pipe, or a terminal that is gone
            if stream is sys.stdout:
                hang_up()
