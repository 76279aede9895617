"""Accounts of several kinds in one house: what a floor refuses, in the codes that accounts of another kind are told."""

from __future__ import annotations

from msgspec import structs

from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.house_rules import refuse
from picaflor.wire.asks import (
    Amend,
    AmendingMany,
    AmendMany,
    Answer,
    Ask,
    Cancel,
    CancellingMany,
    Closing,
    PlacedMany,
    ReadOrder,
    Refused,
)
from picaflor.wire.auth import Keys
from picaflor.wire.net import Request
from picaflor.wire.stops import AmendStop, CancelStop
from picaflor.wire.venue import Venue


def in_words_of(spoken: Venue, row: Venue, answer: Answer | Refused) -> Answer | Refused:
    """The same answer, for who speaks the row in that way."""
    if spoken is row:
        return answer
    if isinstance(answer, PlacedMany | AmendingMany | CancellingMany | Closing):
        rows = tuple((name, in_words_of(spoken, row, verdict)) for name, verdict in answer.rows)
        return structs.replace(answer, rows=rows)
    if not isinstance(answer, Refused):
        return answer
    said = (answer.code, answer.words)
    rule = next((name for name, words in row.refusals.items() if words == said), "")
    return refuse(spoken, rule) if rule in spoken.refusals else answer


def holds(floor: Floor, request: Request, ask: Ask, keys: Keys) -> bool:
    """Where rows share a path and an order is named by its ids alone: whether it stands on this floor."""
    return any(spoken.rest.knows(request) for spoken in floor.venue.kinds()) and stands(floor, ask, keys)


def stands(floor: Floor, ask: Ask, keys: Keys) -> bool:
    """Whether the order that an ask names is on this floor."""
    if isinstance(ask, AmendMany):
        ask = ask.rows[0]
    if not isinstance(ask, Cancel | ReadOrder | Amend | CancelStop | AmendStop):
        return False
    account = floor.account_of(keys.api_key)
    if isinstance(ask, CancelStop | AmendStop):
        return floor.waiting.find(account, ask.client_id, ask.venue_id) is not None
    return account.find(ask.client_id, ask.venue_id) is not None
