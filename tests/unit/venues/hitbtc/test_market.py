"""Public endpoints beyond what the laws run over."""

from __future__ import annotations

import json

import pytest

from picaflor.venues.hitbtc import rest
from picaflor.venues.hitbtc.market import DEPTH_MAX
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import CoinReport, ServerTime

NOPE = b'{"timestamp":"2023-11-14T22:13:20.315Z","error":{"code":2001,"message":"No such symbol: 0","description":""}}'


def get(path: str, query: str = "") -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", rest.HOST, f"/api/3/public/{path}", query))


def test_the_time_is_the_date_of_a_refusal() -> None:
    assert rest.write_ask(a.ReadTime()).path == "/api/3/public/symbol/0"
    assert rest.read_answer(a.ReadTime(), Reply(400, NOPE)) == ServerTime(1_700_000_000_315_000_000)
    assert rest.read_answer(a.ReadBook("0"), Reply(400, NOPE)) == a.Refused(
        "2001", "No such symbol: 0", a.Refusal.SYMBOL
    )
    for undated in (NOPE.replace(b"2023-11-14T22:13:20.315Z", b""), NOPE.replace(b"2023", b"0000")):
        assert isinstance(rest.read_answer(a.ReadTime(), Reply(400, undated)), a.Unclear)
    other = NOPE.replace(b"2001", b"429")
    assert isinstance(rest.read_answer(a.ReadTime(), Reply(429, other)), a.Refused)


@pytest.mark.parametrize(
    ("path", "query", "ask"),
    [
        ("symbol", "", a.ReadMarkets()),
        ("currency", "currencies=BTC", a.ReadCoins()),
        ("orderbook/BTCUSDT", "", a.ReadBook("BTCUSDT", 10)),
        ("orderbook/BTCUSDT", "depth=0", a.ReadBook("BTCUSDT", DEPTH_MAX)),
        ("orderbook/%E5%B8%81USDT", "depth=7", a.ReadBook("币USDT", 7)),
        ("trades/BTCUSDT", "sort=DESC&by=timestamp", a.ReadTrades("BTCUSDT", 100)),
        ("trades/BTCUSDT", "sort=ASC&limit=3", a.ReadTrades("BTCUSDT", 3, oldest_first=True)),
        ("trades", "", a.ReadTrades("", 10)),
        ("trades", "symbols=A,B&sort=asc", a.ReadTrades("", 10, symbols=("A", "B"), oldest_first=True)),
    ],
)
def test_what_strangers_ask(path: str, query: str, ask: a.Ask) -> None:
    assert get(path, query) == ask


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("time", "", "404"),
        ("prices", "", "404"),
        ("trades/BTCUSDT", "limit=1001", "10001"),
        ("trades/BTCUSDT", "limit=0", "10001"),
        ("trades", "limit=1001", "10001"),
        ("orderbook/BTCUSDT", "depth=-1", "10001"),
    ],
)
def test_what_is_not_offered(path: str, query: str, code: str) -> None:
    refused = get(path, query)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_a_book_whose_sides_are_no_lists_is_unreadable() -> None:
    for side in (b"null", b"{}", b'"[]"'):
        body = b'{"timestamp":"2023-11-14T22:13:20Z","ask":%s,"bid":[]}' % side
        assert isinstance(rest.read_answer(a.ReadBook("B"), Reply(200, body)), a.Unclear)


def test_coins_have_what_a_stranger_wants() -> None:
    body = rest.write_answer(a.ReadCoins(), a.Coins((CoinReport("BTC"),)), 0).body
    assert {"full_name", "payin_enabled", "networks", "precision_transfer"} <= json.loads(body)["BTC"].keys()


def test_trades_of_several_markets_are_an_object_by_symbol() -> None:
    ask = a.ReadTrades("", 2, symbols=("BTCUSDT", "ETHUSDT"), oldest_first=True)
    request = rest.write_ask(ask)
    assert (request.path, request.query) == ("/api/3/public/trades", "symbols=BTCUSDT%2CETHUSDT&sort=ASC&limit=2")
    row = {"price": "25001.00", "qty": "0.01500", "side": "buy", "timestamp": "2023-11-14T22:13:19.990Z"}
    told = {"BTCUSDT": [{"id": 1, **row}, {"id": 2, **row}], "ETHUSDT": [{"id": 3, **row}]}
    trades = rest.read_answer(ask, Reply(200, json.dumps(told).encode()))
    assert isinstance(trades, a.Trades)
    assert [(trade.symbol, trade.trade_id) for trade in trades.rows] == [
        ("BTCUSDT", "1"),
        ("BTCUSDT", "2"),
        ("ETHUSDT", "3"),
    ]
    assert rest.read_answer(ask, rest.write_answer(ask, trades, 0)) == trades
    assert isinstance(rest.read_answer(ask, Reply(200, b"[]")), a.Unclear)
