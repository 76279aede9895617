"""What a disk can do to any command, in words, with the mend."""

from __future__ import annotations

import errno
import os
from typing import Final

_OF_THE_DISK: Final = {
    errno.ENOSPC: "the disk is full: free some space, and try again",
    errno.EDQUOT: "your share of the disk is used up: free some space, and try again",
    errno.EROFS: "the disk may not be written: mount it for writing, or name a --project elsewhere",
    errno.EIO: "the disk cannot be read or written: look at it before anything else",
    errno.EMFILE: "too many files are open: raise the limit, as with `ulimit -n 4096`",
}


def words_of(error: OSError) -> str | None:
    """What a person can mend; None: it is nobody's fault but ours."""
    said = _OF_THE_DISK.get(error.errno or 0)
    if error.filename is None:
        return said
    return f"{os.fsdecode(error.filename)}: {said or error.strerror}"


def said_of(problem: Exception) -> str:
    """What whoever started a process is told of its end."""
    if hasattr(problem, "exit_code"):
        return str(problem)
    words = words_of(problem) if isinstance(problem, OSError) else None
    return words or f"{type(problem).__name__}: {problem}"
