"""Frames of margin: spot's channels without a product on the wire, the spot purse, and positions by their own words."""

from __future__ import annotations

import json

from picaflor.venues.hitbtc import margin_stream as stream
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import Channel, Subscribe, TickersFrame, Topic, Unreadable

ORDERS, POSITIONS, MONEY, BOOK = (
    Topic(channel, product="margin") for channel in (Channel.ORDERS, Channel.POSITIONS, Channel.BALANCES, Channel.BOOK)
)


def test_what_is_heard_is_spots_market_and_purse_and_orders_of_margin() -> None:
    book = Topic(Channel.BOOK, "A", product="margin")
    said = [json.loads(frame) for frame in stream.write_client(Subscribe((book, ORDERS, POSITIONS, MONEY)))]
    assert [frame.get("ch") or frame["method"] for frame in said] == [
        "orderbook/full",
        "margin_subscribe",
        "spot_balance_subscribe",
    ]
    (understood,) = stream.read_client(json.dumps(said[0]).encode())
    assert isinstance(understood, Subscribe)
    assert understood.topics == (book,)


def test_what_the_spot_market_tells_is_told_of_margin() -> None:
    (book,) = stream.read_venue(b'{"ch":"orderbook/full","update":{"A":{"t":1,"s":2,"a":[],"b":[]}}}')
    assert isinstance(book, BookFrame)
    assert book.product == "margin"
    prices = b'{"ch":"ticker/price/1s","data":{"A":{"t":1,"o":"1","c":"3","h":"3","l":"1","v":"1","q":"1"}}}'
    (ticker,) = stream.read_venue(prices)
    assert isinstance(ticker, TickersFrame)
    assert (ticker.topic.product, ticker.rows[0].mark) == ("margin", None)


def test_the_purse_is_spots_and_a_dream_is_told() -> None:
    money = b'{"jsonrpc":"2.0","method":"spot_balance","params":[{"currency":"USDT","available":"1","reserved":"0"}]}'
    (told,) = stream.read_venue(money)
    assert isinstance(told, BalancesReport)
    assert told.product == "margin"
    (odd,) = stream.read_venue(b'{"jsonrpc":"2.0","method":"margin_dream","params":[]}')
    assert isinstance(odd, Unreadable)
    (cut,) = stream.read_venue(b'{"ch":"trades","update":{"A":[{"t":')
    assert isinstance(cut, Unreadable)
