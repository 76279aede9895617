"""One set of sockets for both families."""

from __future__ import annotations

import json

import pytest

from picaflor.venues.hitbtc import house_stream as house
from picaflor.wire.reports import BalancesReport
from picaflor.wire.stream import Call, Channel, Hearing, OrdersFrame, Subscribe, Subscribed, Topic


@pytest.mark.parametrize(("symbols", "product"), [(["A_PERP"], "futures"), (["A"], ""), (["A", "B_PERP"], "")])
def test_the_symbols_of_a_subscription_say_whose_it_is(symbols: list[str], product: str) -> None:
    data = json.dumps({"method": "subscribe", "ch": "trades", "params": {"symbols": symbols}, "id": 1}).encode()
    (said,) = house.read_client(data)
    assert said == Subscribe(tuple(Topic(Channel.TRADES, symbol, product=product) for symbol in symbols), "1")


def test_private_ones_say_it_in_their_method() -> None:
    (said,) = house.read_client(b'{"method":"futures_balance_subscribe","params":{},"id":9}')
    assert said == Subscribe((Topic(Channel.BALANCES, product="futures"),), "9")
    (called,) = house.read_client(b'{"method":"spot_get_orders","params":{},"id":"9"}')
    assert isinstance(called, Call)


def test_what_the_venue_tells_goes_by_its_family() -> None:
    def method(frame: object) -> str:
        (data,) = house.write_venue(frame, 0)  # type: ignore[arg-type]
        return str(json.loads(data).get("method", ""))

    assert method(BalancesReport((), whole=False)) == "spot_balance"
    assert method(BalancesReport((), whole=False, product="futures")) == "futures_balance"
    futures = Topic(Channel.ORDERS, product="futures")
    assert method(OrdersFrame((), snapshot=True)) == "spot_orders"
    assert method(OrdersFrame((), futures, snapshot=True)) == "futures_orders"
    assert house.write_venue(Subscribed(Topic(Channel.POSITIONS, product="futures")), 0) == ()
    (heard,) = house.write_venue(Hearing(Channel.TICKERS, ("A_PERP",)), 0)
    assert json.loads(heard)["result"]["ch"] == "futures/info"
