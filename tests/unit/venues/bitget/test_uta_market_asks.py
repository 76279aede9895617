from __future__ import annotations

from typing import get_args

from picaflor.venues.bitget.uta_market_asks import RATES
from picaflor.wire.asks import Ask


def test_each_is_an_ask_with_a_rate_and_no_ask_of_ours() -> None:
    assert all(issubclass(ask, get_args(Ask)) for ask in RATES)
    assert not set(RATES) & set(get_args(Ask))
