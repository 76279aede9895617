"""Private endpoints beyond what the laws run over: what is written for each kind of order, pages, names."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hitbtc import rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport, BalancesReport

A = read_atoms
ID = "tc-0000000000000001"
MS = 1_000_000


def place(kind: OrderType, **more: object) -> dict[str, object]:
    ask = a.Place("BTCUSDT", ID, Side.BUY, kind, size=A("0.002"), **more)  # type: ignore[arg-type]
    return dict(json.loads(rest.write_ask(ask).body))


def test_each_kind_of_order_has_its_words() -> None:
    common = {
        "client_order_id": ID,
        "symbol": "BTCUSDT",
        "side": "buy",
        "quantity": "0.002",
        "strict_validate": True,
    }
    limit = {**common, "type": "limit", "price": "25000.5", "time_in_force": "GTC"}
    assert place(OrderType.LIMIT, price=A("25000.50")) == limit
    assert place(OrderType.LIMIT, price=A("25000.5"), tif=Tif.FOK) == {**limit, "time_in_force": "FOK"}
    assert place(OrderType.LIMIT_MAKER, price=A("25000.5")) == {**limit, "post_only": True}
    assert place(OrderType.MARKET) == {**common, "type": "market"}


def test_what_this_row_cannot_say_is_not_sent() -> None:
    by_money = a.Place("BTCUSDT", ID, Side.BUY, OrderType.MARKET, quote=A("10"))
    nameless = a.Cancel("BTCUSDT", venue_id="7")
    for ask in (by_money, nameless):
        with pytest.raises(ValueError, match="this row"):
            rest.write_ask(ask)


def post(**body: object) -> a.Ask | a.Refused:
    given = {"symbol": "BTCUSDT", "side": "buy", "quantity": "1", "price": "2", **body}
    return rest.read_ask(Request("POST", "", "/api/3/spot/order", body=json.dumps(given).encode()))


def test_what_strangers_order() -> None:
    plain = a.Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, A("1"), A("2"))
    assert post() == plain
    assert post(quantity=1, price=2.0, post_only=False, take_rate="0.1") == plain
    market = post(type="market", time_in_force="FOK")
    assert isinstance(market, a.Place)
    assert (market.type, market.price, market.tif) == (OrderType.MARKET, None, Tif.GTC)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"side": "BUY"}, "10001"),
        ({"symbol": ""}, "10001"),
        ({"type": "trailing"}, "20049"),
        ({"time_in_force": "GTX"}, "20048"),
        ({"time_in_force": "GTD"}, "10001"),
        ({"time_in_force": "GTD", "expire_time": "soon"}, "10001"),
        ({"quantity": "x"}, "2010"),
        ({"quantity": "0"}, "2011"),
        ({"price": "-1"}, "2020"),
        ({"price": "0"}, "2021"),
        ({"price": None}, "10001"),
    ],
)
def test_what_is_not_taken(body: dict[str, object], code: str) -> None:
    refused = post(**body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def query(ask: a.Ask) -> str:
    return rest.write_ask(ask).query


def test_the_first_page_is_cut_by_time_and_the_others_by_number() -> None:
    since = 1_700_000_000_000 * MS
    assert query(a.ReadFills("B", since_ns=since)) == ("symbol=B&by=timestamp&from=1700000000000&sort=DESC&limit=100")
    assert query(a.ReadFills("B", before="7", since_ns=since)) == "symbol=B&by=id&till=6&sort=DESC&limit=100"
    assert query(a.ReadClosedOrders(limit=5_000)) == "sort=DESC&limit=1000"
    assert query(a.ReadFills("B", "828680665000")) == "order_id=828680665000"


def fill(number: int, second: int) -> str:
    return (
        f'{{"id":{number},"order_id":1,"client_order_id":"tc-00000001","symbol":"B","side":"buy","quantity":"1",'
        f'"price":"1","fee":"0","timestamp":"2023-11-14T22:13:{second}Z","taker":true}}'
    )


def fills(ask: a.ReadFills, *rows: str) -> a.Fills:
    found = rest.read_answer(ask, Reply(200, f"[{','.join(rows)}]".encode()))
    assert isinstance(found, a.Fills)
    return found


def test_pages_end_where_they_are_not_full_or_reach_back_far_enough() -> None:
    begin = 1_700_000_000_000 * MS
    two = fill(9, 25), fill(8, 24)
    assert fills(a.ReadFills(limit=2), *two).before == "8"
    assert fills(a.ReadFills(limit=3), *two).before == ""
    assert fills(a.ReadFills(limit=2, since_ns=begin + 4_000 * MS), *two).before == "8"
    assert fills(a.ReadFills(limit=2, since_ns=begin + 4_001 * MS), *two).before == ""
    assert fills(a.ReadFills(venue_id="1", limit=2), *two).before == ""


def test_an_order_can_be_asked_for_by_either_name_but_is_named_by_the_clients_where_both_are_known() -> None:
    assert query(a.ReadOrder("B", ID, "7")) == f"client_order_id={ID}"
    assert query(a.ReadOrder("B", venue_id="7")) == "by=id&from=7&till=7&limit=1"
    past = Request("GET", "", "/api/3/spot/history/order", "by=id&from=7&till=8")
    assert rest.read_ask(past) == a.ReadClosedOrders(before="9")


def test_what_margin_has_taken_is_held_and_a_coin_stands_once() -> None:
    row = '{"currency":"USDT","available":"900.0","reserved":"100.0","reserved_margin":"5"}'
    read = rest.read_answer(a.ReadBalances(), Reply(200, f"[{row}]".encode()))
    assert read == BalancesReport((BalanceReport("USDT", A("900"), A("105"), A("5")),), whole=True)
    assert isinstance(rest.read_answer(a.ReadBalances(), Reply(200, f"[{row},{row}]".encode())), a.Unclear)


def test_an_order_that_is_open_has_a_path_of_its_own_and_an_ended_one_is_not_there() -> None:
    ask = a.ReadOrder("", "tc-0000000000000001", live=True)
    request = rest.write_ask(ask)
    assert (request.method, request.path) == ("GET", "/api/3/spot/order/tc-0000000000000001")
    assert rest.read_ask(request) == ask
    refused = rest.write_answer(ask, a.Refused("20002", "Order not found", a.Refusal.NOT_FOUND), 0)
    assert refused.status == 400
    assert rest.read_answer(ask, refused) == a.Orders(())
