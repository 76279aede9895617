"""Accounts of several kinds in one house: what a floor refuses, in the codes that accounts of another kind are told."""

from __future__ import annotations

from picaflor.sim.venue.house_rules import refuse
from picaflor.wire.asks import Answer, Refused
from picaflor.wire.venue import Venue


def in_words_of(spoken: Venue, row: Venue, answer: Answer | Refused) -> Answer | Refused:
    """The same answer, for who speaks the row in that way."""
    if spoken is row or not isinstance(answer, Refused):
        return answer
    said = (answer.code, answer.words)
    rule = next((name for name, words in row.refusals.items() if words == said), "")
    return refuse(spoken, rule) if rule in spoken.refusals else answer
