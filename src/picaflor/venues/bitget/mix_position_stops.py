"""The private endpoint of contracts that gives a position its take-profit and its stop-loss at once: row 99."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold, StopKind
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_stops import asked_held, asked_trigger
from picaflor.venues.bitget.mix_words import coin_of
from picaflor.venues.bitget.params import BadParameter, Params, maybe_amount, need
from picaflor.venues.bitget.stop_rows import TRIGGER_WORDS
from picaflor.wire.asks import Placed, PlacedMany, Refused
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stops import PlaceStop, PlaceStops

LEGS: Final = {StopKind.TAKE_PROFIT: "stopSurplus", StopKind.STOP_LOSS: "stopLoss"}


class LegRow(Struct):
    orderId: str
    stopSurplusClientOid: str | None = ""
    stopLossClientOid: str | None = ""


_ROWS: Final = Decoder(list[LegRow])


def _ask(ask: PlaceStops) -> Mapping[str, object]:
    first = ask.rows[0]
    if len({row.kind for row in ask.rows}) != len(ask.rows) or any(
        (row.symbol, row.side, row.hold) != (ask.symbol, first.side, first.hold) or row.trail for row in ask.rows
    ):
        raise ValueError(f"{ask.symbol}: one take-profit and one stop-loss of one position")
    legs = {f"{LEGS[row.kind]}{name}": value for row in ask.rows for name, value in _leg(row).items()}
    held = first.side.other if first.hold is Hold.NET else first.hold
    return {"symbol": ask.symbol, "marginCoin": coin_of(ask.symbol), "holdSide": held, **legs}


def _leg(row: PlaceStop) -> dict[str, str]:
    return {
        "TriggerPrice": write_atoms(row.trigger),
        "TriggerType": TRIGGER_WORDS[row.by],
        "ExecutePrice": "" if row.price is None else write_atoms(row.price),
        "Size": "" if row.size is None else write_atoms(row.size),
        "ClientOid": row.client_id,
    }


def _asked(params: Params) -> PlaceStops:
    symbol = need(params, "symbol")
    need(params, "marginCoin")
    side, hold = asked_held(need(params, "holdSide").lower())
    rows = tuple(
        PlaceStop(
            symbol=symbol,
            client_id=params.get(f"{leg}ClientOid", ""),
            side=side,
            trigger=trigger,
            kind=kind,
            by=asked_trigger(params, f"{leg}TriggerType"),
            price=maybe_amount(params, f"{leg}ExecutePrice"),
            size=maybe_amount(params, f"{leg}Size"),
            hold=hold,
        )
        for kind, leg in LEGS.items()
        if (trigger := maybe_amount(params, f"{leg}TriggerPrice")) is not None
    )
    if not rows:
        raise BadParameter("40019", "Parameter stopSurplusTriggerPrice and stopLossTriggerPrice cannot both be empty")
    return PlaceStops(symbol, rows)


def _write(ask: PlaceStops, answer: PlacedMany) -> list[LegRow]:
    """In the order of what was asked; a refusal is one of all, and stands in the envelope."""
    return [
        LegRow(placed.venue_id, *_names(row.kind, placed.client_id))
        for row, (_, placed) in zip(ask.rows, answer.rows, strict=True)
        if isinstance(placed, Placed)
    ]


def _names(kind: StopKind, client_id: str) -> tuple[str, str]:
    return (client_id, "") if kind is StopKind.TAKE_PROFIT else ("", client_id)


def _read(ask: PlaceStops, data: Raw, _at_ns: int) -> PlacedMany:
    rows = _ROWS.decode(data)
    if len(rows) != len(ask.rows):
        raise BadMessage(f"an answer of {len(rows)} rows to {len(ask.rows)} stops")
    found: list[tuple[str, Placed | Refused]] = []
    for wanted, row in zip(ask.rows, rows, strict=True):
        told = row.stopSurplusClientOid if wanted.kind is StopKind.TAKE_PROFIT else row.stopLossClientOid
        if wanted.client_id and told != wanted.client_id:
            raise BadMessage("the reply names another order")
        found.append((told or "", Placed(told or "", named(row.orderId))))
    return PlacedMany(tuple(found))


ENDPOINTS: Final = (mix(PlaceStops, "POST", "order/place-pos-tpsl", _ask, _asked, _write, _read),)
