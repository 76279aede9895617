"""Frames of contracts: one subscription for orders and positions, and what cannot be read is told."""

from __future__ import annotations

import json

from picaflor.venues.hitbtc import futures_stream as stream
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import (
    Channel,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    Unreadable,
)

ORDERS, POSITIONS, MONEY = (
    Topic(channel, product="futures") for channel in (Channel.ORDERS, Channel.POSITIONS, Channel.BALANCES)
)


def test_orders_and_positions_are_asked_for_once_and_one_yes_stands_for_both() -> None:
    frames = stream.write_client(Subscribe((ORDERS, MONEY, POSITIONS)))
    assert [json.loads(frame)["method"] for frame in frames] == ["futures_subscribe", "futures_balance_subscribe"]
    assert stream.read_venue(b'{"jsonrpc":"2.0","result":true,"id":21}') == (
        Subscribed(ORDERS, "21"),
        Subscribed(POSITIONS, "21"),
    )
    told = [stream.write_venue(Subscribed(topic, "21"), 0) for topic in (ORDERS, POSITIONS)]
    assert told == [(b'{"jsonrpc":"2.0","result":true,"id":21}',), ()]


def test_a_refused_subscription_is_both_their_refusal() -> None:
    no = b'{"jsonrpc":"2.0","error":{"code":1001,"message":"Authorization required","description":""},"id":21}'
    said = stream.read_venue(no)
    assert [frame.topic for frame in said if isinstance(frame, StreamRefused)] == [ORDERS, POSITIONS]


def test_a_frame_from_outside_tells_mark_and_funding() -> None:
    data = (
        b'{"ch":"futures/info","data":{"BTCUSDT_PERP":{"c":"perpetual","t":1790138282100,"m":"87201.65",'
        b'"i":"87197.98","p":"0","P":"0.000037481692872402","o":"12.3564","r":"0.0001","R":"0.0001",'
        b'"T":1790150400000,"I":"0.0001"}}}'
    )
    (frame,) = stream.read_venue(data)
    assert isinstance(frame, TickersFrame)
    (row,) = frame.rows
    assert (row.mark, row.index, row.funding_rate) == (8720165 * 10**34, 8719798 * 10**34, 10**32)
    assert row.funding_next_ns == 1_790_150_400_000 * 10**6


def test_one_account_alone_says_nothing_of_the_others() -> None:
    data = b'{"jsonrpc":"2.0","method":"futures_account","params":{"symbol":"A","type":"isolated","positions":null}}'
    assert stream.read_venue(data) == (PositionsFrame((), POSITIONS, whole=False),)


def test_books_are_of_this_family_and_noise_is_told() -> None:
    book = b'{"ch":"orderbook/full","update":{"A_PERP":{"t":1,"s":2,"a":[],"b":[]}}}'
    (frame,) = stream.read_venue(book)
    assert isinstance(frame, BookFrame)
    assert frame.product == "futures"
    (said,) = stream.read_venue(b'{"jsonrpc":"2.0","method":"futures_dream","params":[]}')
    assert isinstance(said, Unreadable)


def test_a_no_that_cannot_be_read_is_unreadable() -> None:
    (said,) = stream.read_venue(b'{"jsonrpc":"2.0","error":{"code":"?","message":7},"id":21}')
    assert isinstance(said, Unreadable)
