from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Refused, Tickers, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import CandleReport, TickerReport
from picaflor.wire.venue import Venue

SECOND = 10**9
NOON = 1_685_620_800
KLINE = "/api/v2/peatio/public/markets/btcusdt/k-line"


def asked(row: Venue, query: str) -> ReadCandles | str:
    said = row.rest.read_ask(Request("GET", "h", KLINE, query))
    assert isinstance(said, ReadCandles | Refused)
    return said.code if isinstance(said, Refused) else said


def test_both_ends_count_and_the_limit_only_where_one_is_open(row: Venue) -> None:
    assert asked(row, "") == ReadCandles("btcusdt", "1m", 30)
    both = asked(row, f"time_from={NOON}&time_to={NOON + 600}&limit=3")
    assert both == ReadCandles("btcusdt", "1m", 10_000, NOON * SECOND, (NOON + 601) * SECOND)
    first = asked(row, f"time_from={NOON}&limit=3&period=5")
    assert first == ReadCandles("btcusdt", "5m", 3, NOON * SECOND, (NOON + 601) * SECOND)


@pytest.mark.parametrize("period", ["0", "7", "x", "-1", "9" * 20])
def test_other_periods_are_refused(row: Venue, period: str) -> None:
    assert asked(row, f"period={period}") == "public.k_line.invalid_period"


def test_where_the_limit_is_not_heeded_less_is_asked_for(row: Venue) -> None:
    ask = ReadCandles("btcusdt", "1m", 3, NOON * SECOND, (NOON + 6_000) * SECOND)
    query = parse_qs(row.rest.write_ask(ask).query)
    assert (query["time_from"], query["time_to"]) == ([str(NOON + 5_820)], [str(NOON + 5_999)])


def test_a_bar_tells_no_money_and_bars_have_an_order(row: Venue) -> None:
    one, other = [NOON, 1.5, 2.0, 1.0, 1.75, 0.1], [NOON + 60, 1.75, 1.75, 1.75, 1.75, 0.0]
    ask = ReadCandles("btcusdt", "1m")
    answer = row.rest.read_answer(ask, Reply(200, json.dumps([one, other]).encode()))
    assert isinstance(answer, Candles)
    prices = [read_atoms(text) for text in ("1.5", "2", "1", "1.75", "0.1")]
    assert answer.rows[0] == CandleReport(NOON * SECOND, *prices, 0)
    assert isinstance(row.rest.read_answer(ask, Reply(200, json.dumps([other, one]).encode())), Unclear)
    assert isinstance(row.rest.read_answer(ask, Reply(200, json.dumps([one[:5]]).encode())), Unclear)


def test_a_ticker_says_how_far_the_price_went(row: Venue) -> None:
    numbers = {"last": "99", "open": "100", "high": "101", "low": "98", "base_volume": "2", "quote_volume": "199"}
    atoms = {name: read_atoms(text) for name, text in numbers.items()}
    told = TickerReport("btcusdt", bid=0, bid_size=0, ask=0, ask_size=0, at_ns=NOON * SECOND, **atoms)
    body = json.loads(row.rest.write_answer(ReadTickers("btcusdt"), Tickers((told,)), 0).body)
    assert body["at"] == str(NOON)
    assert (body["ticker"]["price_change_percent"], body["ticker"]["avg_price"]) == ("-1.00%", "99.5")
    assert (body["ticker"]["amount"], body["ticker"]["volume"]) == ("2.0", "199.0")


def test_all_tickers_are_no_market_of_that_name(row: Venue) -> None:
    path = "/api/v2/peatio/public/markets/"
    assert row.rest.read_ask(Request("GET", "h", path + "tickers")) == ReadTickers()
    assert row.rest.read_ask(Request("GET", "h", path + "btcusdt/tickers")) == ReadTickers("btcusdt")
