from __future__ import annotations

import json

import pytest

from picaflor.domain.orders import MarginMode, OrderType, Side, Tif
from picaflor.venues.bitget import stream
from picaflor.wire.reports import BookFrame, OrderReport, OrderStatus
from picaflor.wire.stream import (
    Channel,
    LoggedIn,
    LoginRefused,
    OrdersFrame,
    Pong,
    StreamRefused,
    Subscribed,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribed,
)

BOOK = Topic(Channel.BOOK, "BTCUSDT")
ARG = b'{"instType":"SPOT","channel":"books","instId":"BTCUSDT"}'


def push(row: bytes, arg: bytes = ARG, action: bytes = b"update") -> tuple[object, ...]:
    return stream.read_venue(b'{"action":"%s","arg":%s,"data":[%s],"ts":5}' % (action, arg, row))


def test_the_levels_of_a_book_stay_the_venues_bytes() -> None:
    row = b'{"asks":[["61234.6","2.0"]],"bids":[],"checksum":-12,"seq":101,"pseq":100,"ts":"3"}'
    assert push(row) == (BookFrame("BTCUSDT", False, b"[]", b'[["61234.6","2.0"]]', 101, 100, -12, 3_000_000),)


def test_numbers_are_written_only_where_there_are_any() -> None:
    (bare,) = stream.write_venue(BookFrame("BTCUSDT", True, b"[]", b"[]", at_ns=3_000_000), 5_000_000)
    assert json.loads(bare) == {
        "action": "snapshot",
        "arg": {"instType": "SPOT", "channel": "books", "instId": "BTCUSDT"},
        "data": [{"asks": [], "bids": [], "ts": "3"}],
        "ts": 5,
    }
    (whole,) = stream.write_venue(BookFrame("BTCUSDT", True, b"[]", b"[]", 7, 0, None, 3_000_000), 0)
    assert json.loads(whole)["data"][0].keys() == {"asks", "bids", "ts", "seq", "pseq"}


@pytest.mark.parametrize(
    "row",
    [
        b"",
        b"null",
        b'{"asks":[],"bids":[]}',
        b'{"asks":[],"bids":[],"ts":3}',
        b'{"ts":"3","seq":1.5}',
        b'{"ts":"3","seq":"1"}',
    ],
)
def test_a_book_that_cannot_be_read_says_which_one_it_was(row: bytes) -> None:
    (said,) = push(row)
    assert isinstance(said, Unreadable)
    assert said.topic == BOOK


@pytest.mark.parametrize(
    "arg",
    [
        b'{"instType":"SCOIN-FUTURES","channel":"books","instId":"SBTCSUSD"}',
        b'{"instType":"SPOT","channel":"books50","instId":"BTCUSDT"}',
        b'{"instType":"SPOT","channel":"books"}',
        b'{"instType":"SPOT","channel":"auction","instId":"BTCUSDT"}',
        b"[]",
        b"null",
    ],
)
def test_a_push_that_this_row_did_not_ask_for_is_told(arg: bytes) -> None:
    (said,) = push(b'{"asks":[],"bids":[],"ts":"3"}', arg)
    assert isinstance(said, Unreadable)


def test_a_frame_with_its_keys_in_another_order_is_the_same_frame() -> None:
    turned = (
        b'{"ts":5,"data":[{"ts":"3","bids":[],"asks":[]}],'
        b'"arg":{"instId":"BTCUSDT","channel":"books5","instType":"SPOT"},"action":"snapshot"}'
    )
    assert stream.read_venue(turned) == (BookFrame("BTCUSDT", True, b"[]", b"[]", at_ns=3_000_000, name="books5"),)


