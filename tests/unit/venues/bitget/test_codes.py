from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget.codes import REFUSALS, judge, refuse
from picaflor.venues.bitget.outcomes import OUTCOMES
from picaflor.wire.asks import Cancel, Place, ReadBalances, Refusal, Refused, Unclear

PLACE = Place("BTCUSDT", "a", Side.SELL, OrderType.MARKET, 1)
CANCEL = Cancel("BTCUSDT", "a")
UNKNOWN = ("40010", "40015", "40200", "40725", "40808", "45001", "99999")


@pytest.mark.parametrize("code", UNKNOWN)
def test_an_outcome_that_nobody_knows_stays_unknown_for_orders_and_is_a_no_for_questions(code: str) -> None:
    for ask in (PLACE, CANCEL):
        unclear = judge(ask, 400, code, "system error")
        assert isinstance(unclear, Unclear)
        assert unclear.code == code
    assert judge(ReadBalances(), 400, code, "x") == Refused(code, "x", Refusal.OTHER)


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("43012", Refusal.FUNDS),
        ("43001", Refusal.NOT_FOUND),
        ("43118", Refusal.DUPLICATE),
        ("45110", Refusal.RULE),
        ("40009", Refusal.AUTH),
        ("40085", Refusal.AUTH),
        ("40008", Refusal.CLOCK),
        ("40034", Refusal.SYMBOL),
        ("45031", Refusal.CLOSED),
    ],
)
def test_the_code_decides_and_not_the_status(code: str, kind: Refusal, status: int) -> None:
    assert judge(PLACE, status, code, "w") == Refused(code, "w", kind)


def test_a_known_code_with_a_servers_failure_is_unknown() -> None:
    assert isinstance(judge(PLACE, 500, "43012", "w"), Unclear)
    assert isinstance(judge(ReadBalances(), 503, "43012", "w"), Unclear)


def test_too_many_requests_by_status_or_by_code() -> None:
    assert judge(PLACE, 429, "", "slow", 5) == Refused("429", "slow", Refusal.RATE, 5)
    assert judge(CANCEL, 400, "429", "slow") == Refused("429", "slow", Refusal.RATE)


def test_the_emulated_house_refuses_with_the_kind_that_a_reader_makes_of_the_code() -> None:
    assert refuse("43012", "x").kind is Refusal.FUNDS
    assert refuse("45001", "x").kind is Refusal.OTHER
    assert {code for code, _ in REFUSALS.values()} <= set(OUTCOMES)
