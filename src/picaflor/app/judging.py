"""What became of a question to a venue: its answer, or the one sentence that a person can do something about."""

from __future__ import annotations

from typing import Final, TypeVar

from picaflor.app.problems import Credentials, Problem, RefusedByVenue, TooLate
from picaflor.settings.secret import MASK
from picaflor.wire.asks import Answer, Refusal, Refused, Unclear
from picaflor.wire.auth import Keys
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.venue import Venue

SECOND: Final = 1_000_000_000
WORDS_MAX: Final = 200
_Kind = TypeVar("_Kind")


def clock_words(ahead_ns: int, name: str) -> str:
    way = "behind" if ahead_ns > 0 else "ahead of"
    return f"This machine's clock is {abs(ahead_ns) / SECOND:.1f} s {way} {name}'s"


class Judge:
    """Of one connector. Whatever a venue says, no sentence shows a key of ours."""

    def __init__(self, name: str, venue: Venue, keys: Keys | None) -> None:
        self._name = name
        self._venue = venue
        words = (keys.api_key, keys.secret, keys.passphrase, keys.memo) if keys is not None else ()
        self._secret = [word for word in words if word]
        self.ahead_ns = 0

    def need(self, answer: Answer | Refused | Unclear | NotSent | NoAnswer, kind: type[_Kind]) -> _Kind:
        match answer:
            case Refused():
                raise self._refused(answer)
            case Unclear(why):
                raise Problem(
                    f"{self._name} answered what nobody can read: {self._masked(why)}. It may be down: try again later"
                )
            case NotSent(why):
                raise Problem(f"{self._name} cannot be reached: {self._masked(why)}")
            case NoAnswer(why):
                raise TooLate(f"{self._name} did not answer: {self._masked(why)}")
        assert isinstance(answer, kind)
        return answer

    def _refused(self, refused: Refused) -> Problem:
        ours = self._venue.outcomes.get(refused.code, (None, ""))[1]
        theirs = self._masked(refused.words)
        said = f'({refused.code}): {ours or "a code that nobody here knows."} The venue\'s words: "{theirs}"'
        match refused.kind:
            case Refusal.AUTH:
                return Credentials(f"{self._name} does not accept these keys {said}")
            case Refusal.CLOCK:
                clock = clock_words(self.ahead_ns, self._name)
                return Credentials(f"{self._name} does not accept the time of the request {said}. {clock}")
            case Refusal.UNAVAILABLE:
                return RefusedByVenue(f"{self._name} is down {said}")
            case Refusal.RATE:
                return RefusedByVenue(f"{self._name} wants fewer requests: wait a minute {said}")
            case _:
                return RefusedByVenue(f"{self._name} refused {said}")

    def _masked(self, words: str) -> str:
        for secret in self._secret:
            words = words.replace(secret, MASK)
        return words[:WORDS_MAX]
