"""Amendments of a unified account: one order, or several at once. The order keeps its number and its name: row 132.

An order is found by its ids alone; category and symbol are taken where they are given. What is not said stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import asked_id, by_id, named
from picaflor.venues.bitget.messages import Ids
from picaflor.venues.bitget.params import LIST, BadParameter, Params, maybe_amount
from picaflor.venues.bitget.uta_batches import BatchRow, failed, read_list
from picaflor.venues.bitget.uta_family import TRADE, Family
from picaflor.wire.asks import Amend, Amending, AmendingMany, AmendMany, Refused
from picaflor.wire.decoding import BadMessage

_IDS: Final = Decoder(Ids)
_ROWS: Final = Decoder(list[BatchRow])


def ask_change(ask: Amend) -> dict[str, str]:
    """Without category."""
    return {
        "symbol": ask.symbol,
        **by_id(ask.venue_id, ask.client_id),
        "qty": write_atoms(ask.size) if ask.size else "",
        "price": write_atoms(ask.price) if ask.price else "",
        "autoCancel": "no",
    }


def asked_change(params: Params) -> Amend:
    """An order that cannot be changed is never cancelled for it here."""
    price, size = maybe_amount(params, "price"), maybe_amount(params, "qty")
    if price is None and size is None:
        raise BadParameter("40019", "Parameter qty and price cannot both be empty")
    client_id, venue_id = asked_id(params)
    return Amend(params.get("symbol", ""), price or 0, size or 0, "", client_id, venue_id)


def _write(_ask: Amend, amending: Amending) -> Ids:
    return Ids(amending.venue_id, amending.client_id)


def _read(ask: Amend, data: Raw, _at_ns: int) -> Amending:
    ids = _IDS.decode(data)
    if (ids.orderId != ask.venue_id) if ask.venue_id else (ids.clientOid != ask.client_id):
        raise BadMessage("the reply names another order")
    return Amending(ids.clientOid, named(ids.orderId))


def _write_many(ask: AmendMany, answer: AmendingMany) -> list[BatchRow]:
    """What failed is named by the id that it was asked by."""
    theirs = {row.venue_id for row in ask.rows}
    return [
        BatchRow(verdict.venue_id, verdict.client_id)
        if isinstance(verdict, Amending)
        else BatchRow(*((name, "") if name in theirs else ("", name)), verdict.code, verdict.words)
        for name, verdict in answer.rows
    ]


def _read_many(ask: AmendMany, data: Raw, _at_ns: int) -> AmendingMany:
    """By the client id where that is told, else by the venue's."""
    asked = {row.venue_id or row.client_id for row in ask.rows}
    rows: dict[str, Amending | Refused] = {}
    for row in _ROWS.decode(data):
        verdict, venue_id, client_id = failed(ask, row), row.orderId or "", row.clientOid or ""
        name = client_id or venue_id
        if not asked & {venue_id, client_id} or name in rows:
            raise BadMessage("the reply names another order, or one twice")
        if isinstance(verdict, Refused):
            rows[name] = verdict
        elif not verdict:
            rows[name] = Amending(client_id, venue_id)
    return AmendingMany(tuple(rows.items()))


def changes(family: Family) -> tuple[Endpoint, ...]:
    def ask_one(ask: Amend) -> Params:
        return {"category": family.of(ask.symbol), **ask_change(ask)}

    def ask_many(ask: AmendMany) -> Mapping[str, object]:
        rows = ({**ask_one(row), "symbol": ask.symbol} for row in ask.rows)
        return {LIST: [{name: value for name, value in row.items() if value} for row in rows]}

    def asked_many(params: Params) -> AmendMany:
        rows = tuple(map(asked_change, read_list(params)))
        return AmendMany(rows[0].symbol, rows)

    return (
        Endpoint(Amend, "POST", TRADE + "modify-order", ask_one, asked_change, _write, _read),
        Endpoint(AmendMany, "POST", TRADE + "batch-modify-order", ask_many, asked_many, _write_many, _read_many),
    )
