"""Further public sockets of a house: a connector that hears by one of them sees the same market."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.events import Surprise, Traded
from picaflor.domain.orders import Side
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.venues import load
from picaflor.wire.venue import PublicSocket
from tests.spec.card import ALL, PAIR, Card, ready

SOCKETS = [(name, socket) for name in ALL for socket in load(name).public_sockets]
sockets = pytest.mark.parametrize(("venue", "socket"), SOCKETS, ids=[f"{name}-{s.path}" for name, s in SOCKETS])
BUSY = CrowdConfig(levels=15, beat_ns=200_000_000, take_percent=80)
STEADY = CrowdConfig(levels=15, beat_ns=1_000_000_000, take_percent=80)


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client's record is another one; the house is as ever, and has both sockets."""

    def play(venue: str, socket: PublicSocket, **how: Any) -> Card:
        heard = load(venue).through(socket)
        monkeypatch.setattr("picaflor.app.build.load", lambda _: heard)
        return Card(venue, **how)

    return play


@sockets
def test_books_trades_and_bars_are_heard_by_it(venue: str, socket: PublicSocket, through: Any) -> None:
    card = through(venue, socket, crowd=BUSY, bars=(BarsWanted(PAIR, "1m", 30),), private=False)
    card.until(lambda: card.connector.waiting_for() == (), 30)
    (conn,) = card.world.exchange.sockets.conns.values()
    assert conn.socket == socket
    card.run(120)
    assert card.told(Traded)
    feed = card.connector.feeds.feed(PAIR, "1m")
    assert feed.ready
    assert not any(bar.built for bar in feed.bars(5, card.now_ns))
    for crowd in card.world.exchange.rows[0].crowds.values():
        crowd._next_ns = 10**30
    card.run(3)
    theirs, ours = card.floor.books[card.market.symbol], card.connector.book(PAIR)
    assert (ours.bids(50), ours.asks(50)) == (theirs.levels(Side.BUY, 50), theirs.levels(Side.SELL, 50))
    assert card.told(Surprise) == []


@sockets
def test_it_ends_for_who_is_silent_and_is_opened_again(venue: str, socket: PublicSocket, through: Any) -> None:
    card = through(venue, socket, crowd=STEADY, private=False)
    card.until(lambda: card.connector.waiting_for() == (), 30)
    (conn,) = card.world.exchange.sockets.conns.values()
    conn.heard_ns -= socket.closes_after_ns or card.row.heartbeat.closes_after_ns
    card.run(15)
    assert conn.no not in card.world.exchange.sockets.conns
    card.until(lambda: card.connector.waiting_for() == (), 60)
    (again,) = card.world.exchange.sockets.conns.values()
    assert again.socket == socket
    card.run(90)
    assert again.no in card.world.exchange.sockets.conns, "our own pings keep it"


@pytest.mark.parametrize("row", ["bitget", "bitget_perpetual"])
def test_accounts_of_another_kind_hear_by_the_socket_of_their_record_and_by_no_other(row: str) -> None:
    card = ready(f"{row}:unified")
    conns = card.world.exchange.sockets.conns.values()
    assert sorted(conn.socket.path if conn.socket else "private" for conn in conns) == ["private", "v3/ws/public"]
    heard = {(topic.channel, conn.socket is not None) for conn in conns for topic in conn.topics}
    assert {channel for channel, public in heard if not public} == {channel for channel, _ in heard if channel.private}
