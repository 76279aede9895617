"""The one line below everything on standard error's terminal: taken away before anything else is written."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

turn = threading.RLock()  # who writes to the terminal
_drawn = False
_kept_away = 0


def there() -> bool:
    """Whether a line can be drawn there and taken away again."""
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def columns() -> int:
    with suppress(OSError, ValueError):  # a terminal that does not say
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return 80


def can_write(letters: str) -> bool:
    try:
        letters.encode(sys.stderr.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def draw(line: str) -> None:
    global _drawn  # noqa: PLW0603  there is one terminal
    with turn:
        if not _kept_away:
            _put(f"\r\x1b[2K{line}")
            _drawn = True


def erase() -> None:
    global _drawn  # noqa: PLW0603  as above
    with turn:
        if _drawn:
            _put("\r\x1b[2K")
            _drawn = False


@contextmanager
def away() -> Iterator[None]:
    """Somebody is typing: nothing is drawn meanwhile."""
    global _kept_away  # noqa: PLW0603  as above
    with turn:
        erase()
        _kept_away += 1
    try:
        yield
    finally:
        with turn:
            _kept_away -= 1


def _put(text: str) -> None:
    with suppress(OSError):  # a terminal that is gone
        sys.stderr.write(text)
        sys.stderr.flush()
