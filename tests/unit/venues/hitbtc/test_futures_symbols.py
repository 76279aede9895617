"""Contracts of the listing: what is none is left out with its reason."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.market import MarketState
from picaflor.venues.hitbtc.futures_symbols import read_contracts, read_times
from picaflor.wire.decoding import BadMessage

GOOD = {
    "type": "futures",
    "contract_type": "perpetual",
    "expiry": None,
    "underlying": "BTC",
    "base_currency": None,
    "quote_currency": "USDT",
    "status": "working",
    "quantity_increment": "0.0001",
    "tick_size": "0.01",
    "take_rate": "0.0007",
    "make_rate": "0.0002",
    "fee_currency": "USDT",
    "max_initial_leverage": "100.00",
}


def test_what_is_no_perpetual_is_left_out_and_spot_is_not_even_told() -> None:
    rows = {
        "BTCUSDT_PERP": GOOD,
        "OLD_PERP": {**GOOD, "status": "expired"},
        "DATED": {**GOOD, "expiry": "2027-01-01T00:00:00.000Z"},
        "CASH": {**GOOD, "contract_type": "cash_settled"},
        "NOBODY": {**GOOD, "underlying": None},
        "ODD": {**GOOD, "fee_currency": "BTC"},
        "SHUT_PERP": {**GOOD, "status": "suspended"},
        "BTCUSDT": {**GOOD, "type": "spot"},
    }
    listing = read_contracts(json.dumps(rows).encode())
    assert [(m.symbol, m.pair, m.state, m.max_leverage) for m in listing.markets] == [
        ("BTCUSDT_PERP", "BTC-USDT", MarketState.OPEN, 100),
        ("SHUT_PERP", "BTC-USDT", MarketState.HALTED, 100),
    ]
    assert [name for name, _ in listing.skipped] == ["OLD_PERP", "DATED", "CASH", "NOBODY", "ODD"]


def test_a_broken_leverage_is_given_up_and_none_at_all_is_refused() -> None:
    assert (read_times("12.50"), read_times("1")) == (12, 1)
    with pytest.raises(BadMessage, match="no leverage"):
        read_times("0.99")
