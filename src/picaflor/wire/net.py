"""A request and what became of it. Three outcomes: answered, provably not sent, nobody knows."""

from __future__ import annotations

from msgspec import Struct

Headers = tuple[tuple[str, str], ...]


class Request(Struct, frozen=True, tag=True, tag_field="noun"):
    """One HTTP request as the venue will see it. `host` is the venue's own name, never an address."""

    method: str
    host: str
    path: str
    query: str = ""  # as sent, percent-encoded, without the question mark
    body: bytes = b""
    headers: Headers = ()

    def __repr__(self) -> str:
        """Of headers their names: once it is signed, they hold what no log and no traceback may show."""
        names = ", ".join(name for name, _ in self.headers)
        query = f"?{self.query}" if self.query else ""
        return f"Request({self.method} {self.host}{self.path}{query} {self.body!r} [{names}])"


class Reply(Struct, frozen=True, tag=True, tag_field="noun"):
    """An answer that arrived whole. Header names are lower case."""

    status: int
    body: bytes = b""
    headers: Headers = ()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class NotSent(Struct, frozen=True, tag=True, tag_field="noun"):
    """Provably no byte of the request left this machine: name not found, connection refused, no free slot."""

    why: str


class NoAnswer(Struct, frozen=True, tag=True, tag_field="noun"):
    """Some of the request may have arrived and no whole answer came back: the outcome is unknown."""

    why: str


Outcome = Reply | NotSent | NoAnswer
