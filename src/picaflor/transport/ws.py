"""Websockets of the client, over picows. Callbacks only: a frame is handed on in the stack that received it.

picows parses and masks; it does not check everything. Here is added: reserved bits, stray continuations, the size of
a reassembled or unpacked message, UTF-8, close codes, and a limit to what waits to be written.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final, Literal, cast

from msgspec import Struct
from picows import WSCloseCode, WSError, WSFrame, WSHandshakeError, WSListener, WSMsgType, WSTransport, ws_connect

from picaflor.transport import ws_rules as rules
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts, Place
from picaflor.transport.packing import PACKINGS, MessageInflater, Packing, TooBig, Unpackable, unpack
from picaflor.wire.net import Headers, Reply

MESSAGE_CAP: Final = 8 * 1024 * 1024
WRITE_CAP: Final = 4 * 1024 * 1024
PONG_CAP: Final = 64 * 1024  # a peer that does not read gets no more pongs than this
GOODBYE_SECONDS: Final = 1.0  # how long a closing handshake may take

# Whatever picows would log comes out of the callbacks.
_silent: Final = logging.Logger("picows, unheard", logging.CRITICAL + 1)


class WsOptions(Struct, frozen=True, kw_only=True):
    headers: Headers = ()
    decompress: Literal["none", "deflate-raw", "gzip"] = "none"  # of binary messages
    permessage_deflate: bool = False
    message_cap: int = MESSAGE_CAP  # also of unpacked messages
    write_cap: int = WRITE_CAP
    open_seconds: float = 10.0


class NotOpened(Struct, frozen=True):
    """No websocket, and why. `reply`: what the venue answered instead, such as a 429."""

    why: str
    reply: Reply | None = None


class Handlers(Struct, frozen=True, kw_only=True):
    """`on_open` comes before the first frame; `on_close` exactly once after it, and not without it."""

    on_open: Callable[[WsConnection], None]
    on_frame: Callable[[bytes, bool], None]  # data, and whether it came as text
    on_close: Callable[[int, str], None]
    on_beat: Callable[[], None] = lambda: None  # a ping or pong: the peer lives


async def connect(
    hosts: Hosts, dialler: Dialler, url: str, handlers: Handlers, options: WsOptions | None = None
) -> WsConnection | NotOpened:
    options = options or WsOptions()
    try:
        place, path = hosts.websocket(url)
    except ValueError as error:
        return NotOpened(str(error))
    opening = _Opening(handlers, options)
    try:
        async with asyncio.timeout(dialler.dial_seconds + options.open_seconds):
            await ws_connect(
                opening.agree,
                f"{place.ws_base}{path}",
                ssl_context=dialler.context if place.secure else None,
                websocket_handshake_timeout=options.open_seconds,
                logger_name=_silent,
                enable_auto_pong=False,
                max_frame_size=options.message_cap,
                extra_headers=handshake_headers(place, options),
                max_redirects=0,
                proxy=dialler.proxy,
            )
    except (WSError, OSError, ValueError) as error:
        return not_opened(error, dialler, place)
    except Exception as error:
        if type(error).__module__.startswith("python_socks"):
            return NotOpened(f"the proxy said: {error}")
        raise
    finally:
        opening.over = True
    return opening.connection or NotOpened(f"{place.authority} closed the connection during the handshake")


def handshake_headers(place: Place, options: WsOptions) -> list[tuple[str, str]]:
    headers = [("Host", place.name), ("User-Agent", "picaflor"), *options.headers]
    if options.permessage_deflate:
        headers.append(("Sec-WebSocket-Extensions", "permessage-deflate; client_no_context_takeover"))
    return headers


def not_opened(error: Exception, dialler: Dialler, place: Place) -> NotOpened:
    if not isinstance(error, WSHandshakeError):
        return NotOpened(dialler.explain(error, place) if isinstance(error, OSError) else str(error))
    if error.response is None:
        return NotOpened(str(error))
    answered = error.response
    headers = tuple((name.lower(), value) for name, value in answered.headers.items())
    why = f"{place.authority} answered the handshake with {int(answered.status)}"
    return NotOpened(
        why if answered.status != 101 else str(error), Reply(answered.status, error.raw_body or b"", headers)
    )


class _Opening:
    """Looks at the handshake before the first frame."""

    def __init__(self, handlers: Handlers, options: WsOptions) -> None:
        self.over = False
        self.connection: WsConnection | None = None
        self._handlers, self._options = handlers, options

    def agree(self, _request: Any, response: Any) -> WsConnection:
        if self.over:
            raise WSHandshakeError("nobody waits for this socket any more")
        inflater = read_extensions(response.headers.getall("Sec-WebSocket-Extensions", []), self._options)
        self.connection = WsConnection(self._handlers, self._options, inflater)
        return self.connection


def read_extensions(lines: list[str], options: WsOptions) -> MessageInflater | None:
    """The server may only agree to what was offered."""
    agreed = [part.strip() for line in lines for part in line.split(",") if part.strip()]
    if not agreed:
        return None
    name, *parameters = [word.strip().lower() for word in agreed[0].split(";")]
    known = {"server_no_context_takeover", "client_no_context_takeover"}
    odd = [word for word in parameters if word not in known]
    if len(agreed) > 1 or name != "permessage-deflate" or not options.permessage_deflate or odd:
        raise WSHandshakeError(f"the handshake agreed to an extension that was not offered: {agreed[0]}")
    return MessageInflater(options.message_cap, keeps_window="server_no_context_takeover" not in parameters)


class WsConnection(WSListener):
    """One open websocket."""

    def __init__(self, handlers: Handlers, options: WsOptions, inflater: MessageInflater | None) -> None:
        self._handlers, self._options = handlers, options
        self._on_frame = handlers.on_frame
        self._packing = PACKINGS.get(options.decompress)
        self._assembler = rules.Assembler(options.message_cap, inflater)
        self._transport: WSTransport | None = None
        self._ending: tuple[int, str] | None = None  # once set, nothing more is heard or said

    @property
    def buffered(self) -> int:
        """Bytes held here for this socket: fragments, and what the peer has not read."""
        return self._assembler.buffered + self._unwritten()

    @property
    def is_open(self) -> bool:
        transport = self._transport
        if transport is None or self._ending is not None or transport.is_close_frame_sent:
            return False
        return not transport.underlying_transport.is_closing()

    def send(self, data: bytes, *, text: bool = True) -> bool:
        """Writes now. False: the socket is closed or closing, and nothing was written."""
        transport = self._transport
        if transport is None or not self.is_open:
            return False
        transport.send(WSMsgType.TEXT if text else WSMsgType.BINARY, data)
        if self._unwritten() > self._options.write_cap:
            self._end(rules.POLICY, f"the peer left more than {self._options.write_cap} bytes unread", graceful=False)
        return True

    def ping(self, payload: bytes = b"") -> None:
        if self._transport is not None and self.is_open and self._unwritten() <= PONG_CAP:
            self._transport.send_ping(payload)

    def close(self, code: int = rules.OK, why: str = "") -> None:
        """A polite end: the peer is told, and has a second to say goodbye."""
        self._end(code, why or "closed by us", hang_up=False)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        waiter = asyncio.get_running_loop().create_task(transport.wait_disconnected())
        waiter.add_done_callback(report_failure)
        self._handlers.on_open(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if transport.is_close_frame_sent:
            self._hear_goodbye(frame)
            return
        kind: int = frame.msg_type  # type: ignore[assignment]  # an int enum, whatever the stub says
        if (
            kind == rules.TEXT
            and frame.fin
            and not (frame.rsv1 or frame.rsv2 or frame.rsv3 or self._assembler.in_pieces)
        ):
            data = frame.get_payload_as_bytes()
            if data.isascii():  # nearly every frame there is
                self._on_frame(data, True)
                return
        try:
            if frame.rsv2 or frame.rsv3:
                raise rules.Violation(rules.PROTOCOL_ERROR, "a reserved bit")
            if kind >= rules.CLOSE:
                self._control(transport, kind, frame)
                return
            message = self._assembler.add(kind, bool(frame.fin), bool(frame.rsv1), frame.get_payload_as_bytes())
            if message is None:
                return
            data, text = message
            if not text and self._packing is not None:
                data = self._unpack(data)
        except rules.Violation as error:
            self._end(error.code, error.why)
            return
        self._on_frame(data, text)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._ending = self._ending or parser_verdict(transport)
        self._assembler, self._transport = rules.Assembler(0), None
        # By way of the loop, whose exception handler hears of what fails there; picows would only log it.
        asyncio.get_running_loop().call_soon(self._handlers.on_close, *self._ending)

    def pause_writing(self) -> None:
        """`send` looks at the amount itself."""

    def resume_writing(self) -> None:
        """See pause_writing."""

    def _unwritten(self) -> int:
        if self._transport is None:
            return 0
        return self._transport.underlying_transport.get_write_buffer_size()

    def _unpack(self, data: bytes) -> bytes:
        assert self._packing is not None
        try:
            return unpack(data, self._packing, self._options.message_cap, whole=self._packing is Packing.GZIP)
        except Unpackable as error:
            raise rules.Violation(rules.INVALID_DATA, str(error)) from error
        except TooBig as error:
            raise rules.Violation(rules.TOO_BIG, str(error)) from error

    def _control(self, transport: WSTransport, kind: int, frame: WSFrame) -> None:
        if frame.rsv1:
            raise rules.Violation(rules.PROTOCOL_ERROR, "a reserved bit in a control frame")
        payload = frame.get_payload_as_bytes()
        if kind == rules.CLOSE:
            self._end(*rules.read_close(payload))
            return
        if kind == rules.PING and self._unwritten() <= PONG_CAP and self.is_open:
            transport.send_pong(payload)
        self._handlers.on_beat()

    def _hear_goodbye(self, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE and self._transport is not None:
            self._transport.disconnect()

    def _end(self, code: int, why: str, *, graceful: bool = True, hang_up: bool = True) -> None:
        if self._ending is not None or self._transport is None:
            return
        transport = self._transport
        self._ending = (code, why)
        if not graceful:
            transport.disconnect(False)
            return
        sent = rules.OK if code == rules.NO_CODE else code
        transport.send_close(cast("WSCloseCode", sent), rules.cut_reason(why))
        if hang_up:
            transport.disconnect()
        asyncio.get_running_loop().call_later(GOODBYE_SECONDS, transport.disconnect, False)


def parser_verdict(transport: WSTransport) -> tuple[int, str]:
    """Nobody here ended it: then picows found a broken frame, or the connection was lost."""
    handshake = transport.close_handshake
    if handshake is None or handshake.sent is None:
        return rules.NO_CLOSE_FRAME, "the connection ended without a close frame"
    return cast("int", handshake.sent.code), handshake.sent.reason or "our own handler failed"


def report_failure(waiter: asyncio.Task[None]) -> None:
    """A failure in a handler of ours closes the socket; the loop's exception handler hears of it."""
    if waiter.cancelled():
        return
    error = waiter.exception()
    if error is not None and not isinstance(error, WSError):
        waiter.get_loop().call_exception_handler({"message": "a websocket handler failed", "exception": error})
