"""Positions of contracts: their rows of the list and of the stream ↔ our reports."""

from __future__ import annotations

from typing import Final

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.bitmart.futures_messages import PositionPush, PositionRow
from picaflor.venues.bitmart.futures_orders import times_of
from picaflor.venues.bitmart.futures_words import (
    MARGIN_NUMBER_OF,
    MARGIN_NUMBERS,
    known,
    mode_word,
    read_margin_mode,
    read_mode,
)
from picaflor.venues.bitmart.market import ms_of
from picaflor.wire.decoding import MS
from picaflor.wire.reports import PositionReport

SIDES: Final = {"long": Hold.LONG, "short": Hold.SHORT, "both": Hold.NET}
SIDE_WORDS: Final = {hold: word for word, hold in SIDES.items()}
TYPES: Final = {1: Hold.LONG, 2: Hold.SHORT}

# row 68


def read_position(row: PositionRow) -> PositionReport:
    """One-way the signed amount says which way it goes."""
    hold = known(SIDES, row.position_side.lower(), "position side")
    size = read_atoms(row.current_amount)
    if hold is Hold.NET:
        size = read_atoms(row.position_amount or row.current_amount, signed=True)
    return PositionReport(
        symbol=row.symbol,
        hold=hold,
        size=-size if hold is Hold.SHORT else size,
        entry=_price(row.entry_price),
        mark=_price(row.mark_price),
        liquidation=_price(row.liquidation_price),
        leverage=times_of(row.leverage),
        unrealised=read_atoms(row.unrealized_pnl or "0", signed=True),
        at_ns=ms_of(row.timestamp),
        margin_mode=read_margin_mode(row.open_type),
        margin=read_atoms(row.initial_margin or "0"),
        realised=read_atoms(row.realized_value or "0", signed=True),
        created_ns=ms_of(row.open_timestamp),
    )


def _price(text: str) -> int | None:
    atoms = read_atoms(text or "0", signed=True)
    return atoms if atoms > 0 else None


def write_position(position: PositionReport) -> PositionRow:
    size, entry, mark = abs(position.size), position.entry or 0, position.mark or 0
    worth = (position.margin or 0) * position.leverage  # what a contract is worth stands nowhere here
    return PositionRow(
        symbol=position.symbol,
        leverage=str(position.leverage),
        position_side=SIDE_WORDS[position.hold],
        current_amount=write_atoms(size),
        position_amount=write_atoms(position.size if position.hold is Hold.NET else size),
        entry_price=write_atoms(entry),
        open_avg_price=write_atoms(entry),
        mark_price=write_atoms(mark),
        liquidation_price=write_atoms(position.liquidation or 0),
        unrealized_pnl=write_atoms(position.unrealised or 0),
        unrealized_value=write_atoms(position.unrealised or 0),
        realized_value=write_atoms(position.realised or 0),
        initial_margin=write_atoms(position.margin or 0),
        maintenance_margin=write_atoms(worth * (position.maintenance or 0) // ONE),
        position_value=write_atoms(worth),
        current_value=write_atoms(worth),
        mark_value=write_atoms(worth),
        open_type=_mode(position),
        margin_type=_mode(position).capitalize(),
        position_type=_type(position),
        position_cross=write_atoms(position.margin or 0),
        timestamp=position.at_ns // MS,
        open_timestamp=position.created_ns // MS,
    )


def write_nothing(symbol: str, hold: Hold, leverage: int, mode: MarginMode, at_ns: int) -> PositionRow:
    """Of a symbol that is asked for and not held: how it would be."""
    return PositionRow(
        symbol=symbol,
        leverage=str(leverage),
        position_side=SIDE_WORDS[hold],
        current_amount="0",
        position_amount="0",
        open_type=mode,
        timestamp=at_ns // MS,
    )


def _type(position: PositionReport) -> int:
    short = position.hold is Hold.SHORT or (position.hold is Hold.NET and position.size < 0)
    return 2 if short else 1


def _mode(position: PositionReport) -> MarginMode:
    if position.margin_mode is None:
        raise ValueError(f"{position.symbol}: a position that has no margin mode")
    return position.margin_mode


# row 73


def read_push(row: PositionPush) -> PositionReport:
    way = known(TYPES, row.position_type, "position type")
    size = read_atoms(row.hold_volume)
    hedge = read_mode(row.position_mode) is PositionMode.HEDGE
    return PositionReport(
        symbol=row.symbol,
        hold=way if hedge else Hold.NET,
        size=-size if way is Hold.SHORT else size,
        entry=_price(row.hold_avg_price),
        liquidation=_price(row.liquidate_price),
        at_ns=ms_of(row.update_time),
        margin_mode=known(MARGIN_NUMBERS, row.open_type, "margin mode"),
        closing=read_atoms(row.frozen_volume or "0"),
        created_ns=ms_of(row.create_time),
    )


def write_push(position: PositionReport) -> PositionPush:
    entry = write_atoms(position.entry or 0)
    return PositionPush(
        symbol=position.symbol,
        hold_volume=write_atoms(abs(position.size)),
        position_type=_type(position),
        open_type=MARGIN_NUMBER_OF[position.margin_mode or MarginMode.CROSS],  # of what is gone nobody knows it
        frozen_volume=write_atoms(position.closing),
        hold_avg_price=entry,
        open_avg_price=entry,
        liquidate_price=write_atoms(position.liquidation or 0),
        create_time=(position.created_ns if position.size else position.at_ns) // MS,
        update_time=position.at_ns // MS,
        position_mode=mode_word(position.hold),
    )
