"""A command at a terminal of its own: what it shows, word for word, and what is typed when it asks."""

from __future__ import annotations

import os
import pty
import re
import select
from pathlib import Path

from tests.faces.nursery import nursery
from tests.faces.transcript import environment

SETTLED = 60.0
WIPED = re.compile(r"[^\n]*\r\x1b\[2K")  # a line that was drawn anew, or taken away


INTERRUPT = "\x03"
AGAIN_SECONDS = 1.0


def _read(fd: int, last: str = "") -> str:
    """An interrupt that comes in the moment before a line is read may be missed, as a person sees: he presses again."""
    try:
        while last == INTERRUPT and not select.select([fd], [], [], AGAIN_SECONDS)[0]:
            os.write(fd, INTERRUPT.encode())
        return os.read(fd, 4096).decode(errors="replace")
    except OSError:  # how Linux says that the other end of a terminal is closed
        return ""


def converse(home: Path, words: list[str], typed: list[tuple[str, str]], **more: str) -> tuple[int, str]:
    """The exit code and the screen. `typed`: after which prompt what is answered; a prompt that never comes fails."""
    ours, theirs = pty.openpty()
    env = {**environment(home), "PATH": os.environ["PATH"], "TERM": "xterm", "NO_COLOR": "1", **more}
    child = nursery().start(home, words, env, [theirs] * 3, tty=True)
    os.close(theirs)
    screen, seen, last = "", 0, ""
    try:
        for prompt, answer in typed:
            while prompt not in screen[seen:] and (chunk := _read(ours, last)):
                screen += chunk
            assert prompt in screen[seen:], f"no {prompt!r} in {screen!r}"
            seen = screen.index(prompt, seen) + len(prompt)
            os.write(ours, answer.encode())
            last = answer
        while chunk := _read(ours, last):
            screen += chunk
        return child.wait(SETTLED), WIPED.sub("", screen.replace("\r\n", "\n"))
    finally:
        os.close(ours)
        if child.poll() is None:
            child.kill()
            child.wait()
