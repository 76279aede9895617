"""What a code means, by endpoint and status."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.hitbtc.codes import OUTCOMES, REFUSALS, STATUSES, join, judge, part
from picaflor.wire.asks import Cancel, Place, ReadBalances, Refusal, Refused, Unclear

PLACE = Place("BTCUSDT", "pf000000000", Side.BUY, OrderType.LIMIT, 1, 1)
R = Refusal


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "20001", R.FUNDS),
        (400, "20008", R.DUPLICATE),
        (400, "20002", R.NOT_FOUND),
        (400, "2022", R.RULE),
        (401, "1002", R.AUTH),
        (400, "20080", R.UNAVAILABLE),
        (429, "429", R.RATE),
        (200, "429", R.RATE),
    ],
)
def test_a_no_is_a_no(status: int, code: str, kind: Refusal) -> None:
    assert judge(PLACE, status, code, "words") == Refused(code, "words", kind)


@pytest.mark.parametrize(
    ("status", "code"), [(400, "504"), (504, "504"), (500, "500"), (503, "20001"), (400, "800"), (400, "99999")]
)
def test_what_proves_nothing_of_an_order(status: int, code: str) -> None:
    for ask in (PLACE, Cancel("BTCUSDT", "pf000000000")):
        assert isinstance(judge(ask, status, code, ""), Unclear)


def test_to_a_question_a_strange_code_is_a_no() -> None:
    assert judge(ReadBalances(), 400, "99999", "odd") == Refused("99999", "odd", R.OTHER)


def test_message_and_description_are_parted_and_joined() -> None:
    for words in ("Order not found", "Insufficient funds. Check that. And that", "ends. ", ". begins", ""):
        assert join(*part(words)) == words
    assert part("Insufficient funds. Check that") == ("Insufficient funds", "Check that")


def test_every_rule_of_the_house_has_a_code_with_an_outcome_and_statuses_are_of_codes() -> None:
    assert {code for code, _ in REFUSALS.values()} <= set(OUTCOMES)
    assert set(STATUSES) <= set(OUTCOMES)
