"""Whose a request or a frame is, where spot and contracts share paths and sockets: contracts end in `-PERPETUAL`."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from picaflor.wire.net import Request

SUFFIX: Final = "-PERPETUAL"
PRODUCT: Final = "futures"


def of_contracts(request: Request) -> bool:
    """By its path, or by the symbol that it names."""
    if "/futures/" in request.path or request.path in ("/quote/v1/markPrice", "/quote/v1/index"):
        return True
    return parse_qs(request.query).get("symbol", [""])[-1].endswith(SUFFIX)
