"""Listen keys: secrets that some venues hand out for a private socket, and how such a one stays out of what is written.

A key is asked for, stands in the path of the socket, lasts for a time and is kept alive by asking. Whoever carries bytes
between a dry connector and a venue veils it: the connector, its journal and its replays know a name in its place.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct, structs

from picaflor.wire.net import Reply, Request

KNOWN_MAX: Final = 16  # names that are remembered: the newest ones


class OpenListening(Struct, frozen=True, tag=True, tag_field="noun"):
    pass


class KeepListening(Struct, frozen=True, tag=True, tag_field="noun"):
    key: str


class CloseListening(Struct, frozen=True, tag=True, tag_field="noun"):
    key: str


class Listening(Struct, frozen=True, tag=True, tag_field="noun"):
    key: str


AskListening = OpenListening | KeepListening | CloseListening


class Veil:
    """`found` is a pattern whose one group is a key, or the beginning of one that was cut off."""

    def __init__(self, found: str) -> None:
        self._found = re.compile(found.encode())
        self._keys: dict[str, str] = {}  # name → key
        self._count = 0

    def hide(self, reply: Reply) -> Reply:
        """The answer that holds a key, with a name in its place."""
        match = self._found.search(reply.body)
        if match is None:
            return reply
        self._count += 1
        name = f"listening-{self._count:06d}"
        self._keys[name] = match[1].decode(errors="replace")
        if len(self._keys) > KNOWN_MAX:
            del self._keys[next(iter(self._keys))]
        return structs.replace(reply, body=reply.body[: match.start(1)] + name.encode() + reply.body[match.end(1) :])

    def show(self, text: str) -> str:
        for name, key in self._keys.items():
            text = text.replace(name, key)
        return text

    def show_request(self, request: Request) -> Request:
        body = self.show(request.body.decode()).encode() if request.body else b""
        return structs.replace(request, query=self.show(request.query), body=body)
