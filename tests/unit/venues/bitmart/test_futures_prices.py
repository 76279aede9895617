from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import TriggerBy
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.wire.asks import ReadCandles, ReadTickers, Refused, Tickers, Unclear
from picaflor.wire.contracts import ReadFunding, ReadTiers
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import TickerReport

SECOND = 1_000_000_000
KLINE = "/contract/public/kline"


def asked(query: str, path: str = KLINE) -> object:
    return rest.read_ask(Request("GET", rest.HOST, path, query))


def test_bars_are_asked_for_by_both_ends_a_second_beside_them() -> None:
    request = rest.write_ask(ReadCandles("BTCUSDT", "1h", 3, 0, 100 * 3_600 * SECOND))
    assert request.query == f"symbol=BTCUSDT&step=60&start_time={97 * 3_600 - 1}&end_time={100 * 3_600 - 1}"
    with pytest.raises(ValueError, match="by their end"):
        rest.write_ask(ReadCandles("BTCUSDT", "1h", 3))


def test_strangers_name_seconds_or_milliseconds() -> None:
    read = asked("symbol=X&step=5&start_time=1700000000&end_time=1700000300")
    assert read == ReadCandles("X", "5m", 500, 1_700_000_001 * SECOND, 1_700_000_301 * SECOND)
    assert read == asked("symbol=X&step=5&start_time=1700000000000&end_time=1700000300000")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("symbol=X&step=7&start_time=1&end_time=2", "40038"),
        ("symbol=X&step=5&start_time=9&end_time=2", "40039"),
        ("symbol=X&step=5&start_time=9", "40039"),
        ("step=5&start_time=1&end_time=2", "40034"),
    ],
)
def test_what_cannot_be_meant_is_refused(query: str, code: str) -> None:
    refused = asked(query)
    assert isinstance(refused, Refused)
    assert refused.code == code


def test_bars_of_the_mark_have_a_path_of_their_own() -> None:
    read = asked("symbol=X&step=5&start_time=1&end_time=2", "/contract/public/markprice-kline")
    assert isinstance(read, ReadCandles)
    assert read.by is TriggerBy.MARK
    assert rest.write_ask(read).path.endswith("markprice-kline")


def test_open_interest_is_for_strangers_only() -> None:
    ticker = TickerReport("X", 3 * ONE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5_000_000, open_interest=2 * ONE)
    ask = asked("symbol=X", "/contract/public/open-interest")
    assert ask == ReadTickers("X", interest=True)
    written = rest.write_answer(ask, Tickers((ticker,)), 0)
    assert b'"open_interest":"2","open_interest_value":"6","timestamp":5' in written.body
    assert isinstance(rest.read_answer(ask, written), Unclear)


def test_an_answer_about_another_symbol_proves_nothing() -> None:
    body = b'{"code":1000,"message":"Ok","data":{"rules":[{"symbol":"Y","brackets":[]}]}}'
    assert isinstance(rest.read_answer(ReadTiers("X"), Reply(200, body)), Unclear)
    funding = b'{"symbol":"Y","rate_value":"0","expected_rate":"0","funding_time":1,"timestamp":1}'
    body = b'{"code":1000,"message":"Ok","data":' + funding + b"}"
    assert isinstance(rest.read_answer(ReadFunding("X"), Reply(200, body)), Unclear)


def test_a_bracket_without_a_leverage_is_none() -> None:
    row = b'{"bracket":1,"initial_leverage":0,"notional_cap":"1","notional_floor":"0","maint_margin_ratio":"0"}'
    body = b'{"code":1000,"message":"Ok","data":{"rules":[{"symbol":"X","brackets":[' + row + b"]}]}}"
    assert isinstance(rest.read_answer(ReadTiers("X"), Reply(200, body)), Unclear)
