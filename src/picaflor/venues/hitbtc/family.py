"""Whose a request or a frame is, where spot and contracts share paths and sockets: contracts end in `_PERP`."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, unquote

from picaflor.wire.net import Request

SUFFIX: Final = "_PERP"


def of_contracts(request: Request) -> bool:
    """By its path, by the symbol in its path, or by the symbols that it names."""
    if "/futures/" in request.path or unquote(request.path).endswith(SUFFIX):
        return True
    if not request.path.startswith("/api/3/public/"):
        return False
    named = parse_qs(request.query).get("symbols", [""])[-1]
    return bool(named) and all(symbol.endswith(SUFFIX) for symbol in named.split(","))
