"""Private endpoints of spot that change several orders at once, each element with an answer of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder, encode

from picaflor.domain.orders import OrderType
from picaflor.venues.hashkey.codes import judge, same_code
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.messages import PlacedRow
from picaflor.venues.hashkey.orders import named
from picaflor.venues.hashkey.params import BadParameter, Params, need
from picaflor.venues.hashkey.trading import ask_place, asked_old_place, asked_place, write_placed
from picaflor.wire.asks import (
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
)
from picaflor.wire.decoding import BAD, BadMessage

# ruff: noqa: N815 - the names are theirs


class Named(Protocol):
    """As much of an order as an element of an answer must tell."""

    orderId: str
    clientOrderId: str


class Verdict(Struct):
    code: int | str
    msg: str = ""
    order: PlacedRow | UnsetType = UNSET


class Verdicts(Struct):
    code: int | str
    result: list[Verdict]
    concentration: str = ""


class Failed(Struct):
    orderId: str
    code: str


class Failures(Struct):
    code: int | str
    result: list[Failed] | None


DONE: Final = "0000"
# Row 19: what is not on the book any more is one thing in a list, whatever it was.
FAILED: Final = {"-1143": "0211", "-1142": "0212"}
_ORDERS: Final = Decoder(list[dict[str, str | int | float | bool | None]])
_VERDICTS: Final = Decoder(Verdicts)
_FAILURES: Final = Decoder(Failures)


# row 21


def ask_many(ask: PlaceMany) -> Params:
    if {place.symbol for place in ask.rows} != {ask.symbol}:
        raise ValueError(f"{ask.symbol}: a batch is of one symbol")
    return {}


def write_rows(rows: Iterable[Params]) -> bytes:
    return encode([{name: value for name, value in row.items() if value} for row in rows])


def _orders(ask: PlaceMany) -> bytes:
    return write_rows(ask_place(place) for place in ask.rows)


def read_rows(body: bytes) -> list[Params]:
    """Strangers send numbers for texts, and their id by another name."""
    try:
        rows = _ORDERS.decode(body)
    except BAD:
        raise BadParameter("0001", "Required field missing or invalid") from None
    if not rows:
        raise BadParameter("0001", "Required field missing or invalid")
    told: list[Params] = [{name: str(value) for name, value in row.items() if value is not None} for row in rows]
    if len({row.get("symbol", "") for row in told}) != 1:
        raise BadParameter("-1130", "Illegal parameter 'symbol'")
    return told


def in_body(_params: Params) -> PlaceMany:
    raise BadParameter("0001", "Required field missing or invalid")


def _asked_old_many(_params: Params, body: bytes) -> PlaceMany:
    rows = tuple(asked_old_place(row) for row in read_rows(body))
    return PlaceMany(rows[0].symbol, rows)


def _asked_many(_params: Params, body: bytes) -> PlaceMany:
    rows = tuple(asked_place(row) for row in read_rows(body))
    return PlaceMany(rows[0].symbol, rows)


def _write_many(ask: PlaceMany, answer: PlacedMany, now_ns: int) -> Verdicts:
    """In the order in which they were asked for."""
    return Verdicts(0, [_verdict(place, one, now_ns) for place, (_, one) in zip(ask.rows, answer.rows, strict=True)])


def _verdict(place: Place, one: Placed | Refused, now_ns: int) -> Verdict:
    if isinstance(one, Refused):
        return Verdict(one.code, one.words)
    return Verdict(DONE, order=write_placed(place, one, now_ns))


def _read_many(ask: PlaceMany, data: bytes) -> PlacedMany:
    """A refusal has no id: whose it is follows from its place, where those that were taken stand in theirs."""
    return placed_many(ask, [(row.code, row.msg, row.order) for row in _VERDICTS.decode(data).result])


def placed_many(ask: PlaceMany, told: Sequence[tuple[int | str, str, Named | UnsetType]]) -> PlacedMany:
    """Of each element its code, its words, and the order if there is one."""
    if len(told) != len(ask.rows):
        raise BadMessage("not one answer for each order")
    rows: list[tuple[str, Placed | Refused]] = []
    for place, (said, words, order) in zip(ask.rows, told, strict=True):
        code = same_code(said)
        if code == "0":
            rows.append((place.client_id, _placed(place, order)))
        else:
            refused = judge(ask, 400, code, words)
            rows += [(place.client_id, refused)] if isinstance(refused, Refused) else []
    return PlacedMany(tuple(rows))


def _placed(place: Place, order: Named | UnsetType) -> Placed:
    if order is UNSET or order.clientOrderId != place.client_id:
        raise BadMessage("the reply names another order, or none")
    return Placed(place.client_id, named(order.orderId))


# row 19


def ask_cancels(ask: CancelMany) -> Params:
    if not all(cancel.venue_id for cancel in ask.rows):
        raise ValueError("several at once are cancelled by the venue's numbers alone")
    return {"ids": ",".join(cancel.venue_id for cancel in ask.rows)}


def asked_cancels(params: Params) -> CancelMany:
    ids = [venue_id.strip() for venue_id in need(params, "ids").split(",")]
    if not all(ids):
        raise BadParameter("-1130", "Illegal parameter 'ids'")
    return CancelMany("", tuple(Cancel("", "", venue_id) for venue_id in ids))


def write_cancels(ask: CancelMany, answer: CancellingMany, _now_ns: int) -> Failures:
    """What was done is not told."""
    verdicts = zip(ask.rows, answer.rows, strict=True)
    failed = [
        Failed(cancel.venue_id, FAILED.get(one.code, one.code))
        for cancel, (_, one) in verdicts
        if isinstance(one, Refused)
    ]
    return Failures(DONE, failed)


def read_cancels(ask: CancelMany, data: bytes) -> CancellingMany:
    failed = {row.orderId: same_code(row.code) for row in _FAILURES.decode(data).result or ()}
    if not failed.keys() <= {cancel.venue_id for cancel in ask.rows}:
        raise BadMessage("the reply names another order")
    rows: list[tuple[str, Cancelling | Refused]] = []
    for cancel in ask.rows:
        one = _cancelled(ask, cancel, failed.get(cancel.venue_id))
        rows += [(cancel.venue_id, one)] if one is not None else []
    return CancellingMany(tuple(rows))


def _cancelled(ask: Ask, cancel: Cancel, code: str | None) -> Cancelling | Refused | None:
    """None: nobody knows."""
    if code is None:
        return Cancelling(cancel.client_id, cancel.venue_id)
    refused = judge(ask, 400, code, "")
    return refused if isinstance(refused, Refused) else None


def _at_market(ask: PlaceMany) -> bool:
    return any(place.type is OrderType.MARKET for place in ask.rows)


_BATCH: Final = "spot/batchOrders"
ENDPOINTS: Final = (
    Endpoint(
        PlaceMany,
        "POST",
        "/api/v1/" + _BATCH,
        ask_many,
        in_body,
        _write_many,
        _read_many,
        lambda ask: not _at_market(ask),
        _orders,
        _asked_old_many,
    ),
    Endpoint(
        PlaceMany,
        "POST",
        "/api/v1.1/" + _BATCH,
        ask_many,
        in_body,
        _write_many,
        _read_many,
        _at_market,
        _orders,
        _asked_many,
    ),
    Endpoint(
        CancelMany,
        "DELETE",
        "/api/v1/spot/cancelOrderByIds",
        ask_cancels,
        asked_cancels,
        write_cancels,
        read_cancels,
    ),
)
