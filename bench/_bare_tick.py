"""The least that an order can come of a frame by with what the product is built on: what machine and language allow.

picows' own callback, the book's kernel, its best price, a body out of one format string, the signature filled into
prepared bytes, the socket's write. No journal, no risk, no order numbers that outlive it, no throttle, no strategy,
and nobody hears what becomes of the order: nothing of this may be traded with.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from picaflor.machines.book.envelope import read_topic
from picaflor.machines.book.raw import RawBook
from picaflor.sim.venue.listing import spot_listing
from picaflor.transport.hosts import Hosts
from picaflor.transport.prepared import Prepared
from picaflor.venues import load
from picaflor.venues.bitget.envelope import HEADERS
from picaflor.venues.bitget.trading import PLACE_PATH
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Subscribe, Topic

BODY = (
    '{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"ioc","price":"%d.%02d","size":"0.001",'
    '"clientOid":"bare%d"}'
)
BELOW = 10_000  # ticks, of which a hundred are one


class Silent(asyncio.Protocol):
    """Of what comes back nothing is read."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport


class Bare(WSListener):  # type: ignore[misc]
    def __init__(self, hello: dict[str, Any], orders: asyncio.Transport) -> None:
        self.venue, self.orders, self.no = load("bitget"), orders, 0
        (market,) = (row.market for row in spot_listing(self.venue, 1) if row.market.symbol == "BTCUSDT")
        envelope = self.venue.book.envelope
        assert envelope is not None
        self.book, self.envelope, self.known = RawBook(market, self.venue.book, envelope), envelope, False
        keys = PlainKeys(*hello["keys"])
        request = Request("POST", self.venue.domains["live"].rest, PLACE_PATH, headers=HEADERS)
        stamped = self.venue.auth.stamped(request, keys)
        assert stamped is not None
        self.prepared = Prepared(request, stamped, self.venue.auth, keys)

    def on_ws_connected(self, transport: WSTransport) -> None:
        (data,) = self.venue.stream.write_client(Subscribe((Topic(Channel.BOOK, "BTCUSDT"),)))
        transport.send(WSMsgType.TEXT, data)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        data = frame.get_payload_as_bytes()
        now_ns = time.time_ns()
        if not self.known or not self.book.offer(data, now_ns):
            self.begin(data, now_ns)
            return
        bid, _ = self.book.best()
        self.no += 1
        body = BODY % (*divmod(bid - BELOW, 100), self.no)
        self.orders.write(self.prepared.write(body.encode(), now_ns))

    def begin(self, data: bytes, now_ns: int) -> None:
        for frame in self.venue.stream.read_venue(data):
            if isinstance(frame, BookFrame):
                self.book.apply(frame, now_ns)
                topic = read_topic(self.envelope, data)
                self.known = topic is not None and self.book.know(topic)


async def open_bare(hello: dict[str, Any]) -> WSTransport:
    hosts, venue = Hosts(hello["hosts"]), load("bitget")
    place = hosts.place(venue.domains["live"].rest)
    orders, _ = await asyncio.get_running_loop().create_connection(Silent, place.address, place.port)
    place, path = hosts.websocket(venue.domains["live"].public)
    transport, _ = await ws_connect(lambda: Bare(hello, orders), f"ws://{place.address}:{place.port}{path}")
    return transport
