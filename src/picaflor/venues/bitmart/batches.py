"""Private endpoints of spot for several orders or cancels at once, of one symbol.

The answer to several orders is a list of numbers, and nobody says whether a batch is taken in part: if it is as long as
what was asked for, it is read in that order; otherwise, and where all was refused, each order is asked for by its name.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.orders import named
from picaflor.venues.bitmart.params import BadParameter, Params, need, read_rows, read_words
from picaflor.venues.bitmart.trading import WINDOW_MS, asked_order, order_params
from picaflor.wire.asks import (
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Placed,
    PlacedMany,
    PlaceMany,
    Refused,
)
from picaflor.wire.decoding import BadMessage

# ruff: noqa: N815 - the names are theirs

BATCH_MAX: Final = 10
DONE: Final = 0


class _Numbers(Struct):
    orderIds: list[str]


class _Batch(Struct):
    code: int
    msg: str
    data: _Numbers | None


class _Verdicts(Struct):
    successIds: list[str]
    failIds: list[str]
    totalCount: int
    successCount: int
    failedCount: int


_BATCH: Final = Decoder(_Batch)
_VERDICTS: Final = Decoder(_Verdicts)

# row 19


def _ask_many(ask: PlaceMany) -> dict[str, object]:
    if {place.symbol for place in ask.rows} != {ask.symbol}:
        raise ValueError(f"{ask.symbol}: a batch is of one symbol")
    rows = [{**order_params(place), "clientOrderId": place.client_id} for place in ask.rows]
    told = [{name: value for name, value in row.items() if value not in ("", None)} for row in rows]
    return {"symbol": ask.symbol, "orderParams": told, "recvWindow": WINDOW_MS}


def _asked_many(params: Params) -> PlaceMany:
    """Strangers name their orders as they do where there is one."""
    symbol, rows = need(params, "symbol"), read_rows(params, "orderParams")
    if not 1 <= len(rows) <= BATCH_MAX:
        raise BadParameter("50033", "The number of orders must be between 1 and 10")
    names = [row.get("clientOrderId") or row.get("client_order_id", "") for row in rows]
    return PlaceMany(symbol, tuple(asked_order(row, symbol, name) for row, name in zip(rows, names, strict=True)))


def _write_many(_ask: PlaceMany, answer: PlacedMany) -> object:
    """The emulated house takes all or nothing."""
    numbers = [one.venue_id for _, one in answer.rows if isinstance(one, Placed)]
    return _Batch(DONE, "success", _Numbers(numbers))


def _read_many(ask: PlaceMany, data: Raw) -> PlacedMany:
    batch = _BATCH.decode(data)
    if batch.code != DONE or batch.data is None:
        raise BadMessage(f"a batch that ended with {batch.code}: {batch.msg[:80]}")
    numbers = [named(number) for number in batch.data.orderIds]
    if len(numbers) != len(ask.rows) or len(set(numbers)) != len(numbers):
        return PlacedMany(())
    pairs = zip(ask.rows, numbers, strict=True)
    return PlacedMany(tuple((place.client_id, Placed(place.client_id, number)) for place, number in pairs))


def _ask_cancels(ask: CancelMany) -> dict[str, object]:
    numbers = [cancel.venue_id for cancel in ask.rows]
    if any(numbers) and not all(numbers):
        raise ValueError("several at once are named in one way")
    named_by = {"orderIds": numbers} if all(numbers) else {"clientOrderIds": [each.client_id for each in ask.rows]}
    return {"symbol": ask.symbol, **named_by, "recvWindow": WINDOW_MS}


def _asked_cancels(params: Params) -> CancelMany:
    symbol = need(params, "symbol")
    numbers, names = read_words(params, "orderIds"), read_words(params, "clientOrderIds")
    if not 1 <= len(numbers or names) <= BATCH_MAX:
        raise BadParameter("50033", "The number of orders must be between 1 and 10")
    rows = [Cancel(symbol, "", each) for each in numbers] or [Cancel(symbol, each) for each in names]
    return CancelMany(symbol, tuple(rows))


def _write_cancels(ask: CancelMany, answer: CancellingMany) -> object:
    told = [(row.venue_id or row.client_id, one) for row, (_, one) in zip(ask.rows, answer.rows, strict=True)]
    done = [name for name, one in told if isinstance(one, Cancelling)]
    failed = [name for name, one in told if isinstance(one, Refused)]
    return _Verdicts(done, failed, len(told), len(done), len(failed))


def _read_cancels(ask: CancelMany, data: Raw) -> CancellingMany:
    """Why one failed is not told, and so it is left out: then it is asked for."""
    done = set(_VERDICTS.decode(data).successIds)
    rows = [
        (row.client_id or row.venue_id, Cancelling(row.client_id, row.venue_id))
        for row in ask.rows
        if (row.venue_id or row.client_id) in done
    ]
    return CancellingMany(tuple(rows))


ENDPOINTS: Final = (
    Endpoint(PlaceMany, "POST", "/spot/v4/batch_orders", _ask_many, _asked_many, _write_many, _read_many),
    Endpoint(CancelMany, "POST", "/spot/v4/cancel_orders", _ask_cancels, _asked_cancels, _write_cancels, _read_cancels),
)
