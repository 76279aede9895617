"""What each key of a Hummingbot file means here, as tables: where it goes, by which arithmetic, or why it goes nowhere.

`OFF` are the values with which a key says nothing: leaving it out loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from picaflor.settings.plain_yaml import Value

BPS: Final = 10_000


class Cannot(ValueError):
    """Why a value is not carried over."""


@dataclass(frozen=True, slots=True)
class Rule:
    to: str  # the key here, of [strategy] unless it has a point
    by: Callable[[Value], object]


Because = str
Row = Rule | Because


def text(value: Value) -> str:
    if not isinstance(value, str):
        raise Cannot("nothing is said")
    return value


def number(value: Value) -> Decimal:
    try:
        found = Decimal(text(value))
    except InvalidOperation as error:
        raise Cannot("it is no number") from error
    if not found.is_finite():
        raise Cannot("it is no number")
    return found


def exact(value: Value) -> str:
    return f"{number(value).normalize():f}"


def switch(value: Value) -> bool:
    said = text(value).lower()
    if said not in ("true", "false", "yes", "no", "on", "off"):
        raise Cannot("it is neither true nor false")
    return said in ("true", "yes", "on")


def whole(value: Value) -> int:
    found = number(value)
    if found != found.to_integral_value():
        raise Cannot("it is no whole number")
    return int(found)


def seconds(value: Value) -> str:
    ms = number(value) * 1000
    if ms != ms.to_integral_value() or ms < 0:
        raise Cannot("it is no time in whole milliseconds")
    return f"{int(ms) // 1000}s" if ms % 1000 == 0 else f"{int(ms)}ms"


def bps_of(part: Decimal) -> int:
    found = part * BPS
    if found != found.to_integral_value() or found < 0:
        raise Cannot(f"it is {found.normalize():f} basis points, and here they are whole")
    return int(found)


def percent_bps(value: Value) -> int:
    return bps_of(number(value) / 100)


def part_bps(value: Value) -> int:
    return bps_of(number(value))


def pair(value: Value) -> str:
    return text(value).upper().replace("/", "-")


def side(value: Value) -> str:
    said = text(value).lower().removeprefix("tradetype.")
    found = {"1": "buy", "buy": "buy", "2": "sell", "sell": "sell"}.get(said)
    if found is None:
        raise Cannot("it is neither buy nor sell")
    return found


def mode(value: Value) -> str:
    return text(value).upper().removeprefix("POSITIONMODE.")


OFF: Final[Mapping[str, frozenset[str]]] = {
    "minimum_spread": frozenset({"-100", "-100.0"}),
    "price_ceiling": frozenset({"-1", "-1.0"}),
    "price_floor": frozenset({"-1", "-1.0"}),
    "order_levels": frozenset({"1"}),
    "order_refresh_tolerance_pct": frozenset({"-1", "-1.0"}),
    "price_source": frozenset({"current_market"}),
    "price_type": frozenset({"mid_price"}),
    "order_level_amount": frozenset({"0", "0.0"}),
    "filled_order_delay": frozenset({"0", "0.0"}),
    "cooldown_time": frozenset({"0"}),
    "max_order_age": frozenset({"0"}),
    "mqtt_bridge.mqtt_autostart": frozenset({"false"}),
    "autofill_import": frozenset({"disabled"}),
    "anonymized_metrics_mode.anonymized_metrics_interval_min": frozenset(),
}
ANYWHERE_OFF: Final = frozenset({"false", "no", "off", "none"})  # a switch that is off
ABOUT: Final = frozenset({"template_version", "strategy", "controller_name", "controller_type", "id", "instance_id"})

PURE: Final[Mapping[str, Row]] = {
    "exchange": Rule("connector", text),
    "market": Rule("pair", pair),
    "order_refresh_time": Rule("order_age_ns", seconds),
    "order_refresh_tolerance_pct": Rule("tolerance_bps", percent_bps),
    "order_amount": "it is in the base coin, and strategy.quote_notional in the quote coin: set that",
    "max_order_age": "order_refresh_time says here when an order is too old",
    "order_levels": "simple_maker has one quote on each side",
    "inventory_skew_enabled": "simple_maker always leans against what it holds: see strategy.inventory_max",
}
SIMPLE: Final[Mapping[str, Row]] = {
    "connector_name": Rule("connector", text),
    "trading_pair": Rule("pair", pair),
    "executor_refresh_time": Rule("order_age_ns", seconds),
    "leverage": Rule("leverage", whole),
    "position_mode": Rule("position_mode", mode),
    "stop_loss": "simple_maker closes nothing by itself; kill_switch.max_loss stops the whole bot",
    "take_profit": "simple_maker closes nothing by itself",
    "time_limit": "simple_maker closes nothing by itself",
}
GRID: Final[Mapping[str, Row]] = {
    "connector_name": Rule("connector", text),
    "trading_pair": Rule("pair", pair),
    "side": Rule("side", side),
    "start_price": Rule("low", exact),
    "end_price": Rule("high", exact),
    "limit_price": Rule("stop", exact),
    "total_amount_quote": Rule("notional", exact),
    "max_open_orders": Rule("near", whole),
    "keep_position": Rule("keep", switch),
    "leverage": Rule("leverage", whole),
    "position_mode": Rule("position_mode", mode),
    "triple_barrier_config.take_profit": Rule("step_bps", part_bps),
    "triple_barrier_config.time_limit": Rule("time_limit_ns", seconds),
    "triple_barrier_config.stop_loss": "the grid here ends at a price: set strategy.stop",
    "triple_barrier_config.open_order_type": "rungs here are limit orders",
    "triple_barrier_config.take_profit_order_type": "rungs here are limit orders",
    "order_frequency": "orders are placed here as soon as they are due, within the venue's limits",
    "max_orders_per_batch": "orders are placed here as soon as they are due, within the venue's limits",
}
TWAP: Final[Mapping[str, Row]] = {
    "connector": Rule("connector", text),
    "trading_pair": Rule("pair", pair),
    "trade_side": Rule("side", side),
    "target_asset_amount": Rule("amount", exact),
    "order_delay_time": Rule("every_ns", seconds),
    "order_price": Rule("worst_price", exact),
    "cancel_order_wait_time": "one slice has no limit of its own here",
}
GLOBAL: Final[Mapping[str, Row]] = {
    "global_token.global_token_name": Rule("global_token", lambda value: text(value).upper()),
    "log_level": Rule("log.level", lambda value: text(value).lower()),
    "rate_limits_share_pct": Rule("rate.share", whole),
    "kill_switch_rate": Rule("kill_switch.max_drawdown", lambda value: _fallen(number(value))),
    "kill_switch_mode.kill_switch_rate": Rule("kill_switch.max_drawdown", lambda value: _fallen(number(value))),
    "telegram_token": "a secret: `picaflor config notifications.telegram_token --stdin` takes it",
    "telegram_chat_id": Rule("notifications.telegram_chat", text),
    "paper_trade_enabled": "a bot trades on paper here unless it is told otherwise",
}


def _fallen(rate: Decimal) -> str:
    if rate >= 0:
        raise Cannot("it ends at a gain in percent, and kill_switch.max_gain is in the global token: set that")
    if rate <= -100:
        raise Cannot("it would never have stopped anything")
    return f"{(-rate).normalize():f}"
