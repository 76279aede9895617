from __future__ import annotations

import pytest

from picaflor.domain.orders import TriggerBy
from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.charts import INTERVALS as SPOT
from picaflor.venues.bitget.mix_charts import INTERVALS
from picaflor.venues.bitget.topics import CANDLES
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request


def get(path: str, query: str) -> a.Ask | a.Refused:
    return mix_rest.read_ask(
        Request("GET", "api.bitget.com", "/api/v2/mix/market/" + path, "productType=USDT-FUTURES&symbol=B&" + query)
    )


def test_three_dialects_know_the_same_bars() -> None:
    assert list(INTERVALS) == list(SPOT) == list(CANDLES.values())
    assert (INTERVALS["1h"], SPOT["1h"]) == ("1H", "1h")


@pytest.mark.parametrize(
    ("path", "query", "ask"),
    [
        ("candles", "granularity=1H", a.ReadCandles("B", "1h")),
        ("candles", "granularity=1m&kLineType=mark&limit=5000", a.ReadCandles("B", "1m", 1000, by=TriggerBy.MARK)),
        ("history-candles", "granularity=1Dutc&endTime=2", a.ReadCandles("B", "1d", 100, 0, 2_000_000, True)),
        ("history-index-candles", "granularity=1m", a.ReadCandles("B", "1m", history=True, by=TriggerBy.INDEX)),
        ("history-mark-candles", "granularity=1m", a.ReadCandles("B", "1m", history=True, by=TriggerBy.MARK)),
    ],
)
def test_what_strangers_ask(path: str, query: str, ask: a.Ask) -> None:
    assert get(path, query) == ask
    assert mix_rest.write_ask(ask).path.endswith("/" + path)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("granularity=1h", "400172"),
        ("granularity=1D", "400172"),
        ("", "40019"),
        ("granularity=1m&kLineType=x", "40020"),
    ],
)
def test_a_wrong_question_gets_the_venues_code(query: str, code: str) -> None:
    refused = get("candles", query)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_a_bar_has_seven_columns() -> None:
    body = b'{"code":"00000","data":[["1","1","1","1","1","1"]]}'
    assert isinstance(mix_rest.read_answer(a.ReadCandles("B", "1m"), Reply(200, body)), a.Unclear)
