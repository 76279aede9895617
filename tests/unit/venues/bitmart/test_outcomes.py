"""The table of codes: each has one meaning and a sentence."""

from __future__ import annotations

from picaflor.venues.bitmart.outcomes import FUTURES, LOGIN_CODES, OUTCOMES, SPOT, STATUSES


def test_codes_are_numbers_with_sentences_and_statuses_are_theirs() -> None:
    assert all(code.isdecimal() and sentence.endswith(".") for code, (_, sentence) in OUTCOMES.items())
    assert set(OUTCOMES) > LOGIN_CODES
    assert set(STATUSES) < set(OUTCOMES)
    assert {code for code in OUTCOMES if code.startswith("30")} == FUTURES & SPOT, "the gate is the same"
