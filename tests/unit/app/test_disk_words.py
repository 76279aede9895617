"""A disk that is full is told as such, wherever that happens; what is a defect of ours stays one."""

from __future__ import annotations

import errno

import pytest

from picaflor.app.disk_words import said_of, words_of
from picaflor.app.problems import Problem

FULL = "the disk is full: free some space, and try again"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.ENOSPC, "No space left on device", "/x/file"), f"/x/file: {FULL}"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x: Permission denied"),
        (OSError(errno.EBADF, "Bad file descriptor"), None),
        (OSError("of a library"), None),
    ],
)
def test_what_a_person_can_mend(error: OSError, words: str | None) -> None:
    assert words_of(error) == words


def test_what_whoever_started_a_process_is_told() -> None:
    assert said_of(Problem("a sentence")) == "a sentence"
    assert said_of(OSError(errno.ENOSPC, "No space left on device")) == FULL
    assert said_of(OSError(errno.EBADF, "Bad file descriptor")) == "OSError: [Errno 9] Bad file descriptor"
    assert said_of(ZeroDivisionError("division by zero")) == "ZeroDivisionError: division by zero"
