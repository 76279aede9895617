"""Orders by name: a request names one by the venue's id or by ours, and an answer must name the same one."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.venues.bitget.messages import Ids
from picaflor.venues.bitget.params import BadParameter, Params
from picaflor.wire.asks import Cancel, Cancelling, Place, Placed, ReadOrder
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderReport
from picaflor.wire.stops import PlaceStop

_IDS: Final = Decoder(Ids)


def named(venue_id: str) -> str:
    if not venue_id:
        raise BadMessage("an empty id")
    return venue_id


def by_id(venue_id: str, client_id: str) -> dict[str, str]:
    return {"orderId": venue_id} if venue_id else {"clientOid": client_id}


def asked_id(params: Params) -> tuple[str, str]:
    """Client id and venue id; the latter counts where both are given."""
    venue_id, client_id = params.get("orderId", ""), params.get("clientOid", "")
    if not venue_id and not client_id:
        raise BadParameter("40019", "Parameter orderId and clientOid cannot both be empty")
    return ("" if venue_id else client_id), venue_id


def write_placed(_ask: object, placed: Placed) -> Ids:
    return Ids(placed.venue_id, placed.client_id)


def read_placed(ask: Place | PlaceStop, data: Raw, _at_ns: int) -> Placed:
    ids = _IDS.decode(data)
    if ask.client_id and ids.clientOid != ask.client_id:
        raise BadMessage("the reply names another order")
    return Placed(ids.clientOid, named(ids.orderId))


def write_cancelling(_ask: object, cancelling: Cancelling) -> Ids:
    return Ids(cancelling.venue_id, cancelling.client_id)


def read_cancelling(ask: Cancel, data: Raw, _at_ns: int) -> Cancelling:
    ids = _IDS.decode(data)
    said, meant = (ids.orderId, ask.venue_id) if ask.venue_id else (ids.clientOid, ask.client_id)
    if said != meant:
        raise BadMessage("the reply names another order")
    return Cancelling(ids.clientOid, ids.orderId)


def is_meant(ask: ReadOrder, row: OrderReport) -> bool:
    return row.venue_id == ask.venue_id if ask.venue_id else row.client_id == ask.client_id
