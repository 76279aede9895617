"""Frames where their keys have to tell what they are."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side
from picaflor.venues.hitbtc import stream
from picaflor.wire.reports import BalanceReport, BalancesReport, BookFrame, TradeReport
from picaflor.wire.stream import (
    Channel,
    Garbled,
    Hearing,
    LoggedIn,
    LoginRefused,
    OrdersFrame,
    Ping,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    Unsubscribed,
)

NOW = 1_700_000_000_000_000_000
BOOK = Topic(Channel.BOOK, "BTCUSDT")
TRADES = Topic(Channel.TRADES, "BTCUSDT")
ORDERS, BALANCES = Topic(Channel.ORDERS), Topic(Channel.BALANCES)


def said(text: str) -> object:
    (frame,) = stream.read_venue(text.encode())
    return frame


def test_a_client_asks_by_channel_and_in_order() -> None:
    eth = replace(BOOK, symbol="ETHUSDT")
    asked = [json.loads(part) for part in stream.write_client(Subscribe((BOOK, eth, TRADES, ORDERS, BALANCES)))]
    assert [(frame["method"], frame.get("ch"), frame["params"]) for frame in asked] == [
        ("subscribe", "orderbook/full", {"symbols": ["BTCUSDT", "ETHUSDT"]}),
        ("subscribe", "trades", {"symbols": ["BTCUSDT"]}),
        ("spot_subscribe", None, {}),
        ("spot_balance_subscribe", None, {"mode": "updates"}),
    ]
    assert len({frame["id"] for frame in asked[1:]}) == 3
    assert stream.write_client(Ping()) == ()


def test_many_symbols_are_many_frames() -> None:
    topics = tuple(Topic(Channel.BOOK, f"S{n}") for n in range(101))
    assert [len(json.loads(part)["params"]["symbols"]) for part in stream.write_client(Subscribe(topics))] == [
        50,
        50,
        1,
    ]


@pytest.mark.parametrize(
    ("frame", "read"),
    [
        ('{"jsonrpc":"2.0","result":true}', LoggedIn()),
        ('{"jsonrpc":"2.0","result":true,"id":1}', LoggedIn("1")),
        ('{"jsonrpc":"2.0","result":true,"id":2}', Subscribed(ORDERS, "2")),
        ('{"jsonrpc":"2.0","result":true,"id":3}', Subscribed(BALANCES, "3")),
        ('{"jsonrpc":"2.0","result":true,"id":4}', Unsubscribed(ORDERS, "4")),
        ('{"jsonrpc":"2.0","error":{"code":1002,"message":"no"}}', LoginRefused("1002", "no")),
        ('{"jsonrpc":"2.0","error":{"code":9,"message":"no"},"id":1}', LoginRefused("9", "no", "1")),
        ('{"jsonrpc":"2.0","error":{"code":1001,"message":"no"},"id":2}', StreamRefused("1001", "no", ORDERS, "2")),
        ('{"error":{"code":2003,"message":"a","description":"b"},"id":11}', StreamRefused("2003", "a. b", None, "11")),
        ('{"error":{"code":1,"message":"Invalid json"}}', StreamRefused("1", "Invalid json")),
        ('{"result":{"ch":"trades","subscriptions":[]},"id":12}', Hearing(Channel.TRADES, (), ref="12")),
        (
            '{"jsonrpc":"2.0","method":"spot_balance","params":[{"currency":"A","available":"1","reserved":"2"}]}',
            BalancesReport((BalanceReport("A", 10**36, 2 * 10**36),), whole=False),
        ),
    ],
)
def test_an_answer_is_known_by_its_number(frame: str, read: object) -> None:
    assert said(frame) == read


@pytest.mark.parametrize(
    "frame",
    [
        '{"jsonrpc":"2.0","result":true,"id":99}',
        '{"jsonrpc":"2.0","result":false}',
        '{"jsonrpc":"2.0","result":[],"id":2}',
        '{"result":{"ch":"ticker/9s","subscriptions":[]}}',
        '{"jsonrpc":"2.0","method":"margin_orders","params":[]}',
        '{"jsonrpc":"2.0","method":"spot_orders","params":[],"params":[]}',
        '{"ch":"ticker/9s","data":{}}',
        "{}",
        "[]",
        '{"ch":"trades","update":{"B":[{"t":-1,"i":1,"p":"1","q":"1","s":"buy"}]}}',
    ],
)
def test_what_is_not_known_is_unreadable(frame: str) -> None:
    assert isinstance(said(frame), Unreadable)


def test_half_a_book_frame_still_says_whose_it_is() -> None:
    (whole,) = stream.write_venue(BookFrame("BTCUSDT", False, b"[]", b'[["1","2"]]', 5, at_ns=NOW), NOW)
    (read,) = stream.read_venue(whole[:60])
    assert isinstance(read, Unreadable)
    assert read.topic == BOOK
    for nobody in (whole[:30], whole[:60].replace(b"full", b"half")):
        (read,) = stream.read_venue(nobody)
        assert isinstance(read, Unreadable)
        assert read.topic is None


def test_keys_stand_in_the_order_in_which_some_clients_look_for_them() -> None:
    frame = BookFrame("BTCUSDT", True, b"[]", b'[["25001.20","0.5"]]', 27617207, at_ns=NOW)
    assert stream.write_venue(frame, NOW) == (
        b'{"ch":"orderbook/full","snapshot":{"BTCUSDT":{"t":1700000000000,"s":27617207,"a":[["25001.20","0.5"]],"b":[]}}}',
    )
    (notice,) = stream.write_venue(OrdersFrame((), snapshot=True), NOW)
    assert notice == b'{"jsonrpc":"2.0","method":"spot_orders","params":[]}'


def test_trades_are_told_newest_first_and_sent_oldest_first() -> None:
    one, two = (
        TradeReport("BTCUSDT", number, Side.BUY, read_atoms("1"), read_atoms("2"), NOW) for number in ("8", "9")
    )
    told = TradesFrame(TRADES, (two, one))
    (data,) = stream.write_venue(told, NOW)
    assert [row["i"] for row in json.loads(data)["update"]["BTCUSDT"]] == [8, 9]
    assert stream.read_venue(data) == (told,)


def test_one_frame_may_tell_of_several_books() -> None:
    row = '{"t":1,"s":2,"a":[],"b":[]}'
    frame = f'{{"ch":"orderbook/full","snapshot":{{"A":{row}}},"update":{{"B":{row}}}}}'
    first, second = stream.read_venue(frame.encode())
    assert isinstance(first, BookFrame)
    assert isinstance(second, BookFrame)
    assert (first.symbol, first.snapshot, second.symbol, second.snapshot) == ("A", True, "B", False)


@pytest.mark.parametrize(
    ("frame", "code", "ref"),
    [
        ("{", "1", ""),
        ('{"method":"nope","id":6}', "404", "6"),
        ('{"method":"spot_new_order","params":{},"id":"a"}', "10001", '"a"'),
        ('{"method":"spot_new_order","params":7,"id":"a"}', "10001", '"a"'),
        ('{"method":"swap_new_order","params":{},"id":"a"}', "404", '"a"'),
        ('{"method":"subscribe","ch":"orderbook/D30/100ms","params":{"symbols":["B"]},"id":5}', "2003", "5"),
        ('{"method":"subscribe","ch":"trades","params":{"symbols":7},"id":5}', "10001", "5"),
        ('{"method":"login","id":null}', "10001", ""),
    ],
)
def test_a_clients_frame_that_cannot_be_served_is_refused_under_its_own_number(frame: str, code: str, ref: str) -> None:
    (read,) = stream.read_client(frame.encode())
    assert isinstance(read, Garbled)
    assert (read.code, read.ref) == (code, ref)


def test_strangers_add_keys_of_their_own() -> None:
    frame = b'{"method":"unsubscribe","ch":"trades","params":{"symbols":["BTCUSDT"]},"limit":5,"id":7}'
    assert stream.read_client(frame) == (Unsubscribe((TRADES,), "7"),)


def test_a_frame_that_this_row_has_no_words_for_is_not_written() -> None:
    with pytest.raises(ValueError, match="no PositionsFrame"):
        stream.write_venue(PositionsFrame(()), NOW)
