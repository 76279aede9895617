from __future__ import annotations

from picaflor.venues.bitget import rest, uta_rest
from picaflor.wire import asks as a
from picaflor.wire.net import Request


def test_public_requests_are_everybodys_and_private_ones_its_own() -> None:
    assert uta_rest.write_ask(a.ReadMarkets()) == rest.write_ask(a.ReadMarkets())
    assert uta_rest.write_ask(a.ReadBalances()).path == "/api/v3/account/assets"
    assert not rest.knows(uta_rest.write_ask(a.ReadBalances()))
    assert not uta_rest.knows(rest.write_ask(a.ReadBalances()))


def test_orders_of_contracts_have_the_same_path_and_are_not_spots() -> None:
    for body, ours in ((b'{"category":"SPOT"}', True), (b'{"category":"USDT-FUTURES"}', False)):
        assert uta_rest.knows(Request("POST", "api.bitget.com", "/api/v3/trade/place-order", body=body)) is ours
