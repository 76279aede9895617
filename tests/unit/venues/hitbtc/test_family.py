"""Whose a request is."""

from __future__ import annotations

import pytest

from picaflor.venues.hitbtc import futures_rest, rest
from picaflor.wire.net import Request


@pytest.mark.parametrize(
    ("path", "query", "contracts"),
    [
        ("/api/3/public/orderbook/BTCUSDT_PERP", "depth=1", True),
        ("/api/3/public/orderbook/BTCUSDT", "depth=1", False),
        ("/api/3/public/ticker", "symbols=BTCUSDT_PERP%2CETHUSDT_PERP", True),
        ("/api/3/public/ticker", "symbols=BTCUSDT_PERP,ETHUSDT", False),
        ("/api/3/public/ticker", "", False),
        ("/api/3/futures/order", "", True),
        ("/api/3/spot/order", "symbol=BTCUSDT_PERP", False),
    ],
)
def test_one_row_of_the_house_answers(path: str, query: str, contracts: bool) -> None:
    request = Request("GET", rest.HOST, path, query)
    first = next(row for row in (rest, futures_rest) if row.knows(request))
    assert (first is futures_rest) == contracts
