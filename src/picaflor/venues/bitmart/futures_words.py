"""Words and numbers that only contracts have. A number that is in no table is refused, never guessed.

Row 60. The side of an order is one of four numbers: buy, buy that reduces, sell that reduces, sell. In a hedge they name
the position, too, and an order itself does not say in which mode its account is.
"""

from __future__ import annotations

from typing import Final, TypeVar

from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, PositionMode, SelfTrade, Side, StopKind, Tif
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus

PRODUCT: Final = "futures"
COIN: Final = "USDT"  # the margin of all contracts of this row

ONE_WAY, HEDGE = "one_way_mode", "hedge_mode"
POSITION_MODES: Final = {ONE_WAY: PositionMode.ONEWAY, HEDGE: PositionMode.HEDGE}
POSITION_MODE_WORDS: Final = {mode: word for word, mode in POSITION_MODES.items()}
MARGIN_MODES: Final = {mode.value: mode for mode in MarginMode}
MARGIN_NUMBERS: Final = {1: MarginMode.ISOLATED, 2: MarginMode.CROSS}
MARGIN_NUMBER_OF: Final = {mode: number for number, mode in MARGIN_NUMBERS.items()}
# Number → what it does, and whether it reduces.
SIDES: Final = {1: (Side.BUY, False), 2: (Side.BUY, True), 3: (Side.SELL, True), 4: (Side.SELL, False)}
SIDE_NUMBERS: Final = {does: number for number, does in SIDES.items()}
# Number → how long an order stands.
MODES: Final = {
    1: (OrderType.LIMIT, Tif.GTC),
    2: (OrderType.LIMIT, Tif.FOK),
    3: (OrderType.LIMIT, Tif.IOC),
    4: (OrderType.LIMIT_MAKER, Tif.GTC),
}
MODE_NUMBERS: Final = {kind: number for number, kind in MODES.items()}
SELF_TRADES: Final = {1: SelfTrade.CANCEL_MAKER, 2: SelfTrade.CANCEL_TAKER, 3: SelfTrade.CANCEL_BOTH}
SELF_TRADE_NUMBERS: Final = {rule: number for number, rule in SELF_TRADES.items()}
# The type of an order that nobody asked for, and who wanted it.
CAUSES: Final = {"liquidate": Cause.LIQUIDATION, "bankruptcy": Cause.LIQUIDATION, "adl": Cause.DELEVERAGING}
CAUSE_WORDS: Final = {Cause.LIQUIDATION: "liquidate", Cause.DELEVERAGING: "adl"}
# Row 100: types of what waits, or waited, for a price, where it stands among the orders.
STOP_TYPES: Final = {
    "plan_order": StopKind.STOP,
    "planorder": StopKind.STOP,
    "trailing": StopKind.TRAILING,
    "trailing_order": StopKind.TRAILING,
    "take_profit": StopKind.TAKE_PROFIT,
    "stop_loss": StopKind.STOP_LOSS,
}
PLANNED: Final = (StopKind.STOP, StopKind.TAKE_PROFIT, StopKind.STOP_LOSS)  # all that do not trail
CAME_OF: Final = "PLAN_"  # before the number of the stop, in the name of the order that came of it
OPEN, FINISHED = 2, 4
STATES: Final = (1, OPEN, FINISHED)

_T = TypeVar("_T")
_K = TypeVar("_K", str, int)


def known(table: dict[_K, _T], word: _K, what: str) -> _T:
    if word not in table:
        raise BadMessage(f"no {what}: {word!r:.40}")
    return table[word]


def reduces(hold: Hold, side: Side, reduce_only: bool) -> bool:
    """In a hedge the position and the side say it."""
    return reduce_only if hold is Hold.NET else (hold is Hold.LONG) is (side is Side.SELL)


def write_side(hold: Hold, side: Side, reduce_only: bool) -> int:
    return SIDE_NUMBERS[side, reduces(hold, side, reduce_only)]


def read_side(number: int, mode: PositionMode) -> tuple[Side, Hold, bool]:
    """What it buys or sells, on which position, and whether it only reduces."""
    side, less = known(SIDES, number, "side")
    if mode is PositionMode.ONEWAY:
        return side, Hold.NET, less
    return side, hold_of(side, less), less


def hold_of(side: Side, less: bool) -> Hold:
    return Hold.LONG if (side is Side.BUY) is not less else Hold.SHORT


def read_mode(word: str) -> PositionMode:
    """Row 60: orders of the years in which there were only hedges do not say it."""
    return known(POSITION_MODES, word or HEDGE, "position mode")


def mode_word(hold: Hold) -> str:
    return ONE_WAY if hold is Hold.NET else HEDGE


def read_margin_mode(word: str) -> MarginMode:
    """Written with a capital in some places."""
    return known(MARGIN_MODES, word.lower(), "margin mode")


def read_state(state: int, size: int, filled: int) -> OrderStatus:
    """Row 63: how it ended, its sizes say."""
    if state not in STATES:
        raise BadMessage(f"an order state that we do not know: {state!r:.40}")
    if state != FINISHED:
        return OrderStatus.PARTIAL if filled else OrderStatus.OPEN
    return OrderStatus.FILLED if filled >= size else OrderStatus.CANCELLED


def write_state(status: OrderStatus) -> int:
    return OPEN if status in (OrderStatus.OPEN, OrderStatus.PARTIAL) else FINISHED
