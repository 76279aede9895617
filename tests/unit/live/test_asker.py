"""Questions without an engine: repeated while nobody answered, throttled as the record says, never signed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.live.asker import TRIES, Asker
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.asks import Place, ReadBalances, ReadTime, Refusal, Refused, Unclear
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Reply, Request
from picaflor.wire.reports import ServerTime
from picaflor.wire.venue import Limit
from picaflor.wire.wallet import Purse, Transfer

VENUE = load("bitget")
Run = Callable[[Any], Any]
TIME = VENUE.rest.write_answer(ReadTime(), ServerTime(5_000_000), 1_000_000)
NO_KEY = VENUE.rest.write_answer(ReadTime(), Refused("40006", "Invalid ACCESS_KEY"), 1_000_000)
TOO_MANY = VENUE.rest.write_answer(None, Refused(*VENUE.refusals["rate"]), 1_000_000)


class Script:
    """What the network does, in order."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[Request] = []

    async def send(self, request: Request, _timeout_ns: int) -> Outcome:
        self.requests.append(request)
        return self.outcomes.pop(0)

    async def close(self) -> None:
        self.outcomes = []


def ask(run: Run, script: Script, domain: str = "live") -> Any:
    async def main() -> Any:
        asker = Asker(VENUE, domain, Hosts(), Clock(speed=10_000))
        asker._http = script  # type: ignore[assignment]
        answer = await asker.ask(ReadTime())
        await asker.close()
        return answer

    return run(main())


def test_an_answer(run: Run) -> None:
    script = Script(TIME)
    assert ask(run, script) == ServerTime(5_000_000)
    assert [(r.path, r.headers) for r in script.requests] == [(script.requests[0].path, script.requests[0].headers)]
    assert not any("ACCESS" in name for name, _ in script.requests[0].headers)


def test_a_demo_domain_has_its_headers(run: Run) -> None:
    script = Script(TIME)
    ask(run, script, "testnet")
    assert ("paptrading", "1") in script.requests[0].headers
    assert script.requests[0].host == VENUE.domains["testnet"].rest


@pytest.mark.parametrize("first", [NotSent("no route"), NoAnswer("cut"), Reply(502, b"<html>"), TOO_MANY])
def test_what_may_pass_is_asked_again(run: Run, first: Outcome) -> None:
    script = Script(first, first, TIME)
    assert ask(run, script) == ServerTime(5_000_000)
    assert len(script.requests) == 3


@pytest.mark.parametrize(
    ("always", "kind"),
    [(NotSent("no route"), NotSent), (Reply(502, b"<html>"), Unclear | Refused), (TOO_MANY, Refused)],
)
def test_after_some_tries_the_last_word_is_told(run: Run, always: Outcome, kind: Any) -> None:
    script = Script(*[always] * TRIES)
    assert isinstance(ask(run, script), kind)
    assert script.outcomes == []


def test_a_refusal_that_will_not_pass_is_told_at_once(run: Run) -> None:
    refused = ask(run, Script(NO_KEY))
    assert isinstance(refused, Refused)
    assert refused.kind is not Refusal.RATE


def test_what_changes_something_is_not_asked_here(run: Run) -> None:
    async def main() -> None:
        asker = Asker(VENUE, "live", Hosts(), Clock())
        with pytest.raises(AssertionError, match="may be asked again"):
            await asker.ask(Place("S", "c", None, None))  # type: ignore[arg-type]
        await asker.close()

    run(main())


def test_money_is_moved_once_and_never_again(run: Run) -> None:
    hitbtc, script = load("hitbtc"), Script(NoAnswer("cut"))

    async def main() -> Any:
        asker = Asker(hitbtc, "live", Hosts(), Clock(speed=10_000), PlainKeys("key", "secret"))
        asker._http = script  # type: ignore[assignment]
        said = await asker.ask(Transfer("USDT", ONE, Purse.SPOT, Purse.WALLET))
        await asker.close()
        return said

    assert run(main()) == NoAnswer("cut")
    assert [request.path for request in script.requests] == ["/api/3/wallet/transfer"]


def test_what_is_private_is_signed_by_the_venues_time_and_only_with_keys(run: Run) -> None:
    script = Script(NO_KEY, TIME)

    async def main() -> None:
        stranger = Asker(VENUE, "live", Hosts(), Clock())
        with pytest.raises(AssertionError, match="nothing is signed without keys"):
            await stranger.ask(ReadBalances())
        asker = Asker(VENUE, "testnet", Hosts(), Clock(), PlainKeys("key", "secret", "pass"))
        asker._http = script  # type: ignore[assignment]
        asker.ahead_ns = 10**18
        await asker.ask(ReadBalances())
        await asker.ask(ReadTime())
        await asker.close()

    run(main())
    signed, plain = (dict(request.headers) for request in script.requests)
    assert (signed["ACCESS-KEY"], signed["paptrading"]) == ("key", "1")
    assert int(signed["ACCESS-TIMESTAMP"]) > 10**12 * 2
    assert "ACCESS-KEY" not in plain


def test_it_stays_under_the_limits_of_the_row(run: Run) -> None:
    """Sixty questions of which twenty may be asked a second take two of the venue's seconds."""

    async def main() -> int:
        clock = Clock(speed=200)
        asker = Asker(VENUE, "live", Hosts(), clock)
        asker._http = Script(*[TIME] * 60)  # type: ignore[assignment]
        begun = clock.now_ns()
        for _ in range(60):
            await asker.ask(ReadTime())
        return clock.now_ns() - begun

    assert run(main()) > 2_000_000_000


class Shares:
    """Gives what is wanted, from the `n`th lease on; before that one of each, which is soon too little."""

    def __init__(self, n: int) -> None:
        self.n, self.leases, self.closed = n, 0, False

    def due(self, *, pressed: bool = False) -> bool:
        return pressed or not self.leases

    def lease(self, wants: Mapping[Limit, int], _used: Mapping[Limit, int]) -> tuple[dict[Limit, int], int]:
        self.leases += 1
        return {limit: wants[limit] if self.leases >= self.n else 1 for limit in wants}, 10**30

    def close(self, _used: Mapping[Limit, int]) -> None:
        self.closed = True


def test_who_has_too_little_of_what_is_shared_asks_for_more_at_once(run: Run) -> None:
    shares = Shares(3)

    async def main() -> None:
        asker = Asker(VENUE, "live", Hosts(), Clock(), shared=shares)
        asker._http = Script(*[TIME] * 9)  # type: ignore[assignment]
        for _ in range(9):
            assert await asker.ask(ReadTime()) == ServerTime(5_000_000)
        await asker.close()

    run(main())
    assert (shares.leases, shares.closed) == (3, True), "the third time it had said that it needs more"


@pytest.mark.parametrize(("urgent", "takes"), [(False, 16), (True, 20)])
def test_what_is_urgent_takes_what_is_kept_back_for_cancels(run: Run, urgent: bool, takes: int) -> None:
    """Twenty a second, of which a fifth is kept."""

    async def main() -> None:
        asker = Asker(VENUE, "live", Hosts(), Clock(speed=Fraction(1, 10**6)), urgent=urgent)
        asker._http = script = Script(*[TIME] * 30)  # type: ignore[assignment]
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                while True:
                    await asker.ask(ReadTime())
        assert len(script.requests) == takes
        await asker.close()

    run(main())
