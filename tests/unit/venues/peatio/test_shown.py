"""A book order by order, and the table of fees of which the most specific row counts."""

from __future__ import annotations

import json
from typing import Any

from picaflor.domain.numbers import read_atoms
from picaflor.wire.asks import Refused, Unclear
from picaflor.wire.contracts import Fees, FeesReport
from picaflor.wire.net import Reply, Request
from picaflor.wire.shown import BookOrders, ReadBookOrders, ReadFeeTable
from picaflor.wire.venue import Venue

A = read_atoms
PUBLIC = "/api/v2/peatio/public/"
ORDER = {
    "id": 7, "uuid": "3a2b", "side": "sell", "ord_type": "limit", "price": "2.5", "avg_price": "0.0", "state": "wait",
    "market": "btcusdt", "created_at": "2023-06-01T12:00:00+00:00", "updated_at": "2023-06-01T12:00:00+00:00",
    "origin_volume": "3.0", "remaining_volume": "1.0", "executed_volume": "2.0", "trades_count": 1,
}  # fmt: skip


def asked(row: Venue, path: str, query: str = "") -> object:
    said = row.rest.read_ask(Request("GET", "v2.altmarkets.io", PUBLIC + path, query))
    return said.code if isinstance(said, Refused) else said


def book(row: Venue, asks: list[Any], bids: list[Any]) -> object:
    body = json.dumps({"asks": asks, "bids": bids}).encode()
    return row.rest.read_answer(ReadBookOrders("btcusdt"), Reply(200, body))


def test_orders_of_a_book_are_read_on_their_own_side_and_market(row: Venue) -> None:
    read = book(row, [ORDER], [])
    assert isinstance(read, BookOrders)
    assert (read.asks[0].venue_id, read.asks[0].price, read.asks[0].size, read.asks[0].filled) == (
        "7", A("2.5"), A("3"), A("2"),
    )  # fmt: skip
    assert isinstance(book(row, [], [ORDER]), Unclear)
    assert isinstance(book(row, [ORDER | {"market": "ethusdt"}], []), Unclear)


def test_each_side_has_a_limit_and_codes_of_its_own(row: Venue) -> None:
    path = "markets/btcusdt/order-book"
    assert asked(row, path) == ReadBookOrders("btcusdt", 20, 20)
    assert asked(row, path, "asks_limit=3&bids_limit=4") == ReadBookOrders("btcusdt", 4, 3)
    assert asked(row, path, "asks_limit=201") == "public.order_book.invalid_ask_limit"
    assert asked(row, path, "bids_limit=x") == "public.order_book.non_integer_bid_limit"


def test_of_the_table_only_what_is_for_everybody_is_ours(row: Venue) -> None:
    rows = [
        {"id": 1, "group": "any", "market_id": "any", "maker": "0.0025", "taker": "0.003"},
        {"id": 2, "group": "any", "market_id": "btcusdt", "maker": "-0.0001", "taker": "0.001"},
        {"id": 3, "group": "vip-0", "market_id": "any", "maker": "0.0", "taker": "0.0"},
    ]
    read = row.rest.read_answer(ReadFeeTable(), Reply(200, json.dumps(rows).encode()))
    assert read == Fees((FeesReport("", A("0.0025"), A("0.003")), FeesReport("btcusdt", -A("0.0001"), A("0.001"))))
    twice = row.rest.read_answer(ReadFeeTable(), Reply(200, json.dumps([*rows, rows[0]]).encode()))
    assert isinstance(twice, Unclear)
    assert asked(row, "trading_fees", "market_id=btcusdt") == ReadFeeTable("btcusdt")
    assert asked(row, "trading_fees", "market_id=any") == ReadFeeTable()
