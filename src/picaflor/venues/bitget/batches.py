"""Private endpoints of spot that change several orders, or one that rests: batches and cancel-replace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import asked_id, by_id, named
from picaflor.venues.bitget.params import BadParameter, Params, amount, need, read_rows
from picaflor.venues.bitget.trading import ask_place, asked_place
from picaflor.venues.bitget.verdicts import (
    Verdicts,
    read_cancelling_many,
    read_placed_many,
    write_cancelling_many,
    write_placed_many,
)
from picaflor.wire.asks import (
    Amend,
    Amending,
    Cancel,
    CancellingMany,
    CancelMany,
    PlacedMany,
    PlaceMany,
    Unclear,
)
from picaflor.wire.decoding import BadMessage

SUCCESS: Final = "success"


# row 18


class Replaced(Struct):
    orderId: str | None  # noqa: N815
    clientOid: str | None  # noqa: N815
    success: str = SUCCESS
    msg: str | None = None


_REPLACED: Final = Decoder(Replaced)


def _ask_amend(ask: Amend) -> Params:
    return {
        "symbol": ask.symbol,
        **by_id(ask.venue_id, ask.client_id),
        "newClientOid": ask.new_client_id,
        "price": write_atoms(ask.price),
        "size": write_atoms(ask.size),
    }


def _asked_amend(params: Params) -> Amend:
    symbol, (client_id, venue_id) = need(params, "symbol"), asked_id(params)
    price, size = amount(params, "price"), amount(params, "size")
    return Amend(symbol, price, size, params.get("newClientOid", ""), client_id, venue_id)


def _write_amending(_ask: Amend, amending: Amending) -> Replaced:
    if amending.failed:
        return Replaced("", "", "failure", amending.failed)
    return Replaced(amending.new_venue_id, amending.client_id)


def _read_amending(ask: Amend, data: Raw, _at_ns: int) -> Amending | Unclear:
    """It names the new order. What a failure leaves is not said: the old order may be cancelled all the same."""
    row = _REPLACED.decode(data)
    if row.success != SUCCESS:
        return Unclear(f"{row.success}: {row.msg or ''}"[:300])
    venue_id = named(row.orderId or "")
    if venue_id == ask.venue_id or (ask.new_client_id and row.clientOid != ask.new_client_id):
        raise BadMessage("the reply names another order")
    return Amending(row.clientOid or "", ask.venue_id, venue_id)


# row 19


def _ask_many(ask: PlaceMany) -> Mapping[str, object]:
    if {place.symbol for place in ask.rows} != {ask.symbol}:
        raise ValueError(f"{ask.symbol}: a batch is of one symbol")
    rows = [{name: value for name, value in ask_place(place).items() if value} for place in ask.rows]
    return {"symbol": ask.symbol, "batchMode": "single", "orderList": rows}


def _asked_many(params: Params) -> PlaceMany:
    symbol = _one_symbol(params)
    return PlaceMany(symbol, tuple(asked_place({**row, "symbol": symbol}) for row in _rows(params, symbol)))


def _one_symbol(params: Params) -> str:
    if params.get("batchMode", "single").lower() != "single":
        raise BadParameter("40017", "Parameter verification failed: batches are of one symbol here")
    return need(params, "symbol")


def _rows(params: Params, symbol: str) -> list[Params]:
    rows = read_rows(params, "orderList")
    if not rows:
        raise BadParameter("40019", "Parameter orderList cannot be empty")
    if any(row.get("symbol") not in (None, "", symbol) for row in rows):
        raise BadParameter("40017", "Parameter verification failed: batches are of one symbol here")
    return rows


def _write_many(_ask: PlaceMany, answer: PlacedMany) -> Verdicts:
    return write_placed_many(answer)


def _read_many(ask: PlaceMany, data: Raw, _at_ns: int) -> PlacedMany:
    return read_placed_many(ask, ask.rows, data)


# row 25


def _ask_cancels(ask: CancelMany) -> Mapping[str, object]:
    rows = [by_id(cancel.venue_id, cancel.client_id) for cancel in ask.rows]
    return {"symbol": ask.symbol, "batchMode": "single", "orderList": rows}


def _asked_cancels(params: Params) -> CancelMany:
    symbol = _one_symbol(params)
    return CancelMany(symbol, tuple(Cancel(symbol, *asked_id(row)) for row in _rows(params, symbol)))


def _write_cancels(ask: CancelMany, answer: CancellingMany) -> Verdicts:
    return write_cancelling_many(ask.rows, answer)


def _read_cancels(ask: CancelMany, data: Raw, _at_ns: int) -> CancellingMany:
    return read_cancelling_many(ask, ask.rows, data)


_TRADE: Final = "/api/v2/spot/trade/"

ENDPOINTS: Final = (
    Endpoint(Amend, "POST", _TRADE + "cancel-replace-order", _ask_amend, _asked_amend, _write_amending, _read_amending),
    Endpoint(PlaceMany, "POST", _TRADE + "batch-orders", _ask_many, _asked_many, _write_many, _read_many),
    Endpoint(
        CancelMany, "POST", _TRADE + "batch-cancel-order", _ask_cancels, _asked_cancels, _write_cancels, _read_cancels
    ),
)
