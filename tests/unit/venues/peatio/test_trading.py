from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.peatio.ids import uuid_of
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Cancelling,
    Fills,
    Narrowing,
    Orders,
    Place,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
    Refused,
    Unclear,
)
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport, BalancesReport, OrderReport, OrderStatus
from picaflor.wire.venue import Venue

at = read_atoms
ORDERS = "/api/v2/peatio/market/orders"
PLACE = Place("btcusdt", "mine", Side.BUY, OrderType.LIMIT, at("1"), at("2"))
GIVEN = {"market": "btcusdt", "side": "buy", "volume": "1", "price": "2"}
ANSWER = {
    "id": 7,
    "market": "btcusdt",
    "side": "buy",
    "ord_type": "limit",
    "price": "2.0",
    "state": "pending",
    "origin_volume": "1.0",
    "executed_volume": "0.0",
    "client_id": "mine",
}
RESTING = OrderReport(
    "btcusdt", "7", "mine", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, at("2"), at("1"), created_ns=0, at_ns=0
)


def posted(row: Venue, given: dict[str, str], path: str = ORDERS) -> object:
    said = row.rest.read_ask(Request("POST", "h", path, body=json.dumps(given).encode()))
    return said.code if isinstance(said, Refused) else said


def got(row: Venue, query: str) -> object:
    said = row.rest.read_ask(Request("GET", "h", ORDERS, query))
    return said.code if isinstance(said, Refused) else said


def read(row: Venue, ask: Place | Cancel | ReadOrder, status: int = 201, **more: object) -> object:
    return row.rest.read_answer(ask, Reply(status, json.dumps(ANSWER | more).encode()))


def test_each_fault_of_an_order_has_its_code(row: Venue) -> None:
    def wrong(**more: str) -> object:
        return posted(row, {name: value for name, value in (GIVEN | more).items() if value})

    assert wrong() == Place("btcusdt", "", Side.BUY, OrderType.LIMIT, at("1"), at("2"))
    assert wrong(market="") == "market.order.missing_market"
    assert wrong(side="both") == "market.order.invalid_side"
    assert wrong(ord_type="stop") == "market.order.invalid_ord_type"
    assert wrong(ord_type="post_only") == "market.order.invalid_ord_type"
    assert wrong(price="") == "market.order.missing_price"
    assert wrong(volume="0") == "market.order.non_positive_volume"
    assert wrong(ord_type="market") == "market.order.market_order_price"
    assert wrong(ord_type="market", price="") == Place("btcusdt", "", Side.BUY, OrderType.MARKET, at("1"))


def test_post_only_is_a_type_where_the_server_knows_it(row: Venue, newer: Venue) -> None:
    maker = Place("btcusdt", "mine", Side.BUY, OrderType.LIMIT_MAKER, at("1"), at("2"))
    assert newer.rest.read_ask(newer.rest.write_ask(maker)) == maker
    with pytest.raises(ValueError, match="no post-only"):
        row.rest.write_ask(maker)
    assert (OrderType.LIMIT_MAKER in newer.order_types, OrderType.LIMIT_MAKER in row.order_types) == (True, False)


def test_an_answer_names_the_order_or_proves_nothing(row: Venue) -> None:
    for good in ({}, {"client_id": None}):
        assert not isinstance(read(row, PLACE, **good), Unclear)
    for other in ({"client_id": "other"}, {"market": "ethusdt"}, {"side": "sell"}, {"id": None}, {"state": "odd"}):
        assert isinstance(read(row, PLACE, **other), Unclear), other


def test_what_is_fresh_is_told_as_pending_and_posts_are_created(row: Venue) -> None:
    reply = row.rest.write_answer(PLACE, row.rest.read_answer(PLACE, Reply(201, json.dumps(ANSWER).encode())), 0)
    assert (reply.status, json.loads(reply.body)["state"]) == (201, "pending")
    again = row.rest.write_answer(Cancel("", venue_id="7"), Cancelling("mine", "7", (RESTING,)), 0)
    assert (again.status, json.loads(again.body)["state"]) == (201, "wait")


def test_an_order_is_named_by_number_or_uuid(row: Venue) -> None:
    uuid = uuid_of("7")
    assert (
        posted(row, {}, f"{ORDERS}/7/cancel") == posted(row, {}, f"{ORDERS}/{uuid}/cancel") == Cancel("", venue_id="7")
    )
    assert posted(row, {}, f"{ORDERS}/mine/cancel") == "market.order.invaild_id_or_uuid"
    with pytest.raises(ValueError, match="the venue's own number"):
        row.rest.write_ask(Cancel("btcusdt", "mine"))
    theirs = "0f3c1b1e-9d0a-4d36-8f6b-0a1b2c3d4e5f"
    assert isinstance(read(row, ReadOrder("", venue_id=theirs), 200, uuid=theirs), Orders)
    assert isinstance(read(row, ReadOrder("", venue_id="7"), 200), Orders)
    assert isinstance(read(row, ReadOrder("", venue_id="8"), 200), Unclear)
    assert isinstance(read(row, Cancel("", venue_id="8")), Unclear)


