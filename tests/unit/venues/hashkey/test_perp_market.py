"""Funding, mark and index: two questions for two prices, and a clock that nobody signs."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.venues.hashkey import perp_rest as rest
from picaflor.wire import contracts as c
from picaflor.wire.asks import ReadMarkets, Refused, Unclear
from picaflor.wire.net import Reply, Request

X = "BTCUSDT-PERPETUAL"
MS = 1_000_000


def answer(ask: c.ReadFunding | c.ReadMark | c.ReadFundingHistory, body: object) -> object:
    return rest.read_answer(ask, Reply(200, json.dumps(body).encode()))


def test_funding_is_asked_for_with_the_time_and_refused_without() -> None:
    request = rest.write_ask(c.ReadFunding(X, asked_ns=1785500000123 * MS))
    assert request.query == f"symbol={X}&timestamp=1785500000123"
    said = rest.read_ask(Request("GET", rest.HOST, request.path, f"symbol={X}"))
    assert isinstance(said, Refused)
    assert "timestamp=1" in rest.write_ask(c.ReadFunding(X)).query, "something has to stand there"


@pytest.mark.parametrize("count", [0, 2])
def test_funding_of_another_symbol_or_twice_is_unclear(count: int) -> None:
    rows = [{"symbol": X, "rate": "0.0001", "nextSettleTime": 1}] * count
    other = {"symbol": "ETHUSDT-PERPETUAL", "rate": "-0.0001", "nextSettleTime": "1"}
    assert isinstance(answer(c.ReadFunding(X), [other, *rows]), Unclear)
    told = answer(c.ReadFunding("ETHUSDT-PERPETUAL"), [other, *rows])
    assert told == c.FundingReport("ETHUSDT-PERPETUAL", -read_atoms("0.0001"), MS)


def test_rates_of_the_past_come_newest_first_whatever_their_order() -> None:
    rows = [{"id": str(n), "symbol": X, "settleTime": n, "settleRate": "0.1"} for n in (1, 3, 2)]
    told = answer(c.ReadFundingHistory(X), rows)
    assert isinstance(told, c.FundingHistory)
    assert [rate.at_ns // MS for rate in told.rows] == [3, 2, 1]
    assert isinstance(answer(c.ReadFundingHistory("ETHUSDT-PERPETUAL"), rows), Unclear)


def test_the_index_is_asked_for_under_the_name_of_the_pair() -> None:
    request = rest.write_ask(c.ReadMark(X, index_only=True))
    assert (request.path, request.query) == ("/quote/v1/index", "symbol=BTCUSDT")
    told = answer(c.ReadMark(X, index_only=True), {"index": {"BTCUSDT": "5"}, "edp": {"BTCUSDT": "6"}})
    assert told == c.MarkReport(X, 0, read_atoms("5"))
    assert isinstance(answer(c.ReadMark(X, index_only=True), {"index": {"ETHUSDT": "5"}, "edp": {}}), Unclear)


def test_a_mark_of_another_contract_is_unclear() -> None:
    row = {"exchangeId": 301, "symbolId": X, "price": "7", "time": 9}
    assert answer(c.ReadMark(X), row) == c.MarkReport(X, read_atoms("7"), 0, at_ns=9 * MS)
    assert isinstance(answer(c.ReadMark("ETHUSDT-PERPETUAL"), row), Unclear)
    assert isinstance(rest.read_answer(c.ReadMark(X), Reply(200, b"")), Unclear)


def test_the_ladder_is_asked_for_as_its_contract() -> None:
    """The house takes it for a question for that, and answers with both."""
    request = rest.write_ask(c.ReadTiers("BTCUSDT-PERPETUAL"))
    assert (request.path, request.query) == ("/api/v1/exchangeInfo", "symbol=BTCUSDT-PERPETUAL")
    assert rest.read_ask(request) == ReadMarkets("BTCUSDT-PERPETUAL")
    with pytest.raises(ValueError, match="told with its contract"):
        rest.write_answer(c.ReadTiers("BTCUSDT-PERPETUAL"), c.Tiers("BTCUSDT-PERPETUAL", ()), 0)
