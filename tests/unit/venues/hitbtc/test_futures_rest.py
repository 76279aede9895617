"""Paths of the contracts' row."""

from __future__ import annotations

from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.wire.contracts import SetLeverage
from picaflor.wire.net import Request


def test_what_is_set_is_put_as_json() -> None:
    request = rest.write_ask(SetLeverage("A_PERP", 7))
    assert (request.method, request.path) == ("PUT", "/api/3/futures/account/cross/A_PERP")
    assert request.body == b'{"leverage":"7"}'


def test_spots_private_paths_are_not_its_own() -> None:
    assert not rest.knows(Request("GET", rest.HOST, "/api/3/spot/order"))
    assert rest.knows(Request("GET", rest.HOST, "/api/3/futures/order"))