def test_the_balance_of_one_coin(row: Venue) -> None:
    ask = ReadBalances("USDT")
    request = row.rest.write_ask(ask)
    assert request.path == "/api/v2/peatio/account/balances/usdt"
    assert row.rest.read_ask(request) == ask
    told = BalancesReport((BalanceReport("USDT", at("9"), at("1")),), whole=False)
    assert row.rest.read_answer(ask, row.rest.write_answer(ask, told, 0)) == told
    assert isinstance(row.rest.read_answer(ReadBalances("BTC"), row.rest.write_answer(ask, told, 0)), Unclear)


def test_all_of_a_side(row: Venue) -> None:
    assert posted(row, {"market": "btcusdt", "side": "sell"}, f"{ORDERS}/cancel") == CancelAll("btcusdt", Side.SELL)
    assert posted(row, {"side": "x"}, f"{ORDERS}/cancel") == "market.order.invalid_side"


def test_states_say_which_list_is_wanted(row: Venue) -> None:
    assert got(row, "state=wait") == got(row, "state[]=wait&state[]=pending") == ReadOpenOrders()
    assert got(row, "state[]=done&state[]=cancel&state[]=reject&page=3") == ReadClosedOrders(before="3")
    assert got(row, "state=done") == ReadClosedOrders(states=(OrderStatus.FILLED,))
    assert got(row, "") == ReadClosedOrders(states=tuple(OrderStatus))
    assert got(row, "state=gone") == "market.order.invalid_state"
    assert got(row, "state=wait&time_from=7") == ReadClosedOrders(
        since_ns=7 * 10**9, states=(OrderStatus.OPEN, OrderStatus.PARTIAL)
    )


def test_lists_are_narrowed_by_markets_coins_side_kind_and_time_and_turned_around(row: Venue) -> None:
    assert got(row, "state=wait&market=btcusdt&limit=0") == ReadOpenOrders("btcusdt", limit=0)
    two = Narrowing(("btcusdt", "ethusdt"), side=Side.SELL, oldest_first=True)
    asked = "market[]=btcusdt&market[]=ethusdt&type=sell&order_by=asc"
    assert got(row, f"state=wait&{asked}") == ReadOpenOrders(narrowing=two)
    coins = Narrowing(base="BTC", quote="USDT", type=OrderType.LIMIT, until_ns=9 * 10**9)
    assert got(row, "state=wait&base_unit=btc&quote_unit=usdt&ord_type=limit&time_to=9") == ReadOpenOrders(
        narrowing=coins
    )
    trades = row.rest.read_ask(Request("GET", "h", "/api/v2/peatio/market/trades", asked))
    assert trades == ReadFills(narrowing=two)
    assert got(row, "ord_type=iceberg") == "market.order.invalid_ord_type"
    assert got(row, "type=hold") == "market.order.invalid_type"
    assert got(row, "order_by=price") == "market.order.invalid_order_by"
    wrong = row.rest.read_ask(Request("GET", "h", "/api/v2/peatio/market/trades", "type=hold"))
    assert isinstance(wrong, Refused)
    assert wrong.code == "market.trade.invalid_type"
    assert got(row, "order_by=up") == "market.order.invalid_order_by"


def test_an_open_order_among_the_closed_ones_is_none_of_them(row: Venue) -> None:
    body = json.dumps([ANSWER, ANSWER | {"id": 8, "state": "done", "executed_volume": "1.0"}]).encode()
    closed = row.rest.read_answer(ReadClosedOrders(), Reply(200, body))
    assert isinstance(closed, Orders)
    assert [order.venue_id for order in closed.rows] == ["8"]


def test_a_full_page_may_have_a_next_one(row: Venue) -> None:
    body = json.dumps([ANSWER, ANSWER | {"id": 8}]).encode()
    for limit, before in ((2, "2"), (3, "")):
        page = row.rest.read_answer(ReadOpenOrders(limit=limit), Reply(200, body))
        assert isinstance(page, Orders)
        assert page.before == before


def test_the_fills_of_one_order_are_picked_out(row: Venue) -> None:
    fill = {"id": 1, "market": "btcusdt", "price": "2", "amount": "1", "side": "buy"}
    body = json.dumps([fill | {"order_id": 7}, fill | {"id": 2, "order_id": 8}]).encode()
    ask = ReadFills("btcusdt", "8", limit=1)
    assert "limit=1000" in row.rest.write_ask(ask).query
    said = row.rest.read_answer(ask, Reply(200, body))
    assert isinstance(said, Fills)
    assert ([each.trade_id for each in said.rows], said.before) == (["2"], "")


def test_newer_houses_say_more(newer: Venue) -> None:
    reply = newer.rest.write_answer(ReadOrder("", venue_id="7"), Orders((RESTING,)), 0)
    assert json.loads(reply.body)["market_type"] == "spot"
    assert json.loads(reply.body)["trades"] == []
