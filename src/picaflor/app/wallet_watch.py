"""A look at the purse that trades nothing through a socket of its own, while money is moved: what came of it is seen there,
whatever became of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from picaflor.app.visit import Visit
from picaflor.transport.ws import Handlers, NotOpened, WsConnection, WsOptions, connect
from picaflor.wire.auth import Keys
from picaflor.wire.reports import BalancesReport
from picaflor.wire.stream import Channel, LoggedIn, Subscribe, Topic
from picaflor.wire.venue import Stream
from picaflor.wire.wallet import Purse, Transfer

OPEN_SECONDS: Final = 5.0
SEEN_SECONDS: Final = 3.0
GOODBYE_SECONDS: Final = 2.0


class Watch:
    def __init__(self, stream: Stream, login: bytes) -> None:
        self._stream, self._login = stream, login
        self._socket: WsConnection | None = None
        self._held: dict[str, int] = {}
        self._moved = asyncio.Event()
        self._gone = asyncio.Event()
        self.ready = asyncio.Event()  # the whole purse was told

    def handlers(self) -> Handlers:
        return Handlers(on_open=self._opened, on_frame=self._heard, on_close=lambda _code, _why: self._gone.set())

    def _opened(self, socket: WsConnection) -> None:
        self._socket = socket
        socket.send(self._login)

    def _heard(self, data: bytes, _text: bool) -> None:
        for frame in self._stream.read_venue(data):
            match frame:
                case LoggedIn() if self._socket is not None:
                    for asked in self._stream.write_client(Subscribe((Topic(Channel.WALLET),))):
                        self._socket.send(asked)
                case BalancesReport(rows, whole):
                    told = {row.asset: row.total for row in rows}
                    self._held = told if whole else {**self._held, **told}
                    self.ready.set()
                    self._moved.set()

    def held(self, asset: str) -> int:
        return self._held.get(asset, 0)

    async def saw(self, asset: str, total: int) -> bool:
        """Whether it holds that much of a coin before long."""
        try:
            async with asyncio.timeout(SEEN_SECONDS):
                while self.held(asset) != total:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    async def leave(self) -> None:
        """A loop that ends before the venue's goodbye leaves the socket open."""
        if self._socket is None:
            return
        self._socket.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._gone.wait()


@asynccontextmanager
async def watching(visit: Visit, ask: Transfer) -> AsyncIterator[Watch | None]:
    """None: the move does not touch that purse, or the venue has no such socket, or it did not open."""
    watch = await _open(visit) if Purse.WALLET in (ask.source, ask.target) else None
    try:
        yield watch
    finally:
        if watch is not None:
            await watch.leave()


async def _open(visit: Visit) -> Watch | None:
    venue, keys = visit.target.venue, visit.keys
    if venue.wallet_socket is None or keys is None:
        return None
    host = venue.domains[visit.target.domain].private.partition("/")[0]
    watch = Watch(venue.wallet_socket.stream, _login(visit, keys))
    url = f"{host}/{venue.wallet_socket.path}"
    got = await connect(visit.reach.hosts, visit.reach.dialler, url, watch.handlers(), WsOptions())
    if isinstance(got, NotOpened):
        return None
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            await watch.ready.wait()
    except TimeoutError:
        await watch.leave()
        return None
    return watch


def _login(visit: Visit, keys: Keys) -> bytes:
    return visit.target.venue.auth.write_login(keys, visit.reach.clock.now_ns() + visit.ahead_ns)
