"""Private endpoints of contracts that change several orders, or one that rests: batches, cancel of all, amendments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget.codes import refuse
from picaflor.venues.bitget.envelope import NOTHING_TO_CANCEL
from picaflor.venues.bitget.ids import asked_id, by_id, named
from picaflor.venues.bitget.messages import Ids
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_trading import ask_place, asked_margin_mode, asked_place, write_margin_mode
from picaflor.venues.bitget.mix_words import coin_of
from picaflor.venues.bitget.params import BadParameter, Params, amount, need, read_rows
from picaflor.venues.bitget.verdicts import (
    Verdicts,
    read_cancelling_many,
    read_placed_many,
    read_verdicts,
    write_cancelled,
    write_cancelling_many,
    write_placed_many,
)
from picaflor.wire.asks import (
    Amend,
    Amending,
    Cancel,
    CancelAll,
    Cancelling,
    CancellingMany,
    CancelMany,
    PlacedMany,
    PlaceMany,
    Refused,
)
from picaflor.wire.decoding import BadMessage

_IDS: Final = Decoder(Ids)


# row 89


def _ask_many(ask: PlaceMany) -> Mapping[str, object]:
    """Symbol and margin mode are said once for all."""
    modes = {write_margin_mode(place) for place in ask.rows}
    if len(modes) != 1 or {place.symbol for place in ask.rows} != {ask.symbol}:
        raise ValueError(f"{ask.symbol}: a batch is of one symbol and one margin mode")
    rows = [{name: value for name, value in ask_place(place).items() if value} for place in ask.rows]
    return {"symbol": ask.symbol, "marginMode": modes.pop(), "marginCoin": coin_of(ask.symbol), "orderList": rows}


def _asked_many(params: Params) -> PlaceMany:
    symbol, mode = need(params, "symbol"), asked_margin_mode(params)
    need(params, "marginCoin")
    rows = read_rows(params, "orderList")
    if not rows:
        raise BadParameter("40019", "Parameter orderList cannot be empty")
    return PlaceMany(symbol, tuple(asked_place(row, symbol, mode) for row in rows))


def _write_many(_ask: PlaceMany, answer: PlacedMany) -> Verdicts:
    return write_placed_many(answer)


def _read_many(ask: PlaceMany, data: Raw, _at_ns: int) -> PlacedMany:
    return read_placed_many(ask, ask.rows, data)


# row 91: with a list of orders those, without one all


def _ask_cancels(ask: CancelMany) -> Mapping[str, object]:
    rows = [by_id(cancel.venue_id, cancel.client_id) for cancel in ask.rows]
    return {"symbol": ask.symbol, "marginCoin": coin_of(ask.symbol), "orderIdList": rows}


def _asked_cancels(params: Params) -> CancelMany | CancelAll:
    rows, symbol = read_rows(params, "orderIdList"), params.get("symbol", "")
    if not rows:
        return CancelAll(symbol)
    return CancelMany(need(params, "symbol"), tuple(Cancel(symbol, *asked_id(row)) for row in rows))


def _write_cancels(ask: CancelMany, answer: CancellingMany) -> Verdicts:
    return write_cancelling_many(ask.rows, answer)


def _read_cancels(ask: CancelMany, data: Raw, _at_ns: int) -> CancellingMany:
    return read_cancelling_many(ask, ask.rows, data)


# rows 91 and 93


def _ask_all(ask: CancelAll) -> Params:
    return {"symbol": ask.symbol, "marginCoin": coin_of(ask.symbol)}


def _write_all(_ask: CancelAll, answer: Cancelling) -> Verdicts:
    return write_cancelled(answer)


def _write_everything(_ask: CancelAll, answer: Cancelling) -> Verdicts | Refused:
    if not answer.orders:
        return refuse(NOTHING_TO_CANCEL, "No order to cancel")
    return write_cancelled(answer)


def _read_all(_ask: CancelAll, data: Raw, _at_ns: int) -> Cancelling:
    """It names ids; what became of their orders the reports tell."""
    read_verdicts(data)
    return Cancelling()


# row 92


def _ask_amend(ask: Amend) -> Params:
    return {
        "symbol": ask.symbol,
        **by_id(ask.venue_id, ask.client_id),
        "newClientOid": ask.new_client_id,
        "newPrice": write_atoms(ask.price),
        "newSize": write_atoms(ask.size),
    }


def _asked_amend(params: Params) -> Amend:
    if not params.get("newPrice") or not params.get("newSize"):
        raise BadParameter("40925", "newPrice and newSize must both be given")
    client_id, venue_id = asked_id(params)
    return Amend(
        symbol=need(params, "symbol"),
        price=amount(params, "newPrice"),
        size=amount(params, "newSize"),
        new_client_id=need(params, "newClientOid"),
        client_id=client_id,
        venue_id=venue_id,
    )


def write_amending(_ask: object, amending: Amending) -> Ids:
    return Ids(amending.venue_id, amending.client_id)


def _read_amend(ask: Amend, data: Raw, _at_ns: int) -> Amending:
    """It names the order that was; the one that comes of it is found by its new client id."""
    ids = _IDS.decode(data)
    if ask.venue_id and ids.orderId != ask.venue_id:
        raise BadMessage("the reply names another order")
    if not ask.venue_id and ids.clientOid not in (ask.client_id, ask.new_client_id):
        raise BadMessage("the reply names another order")
    return Amending(ids.clientOid, named(ids.orderId))


ENDPOINTS: Final = (
    mix(PlaceMany, "POST", "order/batch-place-order", _ask_many, _asked_many, _write_many, _read_many),
    mix(CancelMany, "POST", "order/batch-cancel-orders", _ask_cancels, _asked_cancels, _write_cancels, _read_cancels),
    mix(
        CancelAll,
        "POST",
        "order/batch-cancel-orders",
        _ask_all,
        _asked_cancels,
        _write_all,
        _read_all,
        lambda ask: bool(ask.symbol),
    ),
    mix(
        CancelAll,
        "POST",
        "order/cancel-all-orders",
        _ask_all,
        lambda _params: CancelAll(""),
        _write_everything,
        _read_all,
        lambda ask: not ask.symbol,
    ),
    mix(Amend, "POST", "order/modify-order", _ask_amend, _asked_amend, write_amending, _read_amend),
)
