"""Orders of contracts: what strangers may leave out, what is refused, what proves nothing."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.venues.hashkey import perp_rest as rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request

X = "BTCUSDT-PERPETUAL"
A = read_atoms
PLACE = a.Place(X, "c", Side.BUY, OrderType.LIMIT, A("3"), A("100"), hold=Hold.LONG)
BODY = f"symbol={X}&side=BUY_OPEN&type=LIMIT&quantity=3&price=100&clientOrderId=c"


def ask(method: str, path: str, query: str) -> object:
    return rest.read_ask(Request(method, rest.HOST, "/api/v1/futures/" + path, query))


@pytest.mark.parametrize(
    ("more", "kind", "tif"),
    [
        ("", OrderType.LIMIT, Tif.GTC),
        ("&reduceOnly=true&postOnly=x", OrderType.LIMIT, Tif.GTC),  # nobody knows these
        ("&timeInForce=FOK", OrderType.LIMIT, Tif.FOK),
        ("&timeInForce=LIMIT_MAKER", OrderType.LIMIT_MAKER, Tif.GTC),
        ("&priceType=MARKET&timeInForce=IOC", OrderType.MARKET, Tif.GTC),
    ],
)
def test_what_strangers_send(more: str, kind: OrderType, tif: Tif) -> None:
    read = ask("POST", "order", BODY + more)
    assert isinstance(read, a.Place)
    assert (read.type, read.tif, read.hold) == (kind, tif, Hold.LONG)
    assert (read.price is None) is (kind is OrderType.MARKET)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("BUY_OPEN", "BUY", "-1117"),
        ("type=LIMIT", "type=MARKET", "-1014"),
        ("clientOrderId=c", "clientOrderId=", "0001"),
        ("quantity=3", "quantity=0", "-1126"),
        ("price=100", "priceType=ODD", "-1153"),
        ("price=100", "timeInForce=DAY", "-1115"),
        ("price=100", "price=0", "-1124"),
    ],
)
def test_what_is_refused_at_the_door(old: str, new: str, code: str) -> None:
    said = ask("POST", "order", BODY.replace(old, new))
    assert isinstance(said, a.Refused)
    assert said.code == code


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("GET", "openOrders", f"symbol={X}"),
        ("GET", "historyOrders", "type=LIMIT"),
        ("GET", "historyOrders", f"symbol={X}&type=ODD"),
        ("GET", "userTrades", "limit=5"),
        ("DELETE", "order", "type=LIMIT"),
        ("DELETE", "batchOrders", f"symbol={X}&side=ODD"),
    ],
)
def test_lists_want_their_type_and_their_symbol(method: str, path: str, query: str) -> None:
    assert isinstance(ask(method, path, query), a.Refused)


def test_nothing_is_net_here() -> None:
    with pytest.raises(ValueError, match="long or a short position"):
        rest.write_ask(a.Place(X, "c", Side.BUY, OrderType.LIMIT, A("3"), A("100")))


def test_an_answer_that_names_another_order_proves_nothing() -> None:
    for other in ({"orderId": "7", "clientOrderId": "d"}, {"orderId": "0", "clientOrderId": "c"}, {"orderId": "7"}):
        assert isinstance(rest.read_answer(PLACE, Reply(200, json.dumps(other).encode())), a.Unclear)
    cancelled = Reply(200, b'{"orderId":"7","clientOrderId":"c"}')
    assert rest.read_answer(a.Cancel("", "c"), cancelled) == a.Cancelling("c", "7")
    assert isinstance(rest.read_answer(a.Cancel("", "d"), cancelled), a.Unclear)
    assert isinstance(rest.read_answer(a.Cancel("", venue_id="8"), cancelled), a.Unclear)


def test_all_were_cancelled_only_where_it_says_so() -> None:
    for body, yes in ((b'{"message":"success","timestamp":1}', True), (b'{"message":"later","timestamp":1}', False)):
        assert (rest.read_answer(a.CancelAll(X), Reply(200, body)) == a.Cancelling()) is yes


def test_trades_of_one_order_are_picked_from_the_newest() -> None:
    rows = [
        {
            "time": "1",
            "tradeId": str(90 - n),
            "orderId": str(n % 2 + 7),
            "symbol": X,
            "price": "1",
            "quantity": "1",
            "commissionAsset": "USDT",
            "commission": "0",
            "side": "BUY_OPEN",
            "isMarker": True,
        }
        for n in range(4)
    ]
    told = rest.read_answer(a.ReadFills(X, "8"), Reply(200, json.dumps(rows).encode()))
    assert isinstance(told, a.Fills)
    assert [fill.trade_id for fill in told.rows] == ["89", "87"]
    assert "limit=1000" in rest.write_ask(a.ReadFills(X, "8", limit=5)).query
