from __future__ import annotations

import json

from picaflor.wire.asks import ReadBook, ReadTime, ReadTrades, Refused, Trades, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import ServerTime
from picaflor.wire.venue import Venue

HERE = "/api/v2/peatio/public/"


def test_the_clock_is_a_text(row: Venue) -> None:
    assert row.rest.read_answer(ReadTime(), Reply(200, b'"2023-06-01T12:00:00Z"')) == ServerTime(1_685_620_800 * 10**9)
    assert isinstance(row.rest.read_answer(ReadTime(), Reply(200, b'"soon"')), Unclear)


def test_older_trades_are_texts_with_times_in_words(row: Venue) -> None:
    said = {"id": 7, "price": "2.0", "volume": "0.5", "created_at": "2018-12-12T11:40:55+01:00", "taker_type": "sell"}
    answer = row.rest.read_answer(ReadTrades("x"), Reply(200, json.dumps([said]).encode()))
    assert isinstance(answer, Trades)
    assert answer.rows[0].at_ns == 1_544_611_255 * 10**9
    said["taker_type"] = ""
    assert isinstance(row.rest.read_answer(ReadTrades("x"), Reply(200, json.dumps([said]).encode())), Unclear)


def test_limits_are_the_platforms(row: Venue) -> None:
    def asked(path: str, query: str) -> object:
        said = row.rest.read_ask(Request("GET", "v2.altmarkets.io", HERE + path, query))
        return said.code if isinstance(said, Refused) else said

    assert asked("markets/btcusdt/depth", "") == ReadBook("btcusdt", 300)
    assert asked("markets/btcusdt/depth", "limit=1001") == "public.market_depth.invalid_limit"
    assert asked("markets/btcusdt/trades", "limit=x") == "public.trade.non_integer_limit"
    assert asked("markets/btcusdt/trades", "limit=0") == "public.trade.invalid_limit"


def test_a_side_that_is_no_list_is_no_book(row: Venue) -> None:
    assert isinstance(row.rest.read_answer(ReadBook("x"), Reply(200, b'{"asks":1,"bids":[]}')), Unclear)
