from __future__ import annotations

from picaflor.venues.peatio.codes import OUTCOMES, REFUSALS, STATUSES, judge, refuse
from picaflor.wire.asks import Cancel, ReadBalances, Refusal, Refused, Unclear


def test_a_code_that_nobody_knows_proves_nothing_of_a_cancel_and_is_a_no_to_a_question() -> None:
    assert isinstance(judge(Cancel("", venue_id="1"), 422, ("market.new.code",)), Unclear)
    said = judge(ReadBalances(), 422, ("market.new.code",))
    assert said == Refused("market.new.code", "The venue says market.new.code.")


def test_of_several_codes_the_first_counts_and_the_others_are_told() -> None:
    said = judge(Cancel("", venue_id="1"), 422, ("market.order.missing_price", "market.order.missing_side"))
    assert isinstance(said, Refused)
    assert (said.code, said.kind) == ("market.order.missing_price", Refusal.RULE)
    assert said.words == "The price is missing. It also says market.order.missing_side."


def test_a_server_in_trouble_proves_nothing_whatever_it_says() -> None:
    assert isinstance(judge(Cancel("", venue_id="1"), 500, ("record.not_found",)), Unclear)
    assert isinstance(judge(Cancel("", venue_id="1"), 422, ("market.order.cancel_error",)), Unclear)


def test_too_many_is_a_no_under_any_name() -> None:
    said = judge(Cancel("", venue_id="1"), 429, ("anything",))
    assert isinstance(said, Refused)
    assert said.kind is Refusal.RATE


def test_every_rule_and_every_status_has_a_code_with_a_sentence() -> None:
    assert {code for code, _ in REFUSALS.values()} | set(STATUSES) <= set(OUTCOMES)
    assert all(sentence.endswith(".") for _, sentence in OUTCOMES.values())
    assert refuse("record.not_found").kind is Refusal.NOT_FOUND
