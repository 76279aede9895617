"""Bars of marks and indexes: each has its path, none has a volume, and what is out of order is not read."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import TriggerBy
from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.wire.asks import Candles, ReadCandles, Unclear
from picaflor.wire.net import Reply
from picaflor.wire.reports import CandleReport

MINUTE = 60_000_000_000
BARS = Candles(tuple(CandleReport(n * MINUTE, 2 * ONE, 4 * ONE, ONE, 3 * ONE, 0, 0) for n in (100, 101)))


@pytest.mark.parametrize(
    ("by", "path"),
    [
        (TriggerBy.LAST, "candles/A_PERP"),
        (TriggerBy.MARK, "futures/candles/mark_price/A_PERP"),
        (TriggerBy.INDEX, "futures/candles/index_price/A_PERP"),
    ],
)
def test_each_series_has_its_path_and_comes_back_as_it_was(by: TriggerBy, path: str) -> None:
    ask = ReadCandles("A_PERP", "1m", 7, until_ns=200 * MINUTE, by=by)
    request = rest.write_ask(ask)
    assert request.path == "/api/3/public/" + path
    assert rest.knows(request)
    assert rest.read_ask(request) == ask
    reply = rest.write_answer(ask, BARS, 0)
    assert ("volume" in json.loads(reply.body)[0]) is (by is TriggerBy.LAST)
    assert rest.read_answer(ask, reply) == BARS


def test_bars_out_of_order_are_not_read() -> None:
    ask = ReadCandles("A_PERP", "1m", by=TriggerBy.MARK)
    rows = json.loads(rest.write_answer(ask, BARS, 0).body)
    assert isinstance(rest.read_answer(ask, Reply(200, json.dumps(rows[::-1]).encode())), Unclear)
