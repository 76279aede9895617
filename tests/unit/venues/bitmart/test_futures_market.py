from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE, read_atoms
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.venues.bitmart.futures_market import as_objects, as_pairs
from picaflor.wire.asks import ReadBook, ReadMarkets, ReadTickers, Tickers, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BookFrame


def test_the_listings_path_is_the_tickers_too() -> None:
    asked = rest.write_ask(ReadTickers("BTCUSDT"))
    assert asked == rest.write_ask(ReadMarkets("BTCUSDT"))
    assert rest.read_ask(asked) == ReadMarkets("BTCUSDT")
    row = {
        "symbol": "BTCUSDT",
        "product_type": 1,
        "base_currency": "BTC",
        "quote_currency": "USDT",
        "contract_size": "0.001",
        "max_leverage": "100",
        "price_precision": "0.1",
        "vol_precision": "1",
        "min_volume": "1",
        "last_price": "110",
        "change_24h": "0.1",
        "volume_24h": "7",
        "expected_funding_rate": "-0.0001",
        "funding_time": 5,
    }
    body = json.dumps({"code": 1000, "message": "Ok", "data": {"symbols": [row]}}).encode()
    found = rest.read_answer(ReadTickers("BTCUSDT"), Reply(200, body))
    assert isinstance(found, Tickers)
    (ticker,) = found.rows
    assert (ticker.last, ticker.open, ticker.bid) == (110 * ONE, 100 * ONE, 0)
    assert (ticker.funding_rate, ticker.funding_next_ns) == (read_atoms("-0.0001", signed=True), 5_000_000)
    assert isinstance(rest.read_answer(ReadTickers("ETHUSDT"), Reply(200, body)), Unclear)


def test_levels_of_a_book_name_the_contracts_up_to_them() -> None:
    book = BookFrame("BTCUSDT", True, b"[]", b'[["1.5","2"],["1.6","3"]]', at_ns=7_000_000)
    written = json.loads(rest.write_answer(ReadBook("BTCUSDT"), book, 0).body)["data"]
    assert written == {
        "asks": [["1.5", "2", "2"], ["1.6", "3", "5"]],
        "bids": None,
        "symbol": "BTCUSDT",
        "timestamp": 7,
    }


@pytest.mark.parametrize("levels", [b"", b"[]", b'[["1","2"]]', b'[{"price":"1","vol":"2"}]'])
def test_levels_are_read_as_the_house_and_as_the_stream_spell_them(levels: bytes) -> None:
    pairs = as_pairs(levels)
    assert pairs == ([("1", "2")] if len(levels) > 2 else [])
    assert as_pairs(as_objects(pairs)) == pairs


def test_where_nothing_is_named_all_is_meant_and_a_book_needs_a_name() -> None:
    assert rest.read_ask(Request("GET", rest.HOST, "/contract/public/details")) == ReadMarkets()
    assert "40034" in str(rest.read_ask(Request("GET", rest.HOST, "/contract/public/depth")))
