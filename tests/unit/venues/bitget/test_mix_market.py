from __future__ import annotations

import json

import pytest

from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.mix_market import read_maybe, write_change, write_maybe
from picaflor.wire import asks as a
from picaflor.wire.net import Reply
from picaflor.wire.reports import BookFrame, TickerReport

ONE = 10**36


@pytest.mark.parametrize(
    ("depth", "limit"),
    [(1, "1"), (2, "5"), (15, "15"), (16, "50"), (50, "50"), (51, None), (100, None), (101, "max"), (1000, "max")],
)
def test_a_depth_goes_as_the_next_one_that_has_a_name(depth: int, limit: str | None) -> None:
    query = dict(pair.split("=") for pair in mix_rest.write_ask(a.ReadBook("B", depth)).query.split("&"))
    assert query == {"symbol": "B", "productType": "USDT-FUTURES"} | ({"limit": limit} if limit else {})


def test_a_book_goes_as_numbers_and_comes_back_as_texts() -> None:
    ask, book = a.ReadBook("B"), BookFrame("B", True, b'[["0.10","2"]]', b"[]", at_ns=3_000_000)
    reply = mix_rest.write_answer(ask, book, 0)
    assert b'"bids":[[0.10,2]]' in reply.body
    read = mix_rest.read_answer(ask, reply)
    assert isinstance(read, BookFrame)
    assert (read.bids, read.asks, read.product) == (b'[["0.10","2"]]', b"[]", "USDT-FUTURES")


@pytest.mark.parametrize("levels", ["{}", "[1]", '[["1"]]', "null", '"["'])
def test_a_book_that_is_none_is_not_read(levels: str) -> None:
    data = f'{{"code":"00000","data":{{"asks":{levels},"bids":[],"ts":"1"}}}}'
    assert isinstance(mix_rest.read_answer(a.ReadBook("B"), Reply(200, data.encode())), a.Unclear)


def test_a_change_is_a_ratio() -> None:
    ticker = TickerReport("B", 11 * ONE, 0, 0, 0, 0, 10 * ONE, 0, 0, 0, 0, 0)
    assert write_change(ticker) == "0.1"
    assert (
        json.loads(mix_rest.write_answer(a.ReadTickers(), a.Tickers((ticker,)), 0).body)["data"][0]["markPrice"] == ""
    )


def test_what_is_not_said_is_none() -> None:
    assert (read_maybe(""), read_maybe(None), write_maybe(None)) == (None, None, "")
    assert read_maybe("-1", signed=True) == -ONE
