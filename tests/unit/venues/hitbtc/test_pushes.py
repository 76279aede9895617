"""Tickers and candles of the public socket: each kind shows its part, and nothing is guessed."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE
from picaflor.venues.hitbtc import stream
from picaflor.wire.reports import CandleReport, TickerReport
from picaflor.wire.stream import CandlesFrame, Channel, TickersFrame, Topic, Unreadable

NOW = 1_785_500_000 * 10**9
TICKER = TickerReport("BTCUSDT", 98 * ONE, 97 * ONE, ONE, 99 * ONE, ONE, 100 * ONE, 110 * ONE, 90 * ONE, ONE, ONE, NOW)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("", {*"taAbBcohlvqpP"}),
        ("3s/batch", {*"taAbBcohlvqpP"}),
        ("price/1s", {*"tcohlvq"}),
        ("top/100ms", {*"taAbB"}),
    ],
)
def test_each_kind_shows_its_part(name: str, keys: set[str]) -> None:
    (data,) = stream.write_venue(TickersFrame(Topic(Channel.TICKERS, "BTCUSDT", name), (TICKER,)), NOW)
    assert set(json.loads(data)["data"]["BTCUSDT"]) == keys
    assert list(json.loads(data)) == ["ch", "data"]


def test_the_change_of_a_day_has_a_sign_and_two_digits_of_percent() -> None:
    (data,) = stream.write_venue(TickersFrame(Topic(Channel.TICKERS, "BTCUSDT"), (TICKER,)), NOW)
    row = json.loads(data)["data"]["BTCUSDT"]
    assert (row["p"], row["P"]) == ("-2", "-2")


def test_bars_are_told_oldest_first_whatever_their_order() -> None:
    bars = [CandleReport(NOW + n * 10**9, ONE, ONE, ONE, ONE, ONE, ONE) for n in range(2)]
    topic = Topic(Channel.CANDLES, "BTCUSDT", "1m")
    (data,) = stream.write_venue(CandlesFrame(topic, (bars[1], bars[0])), NOW)
    assert stream.read_venue(data) == (CandlesFrame(topic, tuple(bars)),)


@pytest.mark.parametrize(
    "data",
    [
        b'{"ch":"candles/M1","update":{"BTCUSDT":[{"t":-1,"o":"1","c":"1","h":"1","l":"1","v":"1","q":"1"}]}}',
        b'{"ch":"candles/M1","update":{"BTCUSDT":[{"t":1,"o":"x","c":"1","h":"1","l":"1","v":"1","q":"1"}]}}',
        b'{"ch":"candles/M1","update":{"BTCUSDT":[{"t":1,"o":"1"}]}}',
        b'{"ch":"ticker/1s","data":{"BTCUSDT":{"a":"1"}}}',
        b'{"ch":"ticker/1s","data":[]}',
    ],
)
def test_what_cannot_be_read_names_its_topic_where_it_can(data: bytes) -> None:
    (read,) = stream.read_venue(data)
    assert isinstance(read, Unreadable)
