"""Positions of contracts: their rows of the lists and of the stream ↔ our reports."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.bitget.mix_account_messages import PositionPushRow, PositionRow
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_market import read_maybe, write_maybe
from picaflor.venues.bitget.mix_orders import read_leverage, write_leverage
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    coin_of,
    mode_of,
    read_hold,
    read_margin_mode,
    read_position_mode,
)
from picaflor.venues.bitget.params import Params, need
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import PositionReport

_ROWS: Final = Decoder(list[PositionRow] | None)


def read_position(row: PositionRow) -> PositionReport:
    """Row 68."""
    return _report(row, row.symbol, row.locked)


def read_position_push(row: PositionPushRow) -> PositionReport:
    """Row 73."""
    return _report(row, row.instId, row.frozen)


def _report(row: PositionRow | PositionPushRow, symbol: str, closing: str) -> PositionReport:
    hold, size = _held(row)
    price = read_maybe(row.liquidationPrice, signed=True) or 0
    return PositionReport(
        symbol=symbol,
        hold=hold,
        size=size,
        entry=read_maybe(row.openPriceAvg),
        mark=read_maybe(row.markPrice),
        liquidation=price if price > 0 else None,
        leverage=read_leverage(row.leverage),
        unrealised=read_maybe(row.unrealizedPL, signed=True),
        at_ns=read_ms(row.uTime),
        margin_mode=read_margin_mode(row.marginMode),
        margin=read_maybe(row.marginSize),
        maintenance=read_maybe(row.keepMarginRate),
        realised=read_maybe(row.achievedProfits, signed=True),
        funding=read_maybe(row.totalFee, signed=True),
        fees=read_maybe(row.deductedFee, signed=True),
        closing=read_atoms(closing or "0"),
        created_ns=read_ms(row.cTime),
    )


def _held(row: PositionRow | PositionPushRow) -> tuple[Hold, int]:
    """The only position there is, or one side of a hedge; the size has the sign of its side either way."""
    side = read_hold(row.holdSide)
    if side is Hold.NET:
        raise BadMessage("a position that is neither long nor short")
    size = read_atoms(row.total)
    hedge = read_position_mode(row.posMode) is PositionMode.HEDGE
    return (side if hedge else Hold.NET), (size if side is Hold.LONG else -size)


def _side(position: PositionReport) -> str:
    if position.hold is not Hold.NET:
        return str(position.hold)
    return "short" if position.size < 0 else "long"


def write_position(position: PositionReport) -> PositionRow:
    return PositionRow(
        marginCoin=coin_of(position.symbol),
        symbol=position.symbol,
        holdSide=_side(position),
        marginSize=write_maybe(position.margin),
        available=write_atoms(abs(position.size) - position.closing),
        locked=write_atoms(position.closing),
        total=write_atoms(abs(position.size)),
        leverage=write_leverage(position.leverage),
        achievedProfits=write_maybe(position.realised),
        openPriceAvg=write_maybe(position.entry),
        marginMode=_margin_mode(position),
        posMode=mode_of(position.hold),
        unrealizedPL=write_maybe(position.unrealised),
        liquidationPrice=write_atoms(position.liquidation or 0),
        keepMarginRate=write_maybe(position.maintenance),
        markPrice=write_maybe(position.mark),
        totalFee=write_maybe(position.funding),
        deductedFee=write_maybe(position.fees),
        cTime=write_ms(position.created_ns),
        uTime=write_ms(position.at_ns),
    )


def write_position_push(position: PositionReport) -> PositionPushRow:
    """Leverage is a number here. The venue's own name of a position is one that our reports do not carry."""
    return PositionPushRow(
        posId=f"{position.symbol}-{position.hold}",
        instId=position.symbol,
        marginCoin=coin_of(position.symbol),
        marginSize=write_maybe(position.margin),
        marginMode=_margin_mode(position),
        holdSide=_side(position),
        posMode=mode_of(position.hold),
        total=write_atoms(abs(position.size)),
        available=write_atoms(abs(position.size) - position.closing),
        frozen=write_atoms(position.closing),
        openPriceAvg=write_maybe(position.entry),
        leverage=Raw(b"%d" % position.leverage),
        achievedProfits=write_maybe(position.realised),
        unrealizedPL=write_maybe(position.unrealised),
        unrealizedPLR="",
        liquidationPrice=write_atoms(position.liquidation or 0),
        keepMarginRate=write_maybe(position.maintenance),
        marginRate="",
        breakEvenPrice="",
        totalFee=write_maybe(position.funding),
        deductedFee=write_maybe(position.fees),
        markPrice=write_maybe(position.mark),
        assetMode="single",
        autoMargin="off",
        cTime=write_ms(position.created_ns),
        uTime=write_ms(position.at_ns),
    )


def _margin_mode(position: PositionReport) -> str:
    mode: MarginMode | None = position.margin_mode
    if mode is None:
        raise ValueError(f"{position.symbol}: a position that has no margin mode")
    return MARGIN_MODE_WORDS[mode]


def _ask(ask: ReadPositions) -> Params:
    return {"symbol": ask.symbol, "marginCoin": coin_of(ask.symbol)}


def _asked_one(params: Params) -> ReadPositions:
    need(params, "marginCoin")
    return ReadPositions(need(params, "symbol"))


def _write(_ask: ReadPositions, positions: Positions) -> object:
    return [write_position(position) for position in positions.rows]


def _read(ask: ReadPositions, data: Raw, _at_ns: int) -> Positions:
    rows = tuple(read_position(row) for row in _ROWS.decode(data) or ())
    if ask.symbol and any(row.symbol != ask.symbol for row in rows):
        raise BadMessage("the reply tells of another symbol")
    return Positions(rows, whole=not ask.symbol)


ENDPOINTS: Final = (
    mix(
        ReadPositions,
        "GET",
        "position/all-position",
        _ask,
        lambda _params: ReadPositions(),
        _write,
        _read,
        lambda ask: not ask.symbol,
    ),
    mix(
        ReadPositions,
        "GET",
        "position/single-position",
        _ask,
        _asked_one,
        _write,
        _read,
        lambda ask: bool(ask.symbol),
    ),
)
