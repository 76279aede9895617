"""A mistake that a person can mend: one sentence, and the exit code that scripts read."""

from __future__ import annotations


class Problem(Exception):
    exit_code = 1


class Usage(Problem):
    exit_code = 2


class OtherVersion(Problem):
    """A recording that this version of the program does not understand."""

    exit_code = 3


class NotFound(Problem):
    exit_code = 4


class TooLate(Problem):
    exit_code = 6


class RefusedByVenue(Problem):
    exit_code = 7


class Credentials(Problem):
    """Keys, or the password of the vault: missing, wrong or refused."""

    exit_code = 3
