"""Private endpoints of spot that change several orders, or one that rests: batches and cancel-replace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget.attaching import SPOT as ATTACHED
from picaflor.venues.bitget.attaching import read_attached, write_attached
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
    AmendingMany,
    AmendMany,
    Cancel,
    CancellingMany,
    CancelMany,
    PlacedMany,
    PlaceMany,
    Refused,
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
_ALL_REPLACED: Final = Decoder(list[Replaced])


def _ask_amend(ask: Amend) -> Params:
    return {
        "symbol": ask.symbol,
        **by_id(ask.venue_id, ask.client_id),
        "newClientOid": ask.new_client_id,
        "price": write_atoms(ask.price),
        "size": write_atoms(ask.size),
        **write_attached(ask.attached, ATTACHED),
    }


def _asked_amend(params: Params) -> Amend:
    symbol, (client_id, venue_id) = need(params, "symbol"), asked_id(params)
    price, size = amount(params, "price"), amount(params, "size")
    attached = read_attached(params, ATTACHED)
    return Amend(symbol, price, size, params.get("newClientOid", ""), client_id, venue_id, attached)


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


# row 18, several at once: each row is one of those, with its own symbol


def _ask_amends(ask: AmendMany) -> Mapping[str, object]:
    if {row.symbol for row in ask.rows} != {ask.symbol}:
        raise ValueError(f"{ask.symbol}: a batch is of one symbol")
    rows = [{name: value for name, value in _ask_amend(row).items() if value} for row in ask.rows]
    return {"orderList": rows}


def _asked_amends(params: Params) -> AmendMany:
    rows = read_rows(params, "orderList")
    if not rows:
        raise BadParameter("40019", "Parameter orderList cannot be empty")
    if len({row.get("symbol") for row in rows}) > 1:
        raise BadParameter("40017", "Parameter verification failed: batches are of one symbol here")
    return AmendMany(need(rows[0], "symbol"), tuple(map(_asked_amend, rows)))


def _write_amends(_ask: AmendMany, answer: AmendingMany) -> list[Replaced]:
    """A refusal and a failure look the same: words, and no code."""
    return [
        Replaced("", name, "failure", verdict.words if isinstance(verdict, Refused) else verdict.failed)
        if isinstance(verdict, Refused) or verdict.failed
        else Replaced(verdict.new_venue_id, name)
        for name, verdict in answer.rows
    ]


def _read_amends(ask: AmendMany, data: Raw, _at_ns: int) -> AmendingMany:
    """Of what failed nothing is known, as of one alone: it has no verdict."""
    asked = {row.new_client_id: row for row in ask.rows}
    told = [row for row in _ALL_REPLACED.decode(data) if row.success == SUCCESS]
    names = [row.clientOid or "" for row in told]
    if not asked.keys() >= set(names) or len(set(names)) != len(names):
        raise BadMessage("the reply names another order, or one twice")
    if any(row.orderId == asked[name].venue_id for name, row in zip(names, told, strict=True)):
        raise BadMessage("the reply names another order")
    rows = zip(names, told, strict=True)
    return AmendingMany(
        tuple((name, Amending(name, asked[name].venue_id, named(row.orderId or ""))) for name, row in rows)
    )


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
    Endpoint(
        AmendMany,
        "POST",
        _TRADE + "batch-cancel-replace-order",
        _ask_amends,
        _asked_amends,
        _write_amends,
        _read_amends,
    ),
    Endpoint(PlaceMany, "POST", _TRADE + "batch-orders", _ask_many, _asked_many, _write_many, _read_many),
    Endpoint(
        CancelMany, "POST", _TRADE + "batch-cancel-order", _ask_cancels, _asked_cancels, _write_cancels, _read_cancels
    ),
)
