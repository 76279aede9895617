"""Positions of a unified account: their rows of the list and of the stream ↔ our reports."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, PositionMode
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.mix_market import read_maybe, write_maybe
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    coin_of,
    mode_of,
    product_of,
    read_hold,
    read_margin_mode,
    read_position_mode,
)
from picaflor.venues.bitget.params import Params
from picaflor.venues.bitget.uta_family import Family
from picaflor.venues.bitget.uta_position_messages import UnifiedPosition, UnifiedPositionRow, UnifiedPositions
from picaflor.venues.bitget.uta_sides import read_leverage
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import PositionReport

_ROWS: Final = Decoder(UnifiedPositions)


def is_of(row: UnifiedPosition | UnifiedPositionRow, product: str) -> bool:
    """The stream names no family of contracts; what a contract is called and its margin is in tells them apart."""
    return product_of(row.symbol) == product and row.marginCoin == coin_of(row.symbol)


def read(row: UnifiedPosition) -> PositionReport:
    return _report(row, row.total, row.liquidationPrice, row.positionBalance, row.totalFunding)


def read_push(row: UnifiedPositionRow) -> PositionReport:
    """Row 143: one that has ended is told once more, with nothing in it."""
    return _report(row, row.size, row.liqPrice, row.marginSize, row.totalFundingFee)


def _report(
    row: UnifiedPosition | UnifiedPositionRow, size: str, liquidation: str, margin: str, funding: str
) -> PositionReport:
    hold, atoms = _held(row, size)
    brink = read_maybe(liquidation, signed=True) or 0
    return PositionReport(
        symbol=row.symbol,
        hold=hold,
        size=atoms,
        entry=read_maybe(row.avgPrice) or None,
        mark=read_maybe(row.markPrice),
        liquidation=brink if brink > 0 else None,
        leverage=read_leverage(row.leverage),
        unrealised=read_maybe(row.unrealisedPnl, signed=True),
        at_ns=read_ms(row.updatedTime),
        margin_mode=read_margin_mode(row.marginMode),
        margin=read_maybe(margin),
        maintenance=read_maybe(row.mmr),
        realised=read_maybe(row.curRealisedPnl, signed=True),
        funding=read_maybe(funding, signed=True),
        fees=_fees(row),
        closing=read_atoms(row.frozen or "0"),
        created_ns=read_ms(row.createdTime),
    )


def _held(row: UnifiedPosition | UnifiedPositionRow, text: str) -> tuple[Hold, int]:
    """The only position there is, or one side of a hedge; the size has the sign of its side either way."""
    side = read_hold(row.posSide)
    if side is Hold.NET:
        raise BadMessage("a position that is neither long nor short")
    size = read_atoms(text)
    hedge = read_position_mode(row.holdMode) is PositionMode.HEDGE
    return (side if hedge else Hold.NET), (size if side is Hold.LONG else -size)


def _fees(row: UnifiedPosition | UnifiedPositionRow) -> int | None:
    """Row 142: sums of fees are below zero when they were paid, unlike the fee of a fill."""
    told = [text for text in (row.openFeeTotal, row.closeFeeTotal) if text]
    return -sum(read_atoms(text, signed=True) for text in told) if told else None


def _side(position: PositionReport) -> str:
    if position.hold is not Hold.NET:
        return str(position.hold)
    return "short" if position.size < 0 else "long"


def _shared(position: PositionReport) -> dict[str, str]:
    if position.margin_mode is None:
        raise ValueError(f"{position.symbol}: a position that has no margin mode")
    return {
        "symbol": position.symbol,
        "marginCoin": coin_of(position.symbol),
        "holdMode": mode_of(position.hold),
        "posSide": _side(position),
        "marginMode": MARGIN_MODE_WORDS[position.margin_mode],
        "available": write_atoms(abs(position.size) - position.closing),
        "frozen": write_atoms(position.closing),
        "leverage": str(position.leverage),
        "curRealisedPnl": write_maybe(position.realised),
        "avgPrice": write_atoms(position.entry or 0),
        "unrealisedPnl": write_maybe(position.unrealised),
        "mmr": write_maybe(position.maintenance),
        "markPrice": write_maybe(position.mark),
        "openFeeTotal": "" if position.fees is None else write_atoms(-position.fees),
        "closeFeeTotal": "" if position.fees is None else "0",
        "createdTime": write_ms(position.created_ns),
        "updatedTime": write_ms(position.at_ns),
    }


def write(position: PositionReport) -> UnifiedPosition:
    return UnifiedPosition(
        category=product_of(position.symbol),
        positionBalance=write_maybe(position.margin),
        total=write_atoms(abs(position.size)),
        liquidationPrice=write_atoms(position.liquidation or 0),
        totalFunding=write_maybe(position.funding),
        **_shared(position),
    )


def write_push(position: PositionReport) -> UnifiedPositionRow:
    return UnifiedPositionRow(
        marginSize=write_maybe(position.margin),
        size=write_atoms(abs(position.size)),
        positionStatus="opening" if position.size else "ended",
        liqPrice=write_atoms(position.liquidation or 0),
        totalFundingFee=write_maybe(position.funding),
        **_shared(position),
    )


# row 142


def _write(_ask: ReadPositions, positions: Positions) -> UnifiedPositions:
    return UnifiedPositions([write(position) for position in positions.rows])


def endpoints(product: str) -> tuple[Endpoint, ...]:
    family = Family(product)

    def ask(wanted: ReadPositions) -> Params:
        return family.on(wanted.symbol)

    def asked(params: Params) -> ReadPositions:
        family.need(params)
        return ReadPositions(params.get("symbol", ""))

    def read_all(wanted: ReadPositions, data: Raw, _at_ns: int) -> Positions:
        rows = tuple(read(row) for row in _ROWS.decode(data).rows or () if is_of(row, family.of(wanted.symbol)))
        if wanted.symbol and any(row.symbol != wanted.symbol for row in rows):
            raise BadMessage("the reply tells of another symbol")
        return Positions(rows, whole=not wanted.symbol)

    path = "/api/v3/position/current-position"
    return (Endpoint(ReadPositions, "GET", path, ask, asked, _write, read_all, ours=family.ours),)
