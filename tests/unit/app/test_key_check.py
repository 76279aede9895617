"""What a venue's answer to a key means for a person, and that no answer shows the key."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app.endpoints import Reach
from picaflor.app.key_check import Checked, check_keys
from picaflor.app.problems import Credentials, Problem, RefusedByVenue, TooLate
from picaflor.app.targets import find_target
from picaflor.live.asker import Asker
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.wire.asks import Ask, ReadBalances, ReadTime, Refusal, Refused, Unclear
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import BalancesReport, ServerTime
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights
from picaflor.wire.venue import Venue

KEYS = PlainKeys("canary-key", "canary-secret", "canary-pass")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[type, Any]:
    """What the venue answers, by question; its clock is forty seconds behind ours."""
    answers: dict[type, Any] = {
        ReadBalances: BalancesReport((), whole=True, at_ns=0),
        ReadKeyRights: KeyRights((KeyRight.READ,)),
    }

    async def ask(_asker: Asker, ask: Ask) -> Any:
        return answers.get(type(ask)) or ServerTime(Clock().now_ns() - 40_000_000_000)

    monkeypatch.setattr(Asker, "ask", ask)
    return answers


def check(name: str = "bitget") -> Checked:
    found = asyncio.run(check_keys(find_target(name), KEYS, Reach(Hosts())))
    assert isinstance(found, Checked)
    return found


def test_good_keys_and_a_clock_that_is_off(asked: dict[type, Any]) -> None:
    found = check()
    assert found.rights == ("read",)
    assert not found.may_withdraw
    (warning,) = found.warnings("bitget")
    assert warning.startswith(
        "This machine's clock is 40.0 s ahead of bitget's. Requests are signed by the venue's clock"
    )
    asked[ReadTime] = ServerTime(Clock().now_ns() + 10**9)
    asked[ReadKeyRights] = KeyRights((KeyRight.READ, KeyRight.WITHDRAW))
    found = check()
    assert (found.warnings("bitget"), found.may_withdraw) == ([], True)


def test_rights_that_nobody_told_are_unknown(asked: dict[type, Any]) -> None:
    asked[ReadKeyRights] = NoAnswer("silence")
    assert check().rights is None
    assert check("hitbtc").rights is None


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (
            Refused("40012", "no canary-key here", Refusal.AUTH),
            Credentials,
            r"\(40012\): The API key and .* \"no ••• here",
        ),
        (Refused("7", "who?", Refusal.AUTH), Credentials, r"\(7\): a code that nobody here knows.* \"who\?\""),
        (Refused("40008", "old", Refusal.CLOCK), Credentials, r"the time of the request .* 40\.0 s ahead of bitget's"),
        (Refused("429", "", Refusal.RATE), RefusedByVenue, "wants fewer requests"),
        (Refused("1", "", Refusal.UNAVAILABLE), RefusedByVenue, "bitget is down"),
        (Refused("1", "x" * 999, Refusal.OTHER), RefusedByVenue, "bitget refused .{0,300}$"),
        (Unclear("<html> canary-secret"), Problem, "answered what nobody can read: <html> •••"),
        (NotSent("no route"), Problem, "bitget cannot be reached: no route"),
        (NoAnswer("cut"), TooLate, "bitget did not answer: cut"),
    ],
)
def test_each_mistake_has_its_own_sentence(asked: dict[type, Any], answer: Any, kind: type[Problem], said: str) -> None:
    asked[ReadBalances] = answer
    with pytest.raises(kind, match=said) as raised:
        check()
    assert "canary" not in str(raised.value)


def test_an_account_of_another_kind_is_asked_again_as_that_kind_and_shown(
    asked: dict[type, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check().account_kind == "classic"
    spoken: list[str] = []
    told = asked[ReadBalances]
    asked[ReadBalances] = Refused("40085", "Unified Account mode", Refusal.AUTH)

    def speak(_asker: Asker, venue: Venue, _shared: object = None) -> None:
        spoken.append(venue.account_kind)
        asked[ReadBalances] = told

    monkeypatch.setattr(Asker, "speak", speak)
    found = check()
    assert (found.account_kind, spoken, found.rights) == ("unified", ["unified"], ("read",))
    assert found.warnings("bitget")[0] == "This is a unified account of bitget."


def test_a_row_that_does_not_speak_the_kind_says_what_the_venue_said(asked: dict[type, Any]) -> None:
    asked[ReadBalances] = Refused("40085", "Unified Account mode", Refusal.AUTH)
    with pytest.raises(Credentials, match="40085"):
        check("bitget_perpetual")
