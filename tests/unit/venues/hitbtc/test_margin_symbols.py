"""Of the listing, the spot pairs that are traded on margin; the others are another row's business."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.market import MarketKind
from picaflor.venues.hitbtc.margin_symbols import read_margins, read_one
from picaflor.venues.hitbtc.symbols import write_market
from picaflor.wire.decoding import BadMessage

ROW = {
    "type": "spot",
    "base_currency": "BTC",
    "quote_currency": "USDT",
    "status": "working",
    "quantity_increment": "0.00001",
    "tick_size": "0.01",
    "take_rate": "0.0025",
    "make_rate": "0.0012",
    "fee_currency": "USDT",
    "margin_trading": True,
    "max_initial_leverage": "10.00",
}


def listing(**rows: dict[str, object]) -> bytes:
    return json.dumps(rows).encode()


def test_only_what_says_so_is_traded_on_margin() -> None:
    rows = {"A": {**ROW}, "B": {**ROW, "margin_trading": False}, "C_PERP": {**ROW, "type": "futures"}}
    found = read_margins(listing(**rows))
    assert [(m.symbol, m.kind, m.settle, m.max_leverage, m.venue) for m in found.markets] == [
        ("A", MarketKind.LINEAR, "USDT", 10, "hitbtc_margin")
    ]
    assert found.skipped == ()
    with pytest.raises(BadMessage, match="without any market"):
        read_margins(listing(B=rows["B"]))
    with pytest.raises(BadMessage, match="nothing is traded on margin"):
        read_one("B", json.dumps(rows["B"]).encode())


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"fee_currency": "HIT"}, "fees that are paid in another coin"),
        ({"max_initial_leverage": "0.50"}, "no leverage"),
        ({"type": "dream"}, "a kind of market"),
        ({"status": "expired"}, "expired"),
    ],
)
def test_one_that_is_odd_is_left_out_with_its_reason(odd: dict[str, object], why: str) -> None:
    found = read_margins(listing(A={**ROW}, B={**ROW, **odd}))
    ((symbol, told),) = found.skipped
    assert (symbol, [market.symbol for market in found.markets]) == ("B", ["A"])
    assert why in told


def test_the_listing_says_so_of_what_is_written_with_a_leverage() -> None:
    market = read_one("A", json.dumps(ROW).encode())
    row = write_market(market)
    assert (row.type, row.margin_trading, row.max_initial_leverage) == ("spot", True, "10.00")
