"""What names no market is asked of each family of a row's markets, and told as one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import structs

from picaflor.wire.asks import (
    Answer,
    Ask,
    Fills,
    Orders,
    ReadBalances,
    ReadFills,
    ReadMarkets,
    ReadOpenOrders,
    ReadTickers,
    Refused,
    Tickers,
    Unclear,
)
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import BalancesReport, Listing
from picaflor.wire.stops import ReadStops, Stops

Outcome = Answer | Refused | Unclear | NotSent | NoAnswer
_LISTED: Final = (Orders, Stops, Fills)  # by pages, each family with a cursor of its own
_NEXT: Final = "\n"  # between those
_OVER: Final = "-"


def asked_of_each(ask: Ask) -> bool:
    if isinstance(ask, ReadBalances):
        return True
    return isinstance(ask, ReadMarkets | ReadTickers | ReadPositions | ReadOpenOrders | ReadFills | ReadStops) and not (
        ask.symbol
    )


def asks_of(ask: Ask, count: int) -> list[Ask | None]:
    """One for each family; None: its list was at an end before."""
    before = getattr(ask, "before", "")
    if not before:
        return [ask] * count
    parts = before.split(_NEXT)
    return [None if part == _OVER else structs.replace(ask, before=part) for part in parts]


def together(said: Sequence[Outcome | None]) -> Outcome:
    """The first that is no answer is what is told of all."""
    rows = [each for each in said if each is not None]
    if bad := next((each for each in rows if isinstance(each, Refused | Unclear | NotSent | NoAnswer)), None):
        return bad
    first = rows[0]
    match first:
        case Listing():
            told = [each for each in rows if isinstance(each, Listing)]
            skipped = tuple(row for each in told for row in each.skipped)
            return Listing(tuple(market for each in told for market in each.markets), skipped)
        case BalancesReport():
            coins = {row.asset: row for each in reversed(rows) if isinstance(each, BalancesReport) for row in each.rows}
            return structs.replace(first, rows=tuple(coins.values()))
        case Positions():
            return Positions(tuple(row for each in rows if isinstance(each, Positions) for row in each.rows))
        case Tickers():
            return Tickers(tuple(row for each in rows if isinstance(each, Tickers) for row in each.rows))
        case _:
            return _pages(said)


def _pages(said: Sequence[Outcome | None]) -> Outcome:
    told = [each for each in said if isinstance(each, _LISTED)]
    cursors = [(each.before if isinstance(each, _LISTED) else "") or _OVER for each in said]
    before = _NEXT.join(cursors) if any(cursor != _OVER for cursor in cursors) else ""
    rows = tuple(row for each in told for row in each.rows)
    return structs.replace(told[0], rows=rows, before=before)
