"""Several orders or cancels of a unified account in one request, which is a list; so is the answer, row by row.

Row 130. What failed has a code in its row. A row that names neither of our ids proves nothing.
"""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.venues.bitget.codes import judge
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import asked_id, by_id, named
from picaflor.venues.bitget.params import LIST, BadParameter, Params, read_rows
from picaflor.venues.bitget.uta_family import TRADE, Family
from picaflor.wire.asks import (
    AmendMany,
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    Refused,
)
from picaflor.wire.decoding import BadMessage


class BatchRow(Struct, omit_defaults=True):
    orderId: str | None = ""
    clientOid: str | None = ""
    code: str | None = ""
    msg: str | None = ""


_ROWS: Final = Decoder(list[BatchRow])
Ask = Callable[[Place], Mapping[str, str]]
Asked = Callable[[Params], Place]


def read_list(params: Params) -> list[Params]:
    rows = read_rows(params, LIST)
    if not rows:
        raise BadParameter("40019", "The list of orders cannot be empty")
    return rows


def failed(ask: PlaceMany | AmendMany | CancelMany, row: BatchRow) -> Refused | bool:
    """A refusal; True: it failed, and nobody knows whether it was done; False: it did not fail."""
    if not (row.code or "").strip("0"):
        return False
    refused = judge(ask, 400, row.code or "", row.msg or "")
    return refused if isinstance(refused, Refused) else True


def _write_placed(_ask: PlaceMany, answer: PlacedMany) -> list[BatchRow]:
    return [
        BatchRow(verdict.venue_id, verdict.client_id)
        if isinstance(verdict, Placed)
        else BatchRow("", client_id, verdict.code, verdict.words)
        for client_id, verdict in answer.rows
    ]


def _read_placed(ask: PlaceMany, data: Raw, _at_ns: int) -> PlacedMany:
    ours = {place.client_id for place in ask.rows}
    found: dict[str, Placed | Refused] = {}
    for row in _ROWS.decode(data):
        name, verdict = row.clientOid or "", failed(ask, row)
        if name not in ours or name in found:
            raise BadMessage("the reply names another order, or one twice")
        if isinstance(verdict, Refused):
            found[name] = verdict
        elif not verdict:
            found[name] = Placed(name, named(row.orderId or ""))
    return PlacedMany(tuple(found.items()))


def _write_cancelled(ask: CancelMany, answer: CancellingMany) -> list[BatchRow]:
    """What failed is named by the id that it was asked by."""
    theirs = {cancel.venue_id for cancel in ask.rows}
    rows = []
    for name, verdict in answer.rows:
        if isinstance(verdict, Cancelling):
            rows.append(BatchRow(verdict.venue_id, verdict.client_id))
        else:
            ids = (name, "") if name in theirs else ("", name)
            rows.append(BatchRow(*ids, verdict.code, verdict.words))
    return rows


def _read_cancelled(ask: CancelMany, data: Raw, _at_ns: int) -> CancellingMany:
    asked = {cancel.venue_id or cancel.client_id for cancel in ask.rows}
    rows: list[tuple[str, Cancelling | Refused]] = []
    for row in _ROWS.decode(data):
        verdict, venue_id, client_id = failed(ask, row), row.orderId or "", row.clientOid or ""
        if not asked & {venue_id, client_id}:
            raise BadMessage("the reply names another order")
        if isinstance(verdict, Refused):
            rows.append((client_id or venue_id, verdict))
        elif not verdict:
            rows.append((client_id or venue_id, Cancelling(client_id, venue_id)))
    return CancellingMany(tuple(rows))


def batches(family: Family, ask_place: Ask, asked_place: Asked) -> tuple[Endpoint, ...]:
    """`ask_place` and `asked_place`: one order of this family, without category and symbol one way."""

    def ask_many(ask: PlaceMany) -> Mapping[str, object]:
        return {LIST: [_told(family.on(place.symbol, **ask_place(place))) for place in ask.rows]}

    def asked_many(params: Params) -> PlaceMany:
        rows = read_list(params)
        for row in rows:
            family.need(row)
        places = tuple(map(asked_place, rows))
        return PlaceMany(places[0].symbol, places)

    def ask_cancels(ask: CancelMany) -> Mapping[str, object]:
        rows = (family.on(ask.symbol, **by_id(row.venue_id, row.client_id)) for row in ask.rows)
        return {LIST: [_told(row) for row in rows]}

    def asked_cancels(params: Params) -> CancelMany:
        rows = read_list(params)
        for row in rows:
            family.need(row)
        cancels = tuple(Cancel(row.get("symbol", ""), *asked_id(row)) for row in rows)
        return CancelMany(cancels[0].symbol, cancels)

    return (
        family.row(PlaceMany, "POST", TRADE + "place-batch", ask_many, asked_many, _write_placed, _read_placed),
        family.row(
            CancelMany, "POST", TRADE + "cancel-batch", ask_cancels, asked_cancels, _write_cancelled, _read_cancelled
        ),
    )


def _told(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}
