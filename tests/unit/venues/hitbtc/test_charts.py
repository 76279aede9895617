"""Tickers and candles: what is null, which end is included, which order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import ONE
from picaflor.venues.hitbtc import rest
from picaflor.venues.hitbtc.charts import INTERVALS
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import CandleReport, TickerReport

NOW = 1_785_500_000 * 10**9
MINUTE = 60 * 10**9
BARE = TickerReport("BTCUSDT", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NOW)


def get(path: str, query: str = "") -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", rest.HOST, f"/api/3/public/{path}", query))


def said(ask: a.Ask, answer: a.Answer) -> Any:
    return json.loads(rest.write_answer(ask, answer, NOW).body)


def test_an_empty_market_shows_nulls_and_reads_as_nothing() -> None:
    ask = a.ReadTickers("BTCUSDT")
    shown = said(ask, a.Tickers((BARE,)))
    assert [shown[key] for key in ("ask", "bid", "last", "open", "high", "low")] == [None] * 6
    assert shown["timestamp"].endswith("Z")
    assert rest.read_answer(ask, Reply(200, json.dumps(shown).encode())) == a.Tickers((BARE,))


def test_one_ticker_stands_alone_and_several_stand_by_symbol() -> None:
    one = replace(BARE, last=3 * ONE)
    assert said(a.ReadTickers("BTCUSDT"), a.Tickers((one,)))["last"] == "3"
    assert said(a.ReadTickers(), a.Tickers((one,)))["BTCUSDT"]["last"] == "3"
    assert get("ticker/BTCUSDT") == a.ReadTickers("BTCUSDT")
    assert get("ticker", "symbols=BTCUSDT,ETHUSDT") == a.ReadTickers(symbols=("BTCUSDT", "ETHUSDT"))
    assert get("ticker") == a.ReadTickers()


def test_bars_come_newest_first_and_are_read_oldest_first() -> None:
    bars = tuple(CandleReport(NOW + n * MINUTE, ONE, ONE, ONE, ONE, ONE, ONE) for n in range(3))
    ask = a.ReadCandles("BTCUSDT", "1m")
    shown = said(ask, a.Candles(bars))
    assert [row["timestamp"] for row in shown] == sorted((row["timestamp"] for row in shown), reverse=True)
    assert {"min", "max"} <= shown[0].keys()
    assert rest.read_answer(ask, Reply(200, json.dumps(shown).encode())) == a.Candles(bars)
    mixed = json.dumps([shown[1], shown[0], shown[2]]).encode()
    assert isinstance(rest.read_answer(ask, Reply(200, mixed)), a.Unclear)


def test_the_later_end_is_included_there_and_not_here() -> None:
    request = rest.write_ask(a.ReadCandles("BTCUSDT", "1h", 5, NOW, NOW + MINUTE))
    assert request.query == f"period=H1&sort=DESC&limit=5&from={NOW // 10**6}&till={(NOW + MINUTE) // 10**6 - 1}"
    assert rest.read_ask(request) == a.ReadCandles("BTCUSDT", "1h", 5, NOW, NOW + MINUTE)


@pytest.mark.parametrize("interval", INTERVALS)
def test_each_period_there_and_back(interval: str) -> None:
    assert get("candles/BTCUSDT", f"period={INTERVALS[interval]}") == a.ReadCandles("BTCUSDT", interval)


def test_what_is_not_said_has_its_usual_value_and_what_is_wrong_is_refused() -> None:
    assert get("candles/BTCUSDT") == a.ReadCandles("BTCUSDT", "30m", 100)
    assert get("candles/BTCUSDT", "until=1") == a.ReadCandles("BTCUSDT", "30m", 100)  # a word that nobody knows
    for query in ("period=H2", "limit=0", "limit=1001", "from=noon"):
        refused = get("candles/BTCUSDT", query)
        assert isinstance(refused, a.Refused)
        assert refused.code == "10001"
