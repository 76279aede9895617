"""HTTP/1.1 messages in bytes, whole or not at all. The reader does not know which end it sits on, but for one rule:
a message that names no length is empty when it asks, and runs until the connection closes when it answers."""

from __future__ import annotations

from typing import Final, NamedTuple

from picaflor.wire.net import Headers

HEAD_CAP: Final = 64 * 1024
HEADERS_CAP: Final = 128
CHUNK_LINE_CAP: Final = 1024
BARE_STATUS: Final = frozenset({204, 304})
UNTIL_CLOSE: Final = -1
CHUNKED: Final = -2


class Malformed(Exception):
    """What came is not HTTP, or more of it than agreed. The connection it came on is of no further use."""


class Message(NamedTuple):
    start: str  # the request line or the status line
    headers: Headers  # names in lower case
    body: bytes

    @property
    def status(self) -> int:
        return int(self.start[9:12])

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    @property
    def keeps_alive(self) -> bool:
        said = (self.header("connection") or "").lower()
        return "close" not in said if "HTTP/1.1" in self.start else "keep-alive" in said


def write_head(start: str, headers: Headers) -> bytes:
    """A line break in a header would be a second header, or a second request: refused."""
    head = "\r\n".join([start, *[f"{name}: {value}" for name, value in headers]])
    if head.count("\r") != len(headers) or head.count("\n") != len(headers) or "\0" in head:
        raise Malformed("a line break inside a header")
    return f"{head}\r\n\r\n".encode("latin-1")


class MessageReader:
    """Feed bytes, take messages. Nothing is kept but what belongs to messages not yet taken."""

    __slots__ = ("_answers", "_body", "_body_cap", "_buffer", "_head", "_length", "_searched")

    def __init__(self, *, answers: bool, body_cap: int) -> None:
        self._answers, self._body_cap = answers, body_cap
        self._buffer = bytearray()
        self._searched = 0
        self._head: tuple[str, Headers] | None = None
        self._length = 0
        self._body = bytearray()

    @property
    def buffered(self) -> int:
        return len(self._buffer) + len(self._body)

    @property
    def between_messages(self) -> bool:
        return self._head is None and not self._buffer

    @property
    def head(self) -> tuple[str, Headers] | None:
        """The head of the message whose body is still coming."""
        return self._head

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def take(self, *, bodyless: bool = False) -> Message | None:
        """The next whole message. `bodyless`: it answers a HEAD, so its length describes what is not sent."""
        if self._head is None and not self._take_head(bodyless):
            return None
        if self._length == CHUNKED:
            return self._take_chunked()
        if self._length == UNTIL_CLOSE:
            self._check_size(len(self._buffer))
            return None
        if len(self._buffer) < self._length:
            return None
        return self._finish(bytes(self._buffer[: self._length]), self._length)

    def take_at_close(self) -> Message | None:
        """The peer has closed: right only for a message that runs until then."""
        if self._head is None or self._length != UNTIL_CLOSE:
            return None
        return self._finish(bytes(self._buffer), len(self._buffer))

    def rest(self) -> bytes:
        """What follows the last message taken: after an upgrade it is another protocol's."""
        rest = bytes(self._buffer)
        self._buffer.clear()
        return rest

    def _finish(self, body: bytes, taken: int) -> Message:
        assert self._head is not None
        del self._buffer[:taken]
        message = Message(*self._head, body)
        self._head, self._searched = None, 0
        self._body = bytearray()
        return message

    def _check_size(self, size: int) -> None:
        if size > self._body_cap:
            raise Malformed(f"a body of more than {self._body_cap} bytes")

    def _take_head(self, bodyless: bool) -> bool:
        end = self._buffer.find(b"\r\n\r\n", max(0, self._searched - 3))
        if end < 0:
            self._searched = len(self._buffer)
        if end > HEAD_CAP or (end < 0 and len(self._buffer) > HEAD_CAP):
            raise Malformed(f"a head of more than {HEAD_CAP} bytes")
        if end < 0:
            return False
        start, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = read_headers(lines)
        if self._answers:
            status = read_status(start)
            bodyless = bodyless or status < 200 or status in BARE_STATUS
        self._length = 0 if bodyless else body_length(headers, UNTIL_CLOSE if self._answers else 0)
        self._check_size(self._length)
        del self._buffer[: end + 4]
        self._head = (start, headers)
        return True

    def _take_chunked(self) -> Message | None:
        """Each turn of the loop takes one size line with its chunk, or the last line with the trailers."""
        while (end := self._line_end()) >= 0:
            size = read_chunk_size(bytes(self._buffer[:end]))
            if size == 0:
                return self._take_trailers(end)
            self._check_size(len(self._body) + size)
            begin, stop = end + 2, end + 2 + size
            if len(self._buffer) < stop + 2:
                return None
            if self._buffer[stop : stop + 2] != b"\r\n":
                raise Malformed("a chunk that does not end where it said")
            self._body += self._buffer[begin:stop]
            del self._buffer[: stop + 2]
        return None

    def _line_end(self) -> int:
        end = self._buffer.find(b"\r\n", 0, CHUNK_LINE_CAP)
        if end < 0 and len(self._buffer) >= CHUNK_LINE_CAP:
            raise Malformed("a chunk without a size")
        return end

    def _take_trailers(self, end: int) -> Message | None:
        if self._buffer[end + 2 : end + 4] == b"\r\n":
            return self._finish(bytes(self._body), end + 4)
        stop = self._buffer.find(b"\r\n\r\n", end + 2)
        if stop < 0:
            if len(self._buffer) > HEAD_CAP:
                raise Malformed("trailers without an end")
            return None
        return self._finish(bytes(self._body), stop + 4)


def read_status(start: str) -> int:
    version, _, rest = start.partition(" ")
    if version not in ("HTTP/1.1", "HTTP/1.0") or not rest[:3].isdecimal() or not rest[:3].isascii():
        raise Malformed(f"no status line: {start[:60]!r}")
    if rest[3:4] not in ("", " ") or not 100 <= int(rest[:3]) <= 999:
        raise Malformed(f"no status: {start[:60]!r}")
    return int(rest[:3])


def read_headers(lines: list[str]) -> Headers:
    if len(lines) > HEADERS_CAP:
        raise Malformed(f"more than {HEADERS_CAP} headers")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or "\n" in line or "\r" in line or "\0" in line:
            raise Malformed(f"no header: {line[:60]!r}")
        headers.append((name.lower(), value.strip(" \t")))
    return tuple(headers)


def body_length(headers: Headers, unnamed: int) -> int:
    """How far the body goes. Two answers to that question are how requests are smuggled: refused."""
    lengths = {value for name, value in headers if name == "content-length"}
    codings = [value.lower() for name, value in headers if name == "transfer-encoding"]
    if codings:
        if lengths or codings != ["chunked"]:
            raise Malformed(f"a body framed as {codings} and {sorted(lengths)}")
        return CHUNKED
    if not lengths:
        return unnamed
    length = lengths.pop()
    if lengths or not (length.isascii() and length.isdecimal()) or len(length) > 18:
        raise Malformed(f"no single content-length: {length[:20]!r}")
    return int(length)


def read_chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip(b" \t")
    if not 0 < len(digits) <= 15 or digits.strip(b"0123456789abcdefABCDEF"):
        raise Malformed(f"no chunk size: {line[:20]!r}")
    return int(digits, 16)
