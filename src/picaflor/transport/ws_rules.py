"""What both ends of a websocket insist on: frames become messages by the rules of RFC 6455, or the socket is closed."""

from __future__ import annotations

from typing import Final, Protocol

from picaflor.transport.packing import TooBig, Unpackable

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
OPCODES: Final = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})

OK: Final = 1000
GOING_AWAY: Final = 1001
PROTOCOL_ERROR: Final = 1002
NO_CODE: Final = 1005  # never on the wire: the close frame named none
NO_CLOSE_FRAME: Final = 1006  # never on the wire: the connection just ended
INVALID_DATA: Final = 1007
POLICY: Final = 1008
TOO_BIG: Final = 1009
OUR_FAULT: Final = 1011
CODES_ON_THE_WIRE: Final = frozenset({1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014})


class Violation(Exception):
    """The peer broke a rule: close with this code."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


class Unpacks(Protocol):
    def unpack(self, data: bytes) -> bytes: ...


class Assembler:
    """Puts fragments together, unpacks and checks. Holds at most `cap` bytes, however the peer cuts them."""

    __slots__ = ("_cap", "_packed", "_parts", "_text", "_unpacker", "in_pieces")

    def __init__(self, cap: int, unpacker: Unpacks | None = None) -> None:
        self._cap, self._unpacker = cap, unpacker
        self._parts = bytearray()
        self._text = self._packed = False
        self.in_pieces = False

    @property
    def buffered(self) -> int:
        return len(self._parts)

    def add(self, opcode: int, fin: bool, rsv1: bool, payload: bytes) -> tuple[bytes, bool] | None:
        """One data frame in; a whole message and whether it is text out, when this was its last frame."""
        if opcode == CONTINUATION:
            if not self.in_pieces:
                raise Violation(PROTOCOL_ERROR, "a continuation of nothing")
            if rsv1:
                raise Violation(PROTOCOL_ERROR, "a reserved bit in a continuation")
        else:
            self._begin(opcode, rsv1)
        if len(self._parts) + len(payload) > self._cap:
            raise Violation(TOO_BIG, f"a message of more than {self._cap} bytes")
        if not fin:
            self.in_pieces = True
            self._parts += payload
            return None
        whole = bytes(self._parts + payload) if self.in_pieces else payload
        self._parts, self.in_pieces = bytearray(), False
        return self._finish(whole), self._text

    def _begin(self, opcode: int, rsv1: bool) -> None:
        if self.in_pieces:
            raise Violation(PROTOCOL_ERROR, "a new message inside another")
        if rsv1 and self._unpacker is None:
            raise Violation(PROTOCOL_ERROR, "a reserved bit that no extension was agreed for")
        self._text, self._packed = opcode == TEXT, rsv1

    def _finish(self, whole: bytes) -> bytes:
        if self._packed:
            assert self._unpacker is not None
            try:
                whole = self._unpacker.unpack(whole)
            except Unpackable as error:
                raise Violation(INVALID_DATA, str(error)) from error
            except TooBig as error:
                raise Violation(TOO_BIG, str(error)) from error
        if self._text and not is_utf8(whole):
            raise Violation(INVALID_DATA, "text that is not UTF-8")
        return whole


def is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_close(payload: bytes) -> tuple[int, str]:
    """Code and reason of a close frame."""
    if not payload:
        return NO_CODE, ""
    code = int.from_bytes(payload[:2], "big")
    if len(payload) == 1 or not (code in CODES_ON_THE_WIRE or 3000 <= code <= 4999):
        raise Violation(PROTOCOL_ERROR, f"a close frame with the code {code}")
    try:
        return code, payload[2:].decode()
    except UnicodeDecodeError as error:
        raise Violation(INVALID_DATA, "a close reason that is not UTF-8") from error


def cut_reason(why: str) -> bytes:
    """A close frame has room for 123 bytes of reason, and no half letters."""
    return why.encode()[:123].decode(errors="ignore").encode()


def write_frame(opcode: int, payload: bytes) -> bytes:
    """One whole, unmasked frame: a server's."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65536:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big") + payload


def write_close(code: int, why: str) -> bytes:
    return write_frame(CLOSE, b"" if code == NO_CODE else code.to_bytes(2, "big") + cut_reason(why))


class MaskedFrameReader:
    """A server's reading half: masked frames out of bytes."""

    __slots__ = ("_buffer", "_cap")

    def __init__(self, cap: int) -> None:
        self._buffer = bytearray()
        self._cap = cap

    @property
    def buffered(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def take(self) -> tuple[int, bool, bool, bytes] | None:
        """Opcode, fin, rsv1 and payload of the next whole frame."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        opcode, fin, size = first & 0x0F, first >= 0x80, second & 0x7F
        check_head(opcode, fin, first, second)
        begin = 2
        if size >= 126:
            begin = 4 if size == 126 else 10
            if len(buffer) < begin:
                return None
            size = int.from_bytes(buffer[2:begin], "big")
        if size > self._cap:
            raise Violation(TOO_BIG, f"a frame of more than {self._cap} bytes")
        end = begin + 4 + size
        if len(buffer) < end:
            return None
        payload = unmask(bytes(buffer[begin + 4 : end]), bytes(buffer[begin : begin + 4]))
        del buffer[:end]
        return opcode, fin, bool(first & 0x40), payload


def check_head(opcode: int, fin: bool, first: int, second: int) -> None:
    if opcode not in OPCODES:
        raise Violation(PROTOCOL_ERROR, f"the opcode {opcode}")
    if first & 0x30:
        raise Violation(PROTOCOL_ERROR, "a reserved bit")
    if not second & 0x80:
        raise Violation(PROTOCOL_ERROR, "a client's frame without a mask")
    if opcode >= CLOSE and (not fin or second & 0x7F > 125 or first & 0x40):
        raise Violation(PROTOCOL_ERROR, "a control frame in pieces, too long or with a reserved bit")


def unmask(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    pad = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(pad, "little")).to_bytes(size, "little")
