"""Whether a venue accepts keys, before anybody stores them: its time, what the key may do, and one private question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from picaflor.app.endpoints import Reach
from picaflor.app.problems import Credentials, Problem, RefusedByVenue, TooLate
from picaflor.app.targets import Target
from picaflor.live.asker import Asker
from picaflor.settings.secret import MASK
from picaflor.wire.asks import Answer, Ask, ReadBalances, ReadTime, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import BalancesReport, ServerTime
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights
from picaflor.wire.venue import Keys

TRIES: Final = 2
SECOND: Final = 1_000_000_000
CLOCK_OFF_NS: Final = 5 * SECOND
WORDS_MAX: Final = 200
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Checked:
    """The venue knows these keys. `ahead_ns`: how far its clock is before ours."""

    ahead_ns: int
    assets: int
    rights: tuple[str, ...] | None = None  # None: the venue does not tell

    @property
    def may_withdraw(self) -> bool:
        return KeyRight.WITHDRAW in (self.rights or ())

    def warnings(self, name: str) -> list[str]:
        if abs(self.ahead_ns) < CLOCK_OFF_NS:
            return []
        return [
            f"{clock_words(self.ahead_ns, name)}. Requests are signed by the venue's clock meanwhile; set up time"
            " synchronisation."
        ]


def clock_words(ahead_ns: int, name: str) -> str:
    way = "behind" if ahead_ns > 0 else "ahead of"
    return f"This machine's clock is {abs(ahead_ns) / SECOND:.1f} s {way} {name}'s"


async def check_keys(target: Target, keys: Keys, reach: Reach) -> Checked:
    """Raises what a person can mend, in a sentence: wrong keys, a clock that is off, a venue that is down."""
    asker = Asker(target.venue, target.domain, reach.hosts, reach.clock, keys, reach.dialler, TRIES)
    judge = _Judge(target, keys)
    try:
        asked_ns = reach.clock.now_ns()
        theirs = judge.need(await asker.ask(ReadTime()), ServerTime)
        asker.ahead_ns = judge.ahead_ns = theirs.at_ns - (asked_ns + reach.clock.now_ns()) // 2
        balances = await judge.ask(asker, ReadBalances(), BalancesReport)
        return Checked(judge.ahead_ns, len(balances.rows), await _rights(target, asker))
    finally:
        await asker.close()


async def _rights(target: Target, asker: Asker) -> tuple[str, ...] | None:
    """No answer is no reason to refuse keys that are good."""
    if "key_rights" not in target.venue.features:
        return None
    answer = await asker.ask(ReadKeyRights())
    return tuple(map(str, answer.rights)) if isinstance(answer, KeyRights) else None


class _Judge:
    """Makes of an outcome an answer, or the sentence that says what is wrong."""

    def __init__(self, target: Target, keys: Keys) -> None:
        self._name = target.id
        self._venue = target.venue
        self._secret = [word for word in (keys.api_key, keys.secret, keys.passphrase, keys.memo) if word]
        self.ahead_ns = 0

    async def ask(self, asker: Asker, ask: Ask, kind: type[_Kind]) -> _Kind:
        return self.need(await asker.ask(ask), kind)

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
