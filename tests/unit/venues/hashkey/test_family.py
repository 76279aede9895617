"""Whose a request is."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey.family import of_contracts
from picaflor.wire.net import Request


@pytest.mark.parametrize(
    ("path", "query", "theirs"),
    [
        ("/api/v1/futures/order", "", True),
        ("/quote/v1/markPrice", "", True),
        ("/quote/v1/index", "symbol=BTCUSDT", True),
        ("/quote/v1/depth", "symbol=BTCUSDT-PERPETUAL&limit=5", True),
        ("/quote/v1/depth", "symbol=BTCUSDT", False),
        ("/quote/v1/depth", "symbol=BTCUSDT-PERPETUAL&symbol=BTCUSDT", False),
        ("/api/v1/exchangeInfo", "", False),
        ("/api/v1/spot/order", "", False),
    ],
)
def test_by_path_or_by_symbol(path: str, query: str, theirs: bool) -> None:
    assert of_contracts(Request("GET", "h", path, query)) is theirs
