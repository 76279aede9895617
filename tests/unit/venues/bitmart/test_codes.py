"""What a code proves."""

from __future__ import annotations

import pytest

from picaflor.venues.bitmart.codes import REFUSALS, judge, refuse, status_of
from picaflor.venues.bitmart.outcomes import OUTCOMES
from picaflor.wire.asks import OrderType, Place, ReadBalances, Refusal, Refused, Side, Unclear

PLACE = Place("BTC_USDT", "a1", Side.BUY, OrderType.LIMIT, 1, 1)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "50020", Refusal.FUNDS),
        (400, "50005", Refusal.NOT_FOUND),
        (400, "50031", Refusal.CLOSED),
        (401, "30005", Refusal.AUTH),
        (429, "30013", Refusal.RATE),
        (429, "", Refusal.RATE),
        (418, "30017", Refusal.RATE),
        (200, "30013", Refusal.RATE),
        (400, "50042", Refusal.DUPLICATE),
    ],
)
def test_listed_codes_prove_that_nothing_was_done(status: int, code: str, kind: Refusal) -> None:
    said = judge(PLACE, status, code, "words")
    assert isinstance(said, Refused)
    assert said.kind is kind


@pytest.mark.parametrize(("status", "code"), [(500, "59002"), (503, "30014"), (500, "50020"), (400, "77777")])
def test_trouble_and_strange_codes_prove_nothing_of_an_order(status: int, code: str) -> None:
    assert isinstance(judge(PLACE, status, code, ""), Unclear)


def test_to_a_mere_question_a_strange_code_is_a_no() -> None:
    assert isinstance(judge(ReadBalances(), 400, "77777", "no"), Refused)


def test_every_rule_of_the_house_has_a_code_that_is_listed_and_a_status() -> None:
    assert {code for code, _ in REFUSALS.values()} <= set(OUTCOMES)
    assert [status_of(code) for code in ("30000", "30005", "59002", "50020", "70002")] == [404, 401, 500, 400, 200]
    assert refuse("50020", "no").kind is Refusal.FUNDS
