"""Take-profits and stop-losses that are attached to an order: two prices of each, by row and kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import StopKind, TriggerBy
from picaflor.venues.bitget.params import BadParameter, Params, amount, maybe_amount
from picaflor.wire.stops import Attached

# The trigger, and the price of the order that it becomes: rows 11 and 62.
Names = Mapping[StopKind, tuple[str, str]]
SPOT: Final[Names] = {
    StopKind.TAKE_PROFIT: ("presetTakeProfitPrice", "executeTakeProfitPrice"),
    StopKind.STOP_LOSS: ("presetStopLossPrice", "executeStopLossPrice"),
}
CONTRACTS: Final[Names] = {
    StopKind.TAKE_PROFIT: ("presetStopSurplusPrice", "presetStopSurplusExecutePrice"),
    StopKind.STOP_LOSS: ("presetStopLossPrice", "presetStopLossExecutePrice"),
}


def write_attached(attached: tuple[Attached, ...], names: Names) -> dict[str, str]:
    return {name: value for each in attached for name, value in _prices(each, *names[each.kind])}


def _prices(each: Attached, trigger: str, price: str) -> list[tuple[str, str]]:
    return [(trigger, write_atoms(each.trigger)), (price, "" if each.price is None else write_atoms(each.price))]


def read_attached(params: Params, names: Names) -> tuple[Attached, ...]:
    """Nothing, and 0, are none."""
    found = ((kind, maybe_amount(params, name), maybe_amount(params, price)) for kind, (name, price) in names.items())
    return tuple(Attached(kind, trigger, price) for kind, trigger, price in found if trigger is not None)


# Row 120, of unified accounts: what is watched and what kind of order follows are said, too.
_UNIFIED: Final = {
    StopKind.TAKE_PROFIT: ("takeProfit", "tpTriggerBy", "tpOrderType", "tpLimitPrice"),
    StopKind.STOP_LOSS: ("stopLoss", "slTriggerBy", "slOrderType", "slLimitPrice"),
}
WATCHED: Final = {"market": TriggerBy.LAST, "mark": TriggerBy.MARK}
WATCHED_WORDS: Final = {by: word for word, by in WATCHED.items()}


def write_unified(attached: tuple[Attached, ...]) -> dict[str, str]:
    written: dict[str, str] = {}
    for each in attached:
        trigger, by, kind, limit = _UNIFIED[each.kind]
        written[trigger], written[by] = write_atoms(each.trigger), WATCHED_WORDS[each.by]
        written[kind] = "market" if each.price is None else "limit"
        written[limit] = "" if each.price is None else write_atoms(each.price)
    return written


def read_unified(params: Params) -> tuple[Attached, ...]:
    found = (_one(params, kind, *names) for kind, names in _UNIFIED.items())
    return tuple(each for each in found if each is not None)


def _one(params: Params, kind: StopKind, trigger: str, by: str, order_type: str, limit: str) -> Attached | None:
    """At market, and by the last price, where nothing else is said."""
    at = maybe_amount(params, trigger)
    if at is None:
        return None
    watched = WATCHED.get(params.get(by) or "market")
    if watched is None:
        raise BadParameter("40020", f"Parameter {by} error")
    limited = params.get(order_type, "").lower() == "limit"
    return Attached(kind, at, amount(params, limit) if limited else None, watched)
