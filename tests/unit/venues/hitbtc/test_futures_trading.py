"""Orders of contracts go to paths of their own, and a margin mode that there is not is refused."""

from __future__ import annotations

import json

from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.venues.hitbtc.futures_trading import ENDPOINTS
from picaflor.wire.asks import Place, Refused
from picaflor.wire.net import Request

ONE = 10**36


def test_every_path_is_one_of_futures() -> None:
    assert {row.path.split("/")[3] for row in ENDPOINTS} == {"futures"}


def test_what_only_reduces_says_so_in_json() -> None:
    ask = Place("A_PERP", "abcdefgh", Side.SELL, OrderType.MARKET, ONE, reduce_only=True, margin_mode=MarginMode.CROSS)
    said = json.loads(rest.write_ask(ask).body)
    assert (said["reduce_only"], said["margin_mode"], said["type"]) == (True, "cross", "market")


def test_a_margin_mode_that_there_is_not_is_refused() -> None:
    body = b'{"symbol":"A_PERP","side":"buy","quantity":"1","type":"market","margin_mode":"portfolio"}'
    refused = rest.read_ask(Request("POST", rest.HOST, "/api/3/futures/order", "", body))
    assert isinstance(refused, Refused)
    assert refused.code == "2024"
