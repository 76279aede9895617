"""Bars and tickers by request: bounds, what is refused, and three ways to show a market at a glance."""

from __future__ import annotations

import pytest
from msgspec.json import decode

from picaflor.domain.numbers import ONE
from picaflor.venues.hashkey import rest
from picaflor.venues.hashkey.charts import write_pushed_ticker
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Refused, Tickers, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import CandleReport, TickerReport

SECOND = 1_000_000_000
BARS = tuple(CandleReport(n * 60 * SECOND, *(x * ONE for x in (5, 6, 4, 5, 10, 50))) for n in (1, 2, 3))
DAY = TickerReport("ETHUSDT", *(n * ONE for n in (9, 8, 7, 10, 6, 12, 13, 4, 100, 900)), SECOND)


def asked(path: str, query: str) -> object:
    return rest.read_ask(Request("GET", rest.HOST, path, query))


def test_the_later_bound_is_included_there_and_excluded_here() -> None:
    ask = ReadCandles("ETHUSDT", "1h", 5_000, 7_200 * SECOND, 10_800 * SECOND)
    request = rest.write_ask(ask)
    assert request.query == "symbol=ETHUSDT&interval=1h&startTime=7200000&endTime=10799999&limit=1000"
    assert asked(request.path, request.query) == ReadCandles("ETHUSDT", "1h", 1_000, 7_200 * SECOND, 10_800 * SECOND)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("symbol=ETHUSDT", "0001"),
        ("interval=1m", "0001"),
        ("symbol=ETHUSDT&interval=7m", "-1130"),
        ("symbol=ETHUSDT&interval=1m&limit=0", "-1130"),
        ("symbol=ETHUSDT&interval=1m&startTime=x", "-1130"),
        ("symbol=ETHUSDT&interval=1m&endTime=-1", "-1130"),
    ],
)
def test_what_is_out_of_range_is_refused(query: str, code: str) -> None:
    said = asked("/quote/v1/klines", query)
    assert isinstance(said, Refused)
    assert said.code == code


def test_the_closing_time_is_always_nought() -> None:
    ask = ReadCandles("ETHUSDT", "1m")
    assert decode(rest.write_answer(ask, Candles(BARS), 0).body)[0] == [
        60_000, "5", "6", "4", "5", "10", 0, "50", 0, "0", "0",
    ]  # fmt: skip


def test_bars_of_another_shape_or_out_of_order_are_not_read() -> None:
    right = b'[60000,"5","6","4","5","10",0,"50",0,"0","0"]'
    for body in (b'[[60000,"5","6","4","5"]]', b"[" + right + b"," + right + b"]", right):
        assert isinstance(rest.read_answer(ReadCandles("ETHUSDT", "1m"), Reply(200, body)), Unclear)
    assert isinstance(rest.read_answer(ReadCandles("ETHUSDT", "1m"), Reply(200, b"[" + right + b"]")), Candles)


def test_each_way_to_show_a_market_has_its_path_and_tells_no_more_than_it_is_asked() -> None:
    shown = {}
    for path in ("24hr", "price", "bookTicker"):
        ask = asked(f"/quote/v1/ticker/{path}", "symbol=ETHUSDT")
        assert isinstance(ask, ReadTickers)
        assert rest.write_ask(ask).path.endswith(path)
        body = rest.write_answer(ask, Tickers((DAY,)), 0).body
        (shown[path],) = decode(body)
        assert isinstance(rest.read_answer(ask, Reply(200, body)), Tickers)
    assert shown["price"] == {"s": "ETHUSDT", "p": "9"}
    assert shown["bookTicker"] == {"s": "ETHUSDT", "b": "8", "bq": "7", "a": "10", "aq": "6", "t": 1000}
    assert shown["24hr"]["c"] == "9"
    assert isinstance(asked("/quote/v1/ticker/bookTicker", ""), Refused), "that one needs a symbol"


@pytest.mark.parametrize(("last", "ratio"), [(9, "-0.25"), (15, "0.25"), (12, "0"), (0, "-1")])
def test_the_change_of_a_day_is_a_ratio(last: int, ratio: str) -> None:
    day = TickerReport("A", last * ONE, 0, 0, 0, 0, 12 * ONE, 0, 0, 0, 0, 0)
    assert write_pushed_ticker(day).m == ratio
    assert write_pushed_ticker(TickerReport("A", *([0] * 11))).m == "0"
