"""Bars by request: bounds, and the order in which they come."""

from __future__ import annotations

import pytest
from msgspec.json import decode

from picaflor.venues.bitmart import rest
from picaflor.wire.asks import Candles, ReadCandles, Refused, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import CandleReport

SECOND = 1_000_000_000
BARS = tuple(CandleReport(n * 60 * SECOND, *(x * 10**36 for x in (5, 6, 4, 5, 10, 50))) for n in (1, 2, 3))


def asked(query: str) -> object:
    return rest.read_ask(Request("GET", rest.HOST, "/spot/quotation/v3/klines", query))


def test_bounds_are_asked_for_a_second_beside_the_bars() -> None:
    request = rest.write_ask(ReadCandles("BTC_USDT", "1h", 500, 7_200 * SECOND, 10_800 * SECOND))
    assert request.query == "symbol=BTC_USDT&step=60&after=7199&before=10799&limit=200"


def test_newest_first_but_where_somebody_walks_forward() -> None:
    ask = ReadCandles("BTC_USDT", "1m")
    walking = ReadCandles("BTC_USDT", "1m", since_ns=60 * SECOND)
    first = [decode(rest.write_answer(which, Candles(BARS), 0).body)["data"][0][0] for which in (ask, walking)]
    assert first == ["180", "60"]
    for which in (ask, walking):
        assert rest.read_answer(which, rest.write_answer(which, Candles(BARS), 0)) == Candles(BARS)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("symbol=BTC_USDT", "71005"),
        ("symbol=BTC_USDT&step=7", "71005"),
        ("step=1", "70001"),
        ("symbol=BTC_USDT&step=1&limit=201", "71004"),
        ("symbol=BTC_USDT&step=1&after=20&before=10", "71003"),
        ("symbol=BTC_USDT&step=1&after=x", "71001"),
        ("symbol=BTC_USDT&step=1&before=x", "71002"),
    ],
)
def test_what_is_out_of_range_is_refused(query: str, code: str) -> None:
    said = asked(query)
    assert isinstance(said, Refused)
    assert said.code == code


def test_a_bar_of_another_shape_is_not_read() -> None:
    for row in (b'["60","1","1","1","1","1"]', b'["-60","1","1","1","1","1","1"]'):
        body = b'{"code":1000,"message":"OK","data":[' + row + b"]}"
        assert isinstance(rest.read_answer(ReadCandles("BTC_USDT", "1m"), Reply(200, body)), Unclear)
