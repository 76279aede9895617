"""When a book that may not be acted on is asked for anew: by subscribing again, ever slower, at last by another socket.

Nobody can tell a quiet market from a subscription that was dropped by looking at silence. So the venue is asked, and the
cheapest question that every venue answers is to subscribe again: a snapshot comes, and what was quiet is known to be so.
A market that proves quiet is asked again after twice the time; so a silent house hears six questions an hour of each book.
"""

from __future__ import annotations

from typing import Final

SECOND: Final = 1_000_000_000
PATIENCE_NS: Final = 10 * SECOND  # a snapshot that does not come in this time was lost on the way
QUIET_MOST_NS: Final = 600 * SECOND
TRIES_MAX: Final = 3  # questions about one book that the venue took and did not answer
ANEW_FIRST_NS, ANEW_MOST_NS = 60 * SECOND, 3_600 * SECOND  # between two sockets that are ended for a book's sake


class Vigil:
    def __init__(self, stale_ns: int) -> None:
        self._stale_ns = stale_ns
        self._ask_ns: dict[str, int] = {}  # untrusted pair → when to ask for a snapshot
        self._tries: dict[str, int] = {}
        self._asked_ns: dict[str, int] = {}  # pair that was silent → when it was asked about
        self._quiet: dict[str, int] = {}  # how often in a row the answer was all that came
        self._anew = 0  # sockets that were ended in a row
        self._anew_ns = 0  # and not before this the next

    def turned(self, pair: str) -> None:
        """Its trust changed: patience begins anew."""
        self._ask_ns.pop(pair, None)

    def trusted(self, pair: str, *, all_are: bool) -> None:
        self._ask_ns.pop(pair, None)
        self._tries.pop(pair, None)
        if all_are:
            self._anew = 0

    def wait(self, pair: str, until_ns: int) -> None:
        self._ask_ns[pair] = until_ns

    def forget(self, pair: str) -> None:
        for kept in (self._ask_ns, self._tries, self._asked_ns, self._quiet):
            kept.pop(pair, None)

    def is_due(self, pair: str, heard_ns: int | None, now_ns: int) -> bool:
        """`heard_ns`: of a book that is silent and nothing worse, when it last was not."""
        at_ns = self._ask_ns.get(pair)
        if at_ns is None:
            wait_ns = PATIENCE_NS if heard_ns is None else self._silent(pair, heard_ns)
            at_ns = self._ask_ns[pair] = now_ns + wait_ns
        if now_ns < at_ns:
            return False
        self._ask_ns[pair] = now_ns + PATIENCE_NS
        if heard_ns is not None:
            self._asked_ns[pair] = now_ns
        return True

    def _silent(self, pair: str, heard_ns: int) -> int:
        asked_ns = self._asked_ns.get(pair)
        answer_only = asked_ns is not None and heard_ns <= asked_ns + PATIENCE_NS
        times = self._quiet[pair] = self._quiet.get(pair, 0) + 1 if answer_only else 0
        return min(QUIET_MOST_NS, self._stale_ns << min(times - 1, 20)) if times else 0

    def hopeless(self, pair: str, now_ns: int) -> bool:
        """One more question that the venue takes. True: it is time for another socket."""
        tries = self._tries[pair] = self._tries.get(pair, 0) + 1
        if tries <= TRIES_MAX or now_ns < self._anew_ns:
            return False
        self._anew_ns = now_ns + min(ANEW_MOST_NS, ANEW_FIRST_NS << min(self._anew, 10))
        self._anew += 1
        self._tries.clear()
        return True

    def due(self, pair: str) -> int:
        return self._ask_ns.get(pair, 0)
