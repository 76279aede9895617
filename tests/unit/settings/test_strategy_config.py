"""A strategy's table becomes its dataclass, or a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.settings.problems import BadConfig
from picaflor.settings.strategy_config import into


@dataclass(frozen=True, slots=True)
class Made:
    pair: str
    levels: int = 1
    spread: Decimal = Decimal("0.1")
    notional: int = field(default=200 * ONE, metadata={"atoms": True})
    refresh_ns: int = 500_000_000
    on: bool = True
    side: Side = Side.BUY
    pairs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.levels > 9:
            raise ValueError("levels above 9 are never filled")


def test_every_type_is_read_from_a_file_and_from_a_text() -> None:
    wanted = Made("BTC-USDT", 3, Decimal("0.25"), ONE * 3 // 2, 15_000_000_000, False, Side.SELL, ("A-B", "C-D"))
    from_file = {
        "pair": "BTC-USDT", "levels": 3, "spread": Decimal("0.25"), "notional": Decimal("1.5"), "refresh_ns": "15s",
        "on": False, "side": "sell", "pairs": ("A-B", "C-D"),
    }  # fmt: skip
    assert into(Made, from_file, "strategy.maker") == wanted
    from_text = {"levels": "3", "spread": "0.25", "notional": "1.5", "refresh_ns": "15 s", "on": "false"}
    assert into(Made, {**from_file, **from_text}, "strategy.maker") == wanted
    assert into(Made, {"pair": "BTC-USDT"}, "strategy.maker") == Made("BTC-USDT")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "strategy.maker.pair is not set and has no default: set it"),
        ({"pair": "X", "levles": 1}, "unknown key strategy.maker.levles: did you mean strategy.maker.levels?"),
        ({"pair": "X", "zzz": 1}, "unknown key strategy.maker.zzz: it may have pair, levels"),
        ({"pair": 5}, "strategy.maker.pair is '5': it must be a text"),
        ({"pair": "X", "levels": True}, "it must be a whole number"),
        ({"pair": "X", "levels": Decimal("1.5")}, "it must be a whole number"),
        ({"pair": "X", "levels": 10}, "strategy.maker: levels above 9 are never filled"),
        ({"pair": "X", "notional": "NaN"}, "it must be an exact number"),
        ({"pair": "X", "notional": "much"}, "it must be an exact number"),
        ({"pair": "X", "spread": True}, "it must be an exact number"),
        ({"pair": "X", "spread": "NaN"}, "it must be an exact number"),
        ({"pair": "X", "spread": "wide"}, "it must be an exact number"),
        ({"pair": "X", "refresh_ns": "soon"}, "it must be a time as 500ms, 15s, 5min or 1h"),
        ({"pair": "X", "refresh_ns": -1}, "it must be a time"),
        ({"pair": "X", "on": 1}, "it must be true or false"),
        ({"pair": "X", "side": "up"}, "it must be one of buy, sell"),
        ({"pair": "X", "pairs": "A-B"}, "it must be a list"),
    ],
)
def test_what_cannot_be_used_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(BadConfig) as refused:
        into(Made, values, "strategy.maker")
    assert said in str(refused.value)
