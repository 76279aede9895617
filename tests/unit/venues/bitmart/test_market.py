"""Public endpoints beyond what laws and payloads show."""

from __future__ import annotations

import pytest

from picaflor.venues.bitmart import rest
from picaflor.venues.bitmart.market import ms_of
from picaflor.wire.asks import Coins, ReadBook, ReadCoins, ReadTickers, ReadTrades, Refused, Unclear
from picaflor.wire.decoding import BadMessage
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import CoinReport


def asked(name: str, query: str) -> object:
    return rest.read_ask(Request("GET", rest.HOST, f"/spot/quotation/v3/{name}", query))


def test_strangers_depths_are_cut_to_the_most_there_is() -> None:
    assert asked("books", "symbol=BTC_USDT&size=200") == ReadBook("BTC_USDT", 35)
    assert asked("books", "symbol=BTC_USDT&limit=200") == ReadBook("BTC_USDT", 50)
    assert asked("trades", "symbol=BTC_USDT") == ReadTrades("BTC_USDT", 50)
    assert asked("ticker", "symbol=BTC_USDT") == ReadTickers("BTC_USDT")
    assert asked("tickers", "") == ReadTickers("")


def test_nothing_is_asked_of_no_symbol() -> None:
    said = asked("books", "limit=5")
    assert isinstance(said, Refused)
    assert said.code == "70001"


def test_another_markets_book_is_no_answer() -> None:
    body = b'{"code":1000,"message":"OK","data":{"ts":"1","symbol":"ETH_USDT","asks":[],"bids":[]}}'
    assert isinstance(rest.read_answer(ReadBook("BTC_USDT"), Reply(200, body)), Unclear)
    body = body.replace(b"ETH", b"BTC").replace(b'"bids":[]', b'"bids":{}')
    assert isinstance(rest.read_answer(ReadBook("BTC_USDT"), Reply(200, body)), Unclear)


def test_a_ticker_of_twelve_parts_is_not_read() -> None:
    body = b'{"code":1000,"message":"OK","data":[["BTC_USDT"]]}'
    assert isinstance(rest.read_answer(ReadTickers(), Reply(200, body)), Unclear)


def test_coins_come_with_their_networks() -> None:
    answer = Coins((CoinReport("BTC"),))
    reply = rest.write_answer(ReadCoins(), answer, 0)
    assert rest.read_answer(ReadCoins(), reply) == answer


@pytest.mark.parametrize("ms", [-1, 10**16])
def test_a_time_beyond_all_times_is_refused(ms: int) -> None:
    with pytest.raises(BadMessage):
        ms_of(ms)
