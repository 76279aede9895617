"""Private endpoints of contracts that change several orders at once, as those of spot do (rows 19, 21 and 69)."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder

from picaflor.venues.hashkey import batches
from picaflor.venues.hashkey.batches import DONE, placed_many
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.params import BadParameter, Params
from picaflor.venues.hashkey.perp_messages import PerpNameRow, PerpOrderRow
from picaflor.venues.hashkey.perp_trading import ask_place, asked_place, write_placed
from picaflor.wire.asks import CancelMany, Place, Placed, PlacedMany, PlaceMany, Refused


class PerpVerdict(Struct, omit_defaults=True):
    """What is written. Of what is read the names of an order are enough (`PerpNames`)."""

    code: int | str
    msg: str = ""
    order: PerpOrderRow | UnsetType = UNSET


class PerpNames(Struct):
    code: int | str
    msg: str = ""
    order: PerpNameRow | UnsetType = UNSET


class PerpVerdicts(Struct):
    code: int | str
    result: list[PerpNames]


_VERDICTS: Final = Decoder(PerpVerdicts)


def _place_of(params: Params) -> Place:
    """What waits for a price is placed by itself: a batch is of LIMIT."""
    ask = asked_place(params)
    if not isinstance(ask, Place):
        raise BadParameter("-1014", "Unsupported order combination")
    return ask


def _asked_many(_params: Params, body: bytes) -> PlaceMany:
    rows = tuple(_place_of(row) for row in batches.read_rows(body))
    return PlaceMany(rows[0].symbol, rows)


def _write_many(ask: PlaceMany, answer: PlacedMany, now_ns: int) -> object:
    """In the order in which they were asked for."""
    told = zip(ask.rows, answer.rows, strict=True)
    return {"code": DONE, "result": [_verdict(place, one, now_ns) for place, (_, one) in told]}


def _verdict(place: Place, one: Placed | Refused, now_ns: int) -> PerpVerdict:
    if isinstance(one, Refused):
        return PerpVerdict(one.code, one.words)
    return PerpVerdict(DONE, order=write_placed(place, one, now_ns))


def _read_many(ask: PlaceMany, data: bytes) -> PlacedMany:
    return placed_many(ask, [(row.code, row.msg, row.order) for row in _VERDICTS.decode(data).result])


_FUTURES: Final = "/api/v1/futures/"
ENDPOINTS: Final = (
    Endpoint(
        PlaceMany,
        "POST",
        _FUTURES + "batchOrders",
        batches.ask_many,
        batches.in_body,
        _write_many,
        _read_many,
        write_body=lambda ask: batches.write_rows(ask_place(place) for place in ask.rows),
        read_body=_asked_many,
    ),
    Endpoint(
        CancelMany,
        "DELETE",
        _FUTURES + "cancelOrderByIds",
        batches.ask_cancels,
        batches.asked_cancels,
        batches.write_cancels,
        batches.read_cancels,
    ),
)
