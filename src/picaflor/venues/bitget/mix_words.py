"""Words that only contracts have. In hedge mode their `side` names the position, not the trade; ours is always the trade.

Row 60. Asked: a close of a long is `buy` + `close`. Told over REST: the same, with `reduceOnly` YES. Told by the fill
channel: `sell` + `close`. So an economic side is made of the position and of what is done to it, wherever both are there.
"""

from __future__ import annotations

import re
from typing import Final, TypeVar

from picaflor.domain.orders import Cause, Hold, MarginMode, PositionMode, Side
from picaflor.venues.bitget.words import read_side
from picaflor.wire.decoding import BadMessage

PRODUCT: Final = "USDT-FUTURES"
USDC_PRODUCT: Final = "USDC-FUTURES"
COIN_PRODUCT: Final = "COIN-FUTURES"
PRODUCTS: Final = (PRODUCT, USDC_PRODUCT, COIN_PRODUCT)
COIN: Final = "USDT"  # the margin of the contracts that were first

ONE_WAY, HEDGE = "one_way_mode", "hedge_mode"
POSITION_MODES: Final = {ONE_WAY: PositionMode.ONEWAY, HEDGE: PositionMode.HEDGE}
POSITION_MODE_WORDS: Final = {mode: word for word, mode in POSITION_MODES.items()}
MARGIN_MODES: Final = {"crossed": MarginMode.CROSS, "isolated": MarginMode.ISOLATED, "cross": MarginMode.CROSS}
MARGIN_MODE_WORDS: Final = {MarginMode.CROSS: "crossed", MarginMode.ISOLATED: "isolated"}
HOLDS: Final = {"long": Hold.LONG, "short": Hold.SHORT, "net": Hold.NET}

# Who ended a position, as the first part of a trade side says it: liquidated in part, whole, against another; by adl …
CAUSES: Final = {
    "": Cause.USER,
    "reduce": Cause.LIQUIDATION,
    "burst": Cause.LIQUIDATION,
    "offset": Cause.LIQUIDATION,
    "dte_sys_adl": Cause.DELEVERAGING,
    "delivery": Cause.SETTLEMENT,
}
_CAUSE_WORDS: Final = {
    Cause.LIQUIDATION: "burst_",
    Cause.DELEVERAGING: "dte_sys_adl_",
    Cause.SETTLEMENT: "delivery_",
}
_TRADE_SIDE: Final = re.compile(
    r"(?:(reduce|burst|offset|delivery|dte_sys_adl)_)?"
    r"(?:(open|close)(?:_(long|short))?|(?:buy|sell)_(?:single|in_single_side_mode))"
)


def product_of(symbol: str) -> str:
    """Row 155. What a contract is called says its family; the listing is checked against it, row by row."""
    if symbol.endswith("PERP"):
        return USDC_PRODUCT
    return COIN_PRODUCT if symbol.endswith("USD") else PRODUCT


def coin_of(symbol: str) -> str:
    """What its margin is in, and its profit and fees."""
    match product_of(symbol):
        case "USDC-FUTURES":
            return "USDC"
        case "COIN-FUTURES":
            return symbol.removesuffix("USD")
        case _:
            return COIN


def read_position_mode(word: str) -> PositionMode:
    return _known(POSITION_MODES, word, "position mode")


def read_margin_mode(word: str) -> MarginMode:
    return _known(MARGIN_MODES, word, "margin mode")


def read_hold(word: str) -> Hold:
    return _known(HOLDS, word.lower(), "position side")


_T = TypeVar("_T")


def _known(table: dict[str, _T], word: str, what: str) -> _T:
    if word not in table:
        raise BadMessage(f"no {what}: {word[:40]!r}")
    return table[word]


def opens(hold: Hold, side: Side) -> bool:
    """Of one side of a hedge: whether a trade makes it larger."""
    return (hold is Hold.LONG) is (side is Side.BUY)


def position_side(hold: Hold, side: Side) -> Side:
    """What they call the side of an order or a fill: of a hedge that of the position."""
    if hold is Hold.NET:
        return side
    return Side.BUY if hold is Hold.LONG else Side.SELL


def economic_side(hold: Hold, *, opening: bool) -> Side:
    return Side.BUY if (hold is Hold.LONG) is opening else Side.SELL


def mode_of(hold: Hold) -> str:
    return ONE_WAY if hold is Hold.NET else HEDGE


def write_trade_side(hold: Hold, side: Side, cause: Cause = Cause.USER) -> str:
    """Of reports; an order that is asked for says `open` or `close` in a hedge, and nothing else."""
    prefix = _CAUSE_WORDS.get(cause, "")
    if hold is Hold.NET:
        return f"{prefix}{side}_in_single_side_mode" if cause is Cause.DELEVERAGING else f"{prefix}{side}_single"
    if opens(hold, side):
        return "open"
    return f"{prefix}close_{hold}" if prefix else "close"


def read_trade_side(word: str) -> tuple[Cause, str, Hold | None]:
    """Why, `open` or `close` where it says so, and the position where it names one."""
    if not word:
        return Cause.USER, "", None
    found = _TRADE_SIDE.fullmatch(word.lower())
    if found is None:
        raise BadMessage(f"no trade side: {word[:40]!r}")
    return CAUSES[found[1] or ""], found[2] or "", HOLDS[found[3]] if found[3] else None


def read_sides(mode: str, side: str, position: str, trade_side: str) -> tuple[Side, Hold, Cause]:
    """Of an order: what it buys or sells, the position that it works on, who wanted it. `position` is their posSide."""
    cause, does, _ = read_trade_side(trade_side)
    if read_position_mode(mode) is PositionMode.ONEWAY:
        return read_side(side), Hold.NET, cause
    hold = read_hold(position)
    if hold is Hold.NET or not does:
        raise BadMessage(f"an order of a hedge that does {does or 'nothing'!r} to {position[:20]!r}")
    return economic_side(hold, opening=does == "open"), hold, cause


def read_fill_sides(mode: str, side: str, trade_side: str, *, economic: bool) -> tuple[Side, Hold]:
    """Of a fill, which names no position but by its side. `economic`: how this place means `side` in a hedge."""
    _, does, named = read_trade_side(trade_side)
    said = read_side(side)
    if read_position_mode(mode) is PositionMode.ONEWAY:
        return said, Hold.NET
    if not does:
        raise BadMessage("a fill of a hedge that neither opens nor closes")
    opening = does == "open"
    if named is not None:
        return economic_side(named, opening=opening), named
    long = said is Side.BUY if opening or not economic else said is Side.SELL
    hold = Hold.LONG if long else Hold.SHORT
    return economic_side(hold, opening=opening), hold
