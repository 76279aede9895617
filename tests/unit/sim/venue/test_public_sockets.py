"""A house with two public sockets: each is spoken its own way, and each hears the same."""

from __future__ import annotations

from picaflor.app.emulate import make_exchange
from picaflor.sim.venue.conns import HangUp, Say
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange
from picaflor.venues import load
from picaflor.wire.net import Request
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Subscribe, Subscribed, Topic

NOW = 1_700_000_000 * 10**9
SECOND = 10**9
ROW = load("hashkey")
(SOCKET,) = ROW.public_sockets
BOOK = Topic(Channel.BOOK, "BTCUSDT")


def heard(house: Exchange, conn: int) -> list[bytes]:
    mine = [said.data for said in house.sockets.out if isinstance(said, Say) and said.conn == conn]
    house.sockets.out = [said for said in house.sockets.out if said.conn != conn]
    return mine


def test_a_path_says_how_a_socket_is_spoken_and_how_long_it_may_be_silent() -> None:
    house, _ = make_exchange(ROW, 1, 2, CrowdConfig(levels=2, take_percent=0))
    sockets = house.sockets
    for no, path in enumerate(("/quote/ws/v1", "/" + SOCKET.path)):
        house.opened(no, NOW, Request("GET", "", path))
    for no, stream in enumerate((ROW.stream, SOCKET.stream)):
        (asked,) = stream.write_client(Subscribe((BOOK,)))
        sockets.frame(no, asked, NOW)
    (book,) = heard(house, 0)
    acked, same = heard(house, 1)
    assert SOCKET.stream.read_venue(acked) == (Subscribed(BOOK),)
    (first,), (second,) = ROW.stream.read_venue(book), SOCKET.stream.read_venue(same)
    assert isinstance(first, BookFrame)
    assert (first, book == same) == (second, False)
    sockets.tick(NOW + SOCKET.closes_after_ns)
    assert [said.conn for said in sockets.out if isinstance(said, HangUp)] == [1]
    assert sockets.due() <= NOW + ROW.heartbeat.closes_after_ns  # type: ignore[operator]


def test_what_all_hear_is_written_once_for_each_way_of_speaking() -> None:
    house, _ = make_exchange(ROW, 1, 2, CrowdConfig(levels=2, take_percent=100, beat_ns=SECOND))
    trades = Topic(Channel.TRADES, "BTCUSDT")
    for no, path in enumerate(("/quote/ws/v1", "/" + SOCKET.path, "/" + SOCKET.path)):
        house.opened(no, NOW, Request("GET", "", path))
        stream = house.sockets.conns[no].socket.stream if house.sockets.conns[no].socket else ROW.stream
        (asked,) = stream.write_client(Subscribe((trades,)))
        house.sockets.frame(no, asked, NOW)
        heard(house, no)
    for step in range(1, 20):
        house.tick(NOW + step * SECOND)
    one, two, three = heard(house, 0), heard(house, 1), heard(house, 2)
    assert one
    assert two == three != one
    told = [row for data in one for frame in ROW.stream.read_venue(data) for row in frame.rows]  # type: ignore[union-attr]
    also = [row for data in two for frame in SOCKET.stream.read_venue(data) for row in frame.rows]  # type: ignore[union-attr]
    assert told == also
