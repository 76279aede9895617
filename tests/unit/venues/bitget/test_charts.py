from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.domain.numbers import ONE, read_atoms
from picaflor.venues.bitget.charts import INTERVALS
from picaflor.venues.bitget.rest import endpoint_of, write_ask
from picaflor.wire import asks as a
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import CandleReport, TickerReport

CANDLES = a.ReadCandles("B", "1d", 5, 1_000_000, 2_000_000)


def test_long_bars_begin_at_midnight_utc() -> None:
    assert write_ask(CANDLES).query == "endTime=2&granularity=1Dutc&limit=5&startTime=1&symbol=B"
    assert all(theirs.endswith("utc") for ours, theirs in INTERVALS.items() if ours[-1] in "dwM")


def test_the_volume_in_money_is_the_last_column() -> None:
    row = b'[["60000","1","4","0.5","2","10","99","20"]]'
    assert endpoint_of(CANDLES).read_answer(CANDLES, Raw(row), 0) == a.Candles(
        (CandleReport(60_000_000_000, ONE, 4 * ONE, ONE // 2, 2 * ONE, 10 * ONE, 20 * ONE),)
    )


@pytest.mark.parametrize("row", [b'[["60000","1","4","0.5","2","10","20"]]', b'[["x","1","4","1","2","1","2","3"]]'])
def test_a_row_of_another_shape_is_refused(row: bytes) -> None:
    with pytest.raises(BadMessage):
        endpoint_of(CANDLES).read_answer(CANDLES, Raw(row), 0)


@pytest.mark.parametrize(
    ("opened", "last", "change"), [("99", "101", "0.0202"), ("100", "98.5", "-0.015"), ("0", "1", "0")]
)
def test_the_change_of_a_day_is_a_ratio(opened: str, last: str, change: str) -> None:
    numbers = dict.fromkeys(("bid", "bid_size", "ask", "ask_size", "high", "low", "base_volume", "quote_volume"), ONE)
    ticker = TickerReport(symbol="B", last=read_atoms(last), open=read_atoms(opened), at_ns=0, **numbers)
    (row,) = endpoint_of(a.ReadTickers()).write_answer(a.ReadTickers(), a.Tickers((ticker,)))
    assert row.change24h == change
