"""Several orders or cancels in one request, and the answer to each of them in the answer to all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from picaflor.wire.asks import (
    Amend,
    Amending,
    AmendingMany,
    AmendMany,
    Answer,
    Ask,
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    Refused,
    Unclear,
)
from picaflor.wire.lists import PlaceList
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import PlaceStop

BUNDLE_MIN = 3  # two go side by side, and neither waits for the other
BUNDLE_MAX = 20
Making = Place | Amend | PlaceStop | PlaceList
Bundle = PlaceMany | AmendMany | CancelMany
Result = Answer | Refused | Unclear | NotSent | NoAnswer


def bundle(asks: Sequence[Ask], by_number: bool = False, amends: bool = False) -> Bundle | None:
    """The first of them that can go together; None where that are too few. One call names its orders in one way.
    `by_number`: several cancels must name the venue's numbers. `amends`: amendments can go together, too.
    """
    first = asks[0]
    if isinstance(first, Place):
        places = [ask for ask in _run(asks, first.symbol) if isinstance(ask, Place)]
        return PlaceMany(first.symbol, tuple(places)) if len(places) >= BUNDLE_MIN else None
    if isinstance(first, Amend) and amends:
        changes = [ask for ask in _run(asks, first.symbol) if isinstance(ask, Amend)]
        return AmendMany(first.symbol, tuple(changes)) if len(changes) >= BUNDLE_MIN else None
    if isinstance(first, Cancel) and (first.venue_id or not by_number):
        cancels = [ask for ask in _run(asks, first.symbol) if isinstance(ask, Cancel)]
        known = list(takewhile(lambda ask: bool(ask.venue_id) == bool(first.venue_id), cancels))
        return CancelMany(first.symbol, tuple(known)) if len(known) >= BUNDLE_MIN else None
    return None


def _run(asks: Sequence[Ask], symbol: str) -> Iterable[Ask]:
    kind = type(asks[0])
    return takewhile(lambda ask: type(ask) is kind and getattr(ask, "symbol", "") == symbol, asks[:BUNDLE_MAX])


def unbundle(ask: Bundle, result: Result) -> Iterator[tuple[Place | Amend | Cancel, Result]]:
    """Each of them with its own outcome. One that the venue's answer leaves out has an outcome that nobody knows."""
    rows: dict[str, Placed | Amending | Cancelling | Refused] = {}
    many = PlacedMany | AmendingMany | CancellingMany
    if isinstance(result, many):
        rows.update(result.rows)
    elif not isinstance(result, Refused | Unclear | NotSent | NoAnswer):
        result = Unclear(f"an answer of the wrong kind: {type(result).__name__}")
    for row in ask.rows:
        if not isinstance(result, many):
            yield row, result
            continue
        found = rows.get(row.new_client_id if isinstance(row, Amend) else row.client_id)
        if found is None and isinstance(row, Cancel | Amend):
            found = rows.get(row.venue_id)
        yield row, found or Unclear("the answer to all says nothing of this one")