def test_equal_keys_are_refused_where_money_is_told_of() -> None:
    arg = b'{"instType":"SPOT","channel":"account","coin":"default"}'
    row = b'{"coin":"A","available":"1","available":"2","frozen":"0","locked":"0"}'
    (said,) = push(row, arg)
    assert isinstance(said, Unreadable)
    assert "stands twice" in said.why
    assert said.topic == Topic(Channel.BALANCES)


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        (b"pong", Pong()),
        (b'{"event":"login","code":0,"connId":"0a1b"}', LoggedIn()),
        (b'{"event":"login","code":"0","msg":""}', LoggedIn()),
        (b'{"event":"login","code":"00000"}', LoggedIn()),
        (b'{"event":"error","code":30015,"msg":"Invalid sign"}', LoginRefused("30015", "Invalid sign")),
        (b'{"event":"error","code":30004,"msg":"log in"}', StreamRefused("30004", "log in")),
        (
            b'{"event":"error","code":30001,"msg":"instType:SPOT,channel:books,instId:BTCUSDT doesn\'t exist"}',
            StreamRefused("30001", "instType:SPOT,channel:books,instId:BTCUSDT doesn't exist", BOOK),
        ),
        (b'{"event":"error","arg":%s,"code":"30016","msg":"m"}' % ARG, StreamRefused("30016", "m", BOOK)),
        (b'{"event":"subscribe","arg":%s}' % ARG, Subscribed(BOOK)),
        (b'{"event":"unsubscribe","arg":%s}' % ARG, Unsubscribed(BOOK)),
        (b'{"op":"unsubscribe","args":[%s]}' % ARG, Unsubscribed(BOOK)),
    ],
)
def test_what_else_the_venue_says(data: bytes, frame: object) -> None:
    assert stream.read_venue(data) == (frame,)


@pytest.mark.parametrize("data", [b"{}", b'{"event":"trade","arg":[]}', b'{"event":"subscribe"}', b"[]", b"PONG"])
def test_what_nobody_knows_is_told(data: bytes) -> None:
    (said,) = stream.read_venue(data)
    assert isinstance(said, Unreadable)


def test_codes_go_out_as_numbers() -> None:
    (login,) = stream.write_venue(LoggedIn(), 0)
    assert json.loads(login) == {"event": "login", "code": 0}
    (refused,) = stream.write_venue(StreamRefused("30001", "no", BOOK), 0)
    assert json.loads(refused) == {"event": "error", "arg": json.loads(ARG), "code": 30001, "msg": "no"}


def test_an_answer_to_a_subscription_by_symbol_says_the_symbol() -> None:
    order = OrderReport("BTCUSDT", "7", "x", OrderStatus.OPEN, Side.SELL, OrderType.LIMIT, 0, 1, 1, tif=Tif.GTC)
    for symbol, said in (("BTCUSDT", "BTCUSDT"), ("", "default")):
        (data,) = stream.write_venue(OrdersFrame((order,), Topic(Channel.ORDERS, symbol)), 0)
        assert json.loads(data)["arg"]["instId"] == said
        assert "posMode" not in json.loads(data)["data"][0]  # by which a stranger would take it for a contract


def test_trades_carry_no_symbol_of_their_own() -> None:
    row = b'{"ts":"3","price":"1","size":"2","side":"sell","tradeId":"9"}'
    (said,) = push(row, b'{"instType":"SPOT","channel":"trade","instId":"BTCUSDT"}')
    assert isinstance(said, TradesFrame)
    assert (said.rows[0].symbol, said.rows[0].side, said.snapshot) == ("BTCUSDT", Side.SELL, False)
    (data,) = stream.write_venue(said, 0)
    assert json.loads(data)["data"] == [json.loads(row)]


def test_the_family_of_a_book_goes_both_ways() -> None:
    row = b'{"asks":[],"bids":[["1","2"]],"seq":2,"pseq":1,"ts":"3"}'
    (book,) = push(row, ARG.replace(b"SPOT", b"USDT-FUTURES"))
    assert book == BookFrame("BTCUSDT", False, b'[["1","2"]]', b"[]", 2, 1, None, 3_000_000, "", "USDT-FUTURES")
    (data,) = stream.write_venue(book, 0)
    assert json.loads(data)["arg"]["instType"] == "USDT-FUTURES"


def test_an_order_of_a_contract_shows_that_it_is_one() -> None:
    order = OrderReport(
        "BTCUSDT",
        "7",
        "x",
        OrderStatus.OPEN,
        Side.SELL,
        OrderType.LIMIT,
        0,
        1,
        1,
        tif=Tif.GTC,
        margin_mode=MarginMode.CROSS,
    )
    (data,) = stream.write_venue(OrdersFrame((order,), Topic(Channel.ORDERS, product="USDT-FUTURES")), 0)
    said = json.loads(data)
    assert said["arg"] == {"instType": "USDT-FUTURES", "channel": "orders", "instId": "default"}
    assert said["data"][0]["posMode"] == "one_way_mode"
