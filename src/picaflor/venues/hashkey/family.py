"""Whose a request or a frame is, where spot and contracts share paths and sockets: contracts end in `-PERPETUAL`."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from picaflor.wire.net import Request

SUFFIX: Final = "-PERPETUAL"
PRODUCT: Final = "futures"


def of_contracts(request: Request) -> bool:
    """By its path, by the symbol that it names, or by the account."""
    if "/futures/" in request.path or request.path in ("/quote/v1/markPrice", "/quote/v1/index"):
        return True
    asked = parse_qs(request.query)
    if request.path == "/api/v1/account/balanceFlow":
        return asked.get("accountType", [""])[-1] == "3"
    return asked.get("symbol", [""])[-1].endswith(SUFFIX)
