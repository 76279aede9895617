"""The two lists that a batch is answered with: what was taken, and what was not. In spot and contracts alike."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.venues.bitget.codes import judge
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.messages import Ids
from picaflor.wire.asks import (
    Ask,
    Cancel,
    Cancelling,
    CancellingMany,
    Place,
    Placed,
    PlacedMany,
    Refused,
    Unclear,
)
from picaflor.wire.decoding import BadMessage


class Failed(Struct, kw_only=True):
    orderId: str | None = ""
    clientOid: str | None = ""
    errorMsg: str = ""
    errorCode: str = ""


class Verdicts(Struct):
    successList: list[Ids]
    failureList: list[Failed] | None


_VERDICTS: Final = Decoder(Verdicts)


def read_verdicts(data: Raw) -> Verdicts:
    return _VERDICTS.decode(data)


def refusal(ask: Ask, failed: Failed) -> Refused | Unclear:
    """As a whole answer of this code would be judged."""
    return judge(ask, 400, failed.errorCode, failed.errorMsg)


def write_placed_many(answer: PlacedMany) -> Verdicts:
    verdicts = Verdicts([], [])
    for client_id, verdict in answer.rows:
        if isinstance(verdict, Placed):
            verdicts.successList.append(Ids(verdict.venue_id, verdict.client_id))
        else:
            _fail(verdicts, Failed(clientOid=client_id), verdict)
    return verdicts


def _fail(verdicts: Verdicts, failed: Failed, refused: Refused) -> None:
    failed.errorMsg, failed.errorCode = refused.words, refused.code
    assert verdicts.failureList is not None
    verdicts.failureList.append(failed)


def read_placed_many(ask: Ask, wanted: tuple[Place, ...], data: Raw) -> PlacedMany:
    """An order that stands in neither list, or failed for a reason that proves nothing, has no verdict."""
    verdicts, ours = read_verdicts(data), {place.client_id for place in wanted}
    rows: list[tuple[str, Placed | Refused]] = [
        (ids.clientOid, Placed(ids.clientOid, named(ids.orderId))) for ids in verdicts.successList
    ]
    for failed in verdicts.failureList or ():
        refused = refusal(ask, failed)
        if isinstance(refused, Refused):
            rows.append((failed.clientOid or "", refused))
    told = [client_id for client_id, _ in rows]
    if not ours.issuperset(told) or len(set(told)) != len(told):
        raise BadMessage("the reply names another order, or one twice")
    return PlacedMany(tuple(rows))


def write_cancelling_many(wanted: tuple[Cancel, ...], answer: CancellingMany) -> Verdicts:
    """What failed is named by the id that it was asked by."""
    theirs = {cancel.venue_id for cancel in wanted}
    verdicts = Verdicts([], [])
    for name, verdict in answer.rows:
        if isinstance(verdict, Cancelling):
            verdicts.successList.append(Ids(verdict.venue_id, verdict.client_id))
        else:
            _fail(verdicts, Failed(orderId=name) if name in theirs else Failed(clientOid=name), verdict)
    return verdicts


def read_cancelling_many(ask: Ask, wanted: tuple[Cancel, ...], data: Raw) -> CancellingMany:
    verdicts = read_verdicts(data)
    asked = {cancel.venue_id or cancel.client_id for cancel in wanted}
    rows: list[tuple[str, Cancelling | Refused]] = []
    for ids in verdicts.successList:
        if not asked & {ids.orderId, ids.clientOid}:
            raise BadMessage("the reply names another order")
        rows.append((ids.clientOid or ids.orderId, Cancelling(ids.clientOid, ids.orderId)))
    for failed in verdicts.failureList or ():
        refused = refusal(ask, failed)
        name = failed.clientOid or failed.orderId or ""
        if not asked & {failed.orderId, failed.clientOid}:
            raise BadMessage("the reply names another order")
        if isinstance(refused, Refused):
            rows.append((name, refused))
    return CancellingMany(tuple(rows))


def write_cancelled(answer: Cancelling | CancellingMany) -> Verdicts:
    """Of a cancel of all: those that were there, or what became of each."""
    if isinstance(answer, CancellingMany):
        return write_cancelling_many((), answer)
    return Verdicts([Ids(order.venue_id, order.client_id) for order in answer.orders], [])


def read_one(ask: Ask, venue_id: str, client_id: str, data: Raw) -> Cancelling | Refused | Unclear:
    """Of a batch of one."""
    verdicts = read_verdicts(data)
    for ids in verdicts.successList:
        if (ids.orderId == venue_id) if venue_id else (ids.clientOid == client_id):
            return Cancelling(ids.clientOid, ids.orderId)
    for failed in verdicts.failureList or ():
        if (failed.orderId == venue_id) if venue_id else (failed.clientOid == client_id):
            return refusal(ask, failed)
    raise BadMessage("the reply names another order")
