from __future__ import annotations

import json

import pytest

from picaflor.venues.bitget import mix_rest
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import TickerReport

ROW = '{"symbol":"B","fundingRate":"0.0001","fundingRateInterval":"8","nextUpdate":"5"}'
TIER = '{"symbol":"B","level":"9","startUnit":"0","endUnit":"1","leverage":"1","keepMarginRate":"0"}'


def reply(data: str) -> Reply:
    return Reply(200, f'{{"code":"00000","msg":"m","requestTime":1,"data":{data}}}'.encode())


def get(path: str, query: str) -> a.Ask | a.Refused:
    return mix_rest.read_ask(
        Request("GET", "api.bitget.com", "/api/v2/mix/market/" + path, "productType=USDT-FUTURES&" + query)
    )


def test_of_a_list_the_row_that_was_asked_for_counts() -> None:
    other = ROW.replace('"B"', '"A"').replace("0.0001", "0.9")
    told = mix_rest.read_answer(c.ReadFunding("B"), reply(f"[{other},{ROW}]"))
    assert told == c.FundingReport("B", 10**32, 5_000_000, 8 * 3600 * 10**9, 1_000_000)


@pytest.mark.parametrize(
    ("ask", "data"),
    [
        (c.ReadFunding("C"), f"[{ROW}]"),
        (c.ReadFunding("B"), f"[{ROW.replace('8', '0.5')}]"),
        (c.ReadFunding("B"), f"[{ROW.replace('0.0001', '')}]"),
        (c.ReadMark("B"), "[]"),
        (c.ReadMark("B"), '[{"symbol":"B","price":"1","indexPrice":"1","markPrice":"","ts":"1"}]'),
        (
            c.ReadTiers("B"),
            '[{"symbol":"C","level":"1","startUnit":"0","endUnit":"1","leverage":"1","keepMarginRate":"0"}]',
        ),
        (
            c.ReadTiers("B"),
            '[{"symbol":"B","level":"x","startUnit":"0","endUnit":"1","leverage":"1","keepMarginRate":"0"}]',
        ),
    ],
)
def test_an_answer_that_is_not_certain_proves_nothing(ask: a.Ask, data: str) -> None:
    assert isinstance(mix_rest.read_answer(ask, reply(data)), a.Unclear)


def test_what_strangers_ask() -> None:
    assert get("history-fund-rate", "symbol=B&pageSize=500") == c.ReadFundingHistory("B", 100, 1)
    assert get("history-fund-rate", "symbol=B&pageNo=3") == c.ReadFundingHistory("B", 20, 3)
    assert get("funding-time", "symbol=B") == c.ReadFunding("B", time_only=True)
    assert get("query-position-lever", "symbol=B&marginMode=x") == c.ReadTiers("B")


def test_open_interest_is_written_for_strangers_from_the_ticker() -> None:
    ask = get("open-interest", "symbol=B")
    assert ask == a.ReadTickers("B", interest=True)
    ticker = TickerReport("B", *[0] * 10, at_ns=5_000_000, open_interest=3 * 10**36)
    said = json.loads(mix_rest.write_answer(ask, a.Tickers((ticker,)), 0).body)["data"]
    assert said == {"openInterestList": [{"symbol": "B", "size": "3"}], "ts": "5"}
    assert mix_rest.write_ask(a.ReadTickers("B")).path.endswith("/ticker")
