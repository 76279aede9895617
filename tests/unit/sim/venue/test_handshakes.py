"""A house whose private socket is opened with the key, and whose every acknowledgement lists all that a socket hears."""

from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.conns import Say
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange
from picaflor.venues import load
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Cancelling,
    Orders,
    Place,
    Placed,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.reports import OrderStatus

NOW = 1_700_000_000 * 10**9
ROW = load("altmarkets")


@pytest.fixture
def house() -> tuple[Exchange, PlainKeys]:
    return make_exchange(ROW, 1, 2, CrowdConfig(levels=2, take_percent=0))


def handshake(private: bool, keys: PlainKeys | None = None, query: str = "") -> Request:
    domain = ROW.domains["live"]
    host, _, path = (domain.private if private else domain.public).partition("/")
    bare = Request("GET", host, f"/{path}", query)
    return ROW.auth.sign(bare, keys, NOW) if keys else bare


def heard(exchange: Exchange, no: int) -> list[Any]:
    return [json.loads(out.data) for out in exchange.take_out() if isinstance(out, Say) and out.conn == no]


def names(frame: Any) -> list[str]:
    streams: list[str] = frame["success"]["streams"]
    return streams


def test_the_private_socket_wants_a_key_and_the_public_one_does_not(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, keys = house
    for bad in (handshake(True), handshake(True, PlainKeys(keys.api_key, "wrong"))):
        no = exchange.handshake(bad, NOW)
        assert no is not None
        assert no.status == 401
    assert exchange.handshake(handshake(True, keys), NOW) is None
    assert exchange.handshake(handshake(False), NOW) is None


def test_who_opened_it_is_known_and_others_hear_nothing_private(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, keys = house
    exchange.opened(1, NOW, handshake(True, keys))
    exchange.opened(2, NOW, handshake(False))
    assert exchange.sockets.conns[1].account is exchange.floor.accounts[1]
    assert names(heard(exchange, 1)[0]) == []
    for no in (1, 2):
        exchange.frame(no, b'{"event":"subscribe","streams":["order","nosuch.trades","odd"]}', NOW)
    out = [(out.conn, json.loads(out.data)) for out in exchange.take_out() if isinstance(out, Say)]
    assert [(no, names(frame)) for no, frame in out] == [(1, ["order", "nosuch.trades"]), (2, ["nosuch.trades"])]


def test_a_snapshot_comes_before_the_list_and_each_change_is_one_level(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, _ = house
    exchange.tick(NOW)
    exchange.opened(1, NOW, handshake(False, query="stream=btcusdt.ob-inc"))
    snapshot, listed = heard(exchange, 1)
    assert names(listed) == ["btcusdt.ob-inc"]
    last = snapshot["btcusdt.ob-snap"]["sequence"]
    for n in range(1, 40):
        exchange.tick(NOW + n * 250_000_000)
    changes = [frame["btcusdt.ob-inc"] for frame in heard(exchange, 1)]
    assert [change["sequence"] for change in changes] == list(range(last + 1, last + 1 + len(changes)))
    assert len(changes) > 10
    sides = [change[side] for change in changes for side in ("asks", "bids") if side in change]
    assert len(sides) == len(changes)
    assert all(isinstance(price, str) and size != "0" for price, size in sides)
    assert any(size == "" for _, size in sides)


def test_a_farewell_lists_what_is_left(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, _ = house
    exchange.opened(1, NOW, handshake(False, query="stream=btcusdt.trades,global.tickers"))
    exchange.frame(1, b'{"event":"unsubscribe","streams":["btcusdt.trades"]}', NOW)
    last = heard(exchange, 1)[-1]
    assert last == {"success": {"message": "unsubscribed", "streams": ["global.tickers"]}}
    exchange.tick(NOW + 10**9)
    (told,) = heard(exchange, 1)
    assert sorted(told["global.tickers"]) == ["btcusdt", "ethusdt"]


def ask(exchange: Exchange, what: Any) -> Any:
    """And what was taken is done."""
    said = exchange.rows[0].answers.private(exchange.floor.accounts[1], what, NOW)
    exchange.tick(NOW + ROW.queue_ns)
    return said


def place(exchange: Exchange, side: Side, price: int, name: str = "same") -> str:
    market = exchange.floor.markets["btcusdt"]
    order = Place("btcusdt", name, side, OrderType.LIMIT, 1_000 * market.lot.atoms, price * market.tick.atoms)
    placed = ask(exchange, order)
    assert isinstance(placed, Placed)
    return placed.venue_id


def test_ids_may_be_the_same_and_what_has_ended_is_told_as_it_ended(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, _ = house
    one, other = place(exchange, Side.BUY, 100), place(exchange, Side.BUY, 100)
    assert one != other
    for _ in range(2):
        said = ask(exchange, Cancel("", venue_id=one))
        assert isinstance(said, Cancelling)
    assert said.orders[0].status is OrderStatus.CANCELLED


def test_pages_are_counted_and_lists_are_cut_by_state_and_side(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, _ = house
    exchange.tick(NOW)
    bought = [place(exchange, Side.BUY, 100 + n) for n in range(5)]
    sold = place(exchange, Side.SELL, 10**9)
    first, last = (ask(exchange, ReadOpenOrders(before=page, limit=4)) for page in ("", "2"))
    assert ([row.venue_id for row in first.rows], first.before) == ([sold, *reversed(bought[2:])], "2")
    assert ([row.venue_id for row in last.rows], last.before) == ([bought[1], bought[0]], "")
    gone = ask(exchange, CancelAll("", Side.SELL))
    assert [row.venue_id for row in gone.orders] == [sold]
    assert len(ask(exchange, ReadClosedOrders(states=tuple(OrderStatus))).rows) == 6
    assert [row.venue_id for row in ask(exchange, ReadClosedOrders()).rows] == [sold]
    assert ask(exchange, ReadClosedOrders(states=(OrderStatus.FILLED,))) == Orders(())


def test_an_order_is_told_with_its_fills(house: tuple[Exchange, PlainKeys]) -> None:
    exchange, _ = house
    exchange.tick(NOW)
    taker = place(exchange, Side.BUY, 10**7)
    said = ask(exchange, ReadOrder("", venue_id=taker))
    assert len(said.fills) >= 1
    assert {fill.venue_id for fill in said.fills} == {taker}
    assert ask(exchange, ReadFills(limit=1, before="2")).rows == tuple(reversed(said.fills))[1:2]
