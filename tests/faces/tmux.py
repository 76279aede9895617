"""A real terminal without a window: keys go in, the screen comes out as text."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TMUX = shutil.which("tmux")
SETTLED = 60.0  # seconds within which a screen shows what was waited for; nothing here is measured
PAUSE = (
    0.05  # between two looks, each of which is a process: without it the one that is waited for gets half a core less
)


class Screen:
    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def type(self, *keys: str) -> None:
        self._tmux("send-keys", "-t", "s", *keys)

    def paste(self, text: str) -> None:
        """As from a clipboard: the terminal says where it begins and ends, if the program asked for that."""
        self._tmux("set-buffer", text)
        self._tmux("paste-buffer", "-p", "-t", "s")

    def text(self) -> str:
        lines = self._tmux("capture-pane", "-p", "-t", "s").rstrip().splitlines()
        return "\n".join(line.rstrip() for line in lines)

    def until(self, shown: str) -> str:
        """The screen once it shows that."""
        end = time.monotonic() + SETTLED
        while shown not in (text := self.text()):
            assert time.monotonic() < end, f"no {shown!r} in\n{text}"
            time.sleep(PAUSE)
        return text

    def _tmux(self, *words: str) -> str:
        assert TMUX is not None
        done = subprocess.run([TMUX, "-S", str(self._socket), *words], capture_output=True, text=True, check=True)
        return done.stdout


@contextmanager
def terminal(socket: Path, command: str, environment: dict[str, str], folder: Path) -> Iterator[Screen]:
    assert TMUX is not None
    size = ["-x", "100", "-y", "30"]
    begin = [TMUX, "-S", str(socket), "-f", "/dev/null", "new-session", "-d", *size, "-s", "s", command]
    subprocess.run(begin, env=environment, cwd=folder, check=True)
    try:
        yield Screen(socket)
    finally:
        subprocess.run([TMUX, "-S", str(socket), "kill-server"], check=False, capture_output=True)
