from __future__ import annotations

import json

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.peatio.stream import FRAME_MAX, NO_EVENT, NO_JSON, NO_STREAMS
from picaflor.wire.net import Request
from picaflor.wire.reports import BalanceReport, BalancesReport, BookFrame, OrderReport, OrderStatus
from picaflor.wire.stream import (
    Channel,
    Garbled,
    HearingAll,
    OrdersFrame,
    StreamRefused,
    Subscribe,
    Topic,
    TradesFrame,
    Unreadable,
)
from picaflor.wire.venue import Venue

BOOK = Topic(Channel.BOOK, "btcusdt")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", NO_JSON),
        (b'{"event":"jump"}', NO_EVENT),
        (b"{}", NO_EVENT),
        (b'{"event":"subscribe"}', NO_STREAMS),
    ],
)
def test_what_a_client_says_and_nobody_understands(row: Venue, data: bytes, code: str) -> None:
    (said,) = row.stream.read_client(data)
    assert isinstance(said, Garbled)
    assert said.code == code
    (told,) = row.stream.write_venue(StreamRefused(said.code, said.words), 0)
    assert row.stream.read_venue(told) == (StreamRefused(said.code, said.words),)


def test_what_the_reader_of_json_adds_is_no_other_code(row: Venue) -> None:
    (said,) = row.stream.read_venue(b'{"error":"Could not parse message: invalid character"}')
    assert isinstance(said, StreamRefused)
    assert said.code == NO_JSON


def test_streams_that_nobody_has_are_taken_without_a_word(row: Venue) -> None:
    assert row.stream.read_client(b'{"event":"subscribe","streams":["odd","btcusdt.ob-inc"]}') == (Subscribe((BOOK,)),)


def test_the_address_of_a_socket_may_name_streams(row: Venue) -> None:
    assert row.opens is not None
    query = "stream=btcusdt.ob-inc&stream=order,btcusdt.trades&other=1"
    topics = (BOOK, Topic(Channel.ORDERS), Topic(Channel.TRADES, "btcusdt"))
    assert row.opens(Request("GET", "h", "/r/public", query)) == Subscribe(topics)
    assert row.opens(Request("GET", "h", "/r/public")) == Subscribe(())


def test_a_long_list_goes_in_short_frames(row: Venue) -> None:
    many = Subscribe(tuple(Topic(Channel.BOOK, f"coin{n}usdt") for n in range(100)))
    frames = row.stream.write_client(many)
    assert len(frames) > 3
    assert all(len(frame) <= FRAME_MAX for frame in frames)


def test_one_level_is_flat_where_the_server_is_of_version_two_and_nested_from_three_on(
    row: Venue, newer: Venue
) -> None:
    change = BookFrame("btcusdt", False, b"", b'["25001.2",""]', 1043)
    (old,), (new,) = row.stream.write_venue(change, 0), newer.stream.write_venue(change, 0)
    assert json.loads(old) == {"btcusdt.ob-inc": {"asks": ["25001.2", ""], "sequence": 1043}}
    assert json.loads(new) == {"btcusdt.ob-inc": {"asks": [["25001.2", ""]], "bids": [], "sequence": 1043}}
    (read,) = newer.stream.read_venue(new)
    assert read == BookFrame("btcusdt", False, b"[]", b'[["25001.2",""]]', 1043)


def test_the_old_stream_is_whole_each_time_and_has_no_number(older: Venue, row: Venue) -> None:
    frame = BookFrame("btcusdt", True, b'[["1","2"]]', b"[]", 7)
    (data,) = older.stream.write_venue(frame, 0)
    assert json.loads(data) == {"btcusdt.update": {"asks": [], "bids": [["1", "2"]]}}
    assert older.stream.read_venue(data) == (BookFrame("btcusdt", True, b'[["1","2"]]', b"[]"),)
    assert row.stream.read_venue(data) == (BookFrame("btcusdt", True, b'[["1","2"]]', b"[]", name="update"),)


def test_a_side_that_is_null_is_not_told_and_one_that_is_no_list_is_unreadable(row: Venue) -> None:
    (said,) = row.stream.read_venue(b'{"btcusdt.ob-inc":{"asks":null,"bids":["1",null],"sequence":5}}')
    assert said == BookFrame("btcusdt", False, b'["1",null]', b"", 5)
    (bad,) = row.stream.read_venue(b'{"btcusdt.ob-inc":{"asks":5,"sequence":5}}')
    assert isinstance(bad, Unreadable)
    assert bad.topic == BOOK
    (cut,) = row.stream.read_venue(b'{"btcusdt.ob-snap":{"asks":[')
    assert isinstance(cut, Unreadable)
    assert cut.topic == BOOK


def test_balances_of_finex_by_coin(row: Venue) -> None:
    (said,) = row.stream.read_venue(b'{"balances":{"usdt":["9.5","0.5"]}}')
    assert said == BalancesReport((BalanceReport("USDT", 95 * 10**35, 5 * 10**35),), whole=False)
    (bad,) = row.stream.read_venue(b'{"balances":{"usdt":["9.5"]}}')
    assert isinstance(bad, Unreadable)


def test_the_same_key_twice_is_not_believed_of_what_is_private(row: Venue) -> None:
    twice = b'{"balance":{"currency":"usdt","balance":"1","balance":"2","locked":"0"}}'
    (said,) = row.stream.read_venue(twice)
    assert isinstance(said, Unreadable)


def test_trades_come_newest_first(row: Venue) -> None:
    pushed = [{"tid": n, "type": "buy", "date": 100 + n // 10, "price": 1.5, "amount": "1"} for n in (9, 10, 11)]
    (said,) = row.stream.read_venue(json.dumps({"x.trades": {"trades": pushed}}).encode())
    assert isinstance(said, TradesFrame)
    assert [trade.trade_id for trade in said.rows] == ["11", "10", "9"]


def test_an_order_without_the_clients_name_goes_out_without_it(row: Venue) -> None:
    order = OrderReport("x", "7", "", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, 1, 1)
    (data,) = row.stream.write_venue(OrdersFrame((order,)), 0)
    assert "client_id" not in json.loads(data)["order"]


def test_a_farewell_lists_what_is_left(row: Venue) -> None:
    (data,) = row.stream.write_venue(HearingAll((BOOK,), left=True), 0)
    assert json.loads(data) == {"success": {"message": "unsubscribed", "streams": ["btcusdt.ob-inc"]}}
