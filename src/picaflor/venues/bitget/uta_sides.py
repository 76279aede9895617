"""What an order or a fill of a unified account's contracts says beside what all do: position, margin, who wanted it.

Row 140. Here `side` is that of the trade, in a hedge as well, and the position stands beside it: a close of a long is a
`sell` on `long`. Classic accounts say the opposite of a close (see mix_words).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Cause, Hold, PositionMode, Side
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    coin_of,
    mode_of,
    opens,
    read_hold,
    read_margin_mode,
    read_position_mode,
)
from picaflor.venues.bitget.uta_messages import UnifiedFill, UnifiedOrder
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport

CAUSES: Final = {
    "": Cause.USER,
    "normal": Cause.USER,
    "liquidation": Cause.LIQUIDATION,
    "reduce": Cause.LIQUIDATION,
    "offset": Cause.LIQUIDATION,
    "delivery": Cause.SETTLEMENT,
}
# Of a deleveraging there is no word of its own: that of one position against another is nearest.
_CAUSE_WORDS: Final = {
    Cause.LIQUIDATION: "liquidation",
    Cause.DELEVERAGING: "offset",
    Cause.SETTLEMENT: "delivery",
}


def read(report: OrderReport, row: UnifiedOrder) -> OrderReport:
    hold = _hold(row)
    word = row.execType or row.delegateType
    if word not in CAUSES:
        raise BadMessage(f"no kind of execution: {word[:40]!r}")
    return replace(
        report,
        hold=hold,
        reduce_only=_reduces(row.reduceOnly) if hold is Hold.NET else not opens(hold, report.side),
        cause=CAUSES[word],
        leverage=read_leverage(row.leverage),
        margin_mode=read_margin_mode(row.marginMode) if row.marginMode else None,
    )


def _hold(row: UnifiedOrder) -> Hold:
    if read_position_mode(row.holdMode) is PositionMode.ONEWAY:
        return Hold.NET
    hold = read_hold(row.holdSide or row.posSide)
    if hold is Hold.NET:
        raise BadMessage("an order of a hedge that names no side of it")
    return hold


def _reduces(word: str) -> bool:
    if word.lower() not in ("yes", "no"):
        raise BadMessage(f"neither reduce-only nor not: {word[:40]!r}")
    return word.lower() == "yes"


def read_leverage(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise BadMessage(f"no leverage: {text[:40]!r}")
    return int(text)


def write(row: UnifiedOrder, order: OrderReport, *, pushed: bool) -> None:
    reduces = order.reduce_only if order.hold is Hold.NET else not opens(order.hold, order.side)
    row.holdMode = mode_of(order.hold)
    row.tradeSide = does(order.hold, order.side, reduces=reduces)
    row.reduceOnly = ("yes" if reduces else "no") if pushed else ("YES" if reduces else "NO")
    kind = _CAUSE_WORDS.get(order.cause, "normal")
    if not pushed:
        row.posSide, row.execType = "" if order.hold is Hold.NET else str(order.hold), kind
        return
    row.holdSide, row.delegateType = str(order.hold), kind
    row.marginCoin, row.totalProfit = coin_of(order.symbol), "0"
    row.leverage = str(order.leverage) if order.leverage else ""
    row.marginMode = MARGIN_MODE_WORDS[order.margin_mode] if order.margin_mode else ""


def does(hold: Hold, side: Side, *, reduces: bool) -> str:
    """Their word for whether a position grows; one-way it is only known of an order that may do nothing else."""
    closes = reduces if hold is Hold.NET else not opens(hold, side)
    return "close" if closes else "open"


def write_fill(row: UnifiedFill, fill: FillReport) -> None:
    row.tradeSide = does(fill.hold, fill.side, reduces=bool(fill.realised))
    row.execPnl = "" if fill.realised is None else write_atoms(fill.realised)
