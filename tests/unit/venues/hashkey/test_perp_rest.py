"""The contracts' own table: which paths it knows, and that one path serves orders and what waits."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey import perp_rest, rest
from picaflor.wire.asks import Orders, ReadOrder, Refused
from picaflor.wire.net import Reply, Request
from picaflor.wire.stops import CancelStop, PlaceStop, ReadStops, Stops

F = "/api/v1/futures/"


@pytest.mark.parametrize("path", [F + "order", F + "balance", "/quote/v1/depth", "/api/v1/userDataStream"])
def test_what_it_knows(path: str) -> None:
    assert any(perp_rest.knows(Request(method, rest.HOST, path)) for method in ("GET", "POST"))


def test_spot_leaves_contracts_alone_and_the_other_way_round() -> None:
    depth = Request("GET", rest.HOST, "/quote/v1/depth", "symbol=BTCUSDT-PERPETUAL")
    assert not rest.knows(depth)
    assert perp_rest.knows(depth)
    assert not perp_rest.knows(Request("POST", rest.HOST, "/api/v1/spot/order"))


@pytest.mark.parametrize(
    ("method", "path", "query", "kind"),
    [
        ("POST", "order", "side=BUY_OPEN&type=STOP&symbol=X&clientOrderId=c&stopPrice=1&quantity=1", PlaceStop),
        ("DELETE", "order", "type=STOP&orderId=7", CancelStop),
        ("GET", "order", "type=STOP&clientOrderId=c", ReadStops),
        ("GET", "openOrders", "type=STOP&symbol=X", ReadStops),
        ("GET", "historyOrders", "type=STOP&symbol=X", ReadStops),
    ],
)
def test_what_says_stop_is_one(method: str, path: str, query: str, kind: type) -> None:
    assert type(perp_rest.read_ask(Request(method, rest.HOST, F + path, query))) is kind


def test_one_that_is_not_there_is_an_empty_page() -> None:
    for ask, nothing in ((ReadStops(venue_id="7"), Stops(())), (ReadOrder("", venue_id="7"), Orders(()))):
        reply = perp_rest.write_answer(ask, nothing, 0)
        assert reply.status == 400
        assert perp_rest.read_answer(ask, reply) == nothing
    assert perp_rest.read_answer(ReadStops("X"), perp_rest.write_answer(ReadStops("X"), Stops(()), 0)) == Stops(())


def test_a_code_beside_a_list_that_was_asked_for_is_a_refusal() -> None:
    said = perp_rest.read_answer(ReadStops("X"), Reply(400, b'{"code":"-1143","msg":"no"}'))
    assert isinstance(said, Refused)
