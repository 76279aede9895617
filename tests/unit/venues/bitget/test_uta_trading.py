from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget.uta_messages import UnifiedAsset
from picaflor.venues.bitget.uta_rest import endpoint_of, read_answer, read_ask, write_ask
from picaflor.venues.bitget.uta_trading import read_asset
from picaflor.wire import asks as a
from picaflor.wire.decoding import BadMessage
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport


def asked(body: bytes, path: str = "/api/v3/trade/place-order") -> object:
    return read_ask(Request("POST", "api.bitget.com", path, body=body))


def test_what_is_not_available_is_tied_and_a_debt_ties_nothing() -> None:
    row = UnifiedAsset(coin="usdt", balance="10", available="7", locked="2")
    assert read_asset(row) == BalanceReport("USDT", read_atoms("7"), read_atoms("3"))
    owed = UnifiedAsset(coin="USDT", balance="-5", available="0", locked="0")
    assert read_asset(owed) == BalanceReport("USDT", 0, 0)


def test_a_coin_that_stands_twice_is_refused() -> None:
    row = b'{"coin":"A","balance":"1","available":"1"}'
    with pytest.raises(BadMessage, match="twice"):
        endpoint_of(a.ReadBalances()).read_answer(a.ReadBalances(), Raw(b'{"assets":[' + row + b"," + row + b"]}"), 0)


def test_a_market_buy_is_sized_in_money_and_nothing_else() -> None:
    bought = write_ask(a.Place("B", "x", Side.BUY, OrderType.MARKET, quote=read_atoms("12.5")))
    assert bought.body == (
        b'{"category":"SPOT","symbol":"B","side":"buy","orderType":"market","qty":"12.5","clientOid":"x"}'
    )
    with pytest.raises(ValueError, match="sized in money"):
        write_ask(a.Place("B", "x", Side.BUY, OrderType.MARKET, size=1))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"symbol":"B","side":"buy","orderType":"limit","qty":"1","price":"1"}', "40019"),
        (b'{"category":"USDT-FUTURES","symbol":"B"}', "40020"),
        (b'{"category":"spot","symbol":"B","side":"buy","orderType":"limit","qty":"1","price":"0"}', "40020"),
        (b'{"category":"spot","symbol":"B","side":"buy","orderType":"market","qty":"1","stopLoss":"9"}', "40017"),
        (b'{"category":"spot","symbol":"B","side":"up","orderType":"limit","qty":"1","price":"1"}', "40020"),
    ],
)  # fmt: skip
def test_an_order_that_does_not_pass_is_refused(body: bytes, code: str) -> None:
    refused = asked(body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_lists_may_be_null_and_only_a_full_page_has_a_next_one() -> None:
    empty = Reply(200, b'{"code":"00000","msg":"success","data":{"list":null,"cursor":null}}')
    assert read_answer(a.ReadFills(), empty) == a.Fills(())
    assert read_answer(a.ReadOpenOrders(), empty) == a.Orders(())


def test_an_order_that_is_not_there_is_an_empty_page() -> None:
    gone = Reply(400, b'{"code":"25204","msg":"Order does not exist","data":null}')
    assert read_answer(a.ReadOrder("B", "x"), gone) == a.Orders(())


def test_an_answer_that_names_another_order_proves_nothing() -> None:
    other = Reply(200, b'{"code":"00000","msg":"success","data":{"orderId":"8","clientOid":"y"}}')
    assert isinstance(read_answer(a.Place("B", "x", Side.BUY, OrderType.LIMIT, 1, 1), other), a.Unclear)
    nothing = Reply(200, b'{"code":"00000","msg":"success","data":{}}')
    assert isinstance(read_answer(a.CancelAll("B"), nothing), a.Unclear)
