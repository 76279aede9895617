from __future__ import annotations

from picaflor.venues.peatio.codes import OUTCOMES
from picaflor.venues.peatio.errors import MONEY, PARAMETERS
from picaflor.wire.refusals import Refusal


def test_a_code_is_taken_apart_into_a_sentence() -> None:
    assert PARAMETERS["public.order_book.invalid_ask_limit"] == (
        Refusal.RULE,
        "The number of sells is none that the venue knows.",
    )
    assert PARAMETERS["account.withdraw.missing_rid"][1] == "The address to send to is missing."
    assert PARAMETERS["market.trade.empty_time_to_"][1] == "The last time is empty."


def test_all_of_them_are_in_the_table_of_outcomes() -> None:
    assert set(PARAMETERS) | set(MONEY) <= set(OUTCOMES)
    assert len(PARAMETERS) == 59
    assert MONEY["account.withdraw.create_error"][0] is None, "whether money left, nobody knows"
