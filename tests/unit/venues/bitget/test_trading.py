from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget.messages import AssetRow
from picaflor.venues.bitget.rest import endpoint_of, write_ask
from picaflor.venues.bitget.trading import read_asset
from picaflor.wire import asks as a
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport


def test_what_orders_and_other_business_hold_cannot_be_spent() -> None:
    row = AssetRow("usdt", "1000", "50", "7")
    assert read_asset(row) == BalanceReport("USDT", read_atoms("1000"), read_atoms("57"))


def test_a_coin_that_stands_twice_is_refused() -> None:
    row = b'{"coin":"A","available":"1","frozen":"0","locked":"0"}'
    with pytest.raises(BadMessage, match="twice"):
        endpoint_of(a.ReadBalances()).read_answer(a.ReadBalances(), Raw(b"[" + row + b"," + row + b"]"), 0)


def test_a_market_buy_is_sized_in_money_and_nothing_else() -> None:
    bought = write_ask(a.Place("B", "x", Side.BUY, OrderType.MARKET, quote=read_atoms("12.5")))
    assert bought.body == b'{"symbol":"B","side":"buy","orderType":"market","size":"12.5","clientOid":"x"}'
    with pytest.raises(ValueError, match="sized in money"):
        write_ask(a.Place("B", "x", Side.BUY, OrderType.MARKET, size=1))
    with pytest.raises(ValueError, match="sized in coin"):
        write_ask(a.Place("B", "x", Side.SELL, OrderType.MARKET, quote=1))


def test_one_id_travels_and_the_venues_goes_before_ours() -> None:
    assert write_ask(a.Cancel("B", "x", "7")).body == b'{"symbol":"B","orderId":"7"}'
    assert write_ask(a.ReadOrder("B", "x", "7")).query == "orderId=7"
    assert write_ask(a.ReadOrder("B", "x")).query == "clientOid=x"


def test_a_page_longer_than_the_venue_gives_is_not_taken_for_the_last() -> None:
    ask = a.ReadOpenOrders(limit=500)
    assert write_ask(ask).query == "limit=100"
    row = (
        '{"symbol":"B","orderId":"%d","clientOid":"x","priceAvg":"1","size":"1","orderType":"limit","side":"buy",'
        '"status":"live","basePrice":"0","baseVolume":"0","quoteVolume":"0","cTime":"1","uTime":"1"}'
    )
    data = "[" + ",".join(row % n for n in range(100, 0, -1)) + "]"
    page = endpoint_of(ask).read_answer(ask, Raw(data.encode()), 0)
    assert isinstance(page, a.Orders)
    assert (len(page.rows), page.before) == (100, "1")
