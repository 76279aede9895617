from __future__ import annotations

import pytest

from picaflor.venues.bitget import mix_rest, rest
from picaflor.venues.bitget.mix_limits import COSTS
from picaflor.wire import asks as a
from picaflor.wire.net import Request


def get(path: str, query: str = "") -> Request:
    return Request("GET", "api.bitget.com", path, query)


@pytest.mark.parametrize(
    ("path", "spot", "contracts"),
    [
        ("/api/v2/public/time", True, False),
        ("/api/v2/spot/public/symbols", True, False),
        ("/api/v2/margin/currencies", True, False),
        ("/api/v2/mix/market/contracts", False, True),
        ("/api/v2/mix/market/merge-depth", False, True),
        ("/api/v2/mix/order/orders-pending", False, True),
        ("/api/v2/nothing", False, False),
    ],
)
def test_each_path_is_one_rows(path: str, spot: bool, contracts: bool) -> None:
    assert (rest.knows(get(path)), mix_rest.knows(get(path))) == (spot, contracts)


def test_the_time_is_asked_for_where_everybody_asks() -> None:
    assert mix_rest.write_ask(a.ReadTime()).path == "/api/v2/public/time"


@pytest.mark.parametrize("product", ["COIN-FUTURES", "SUSDT-FUTURES", "usdc-futures"])
def test_other_families_have_an_empty_list(product: str) -> None:
    ask = mix_rest.read_ask(get("/api/v2/mix/market/contracts", f"productType={product}"))
    assert ask == a.ReadListing(product.upper())
    assert mix_rest.write_answer(ask, a.Listing(()), 0).body.startswith(b'{"data":[]')


def test_every_path_stands_once_where_it_is_read() -> None:
    shared = (a.ReadListing, a.CancelAll)  # by the family that is meant, and by whether orders are named
    paths = [(row.method, row.path) for row in mix_rest.ENDPOINTS if row.ask not in shared]
    assert len(set(paths)) == len(paths)


def test_every_endpoint_has_its_rate() -> None:
    assert {row.ask for row in mix_rest.ENDPOINTS} == set(COSTS)
