"""Positions that the venue closes by itself, when it is asked to: one of a contract, or all of them."""

from __future__ import annotations

from dataclasses import replace as with_fields
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_account import PositionRow, read_position, write_position
from picaflor.venues.hitbtc.futures_trading import FUTURES, MARGIN
from picaflor.venues.hitbtc.params import Params, amount, need
from picaflor.wire.asks import Closing, Placed
from picaflor.wire.contracts import ClosePosition
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import PositionReport

_ROW: Final = Decoder(PositionRow)
_ROWS: Final = Decoder(list[PositionRow])

# row 68


def _ask(ask: ClosePosition) -> Params:
    """At which price is the venue's to say where none is named."""
    price = "" if ask.price is None else write_atoms(ask.price)
    return {"symbol": ask.symbol, "price": price, "strict_validate": "true" if price else ""}


def asked(params: Params, mode: MarginMode | None) -> ClosePosition:
    price = amount(params, "price", "2020", "2021") if params.get("price") else None
    return ClosePosition(need(params, "symbol"), price=price, margin_mode=mode)


def asked_call(params: Params) -> ClosePosition:
    """Over the socket nothing stands in a path: the mode is a parameter as any other, if it is one at all."""
    word = params.get("margin_mode", "").lower()
    return asked(params, MarginMode(word) if word in tuple(MarginMode) else None)


def _write_row(position: PositionReport) -> PositionRow:
    row = write_position(position)
    row.pnl = write_atoms(position.realised or 0)
    return row


def _write_one(_ask: ClosePosition, closing: Closing) -> object:
    (position,) = closing.positions
    return _write_row(position)


def _write_all(_ask: ClosePosition, closing: Closing) -> object:
    return [_write_row(position) for position in closing.positions]


def _closing(rows: list[PositionRow]) -> Closing:
    """No order is told that does it."""
    return Closing(
        tuple((row.symbol, Placed("", "")) for row in rows if not read_atoms(row.quantity, signed=True)),
        tuple(read_position(row) for row in rows),
    )


def _read_one(ask: ClosePosition, data: bytes) -> Closing:
    row = _ROW.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply tells of another symbol")
    return _closing([row])


def _of_mode(mode: MarginMode, tree: str = FUTURES) -> Endpoint:
    return Endpoint(
        ClosePosition,
        "DELETE",
        f"{tree}position/{mode}/{{symbol}}",
        _ask,
        lambda params: asked(params, mode),
        _write_one,
        _read_one,
        lambda ask: bool(ask.symbol) and (ask.margin_mode or MarginMode.CROSS) is mode,
    )


def _of_all(tree: str) -> Endpoint:
    return Endpoint(
        ClosePosition,
        "DELETE",
        tree + "position",
        lambda _ask: {},
        lambda _params: ClosePosition(),
        _write_all,
        lambda _ask, data: _closing(_ROWS.decode(data)),
        lambda ask: not ask.symbol,
    )


CALL: Final = with_fields(_of_mode(MarginMode.CROSS), read_ask=asked_call)  # over the socket
ENDPOINTS: Final = (_of_mode(MarginMode.CROSS), _of_mode(MarginMode.ISOLATED), _of_all(FUTURES))

# row 84: nothing is crossed there

MARGIN_CALL: Final = with_fields(CALL, read_ask=lambda params: asked(params, MarginMode.ISOLATED))
MARGIN_ENDPOINTS: Final = (
    with_fields(_of_mode(MarginMode.ISOLATED, MARGIN), fits=lambda ask: bool(ask.symbol)),
    _of_all(MARGIN),
)
